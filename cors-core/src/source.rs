//! The argument of an adapter: one policy, or policies by URL.

use std::fmt;
use std::sync::Arc;

use crate::compiled::CompiledPolicy;
use crate::header_map::HeaderMap;
use crate::nesting::LayerCount;
use crate::policy::Policy;
#[cfg(feature = "routes")]
use crate::routes::Policies;
use crate::shared::SharedPolicy;

/// The argument of an adapter: one policy, or policies by URL.
///
/// Adapters take `impl Into<PolicySource<…>>`. You can pass a `&'static Policy`, an
/// `Arc<Policy>`, a `Policy`, or `routes::Policies` (feature `routes`).
pub struct PolicySource<M: HeaderMap>(Source<M>);

enum Source<M: HeaderMap> {
    One(SharedPolicy),
    #[cfg(feature = "routes")]
    Routes {
        policies: Policies,
        /// A pointer, so that only applications that have `Policies` link the code.
        compile: fn(&Policies) -> CompiledSource<M>,
    },
    // Without the feature, `M` is not used.
    #[cfg(not(feature = "routes"))]
    #[expect(dead_code)]
    Never(std::convert::Infallible, std::marker::PhantomData<fn(M)>),
}

/// A source with its header values prepared.
#[derive(Debug)]
pub enum CompiledSource<M: HeaderMap> {
    /// One policy for every request.
    One(Arc<CompiledPolicy<M>>),
    /// Policies by URL.
    Routes(Arc<dyn RoutePolicies<M>>),
}

/// Policies by URL, as adapters use them.
pub trait RoutePolicies<M: HeaderMap>: fmt::Debug + Send + Sync {
    /// The policy of the application.
    fn application(&self) -> &Arc<CompiledPolicy<M>>;

    /// The policy that applies to a method of a path. Pass the path of the request's
    /// URL as it was sent.
    fn applicable(&self, method: &str, path: &str) -> ApplicablePolicy<M>;
}

/// The policy that applies to a method of a path.
#[derive(Debug)]
pub struct ApplicablePolicy<M: HeaderMap> {
    /// The policy, or the intersection of the policies that may apply.
    pub policy: Arc<CompiledPolicy<M>>,
    /// Whether the methods of the URL have different policies, so that the answer to a
    /// preflight must name only the requested method.
    pub per_method: bool,
}

impl<M: HeaderMap> PolicySource<M> {
    #[cfg(feature = "routes")]
    pub(crate) fn routes(policies: Policies, compile: fn(&Policies) -> CompiledSource<M>) -> Self {
        PolicySource(Source::Routes { policies, compile })
    }

    /// Prepares the header values of all policies.
    pub fn compile(&self) -> CompiledSource<M> {
        match &self.0 {
            Source::One(policy) => {
                CompiledSource::One(Arc::new(CompiledPolicy::new(policy.clone())))
            }
            #[cfg(feature = "routes")]
            Source::Routes { policies, compile } => compile(policies),
            #[cfg(not(feature = "routes"))]
            Source::Never(never, _) => match *never {},
        }
    }

    /// The policy, or the application's policy if there are policies by URL.
    pub fn policy(&self) -> &Policy {
        match &self.0 {
            Source::One(policy) => policy,
            #[cfg(feature = "routes")]
            Source::Routes { policies, .. } => policies.application(),
            #[cfg(not(feature = "routes"))]
            Source::Never(never, _) => match *never {},
        }
    }
}

impl<M: HeaderMap> Clone for PolicySource<M> {
    fn clone(&self) -> Self {
        PolicySource(match &self.0 {
            Source::One(policy) => Source::One(policy.clone()),
            #[cfg(feature = "routes")]
            Source::Routes { policies, compile } => Source::Routes {
                policies: policies.clone(),
                compile: *compile,
            },
            #[cfg(not(feature = "routes"))]
            Source::Never(never, _) => match *never {},
        })
    }
}

impl<M: HeaderMap> fmt::Debug for PolicySource<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PolicySource").field(self.policy()).finish()
    }
}

impl<M: HeaderMap> CompiledSource<M> {
    /// The policy that applies to a method of a path. Pass the path of the request's
    /// URL as it was sent.
    pub fn applicable(&self, method: &str, path: &str) -> ApplicablePolicy<M> {
        match self {
            CompiledSource::One(policy) => ApplicablePolicy {
                policy: Arc::clone(policy),
                per_method: false,
            },
            CompiledSource::Routes(routes) => routes.applicable(method, path),
        }
    }

    /// Counts a layer with these policies.
    pub fn count_layer(&self) -> LayerCount {
        match self {
            CompiledSource::One(policy) => LayerCount::for_policy(policy.policy()),
            CompiledSource::Routes(_) => LayerCount::new(),
        }
    }

    /// The policy, or the application's policy if there are policies by URL.
    pub fn application(&self) -> &Arc<CompiledPolicy<M>> {
        match self {
            CompiledSource::One(policy) => policy,
            CompiledSource::Routes(routes) => routes.application(),
        }
    }
}

impl<M: HeaderMap> Clone for CompiledSource<M> {
    fn clone(&self) -> Self {
        match self {
            CompiledSource::One(policy) => CompiledSource::One(Arc::clone(policy)),
            CompiledSource::Routes(routes) => CompiledSource::Routes(Arc::clone(routes)),
        }
    }
}

impl<M: HeaderMap, P: Into<SharedPolicy>> From<P> for PolicySource<M> {
    fn from(policy: P) -> Self {
        PolicySource(Source::One(policy.into()))
    }
}
