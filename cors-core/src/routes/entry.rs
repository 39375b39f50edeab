//! The entries of a table of routes.

use std::fmt;

use crate::policy::Policy;
use crate::shared::SharedPolicy;

/// How a framework matches one pattern at the start of a path.
///
/// The table returns the pattern of the route that matched. So the adapter's type can
/// contain more data, such as an id of the route.
pub trait PathPattern {
    /// The number of bytes of `path` that the pattern consumes, or `None` if it does not
    /// match.
    ///
    /// A route matches only if its pattern consumes the whole path. A scope matches if
    /// its pattern consumes the start of the path. The entries of the scope are then
    /// matched with the rest.
    fn match_len(&self, path: &str) -> Option<usize>;

    /// A literal prefix of every path that matches. The index uses it. It must end at a
    /// segment boundary: a path that matches ends there, or continues with a `/`. `""` is
    /// always correct.
    fn literal_prefix(&self) -> &str {
        ""
    }

    /// The pattern as the user wrote it, for messages.
    fn as_str(&self) -> &str;
}

/// An entry of a table, in the framework's order.
#[derive(Debug, Clone)]
pub enum RouteEntry<P> {
    /// A route.
    Route(Route<P>),
    /// A group of routes below a path.
    Scope(Scope<P>),
}

/// A route: a path pattern and methods.
#[derive(Debug, Clone)]
pub struct Route<P> {
    /// Its pattern, relative to the enclosing scope.
    pub pattern: P,
    /// Its methods. An empty list means every method.
    pub methods: Vec<String>,
    /// Its policy; `None` if the policy of the enclosing scope or application applies.
    pub policy: Option<SharedPolicy>,
    /// Whether the framework tries later entries if the route declines a request with its
    /// path and method, because of a guard or a rejection.
    pub may_decline: bool,
}

/// A group of routes below a path.
#[derive(Debug, Clone)]
pub struct Scope<P> {
    /// Its pattern, relative to the enclosing scope.
    pub pattern: P,
    /// Its policy; `None` if the policy of the enclosing scope or application applies.
    pub policy: Option<SharedPolicy>,
    /// The inner entries.
    pub entries: Vec<RouteEntry<P>>,
    /// Whether the framework tries later entries if no inner entry handles a request.
    pub may_decline: bool,
}

/// A route whose policy does not list a method of the route, so that no page of another
/// origin can send this method (rule `route-method-not-allowed`).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MethodNotAllowed {
    /// The method.
    pub method: String,
    /// The path pattern of the route, such as `/orders/{id}`.
    pub path: String,
}

impl MethodNotAllowed {
    /// Whether pages can send a method with this policy.
    pub(crate) fn allows(policy: &Policy, method: &str) -> bool {
        Self::is_always_allowed(policy, method) || policy.lists_method(method.as_bytes())
    }

    /// Whether the policy needs not to list the method. A policy without origins switches
    /// CORS off, so every method is accepted.
    pub(crate) fn is_always_allowed(policy: &Policy, method: &str) -> bool {
        Policy::needs_no_permission(method.as_bytes()) || policy.origins().next().is_none()
    }
}

impl fmt::Display for MethodNotAllowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let MethodNotAllowed { method, path } = self;
        write!(
            f,
            "the policy of the route {method} {path} does not allow {method}, so no page can \
             send it; add {method} to its methods (cors::route-method-not-allowed)"
        )
    }
}

impl std::error::Error for MethodNotAllowed {}
