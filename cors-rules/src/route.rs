//! Paths of routes that have their own policies, and the problems of a list of such
//! routes.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use crate::declaration::Entries;
use crate::problem::{Location, Problem};
use crate::rule::Rule;
use crate::spelling;
use crate::violation::Violation;

/// The path of a route: a pattern for the path of a URL.
///
/// A path starts with `/` and consists of segments:
///
/// * a literal of letters, digits, `-`, `.`, `_` and `~`,
/// * `{name}`, which matches one whole segment that is not empty,
/// * `{*rest}`, at the end only, which matches the rest of the path, one or
///   more segments.
///
/// A trailing slash is significant: `/users/` and `/users` are two paths.
///
/// ```
/// use cors_rules::{RoutePath, RouteSegment};
///
/// let path: RoutePath = "/users/{id}/files/{*path}".parse()?;
/// let segments: Vec<RouteSegment> = path.segments().collect();
/// assert_eq!(segments, [
///     RouteSegment::Literal("users"),
///     RouteSegment::Param("id"),
///     RouteSegment::Literal("files"),
///     RouteSegment::Rest("path"),
/// ]);
/// # Ok::<(), cors_rules::Problem>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RoutePath {
    text: String,
}

/// One segment of a [`RoutePath`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RouteSegment<'p> {
    /// This text. It is empty only at the end of a path with a trailing slash.
    Literal(&'p str),
    /// `{name}`: one segment that is not empty.
    Param(&'p str),
    /// `{*name}`: the rest of the path.
    Rest(&'p str),
}

impl RoutePath {
    /// Parses the path of the route with this index in the list of routes.
    ///
    /// `key` is the key of the path in a file: `path` or `nest`.
    ///
    /// # Errors
    ///
    /// The first mistake, with its span and a suggestion.
    #[expect(
        clippy::result_large_err,
        reason = "parsed once per route, at start-up"
    )]
    pub fn parse(text: &str, key: &str, route: usize) -> Result<Self, Problem> {
        check(text)
            .map(|()| RoutePath {
                text: text.to_owned(),
            })
            .map_err(|violation| {
                let suggestion = violation.working_fix(&check, &|_| false);
                let mut problem = violation.into_problem(key, Location::Route(route), text);
                problem.help = suggestion.or(problem.help);
                problem
            })
    }

    /// The path as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The segments, in order. `/` has one segment, an empty literal.
    pub fn segments(&self) -> impl Iterator<Item = RouteSegment<'_>> {
        self.text.split("/").skip(1).map(segment)
    }
}

/// Parses a path that is not in a list of routes.
impl FromStr for RoutePath {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        RoutePath::parse(text, "path", 0).map_err(|mut problem| {
            problem.location = Location::Policy;
            problem
        })
    }
}

/// Prints the path as it was written.
impl fmt::Display for RoutePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// How many policies are compared with an unknown name. A file can have very many policies
/// and unknown names.
const MOST_COMPARED: usize = 100;

/// The longest list of names in a help, in bytes.
const LONGEST_LIST: usize = 1000;

/// The longest path in a message that a route can have for each method.
const LONGEST_PATH: usize = 200;

/// Problems of a list of routes. `route` is the index of the route in its list.
impl Problem {
    /// The problem of a method that a route names, if there is one.
    pub fn of_route_method(route: usize, method: &str) -> Option<Self> {
        if method == "*" {
            let message = "a route names each of its methods, and `*` is not one";
            let problem = Problem::new(
                Rule::MethodInvalid,
                "methods",
                Location::Route(route),
                message,
            );
            let help = "write the methods, or `nest`, which is for every method";
            return Some(problem.value(method).help(help));
        }
        let found = crate::method::check(method).err()?;
        Some(found.into_problem("methods", Location::Route(route), method))
    }

    /// A `syntax` problem: a key of a route in a file is missing.
    pub fn route_value_missing(route: usize, key: &str, message: &str) -> Self {
        Problem::new(Rule::Syntax, key, Location::Route(route), message)
    }

    /// A `syntax` problem: the value of a route's key has the wrong type.
    pub fn route_value_type(route: usize, key: &str, message: &str) -> Self {
        Problem::new(Rule::Syntax, key, Location::Route(route), message)
    }

    /// A `key-unknown` problem: a route has a key that is not one of `known`.
    pub fn route_key_unknown(route: usize, key: &str, known: &[&str]) -> Self {
        let is_word = key.bytes().all(|b| b.is_ascii_alphabetic());
        let meant = spelling::nearest(&key.to_ascii_lowercase(), known).filter(|_| is_word);
        let help = match meant {
            Some(meant) => format!("write `{meant}`"),
            None => format!("the keys of a route are `{}`", known.join("`, `")),
        };
        let message = format!("a route has no key `{key}`");
        Problem::new(Rule::KeyUnknown, key, Location::Route(route), message).help(help)
    }

    /// A `policy-unknown` problem: no policy has the name that a route names.
    pub fn policy_unknown(route: usize, name: &str, known: &[&str]) -> Self {
        let compared = known.get(..MOST_COMPARED).unwrap_or(known);
        let length: usize = compared.iter().map(|name| name.len()).sum();
        let help = match spelling::nearest(name, compared) {
            Some(meant) => format!("write \"{meant}\""),
            None if known.is_empty() => "define it in `policies`".to_owned(),
            None if compared.len() < known.len() || length > LONGEST_LIST => {
                format!("name one of the {} policies", known.len())
            }
            None => {
                let known: Vec<String> = known.iter().map(|name| format!("\"{name}\"")).collect();
                format!("the policies are {}", known.join(", "))
            }
        };
        let message = format!("there is no policy `{name}`");
        Problem::new(
            Rule::PolicyUnknown,
            "policy",
            Location::Route(route),
            message,
        )
        .value(name)
        .span(0..name.len())
        .help(help)
    }

    /// A `route-duplicate` problem: another route has the same path and this
    /// method. `method` is `None` for a route for every method and for a nested
    /// prefix; `key` is `path` or `nest`.
    pub fn route_duplicate(
        route: usize,
        first: usize,
        key: &str,
        path: &str,
        method: Option<&str>,
    ) -> Self {
        let message = match method {
            Some(method) => format!("{method} {path} has a policy already, from routes[{first}]"),
            None => format!("{path} has a policy already, from routes[{first}]"),
        };
        Problem::new(Rule::RouteDuplicate, key, Location::Route(route), message)
            .value(path)
            .help("remove one of the two")
            .other(Some(Location::Route(first)))
    }

    /// A `route-shadowed` note: the route has no effect, because another route with the
    /// same policy covers all of its requests.
    pub fn route_shadowed(route: usize, by: usize, key: &str, path: &str, by_path: &str) -> Self {
        let message = format!("routes[{by}], {by_path}, gives {path} this policy already");
        Problem::new(Rule::RouteShadowed, key, Location::Route(route), message)
            .value(path)
            .help("this route can go")
            .other(Some(Location::Route(by)))
    }

    /// A `route-method-not-allowed` problem: the policy of a route does not
    /// list the route's own method. `policy` is the name of the policy, if it
    /// has one.
    pub fn route_method_not_allowed(
        route: usize,
        path: &str,
        method: &str,
        policy: Option<&str>,
    ) -> Self {
        let policy = match policy {
            Some(name) => format!("the policy `{name}`"),
            None => "its policy".to_owned(),
        };
        let path = shortened(path);
        let message = format!("{path} takes {method}, and {policy} does not let pages send it");
        Problem::new(
            Rule::RouteMethodNotAllowed,
            "methods",
            Location::Route(route),
            message,
        )
        .value(method)
        .help(format!("add \"{method}\" to the `methods` of {policy}"))
    }
}

/// The start of a path, for a message that a route can have many times.
fn shortened(path: &str) -> Cow<'_, str> {
    match path.char_indices().nth(LONGEST_PATH) {
        Some((cut, _)) => format!("{}…", &path[..cut]).into(),
        None => path.into(),
    }
}

/// The rules of one path, in the order of the text.
fn check(text: &str) -> Result<(), Violation> {
    if !text.starts_with('/') {
        let message = "the path of a route starts with `/`";
        return Err(invalid(0..text.len().min(1), message).fix(format!("/{text}")));
    }
    if let Some(at) = query_or_fragment(text) {
        let message = "a path has no query and no fragment";
        return Err(invalid(at..text.len(), message).fix(&text[..at]));
    }
    let mut names = Entries::new();
    let mut start = 1;
    for part in text[1..].split("/") {
        let end = start + part.len();
        let (before, after) = (&text[..start], &text[end..]);
        if part.is_empty() && !after.is_empty() {
            let message = "a path has no empty segment";
            return Err(
                invalid(start - 1..start + 1, message).fix(format!("{before}{}", &after[1..]))
            );
        }
        check_segment(part).map_err(|violation| violation.within(before, after))?;
        match segment(part) {
            RouteSegment::Literal(_) => {}
            RouteSegment::Rest(_) if !after.is_empty() => {
                let message = "`{*…}` matches the rest of the path, so nothing comes after it";
                return Err(invalid(end..text.len(), message).fix(&text[..end]));
            }
            RouteSegment::Param(name) | RouteSegment::Rest(name) => {
                if names.insert((name, None), start).is_some() {
                    let message = format!("the path has two segments with the name `{name}`");
                    return Err(invalid(start..end, message));
                }
            }
        }
        start = end + 1;
    }
    Ok(())
}

/// The start of a query or a fragment. Within braces, `?` is part of a regular expression.
fn query_or_fragment(text: &str) -> Option<usize> {
    let mut depth = 0;
    text.bytes().position(|b| {
        match b {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        depth == 0 && matches!(b, b'?' | b'#')
    })
}

/// The rules of one segment. Its suggestions replace the segment.
fn check_segment(part: &str) -> Result<(), Violation> {
    if matches!(
        segment(part),
        RouteSegment::Param(_) | RouteSegment::Rest(_)
    ) {
        return check_name(part);
    }
    let odd = |b: &u8| !(b.is_ascii_alphanumeric() || b"-._~".contains(b));
    if part == "." || part == ".." {
        let message = "browsers resolve `.` and `..` before they send a path";
        return Err(invalid(0..part.len(), message).suggestion("write the path without them"));
    }
    let Some(at) = part.bytes().position(|b| odd(&b)) else {
        return Ok(());
    };
    let length = part[at..].chars().next().map_or(1, char::len_utf8);
    let span = at..at + length;
    Err(match part.as_bytes()[at] {
        b'{' | b'}' => braces(part),
        b';' => invalid(
            at..part.len(),
            "servers disagree on what `;` in a path means",
        )
        .suggestion("write `{name}` for a segment that contains it"),
        b'%' => invalid(
            span,
            "a literal segment has no `%`: servers disagree on when to decode it",
        )
        .suggestion("write `{name}` for a segment with encoded characters"),
        b':' if at == 0 => invalid(0..part.len(), "a parameter is written in braces")
            .fix(format!("{{{}}}", &part[1..])),
        b'<' if part.ends_with('>') => invalid(0..part.len(), "a parameter is written in braces")
            .fix(format!("{{{}}}", &part[1..part.len() - 1])),
        b'*' if at == 0 => {
            let name = match part.trim_start_matches('*') {
                "" => "rest",
                name => name,
            };
            invalid(
                0..part.len(),
                "the rest of a path is written in braces, with a name",
            )
            .fix(format!("{{*{name}}}"))
        }
        _ => invalid(
            span,
            "a literal segment consists of letters, digits, `-`, `.`, `_` and `~`",
        )
        .suggestion("write `{name}` for a segment that contains anything else"),
    })
}

/// The rules of `{name}` and `{*name}`.
fn check_name(part: &str) -> Result<(), Violation> {
    let star = if part.starts_with("{*") { "*" } else { "" };
    let name = &part[1 + star.len()..part.len() - 1];
    let span = 1 + star.len()..part.len() - 1;
    if name.is_empty() {
        let example = if star.is_empty() { "{name}" } else { "{*rest}" };
        return Err(invalid(0..part.len(), "a parameter has a name").fix(example));
    }
    if let Some((name, pattern)) = name.split_once(":") {
        let message = "a parameter has no pattern: it matches one whole segment";
        let star = if matches!(pattern, ".*" | ".+") {
            "*"
        } else {
            star
        };
        return Err(invalid(span, message).fix(format!("{{{star}{name}}}")));
    }
    if let Some(name) = name.strip_suffix("...") {
        return Err(
            invalid(span, "the rest of a path is written with `*`").fix(format!("{{*{name}}}"))
        );
    }
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    if name.starts_with(|c: char| c.is_ascii_digit()) || !name.bytes().all(plain) {
        let message = "a name consists of letters, digits and `_`, and does not start with a digit";
        return Err(invalid(span, message));
    }
    Ok(())
}

/// The violation of braces that do not enclose a whole segment.
fn braces(part: &str) -> Violation {
    let whole = 0..part.len();
    let opened = part.bytes().filter(|&b| b == b'{').count();
    let closed = part.bytes().filter(|&b| b == b'}').count();
    if opened == 1 && closed == 0 && part.starts_with('{') {
        return invalid(whole, "a `{` has no `}` in its segment").fix(format!("{part}}}"));
    }
    if opened != closed {
        return invalid(whole, "the braces of a segment do not match");
    }
    invalid(
        whole,
        "a parameter is a whole segment, with nothing before or after it",
    )
    .suggestion("write `{name}` for the whole segment")
}

fn invalid(span: Range<usize>, message: impl Into<Cow<'static, str>>) -> Violation {
    Violation::new(Rule::RoutePathInvalid, span, message)
}

/// Parses a segment. It is a literal, unless its text is in one pair of braces.
fn segment(part: &str) -> RouteSegment<'_> {
    let inner = part
        .strip_prefix('{')
        .and_then(|part| part.strip_suffix('}'))
        .filter(|inner| !inner.contains(['{', '}']));
    match inner {
        None => RouteSegment::Literal(part),
        Some(inner) => match inner.strip_prefix('*') {
            Some(name) => RouteSegment::Rest(name),
            None => RouteSegment::Param(inner),
        },
    }
}
