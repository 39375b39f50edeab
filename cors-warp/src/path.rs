//! The paths of routes and scopes. Each has a filter, and a pattern that can be matched
//! without the filter.

use std::fmt;
use std::future::ready;
use std::marker::PhantomData;
use std::sync::Arc;

use warp::{Filter, Rejection};

use crate::pattern::{Pattern, Segment};

/// The path of a [`route`](crate::route()) or a [`scope`](crate::scope()).
/// [`path!`](crate::path!) and [`path()`] create it.
pub struct Path<F, E = Exact> {
    pub(crate) filter: F,
    pub(crate) pattern: Pattern,
    end: PhantomData<E>,
}

/// A path that matches as a whole: `path!("orders" / u32)`.
#[derive(Debug)]
pub struct Exact;

/// A path that other segments may follow: `path!("orders" / ..)`, `path("orders")`.
#[derive(Debug)]
pub struct Prefix;

/// Creates the path of a route. With `/ ..` at its end, it is the path of a scope.
///
/// The syntax is the syntax of warp's own [`path!`](warp::path!): a string matches a
/// segment that equals it, and a type matches a segment that it can be parsed from.
/// `path!(..)` matches every path.
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
    (..) => {
        $crate::__private::any()
    };
    ($($pieces:tt)*) => {
        $crate::__path!(@read [$($pieces)*] [] $($pieces)*)
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __path {
    (@read [] []) => {
        $crate::__path!(@make exact [] [])
    };
    (@read [$($all:tt)+] [$($read:tt)*] ..) => {
        $crate::__path!(@make prefix [$($all)+] [$($read)*])
    };
    (@read [$($all:tt)+] [$($read:tt)*] $last:tt) => {
        $crate::__path!(@make exact [$($all)+] [$($read)* $last])
    };
    (@read [$($all:tt)+] [$($read:tt)*] $next:tt / $($rest:tt)+) => {
        $crate::__path!(@read [$($all)+] [$($read)* $next] $($rest)+)
    };
    (@make $end:ident [$($all:tt)*] [$($segment:tt)*]) => {
        $crate::__private::$end(
            $crate::__private::warp::path!($($all)*),
            ::std::vec![$($crate::__path!(@segment $segment)),*],
        )
    };
    (@segment $text:literal) => { $crate::__private::Segment::literal($text) };
    (@segment $param:ty) => {
        $crate::__private::Segment::param::<$param>(::std::stringify!($param))
    };
}

/// Creates a path of one segment that other segments may follow, like warp's own
/// [`path()`](warp::path::path()). `path("orders")` equals `path!("orders" / ..)`, but the
/// string can be a value that is known only at run time.
///
/// # Panics
///
/// If the segment is empty or contains a slash, like warp's function.
pub fn path<S>(
    segment: S,
) -> Path<impl Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static, Prefix>
where
    S: AsRef<str>,
{
    // warp clones the filter for every request, and the segment with it.
    let segment: Arc<str> = segment.as_ref().into();
    Path {
        pattern: Pattern::prefix(vec![Segment::literal(&segment)]),
        filter: warp::path(segment),
        end: PhantomData,
    }
}

/// The expansion of `path!(..)`.
#[doc(hidden)]
pub fn any()
-> Path<impl Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static, Prefix> {
    let accept = || ready(Ok::<_, Rejection>(()));
    prefix(warp::any().and_then(accept).untuple_one(), Vec::new())
}

/// The expansion of `path!` without `..` at its end.
#[doc(hidden)]
pub fn exact<F>(filter: F, segments: Vec<Segment>) -> Path<F, Exact> {
    Path {
        filter,
        pattern: Pattern::exact(segments),
        end: PhantomData,
    }
}

/// The expansion of `path!` with `..` at its end.
#[doc(hidden)]
pub fn prefix<F>(filter: F, segments: Vec<Segment>) -> Path<F, Prefix> {
    Path {
        filter,
        pattern: Pattern::prefix(segments),
        end: PhantomData,
    }
}

impl<F, E> fmt::Debug for Path<F, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Path").field(&self.pattern).finish()
    }
}
