//! Endpoints, and what is known of their policies.

use std::fmt;
use std::ptr;

use axum::http::Method;
use cors_tower::SharedPolicy;

/// One endpoint: what axum has at one path, or at and beneath the path of a nested
/// service.
pub(crate) struct Place<S> {
    /// Whole, as axum joins them: one, or all of a nested service.
    pub(crate) paths: Vec<String>,
    /// It has this endpoint alone. So axum itself joins paths, and every endpoint
    /// can have a gate of its own.
    pub(crate) router: axum::Router<S>,
    /// The methods that have a policy of their own.
    pub(crate) methods: Vec<(Method, SharedPolicy)>,
    /// That of the innermost router that has one; none yet if there is none so far.
    pub(crate) policy: Option<SharedPolicy>,
}

impl<S> Place<S>
where
    S: Clone + Send + Sync + 'static,
{
    pub(crate) fn new(
        paths: Vec<String>,
        router: axum::Router<S>,
        methods: Vec<(Method, SharedPolicy)>,
    ) -> Self {
        Place {
            paths,
            router,
            methods,
            policy: None,
        }
    }

    /// Both, which have one path.
    #[track_caller]
    pub(crate) fn merge(mut self, other: Self) -> Self {
        assert!(
            is_same(self.policy.as_ref(), other.policy.as_ref()),
            "`{}` is in two routers of different policies, so nobody can say which of them \
             governs the methods that no route takes. Put all methods of the path into one router",
            self.paths.join("`, `"),
        );
        self.methods.extend(other.methods);
        self.router = self.router.merge(other.router);
        self
    }
}

impl<S> Place<S> {
    pub(crate) fn map<S2>(
        self,
        change: impl FnOnce(axum::Router<S>) -> axum::Router<S2>,
    ) -> Place<S2> {
        Place {
            paths: self.paths,
            router: change(self.router),
            methods: self.methods,
            policy: self.policy,
        }
    }
}

/// What answers where no endpoint does.
pub(crate) struct Fallback<S> {
    /// It has fallbacks alone: its own, and those of nested routers.
    pub(crate) router: axum::Router<S>,
    /// Whether anybody gave it one of its own.
    pub(crate) is_own: bool,
    /// As [`Place::policy`].
    pub(crate) policy: Option<SharedPolicy>,
    /// The paths of nested routers that have a policy or a fallback, and their
    /// policies.
    pub(crate) beneath: Vec<(String, Option<SharedPolicy>)>,
}

impl<S> Fallback<S> {
    pub(crate) fn map<S2>(
        self,
        change: impl FnOnce(axum::Router<S>) -> axum::Router<S2>,
    ) -> Fallback<S2> {
        Fallback {
            router: change(self.router),
            is_own: self.is_own,
            policy: self.policy,
            beneath: self.beneath,
        }
    }
}

impl<S> Default for Fallback<S>
where
    S: Clone + Send + Sync + 'static,
{
    fn default() -> Self {
        Fallback {
            router: axum::Router::new(),
            is_own: false,
            policy: None,
            beneath: Vec::new(),
        }
    }
}

/// The path of a route in a router that is nested, as axum joins the two.
pub(crate) fn joined(prefix: &str, path: &str) -> String {
    match path {
        _ if prefix.ends_with('/') => format!("{prefix}{}", path.trim_start_matches('/')),
        "/" => prefix.to_owned(),
        path => format!("{prefix}{path}"),
    }
}

/// A path and everything beneath it.
pub(crate) fn beneath(prefix: &str) -> Vec<String> {
    let slashed = format!("{}/", prefix.trim_end_matches('/'));
    let mut paths = vec![format!("{slashed}{{*beneath}}"), slashed];
    if !prefix.ends_with('/') {
        paths.push(prefix.to_owned());
    }
    paths
}

pub(crate) fn is_same(one: Option<&SharedPolicy>, other: Option<&SharedPolicy>) -> bool {
    one.map(address) == other.map(address)
}

/// What tells policies apart.
pub(crate) fn address(policy: &SharedPolicy) -> usize {
    ptr::from_ref(&**policy).addr()
}

impl<S> Clone for Place<S> {
    fn clone(&self) -> Self {
        Place {
            paths: self.paths.clone(),
            router: self.router.clone(),
            methods: self.methods.clone(),
            policy: self.policy.clone(),
        }
    }
}

impl<S> Clone for Fallback<S> {
    fn clone(&self) -> Self {
        Fallback {
            router: self.router.clone(),
            is_own: self.is_own,
            policy: self.policy.clone(),
            beneath: self.beneath.clone(),
        }
    }
}

impl<S> fmt::Debug for Place<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Place")
            .field("paths", &self.paths)
            .field("methods", &self.methods)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}
