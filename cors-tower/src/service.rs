//! One request through the layer.

use std::future::ready;
use std::sync::Arc;
use std::task::{Context, Poll};

use cors_engine::adapter::{CompiledHttpPolicy, Http};
use cors_engine::{Policy, SharedPolicy};
use http::{Request, Response};
use tower_service::Service;

use crate::body::CorsBody;
use crate::future::CorsFuture;

/// A service under a policy: what [`CorsLayer`](crate::CorsLayer) makes of a
/// service.
///
/// It answers preflights itself and writes the policy's headers on every
/// response of the service inside. An error of that service is passed on as it
/// is: there is no response to write headers on.
///
/// A clone shares the policy.
#[derive(Debug, Clone)]
pub struct Cors<S> {
    pub(crate) inner: S,
    pub(crate) compiled: Arc<CompiledHttpPolicy>,
}

impl<S> Cors<S> {
    /// Puts one service under a policy, without a layer: a `&'static Policy`, an
    /// `Arc<Policy>` or a `Policy`.
    ///
    /// ```
    /// use cors_tower::{Cors, Policy, cors};
    /// use http::{Request, Response};
    ///
    /// #[cors(origins = ["https://example.com"])]
    /// static API: Policy;
    ///
    /// let service = tower::service_fn(async |_: Request<String>| {
    ///     Ok::<_, std::io::Error>(Response::new(String::new()))
    /// });
    /// let service = Cors::new(service, &API);
    /// ```
    pub fn new(inner: S, policy: impl Into<SharedPolicy>) -> Self {
        Cors {
            inner,
            compiled: Arc::new(CompiledHttpPolicy::new(policy)),
        }
    }

    /// The policy.
    pub fn policy(&self) -> &Policy {
        self.compiled.policy()
    }
}

impl<S, A, B> Service<Request<A>> for Cors<S>
where
    S: Service<Request<A>, Response = Response<B>>,
{
    type Response = Response<CorsBody<B>>;
    type Error = S::Error;
    type Future = CorsFuture<S::Future>;

    /// Ready when the service inside is. A preflight waits for that too: it
    /// comes through the same door, and whether it is one shows behind it.
    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    #[inline]
    fn call(&mut self, request: Request<A>) -> CorsFuture<S::Future> {
        let (method, headers) = (request.method().as_str(), request.headers());
        let grant = self.compiled.allowed_origin(headers);
        if grant.is_for_preflight::<Http>(method.as_bytes(), headers) {
            let response = ready(self.compiled.preflight_response(grant, headers));
            return CorsFuture::Answered { response };
        }
        let compiled = Arc::clone(&self.compiled);
        // The service is asked last: its future may be large, and is then made
        // where it will stay.
        CorsFuture::Handled {
            service: self.inner.call(request),
            grant,
            compiled,
        }
    }
}
