//! The routes and scopes with their own policies.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use cors_engine::Policy;
use http::Method;

/// A route or a scope of the application, and its policy: the file from the command
/// line, and later the [`Policy`] in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RouteEntry<P> {
    /// The method of a route, or `None` for a scope, which has all methods.
    pub(crate) method: Option<Method>,
    /// The path, with a leading `/` and without a trailing one. It is empty for
    /// `/`. A segment is literal, or a parameter that is named after its position:
    /// `{p2}`. A route has exactly this path. A scope has this path and all paths
    /// below it.
    pub(crate) path: String,
    pub(crate) policy: P,
}

impl<P> RouteEntry<P> {
    /// Whether both entries have the same method and path.
    pub(crate) fn is_same_entry(&self, other: &Self) -> bool {
        (&self.method, &self.path) == (&other.method, &other.path)
    }

    /// The same entry with another type of policy.
    ///
    /// # Errors
    ///
    /// Fails with the error of `read`.
    pub(crate) fn try_map<Q, E>(
        self,
        read: impl FnOnce(P) -> Result<Q, E>,
    ) -> Result<RouteEntry<Q>, E> {
        Ok(RouteEntry {
            method: self.method,
            path: self.path,
            policy: read(self.policy)?,
        })
    }
}

impl<P> fmt::Display for RouteEntry<P> {
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
impl FromStr for RouteEntry<PathBuf> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (target, file) = text
            .split_once('=')
            .ok_or_else(|| format!("{text}: a route is [METHOD ]/path=FILE"))?;
        let (method, path) = match target.split_once(' ') {
            Some((method, path)) => {
                let method = Method::from_bytes(method.as_bytes());
                (
                    Some(method.map_err(|error| format!("{text}: {error}"))?),
                    path,
                )
            }
            None => (None, target),
        };
        let invalid_path = || format!("{text}: {path} is not a path such as /a/{{id}}/b");
        let segments = path.strip_prefix('/').ok_or_else(invalid_path)?;
        let path = match (segments, &method) {
            ("", Some(_)) => String::new(),
            _ => {
                let segments = segments.split('/').enumerate();
                let segments = segments.map(|(at, segment)| segment_at(at, segment));
                segments.collect::<Option<_>>().ok_or_else(invalid_path)?
            }
        };
        Ok(RouteEntry {
            method,
            path,
            policy: file.into(),
        })
    }
}

/// The segment with a leading `/`, if all frameworks interpret it in the same way.
/// Parameters at one position have one name, because some routers require it.
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

/// The routes and scopes in a scope.
#[derive(Debug)]
pub(crate) struct Scope {
    /// The path relative to the enclosing scope.
    pub(crate) path: String,
    /// `None` for the root, which has the application's policy.
    pub(crate) policy: Option<Policy>,
    pub(crate) routes: Vec<RouteEntry<Policy>>,
    pub(crate) scopes: Vec<Scope>,
}

impl Scope {
    /// Puts each entry into the innermost scope that contains it.
    pub(crate) fn root(mut entries: Vec<RouteEntry<Policy>>) -> Self {
        // An enclosing scope comes before the entries in it.
        entries.sort_by_key(|entry| (entry.path.len(), entry.method.is_some()));
        let mut root = Scope::new("", None);
        for entry in entries {
            root.add(entry);
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

    fn add(&mut self, entry: RouteEntry<Policy>) {
        let contains = |scope: &&mut Scope| rest_in_scope(&scope.path, &entry.path).is_some();
        if let Some(scope) = self.scopes.iter_mut().find(contains) {
            let path = rest_in_scope(&scope.path, &entry.path).unwrap_or_default();
            return scope.add(RouteEntry {
                path: path.to_owned(),
                ..entry
            });
        }
        match entry.method {
            Some(_) => self.routes.push(entry),
            None => self
                .scopes
                .push(Scope::new(&entry.path, Some(entry.policy))),
        }
    }
}

/// The rest of a path in a scope, or `None` if the path is not in it.
fn rest_in_scope<'p>(scope: &str, path: &'p str) -> Option<&'p str> {
    let rest = path.strip_prefix(scope)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_has_a_method_and_a_scope_has_none() {
        let entry = |method, path: &str, file: &str| RouteEntry {
            method,
            path: path.to_owned(),
            policy: PathBuf::from(file),
        };
        for (text, expected) in [
            ("PUT /a=a.toml", entry(Some(Method::PUT), "/a", "a.toml")),
            ("GET /a/b=x=y", entry(Some(Method::GET), "/a/b", "x=y")),
            ("/b=b.toml", entry(None, "/b", "b.toml")),
            ("PUT /=a.toml", entry(Some(Method::PUT), "", "a.toml")),
            ("/a/{id}=a", entry(None, "/a/{p1}", "a")),
        ] {
            assert_eq!(text.parse(), Ok(expected));
        }
    }

    #[test]
    fn any_other_text_is_an_error() {
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
            assert!(text.parse::<RouteEntry<PathBuf>>().is_err(), "{text}");
        }
    }

    /// Frameworks ignore these paths, interpret them differently, or panic at
    /// start-up.
    #[test]
    fn paths_that_frameworks_interpret_differently_are_errors() {
        for path in [
            "/%61", "/é", "/a?b", "/a#b", "/{", "/{}", "/{*a}", "/{a:.*}", "/a{b}", "/:a", "/*a",
        ] {
            let text = format!("PUT {path}=f");
            assert!(text.parse::<RouteEntry<PathBuf>>().is_err(), "{text}");
        }
    }
}
