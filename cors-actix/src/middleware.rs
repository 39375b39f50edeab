//! The path of one request through the middleware.

use std::cell::OnceCell;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, forward_ready};
use actix_web::http::header::HeaderValue;
use actix_web::http::uri::Authority;
use actix_web::http::{Method, Uri};
use actix_web::{Error, HttpRequest};
use cors_engine::adapter::{self, AllowedOrigin, ApplicablePolicy, CompiledPolicy, CompiledSource};
use cors_engine::{PolicyRequest, SharedPolicy};
use pin_project_lite::pin_project;

use crate::headers::Headers;
use crate::registry::{self, AppPolicies, Layer};
use crate::request::cors_request;
use crate::response::{self, Pending};

/// The service that [`Cors`](crate::Cors) puts around an application.
#[derive(Debug)]
pub struct CorsMiddleware<S> {
    pub(crate) service: S,
    pub(crate) source: CompiledSource<Headers>,
    /// The policies of routes and scopes, which are known with the first request;
    /// `None` if there are none.
    pub(crate) inner: OnceCell<Option<Rc<dyn AppPolicies>>>,
    /// The policy, if this is the middleware of a scope.
    pub(crate) scope: Option<SharedPolicy>,
    pub(crate) layer: Layer,
}

impl<S, B> Service<ServiceRequest> for CorsMiddleware<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B, ()>>;
    type Error = Error;
    type Future = CorsFuture<S::Future>;

    forward_ready!(service);

    #[inline]
    fn call(&self, request: ServiceRequest) -> Self::Future {
        let Some(policy) = self.only_policy() else {
            return self.call_with_multiple(request);
        };
        if is_preflight(&request) {
            return self.preflight(request);
        }
        let origin = policy.allowed_origin(request.headers());
        policy.log_refusal(&origin, false, || cors_request(request.request()));
        let handler = self.service.call(request);
        let policy = Arc::clone(policy);
        CorsFuture::handled(handler, Headed::One { origin, policy })
    }
}

impl<S> CorsMiddleware<S> {
    /// The policy, if no route, scope or other layer can have another one. Most
    /// applications have only one, so they skip the code for multiple policies.
    #[inline]
    fn only_policy(&self) -> Option<&Arc<CompiledPolicy<Headers>>> {
        match (&self.source, self.inner.get()) {
            (CompiledSource::One(policy), Some(None)) if self.layer.is_only_one() => Some(policy),
            _ => None,
        }
    }

    /// Answers a preflight without the policies of routes and scopes.
    // This function and the next one are not inlined, because other requests are more
    // frequent.
    #[inline(never)]
    fn preflight<F>(&self, request: ServiceRequest) -> CorsFuture<F> {
        let applicable = self.applicable_to_preflight(&request);
        CorsFuture::preflight(request, applicable)
    }

    /// A request for which there may be other policies, inside or outside.
    #[inline(never)]
    fn call_with_multiple<B>(&self, request: ServiceRequest) -> CorsFuture<S::Future>
    where
        S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    {
        if let Some(outer) = Pending::of(&request) {
            match &self.scope {
                Some(policy) => outer.record(policy, false),
                None => outer.record_nested(self.applicable(&request)),
            }
            return CorsFuture::handled(self.service.call(request), Headed::Outside);
        }
        let inner = self
            .inner
            .get_or_init(|| registry::build()?(&self.source, &request));
        if is_preflight(&request) {
            let Some(inner) = inner else {
                return self.preflight(request);
            };
            let own = self.applicable_to_preflight(&request);
            let method = response::requested(&request);
            let applicable = inner.for_preflight(method, request.request(), own);
            return CorsFuture::preflight(request, applicable);
        }
        let pending = Pending::new(&request, self.applicable(&request), inner.clone());
        CorsFuture::handled(self.service.call(request), Headed::Pending(pending))
    }

    /// The policy of this middleware for a request.
    fn applicable(&self, request: &ServiceRequest) -> Arc<CompiledPolicy<Headers>> {
        if let CompiledSource::One(policy) = &self.source {
            return Arc::clone(policy);
        }
        let (method, uri) = (request.method().as_str(), request.uri());
        let (authority, headers) = (authority(uri), request.headers());
        let request = PolicyRequest::new::<Headers>(method, uri.path(), authority, headers);
        self.source.applicable(&request).policy
    }

    /// The policy of this middleware for a preflight.
    fn applicable_to_preflight(&self, request: &ServiceRequest) -> ApplicablePolicy<Headers> {
        let (uri, headers) = (request.uri(), request.headers());
        let request = PolicyRequest::preflight::<Headers>(uri.path(), authority(uri), headers);
        self.source.applicable(&request)
    }
}

fn authority(uri: &Uri) -> Option<&str> {
    uri.authority().map(Authority::as_str)
}

pin_project! {
    /// The response future of [`CorsMiddleware`].
    #[derive(Debug)]
    pub struct CorsFuture<F> {
        #[pin]
        step: Step<F>,
    }
}

pin_project! {
    // This is moved for every request. So a preflight is answered when the future is
    // polled: a request is smaller than a response.
    #[project = StepProjection]
    #[derive(Debug)]
    enum Step<F> {
        Preflight {
            preflight: Option<(HttpRequest, ApplicablePolicy<Headers>)>,
        },
        Handled {
            #[pin]
            handler: F,
            headed: Headed,
        },
    }
}

/// Where the headers of a response come from.
#[derive(Debug)]
enum Headed {
    /// From the only policy.
    One {
        origin: AllowedOrigin<HeaderValue>,
        policy: Arc<CompiledPolicy<Headers>>,
    },
    /// From one of multiple policies.
    Pending(Pending),
    /// From a `Cors` outside of this one.
    Outside,
}

impl<F> CorsFuture<F> {
    fn preflight(request: ServiceRequest, applicable: ApplicablePolicy<Headers>) -> Self {
        let (request, _) = request.into_parts();
        let preflight = Some((request, applicable));
        CorsFuture {
            step: Step::Preflight { preflight },
        }
    }

    fn handled(handler: F, headed: Headed) -> Self {
        CorsFuture {
            step: Step::Handled { handler, headed },
        }
    }
}

impl<F, B> Future for CorsFuture<F>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
    B: MessageBody,
{
    type Output = Result<ServiceResponse<EitherBody<B, ()>>, Error>;

    // Every response passes here, and is large to move.
    #[inline(always)]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().step.project() {
            StepProjection::Handled { handler, headed } => match (handler.poll(context), headed) {
                (Poll::Pending, _) => Poll::Pending,
                (Poll::Ready(Ok(mut response)), Headed::One { origin, policy }) => {
                    let origin = mem::replace(origin, AllowedOrigin::None);
                    policy.write_response_headers(origin, response.headers_mut());
                    Poll::Ready(Ok(response.map_into_left_body()))
                }
                (Poll::Ready(Err(error)), Headed::One { origin, policy }) => {
                    let origin = mem::replace(origin, AllowedOrigin::None);
                    Poll::Ready(Err(response::with_headers(error, origin, policy)))
                }
                (Poll::Ready(result), Headed::Pending(pending)) => {
                    let result = finish(pending, result);
                    Poll::Ready(result.map(ServiceResponse::map_into_left_body))
                }
                (Poll::Ready(result), Headed::Outside) => {
                    Poll::Ready(result.map(ServiceResponse::map_into_left_body))
                }
            },
            StepProjection::Preflight { preflight } => match preflight.take() {
                Some((request, applicable)) => {
                    let response = response::preflight(request, &applicable);
                    Poll::Ready(Ok(response.map_into_right_body()))
                }
                None => Poll::Pending,
            },
        }
    }
}

#[inline(never)]
fn finish<B>(
    pending: &Pending,
    result: Result<ServiceResponse<B>, Error>,
) -> Result<ServiceResponse<B>, Error> {
    pending.finish(result)
}

#[inline]
fn is_preflight(request: &ServiceRequest) -> bool {
    // Comparing with one method costs less than the text of any method.
    *request.method() == Method::OPTIONS
        && adapter::is_preflight::<Headers>(b"OPTIONS", request.headers())
}
