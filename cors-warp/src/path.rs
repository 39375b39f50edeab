//! Paths that can be asked twice: by warp on a request's way to its handler, and
//! by the gate, which answers preflights and lets no filter run.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use warp::{Filter, Rejection};

/// The path of a [`route`](crate::route()) or a [`scope`](crate::scope()), made by
/// [`path!`](crate::path!) or [`path()`].
///
/// It is a filter of warp's together with the one question that a preflight
/// raises: whether it is the path of a request.
pub struct Path<F, E = Whole> {
    filter: F,
    pattern: Pattern,
    end: PhantomData<E>,
}

/// A path that ends where it ends: `path!("orders" / u32)`.
#[derive(Debug)]
pub struct Whole;

/// A path and everything beneath it: `path!("orders" / ..)`, `path("orders")`.
#[derive(Debug)]
pub struct Beneath;

/// The path of a route, or with `/ ..` at its end that of a scope.
///
/// It is written as warp's own [`path!`](warp::path!) is: texts that are compared,
/// and types that are parsed.
///
/// ```
/// use cors_warp::{path, route};
/// use warp::Filter;
/// use warp::http::Method;
///
/// let load = route(Method::GET, path!("orders" / u32))
///     .to(|order| order.map(|id: u32| format!("order {id}")));
/// # let _ = load;
/// ```
#[macro_export]
macro_rules! path {
    ($($pieces:tt)*) => {
        $crate::__path!(@read [$($pieces)*] [] $($pieces)*)
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __path {
    (@read [] []) => {
        $crate::__path!(@make whole [] [])
    };
    (@read [$($all:tt)+] [$($read:tt)*] ..) => {
        $crate::__path!(@make beneath [$($all)+] [$($read)*])
    };
    (@read [$($all:tt)+] [$($read:tt)*] $last:tt) => {
        $crate::__path!(@make whole [$($all)+] [$($read)* $last])
    };
    (@read [$($all:tt)+] [$($read:tt)*] $next:tt / $($rest:tt)+) => {
        $crate::__path!(@read [$($all)+] [$($read)* $next] $($rest)+)
    };
    (@make $end:ident [$($all:tt)*] [$($segment:tt)*]) => {
        $crate::__private::$end(
            $crate::__private::warp::path!($($all)*),
            concat!("/" $(, $crate::__path!(@text $segment), "/")*),
            &[$($crate::__path!(@known $segment)),*],
            |path| {
                $(let path = $crate::__path!(@segment path $segment)?;)*
                $crate::__private::some(path)
            },
        )
    };
    (@text $text:literal) => { $text };
    (@text $param:ty) => { concat!("{", stringify!($param), "}") };
    (@known $text:literal) => { $crate::__private::some($text) };
    (@known $param:ty) => { $crate::__private::none };
    (@segment $path:ident $text:literal) => {
        $crate::__private::segment($path, $text)
    };
    (@segment $path:ident $param:ty) => {
        $crate::__private::param::<$param>($path)
    };
}

/// One segment and everything beneath it, as warp's own
/// [`path()`](warp::path::path()) is: `path("orders")` is `path!("orders" / ..)`
/// for a text that is known at run time.
///
/// # Panics
///
/// As warp's own does: if the segment is empty or has a slash in it.
pub fn path<S>(
    segment: S,
) -> Path<impl Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static, Beneath>
where
    S: AsRef<str> + Clone + Send + Sync + 'static,
{
    let text = segment.as_ref().to_owned();
    Path {
        pattern: Pattern {
            text: format!("/{text}/"),
            matcher: Matcher::Segment(text),
            is_whole: false,
        },
        filter: warp::path(segment),
        end: PhantomData,
    }
}

/// What the macro makes of a path without `..` at its end.
#[doc(hidden)]
pub fn whole<F>(
    filter: F,
    text: &str,
    segments: &'static [Option<&'static str>],
    read: fn(&str) -> Option<&str>,
) -> Path<F, Whole> {
    written(filter, text, Matcher::Written(segments, read), true)
}

/// What the macro makes of a path with `..` at its end.
#[doc(hidden)]
pub fn beneath<F>(
    filter: F,
    text: &str,
    segments: &'static [Option<&'static str>],
    read: fn(&str) -> Option<&str>,
) -> Path<F, Beneath> {
    written(filter, text, Matcher::Written(segments, read), false)
}

fn written<F, E>(filter: F, text: &str, matcher: Matcher, is_whole: bool) -> Path<F, E> {
    Path {
        filter,
        pattern: Pattern {
            text: text.to_owned(),
            matcher,
            is_whole,
        },
        end: PhantomData,
    }
}

impl<F, E> fmt::Debug for Path<F, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Path").field(&self.pattern.text).finish()
    }
}

/// What a [`route`](crate::route()) stands at: a [`Path`].
#[diagnostic::on_unimplemented(
    message = "a route stands at a path that a preflight can ask, and warp's own cannot be asked",
    label = "no path of `cors_warp`",
    note = "write `cors_warp::path!(…)`, which takes what `warp::path!(…)` takes"
)]
pub trait Place: sealed::Sealed {
    /// The path as warp's filter.
    type Filter;

    #[doc(hidden)]
    fn parts(self) -> (Self::Filter, Pattern);
}

/// What a [`scope`](crate::scope()) stands at: a [`Path`] with everything beneath.
#[diagnostic::on_unimplemented(
    message = "a scope stands at a path with everything beneath it",
    label = "nothing is beneath this",
    note = "write `path!(\"orders\" / ..)` or `path(\"orders\")`, of `cors_warp`"
)]
pub trait Prefix: Place {}

impl<F, E> Place for Path<F, E> {
    type Filter = F;

    fn parts(self) -> (F, Pattern) {
        (self.filter, self.pattern)
    }
}

impl<F> Prefix for Path<F, Beneath> {}

mod sealed {
    pub trait Sealed {}
    impl<F, E> Sealed for super::Path<F, E> {}
}

/// What a path looks like, without warp.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct Pattern {
    /// For people: `/orders/{u32}/`.
    pub(crate) text: String,
    matcher: Matcher,
    is_whole: bool,
}

#[derive(Debug, Clone)]
enum Matcher {
    /// By the macro: its texts, `None` for each parameter, and what reads it.
    Written(&'static [Option<&'static str>], fn(&str) -> Option<&str>),
    Segment(String),
}

impl Pattern {
    /// The texts of its segments; `None` is a parameter.
    pub(crate) fn segments(&self) -> impl Iterator<Item = Option<&str>> {
        let (written, text) = match &self.matcher {
            Matcher::Written(segments, _) => (*segments, None),
            Matcher::Segment(text) => (&[][..], Some(Some(text.as_str()))),
        };
        written.iter().copied().chain(text)
    }

    /// Whether nothing may follow it.
    pub(crate) fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// What of a path is left behind this one, if it is this one.
    pub(crate) fn rest<'p>(&self, path: &'p str) -> Option<&'p str> {
        let rest = match &self.matcher {
            Matcher::Written(_, read) => read(path),
            Matcher::Segment(text) => segment(path, text),
        };
        rest.filter(|rest| !self.is_whole || rest.is_empty())
    }
}

/// What is left behind a segment of this text.
#[doc(hidden)]
pub fn segment<'p>(path: &'p str, text: &str) -> Option<&'p str> {
    let (first, rest) = split(path);
    (first == text).then_some(rest)
}

/// What is left behind a segment that can be parsed.
#[doc(hidden)]
pub fn param<T: FromStr>(path: &str) -> Option<&str> {
    let (first, rest) = split(path);
    let is_one = !first.is_empty() && first.parse::<T>().is_ok();
    is_one.then_some(rest)
}

/// The first segment and what is behind its slash.
pub(crate) fn split(path: &str) -> (&str, &str) {
    // Segments are short: a search that starts slowly would cost more.
    match path.bytes().position(|byte| byte == b'/') {
        Some(slash) => (&path[..slash], &path[slash + 1..]),
        None => (path, ""),
    }
}
