//! A policy that is chosen for each request.

use std::fmt;
use std::sync::Arc;

use crate::compiled::CompiledPolicy;
use crate::header_map::HeaderMap;
use crate::policy_request::PolicyRequest;
use crate::source::{ApplicablePolicy, Compile, CompiledSource, PolicySource, RequestPolicies};

/// Chooses the policy of each request, for example by its host. Pass it to an adapter in
/// [`Choose`].
///
/// It is the only code of yours that runs on a preflight. It runs once per request, so it
/// should be a look-up in memory. Compile each policy once, not once per request. If it
/// finds no policy, return one without origins
/// ([`Policy::NONE`](crate::Policy::NONE)).
///
/// `M` is the header map of the framework. Each adapter exports it, and an alias of
/// [`CompiledPolicy`] for it.
///
/// ```
/// use std::collections::HashMap;
/// use std::sync::Arc;
/// use cors_engine::{ChoosePolicy, PolicyRequest};
/// # #[cfg(feature = "http")]
/// use cors_engine::adapter::{CompiledPolicy, Http};
///
/// # #[cfg(feature = "http")]
/// struct Tenants {
///     by_host: HashMap<String, Arc<CompiledPolicy<Http>>>,
///     none: Arc<CompiledPolicy<Http>>,
/// }
///
/// # #[cfg(feature = "http")]
/// impl ChoosePolicy<Http> for Tenants {
///     fn choose(&self, request: &PolicyRequest<'_>) -> Arc<CompiledPolicy<Http>> {
///         let policy = request.host().and_then(|host| self.by_host.get(host));
///         Arc::clone(policy.unwrap_or(&self.none))
///     }
/// }
/// ```
pub trait ChoosePolicy<M: HeaderMap>: Send + Sync + 'static {
    /// The policy of a request. The parts of the request that you read decide which headers
    /// the response gets besides the ones of the policy: see [`PolicyRequest::origin`] and
    /// [`PolicyRequest::method`].
    fn choose(&self, request: &PolicyRequest<'_>) -> Arc<CompiledPolicy<M>>;
}

/// Shares the value between layers, or between a layer and the code that changes it.
impl<M: HeaderMap, C: ChoosePolicy<M> + ?Sized> ChoosePolicy<M> for Arc<C> {
    fn choose(&self, request: &PolicyRequest<'_>) -> Arc<CompiledPolicy<M>> {
        (**self).choose(request)
    }
}

/// The argument of an adapter if a [`ChoosePolicy`] chooses the policy of each request:
/// `CorsLayer::new(Choose(tenants))`.
#[derive(Debug, Clone, Copy)]
pub struct Choose<C>(pub C);

impl<M: HeaderMap, C: ChoosePolicy<M>> From<Choose<C>> for PolicySource<M> {
    fn from(Choose(chooser): Choose<C>) -> Self {
        PolicySource::per_request(Arc::new(Chooser(Arc::new(chooser))))
    }
}

struct Chooser<C>(Arc<C>);

impl<M: HeaderMap, C: ChoosePolicy<M>> Compile<M> for Chooser<C> {
    fn compile(&self) -> CompiledSource<M> {
        CompiledSource::PerRequest(Arc::new(Chooser(Arc::clone(&self.0))))
    }
}

impl<M: HeaderMap, C: ChoosePolicy<M>> RequestPolicies<M> for Chooser<C> {
    fn applicable(&self, request: &PolicyRequest<'_>) -> ApplicablePolicy<M> {
        // The adapter may have read the request too.
        let request = request.unread();
        let policy = self.0.choose(&request);
        ApplicablePolicy {
            policy: if request.is_origin_read() {
                policy.varying()
            } else {
                policy
            },
            per_method: request.is_method_read(),
        }
    }
}

impl<C> fmt::Debug for Chooser<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chooser").finish_non_exhaustive()
    }
}
