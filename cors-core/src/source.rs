//! The argument of an adapter: one policy, or policies that depend on the request.

use std::fmt;
use std::sync::Arc;

use crate::compiled::CompiledPolicy;
use crate::header_map::HeaderMap;
use crate::nesting::LayerCount;
use crate::policy::Policy;
use crate::policy_request::PolicyRequest;
use crate::shared::SharedPolicy;

/// The argument of an adapter: one policy, or policies that depend on the request.
///
/// Adapters take `impl Into<PolicySource<…>>`. You can pass a `&'static Policy`, an
/// `Arc<Policy>`, a `Policy`, [`Choose`](crate::Choose), `routes::Policies` (feature
/// `routes`), or `Live` (feature `live`).
#[derive(Debug)]
pub struct PolicySource<M: HeaderMap>(Source<M>);

#[derive(Debug)]
enum Source<M: HeaderMap> {
    One(SharedPolicy),
    /// A trait object, so that only applications that have such a source link its code.
    PerRequest(Arc<dyn Compile<M>>),
}

/// A source whose policy depends on the request.
pub(crate) trait Compile<M: HeaderMap>: fmt::Debug + Send + Sync {
    /// Prepares the header values of all policies.
    fn compile(&self) -> CompiledSource<M>;
}

/// A source with its header values prepared.
#[derive(Debug)]
pub enum CompiledSource<M: HeaderMap> {
    /// One policy for every request.
    One(Arc<CompiledPolicy<M>>),
    /// Policies that depend on the request.
    PerRequest(Arc<dyn RequestPolicies<M>>),
}

/// Policies that depend on the request, as adapters use them.
pub trait RequestPolicies<M: HeaderMap>: fmt::Debug + Send + Sync {
    /// The policy that applies to a request. Call it once per request, because the next
    /// call may return another policy.
    fn applicable(&self, request: &PolicyRequest<'_>) -> ApplicablePolicy<M>;
}

/// The policy that applies to a request.
#[derive(Debug)]
pub struct ApplicablePolicy<M: HeaderMap> {
    /// The policy, or the intersection of the policies that may apply.
    pub policy: Arc<CompiledPolicy<M>>,
    /// Whether the methods of the URL have different policies, so that the answer to a
    /// preflight must name only the requested method.
    pub per_method: bool,
}

impl<M: HeaderMap> PolicySource<M> {
    pub(crate) fn per_request(source: Arc<dyn Compile<M>>) -> Self {
        PolicySource(Source::PerRequest(source))
    }

    /// Prepares the header values of all policies.
    pub fn compile(&self) -> CompiledSource<M> {
        match &self.0 {
            Source::One(policy) => {
                CompiledSource::One(Arc::new(CompiledPolicy::new(policy.clone())))
            }
            Source::PerRequest(source) => source.compile(),
        }
    }
}

impl<M: HeaderMap> Clone for PolicySource<M> {
    fn clone(&self) -> Self {
        PolicySource(match &self.0 {
            Source::One(policy) => Source::One(policy.clone()),
            Source::PerRequest(source) => Source::PerRequest(Arc::clone(source)),
        })
    }
}

impl<M: HeaderMap> CompiledSource<M> {
    /// The policy that applies to a request. Call it once per request, because the next
    /// call may return another policy.
    pub fn applicable(&self, request: &PolicyRequest<'_>) -> ApplicablePolicy<M> {
        match self {
            CompiledSource::One(policy) => ApplicablePolicy {
                policy: Arc::clone(policy),
                per_method: false,
            },
            CompiledSource::PerRequest(policies) => policies.applicable(request),
        }
    }

    /// Counts a layer with these policies.
    pub fn count_layer(&self) -> LayerCount {
        match self {
            CompiledSource::One(policy) => LayerCount::for_policy(policy.policy()),
            CompiledSource::PerRequest(_) => LayerCount::new(),
        }
    }

    /// The policy of the application for a table of routes. If it depends on the request,
    /// it is an empty policy with an address of its own. Use
    /// `CompiledRoutes::intersection_with` then.
    pub fn application(&self) -> SharedPolicy {
        match self {
            CompiledSource::One(policy) => policy.shared_policy().clone(),
            CompiledSource::PerRequest(_) => Policy::NONE.clone().into(),
        }
    }
}

impl<M: HeaderMap> Clone for CompiledSource<M> {
    fn clone(&self) -> Self {
        match self {
            CompiledSource::One(policy) => CompiledSource::One(Arc::clone(policy)),
            CompiledSource::PerRequest(policies) => {
                CompiledSource::PerRequest(Arc::clone(policies))
            }
        }
    }
}

impl<M: HeaderMap, P: Into<SharedPolicy>> From<P> for PolicySource<M> {
    fn from(policy: P) -> Self {
        PolicySource(Source::One(policy.into()))
    }
}
