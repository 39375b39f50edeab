//! Places with a policy of their own.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use cors_engine::Policy;
use http::Method;

/// A route or a scope of the application, and its policy: a file on the command
/// line, a [`Policy`] behind that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place<P> {
    /// That of a route; a scope has none, and takes them all.
    pub(crate) method: Option<Method>,
    /// With `/` in front and none behind; that of the application alone, `/`, is
    /// empty. A segment is literal, or a parameter, which is named after its place:
    /// `{p2}`. A route is at this path, a scope there and at everything beneath.
    pub(crate) path: String,
    pub(crate) policy: P,
}

impl<P> Place<P> {
    /// Whether it is the very same place.
    pub(crate) fn is_at(&self, other: &Self) -> bool {
        (&self.method, &self.path) == (&other.method, &other.path)
    }

    /// The same place with something else for a policy.
    ///
    /// # Errors
    ///
    /// Those of `read`.
    pub(crate) fn try_map<Q, E>(self, read: impl FnOnce(P) -> Result<Q, E>) -> Result<Place<Q>, E> {
        Ok(Place {
            method: self.method,
            path: self.path,
            policy: read(self.policy)?,
        })
    }
}

impl<P> fmt::Display for Place<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() {
            "/"
        } else {
            &self.path
        };
        match &self.method {
            Some(method) => write!(f, "{method} {path}"),
            None => f.write_str(path),
        }
    }
}

/// `PUT /path=FILE`, or `/path=FILE` for a scope.
impl FromStr for Place<PathBuf> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (place, file) = text
            .split_once('=')
            .ok_or_else(|| format!("{text}: a route is [METHOD ]/path=FILE"))?;
        let (method, path) = match place.split_once(' ') {
            Some((method, path)) => {
                let method = Method::from_bytes(method.as_bytes());
                (
                    Some(method.map_err(|error| format!("{text}: {error}"))?),
                    path,
                )
            }
            None => (None, place),
        };
        let no_path = || format!("{text}: {path} is no path such as /a/{{id}}/b");
        let segments = path.strip_prefix('/').ok_or_else(no_path)?;
        let path = match (segments, &method) {
            ("", Some(_)) => String::new(),
            _ => {
                let segments = segments.split('/').enumerate();
                let segments = segments.map(|(at, segment)| segment_at(at, segment));
                segments.collect::<Option<_>>().ok_or_else(no_path)?
            }
        };
        Ok(Place {
            method,
            path,
            policy: file.into(),
        })
    }
}

/// A segment with `/` in front, if it is the same to every framework. Parameters
/// that stand at one place have one name, as some routers will have it.
fn segment_at(at: usize, segment: &str) -> Option<String> {
    let is_literal = |text: &str| {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        !text.is_empty() && !matches!(text, "." | "..") && text.bytes().all(is_plain)
    };
    match segment.strip_prefix('{') {
        Some(name) => {
            let name = name.strip_suffix('}')?;
            is_literal(name).then(|| format!("/{{p{at}}}"))
        }
        None => is_literal(segment).then(|| format!("/{segment}")),
    }
}

/// What is beneath a path.
#[derive(Debug)]
pub(crate) struct Scope {
    /// Without what is round it.
    pub(crate) path: String,
    /// None for the application's own.
    pub(crate) policy: Option<Policy>,
    pub(crate) routes: Vec<Place<Policy>>,
    pub(crate) scopes: Vec<Scope>,
}

impl Scope {
    /// The places, each in the innermost scope that has it.
    pub(crate) fn root(mut places: Vec<Place<Policy>>) -> Self {
        // What is round a place comes before it.
        places.sort_by_key(|place| (place.path.len(), place.method.is_some()));
        let mut root = Scope::new("", None);
        for place in places {
            root.add(place);
        }
        root
    }

    fn new(path: &str, policy: Option<Policy>) -> Self {
        Scope {
            path: path.to_owned(),
            policy,
            routes: Vec::new(),
            scopes: Vec::new(),
        }
    }

    fn add(&mut self, place: Place<Policy>) {
        let own = |scope: &&mut Scope| beneath(&scope.path, &place.path).is_some();
        if let Some(scope) = self.scopes.iter_mut().find(own) {
            let path = beneath(&scope.path, &place.path).unwrap_or_default();
            return scope.add(Place {
                path: path.to_owned(),
                ..place
            });
        }
        match place.method {
            Some(_) => self.routes.push(place),
            None => self
                .scopes
                .push(Scope::new(&place.path, Some(place.policy))),
        }
    }
}

/// The path without that of a scope, if it is there or beneath.
fn beneath<'p>(scope: &str, path: &'p str) -> Option<&'p str> {
    let rest = path.strip_prefix(scope)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_has_a_method_and_a_scope_has_none() {
        let place = |method, path: &str, file: &str| Place {
            method,
            path: path.to_owned(),
            policy: PathBuf::from(file),
        };
        for (text, expected) in [
            ("PUT /a=a.toml", place(Some(Method::PUT), "/a", "a.toml")),
            ("GET /a/b=x=y", place(Some(Method::GET), "/a/b", "x=y")),
            ("/b=b.toml", place(None, "/b", "b.toml")),
            ("PUT /=a.toml", place(Some(Method::PUT), "", "a.toml")),
            ("/a/{id}=a", place(None, "/a/{p1}", "a")),
        ] {
            assert_eq!(text.parse(), Ok(expected));
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "/a",
            "a=f",
            "/=f",
            "/a/=f",
            "//a=f",
            "PUT=f",
            "P(T /a=f",
            "PUT  /a=f",
            "PUT /a =f",
            "/a/../b=f",
        ] {
            assert!(text.parse::<Place<PathBuf>>().is_err(), "{text}");
        }
    }

    /// They never match, or mean something else, or panic at start, by framework.
    #[test]
    fn what_frameworks_read_differently_is_refused() {
        for path in [
            "/%61", "/é", "/a?b", "/a#b", "/{", "/{}", "/{*a}", "/{a:.*}", "/a{b}", "/:a", "/*a",
        ] {
            let text = format!("PUT {path}=f");
            assert!(text.parse::<Place<PathBuf>>().is_err(), "{text}");
        }
    }
}
