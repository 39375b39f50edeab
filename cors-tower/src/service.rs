//! The service.

use std::sync::Arc;
use std::task::{Context, Poll};

use cors_engine::adapter::{CompiledSource, Http, PolicySource};
use http::{Request, Response};
use tower_service::Service;

use crate::future::{CorsFuture, ResponseHeaders, State};
use crate::policies::{LayerPolicies, Outcome};
use crate::request::cors_request;

/// A service with a policy. [`CorsLayer`](crate::CorsLayer) creates it from the inner service.
///
/// It answers preflights itself and writes the policy's headers into every response
/// of the inner service. It passes an error of the inner service on unchanged, since
/// there is no response that could carry headers.
///
/// The responses have the body type of the inner service, whose `Default` is the empty
/// body of an answer to a preflight.
#[derive(Debug, Clone)]
#[must_use = "a service has no effect until it is served"]
pub struct Cors<S> {
    pub(crate) inner: S,
    pub(crate) policies: Arc<LayerPolicies>,
}

impl<S> Cors<S> {
    /// Wraps a service without a layer. It takes the same policies as [`CorsLayer::new`](crate::CorsLayer::new).
    ///
    /// ```
    /// use cors_tower::{Cors, Policy, cors};
    /// use http::{HeaderValue, Request, Response};
    ///
    /// #[cors(origins = ["https://example.com"])]
    /// static API: Policy;
    ///
    /// let service = tower::service_fn(async |_: Request<String>| {
    ///     Ok::<_, std::io::Error>(Response::new(String::new()))
    /// });
    /// let service = Cors::new(service, &API);
    /// ```
    pub fn new(inner: S, policies: impl Into<PolicySource<Http>>) -> Self {
        Cors {
            inner,
            policies: Arc::new(LayerPolicies::new(policies)),
        }
    }

    /// The inner service.
    pub fn get_ref(&self) -> &S {
        &self.inner
    }

    /// The inner service.
    pub fn get_mut(&mut self) -> &mut S {
        &mut self.inner
    }

    /// The inner service.
    pub fn into_inner(self) -> S {
        self.inner
    }
}

impl<S, A, B> Service<Request<A>> for Cors<S>
where
    S: Service<Request<A>, Response = Response<B>>,
    B: Default,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = CorsFuture<S::Future>;

    /// Ready when the inner service is ready. A preflight waits for that too, because
    /// the request is not known before `call`.
    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    #[inline]
    fn call(&mut self, request: Request<A>) -> CorsFuture<S::Future> {
        let LayerPolicies { count, source } = &*self.policies;
        let CompiledSource::One(policy) = source else {
            return self.call_with_multiple(request);
        };
        if !count.is_only_one() {
            return self.call_with_multiple(request);
        }
        let (method, headers) = (request.method().as_str(), request.headers());
        let origin = policy.allowed_origin(headers);
        let is_preflight = origin.is_for_preflight::<Http>(method.as_bytes(), headers);
        policy.log_refusal(&origin, is_preflight, || cors_request(&request));
        if is_preflight {
            return CorsFuture::preflight(policy.preflight_answer(origin, headers));
        }
        let headers = ResponseHeaders::Policy(Arc::clone(policy));
        CorsFuture {
            state: State::Inner {
                // The future may be large. A call in this position creates the future in
                // place, without a move.
                response: self.inner.call(request),
                origin,
                headers,
            },
        }
    }
}

impl<S> Cors<S> {
    /// Handles a request if the policy depends on it, or if layers may be nested.
    #[inline(never)]
    fn call_with_multiple<A>(&mut self, mut request: Request<A>) -> CorsFuture<S::Future>
    where
        S: Service<Request<A>>,
    {
        match self.policies.outcome(&mut request) {
            Outcome::Preflight(response) => CorsFuture::preflight(response),
            Outcome::Inner(origin, headers) => CorsFuture {
                state: State::Inner {
                    response: self.inner.call(request),
                    origin,
                    headers,
                },
            },
        }
    }
}
