//! The routes and fallbacks of a router, with their policies.

use std::{fmt, ptr};

use axum::http::Method;
use cors_tower::{Policy, SharedPolicy};

/// Everything that axum has at one path, or at and below the path of a nested service.
#[derive(Clone)]
pub(crate) struct RouteEntry<S> {
    /// The whole paths, joined as axum joins them. Only a nested service has more than
    /// one.
    pub(crate) paths: Vec<String>,
    /// A router with this entry alone, so that axum itself joins paths, and each entry
    /// can have its own layer.
    pub(crate) router: axum::Router<S>,
    /// The methods that have their own policies.
    pub(crate) methods: Vec<(Method, SharedPolicy)>,
    /// The policy of the innermost router that has one.
    pub(crate) policy: Option<SharedPolicy>,
}

impl<S> RouteEntry<S>
where
    S: Clone + Send + Sync + 'static,
{
    /// Merges two entries of one path.
    #[track_caller]
    pub(crate) fn merge(mut self, other: Self) -> Self {
        assert!(
            is_same(self.policy.as_deref(), other.policy.as_deref()),
            "`{}` is in two routers with different policies, so it cannot be determined which \
             policy applies to methods that no route takes. Put all methods of the path into one \
             router",
            self.paths.join("`, `"),
        );
        self.methods.extend(other.methods);
        self.router = self.router.merge(other.router);
        self
    }
}

impl<S> RouteEntry<S> {
    pub(crate) fn map<S2>(
        self,
        change: impl FnOnce(axum::Router<S>) -> axum::Router<S2>,
    ) -> RouteEntry<S2> {
        RouteEntry {
            paths: self.paths,
            router: change(self.router),
            methods: self.methods,
            policy: self.policy,
        }
    }
}

impl<S> fmt::Debug for RouteEntry<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RouteEntry")
            .field("paths", &self.paths)
            .field("methods", &self.methods)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

/// The handlers of requests that match no route.
#[derive(Clone)]
pub(crate) struct Fallbacks<S> {
    /// A router that has only fallbacks: its own fallback and the ones of nested routers.
    pub(crate) router: axum::Router<S>,
    /// Whether the user set a fallback at the root.
    pub(crate) is_custom: bool,
    /// The policy of the innermost router that has one, for the fallback at the root.
    pub(crate) policy: Option<SharedPolicy>,
    /// The paths of nested routers that have a policy or a fallback, and their
    /// policies.
    pub(crate) nested: Vec<(String, Option<SharedPolicy>)>,
}

impl<S> Fallbacks<S>
where
    S: Clone + Send + Sync + 'static,
{
    pub(crate) fn new() -> Self {
        Fallbacks {
            router: axum::Router::new().without_v07_checks(),
            is_custom: false,
            policy: None,
            nested: Vec::new(),
        }
    }
}

impl<S> Fallbacks<S> {
    pub(crate) fn map<S2>(
        self,
        change: impl FnOnce(axum::Router<S>) -> axum::Router<S2>,
    ) -> Fallbacks<S2> {
        Fallbacks {
            router: change(self.router),
            is_custom: self.is_custom,
            policy: self.policy,
            nested: self.nested,
        }
    }
}

/// The path of a route in a nested router, as axum joins it.
pub(crate) fn joined(prefix: &str, path: &str) -> String {
    match path {
        _ if prefix.ends_with('/') => format!("{prefix}{}", path.trim_start_matches('/')),
        "/" => prefix.to_owned(),
        path => format!("{prefix}{path}"),
    }
}

/// The paths at which axum nests a service.
pub(crate) fn service_paths(prefix: &str) -> Vec<String> {
    let below = format!("{}/", prefix.trim_end_matches('/'));
    let mut paths = vec![format!("{below}{{*rest}}"), below];
    if !prefix.ends_with('/') {
        paths.push(prefix.to_owned());
    }
    paths
}

/// Policies are compared by address.
pub(crate) fn is_same(one: Option<&Policy>, other: Option<&Policy>) -> bool {
    one.map(ptr::from_ref) == other.map(ptr::from_ref)
}
