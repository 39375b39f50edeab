//! What stands round an endpoint of a finished router: it answers preflights and
//! writes the headers of the one policy that governs.

use std::convert::Infallible;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::response::Response;
use cors_tower::cors_engine::adapter::{
    AllowedOrigin, CompiledHttpPolicy, Http, is_preflight, requested_method,
};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

/// The policies of one endpoint.
#[derive(Debug)]
pub(crate) struct Governors {
    /// That of methods which have none of their own.
    enclosing: Arc<CompiledHttpPolicy>,
    methods: Vec<(Method, Arc<CompiledHttpPolicy>)>,
    /// Of a fallback: the policies of routers that have no other.
    beneath: matchit::Router<Arc<CompiledHttpPolicy>>,
    /// Whether several policies govern the methods of one URL.
    several: bool,
}

impl Governors {
    pub(crate) fn of_route(
        enclosing: Arc<CompiledHttpPolicy>,
        methods: Vec<(Method, Arc<CompiledHttpPolicy>)>,
    ) -> Self {
        let is_other = |(_, own): &(_, Arc<CompiledHttpPolicy>)| !Arc::ptr_eq(own, &enclosing);
        Governors {
            several: methods.iter().any(is_other),
            enclosing,
            methods,
            beneath: matchit::Router::new(),
        }
    }

    pub(crate) fn of_fallback(
        enclosing: Arc<CompiledHttpPolicy>,
        beneath: matchit::Router<Arc<CompiledHttpPolicy>>,
    ) -> Self {
        Governors {
            enclosing,
            methods: Vec::new(),
            beneath,
            several: false,
        }
    }

    fn governor(&self, method: &[u8], path: &str) -> &Arc<CompiledHttpPolicy> {
        let own = || {
            let mut methods = self.methods.iter();
            let (_, own) = methods.find(|(own, _)| own.as_str().as_bytes() == method)?;
            Some(own)
        };
        let beneath = || Some(self.beneath.at(path).ok()?.value);
        own().or_else(beneath).unwrap_or(&self.enclosing)
    }

    fn answer(&self, headers: &HeaderMap, path: &str) -> Response {
        let method = requested_method::<Http>(headers);
        let governor = self.governor(method.map_or(b"", HeaderValue::as_bytes), path);
        let grant = governor.allowed_origin(headers);
        let response = match self.several {
            true => governor.preflight_response_for_method(grant, headers),
            false => governor.preflight_response(grant, headers),
        };
        response.map(|text| match text {
            "" => Body::empty(),
            text => Body::from(text),
        })
    }
}

/// Puts an endpoint behind a gate.
#[derive(Debug, Clone)]
pub(crate) struct GateLayer(pub(crate) Arc<Governors>);

impl<S> Layer<S> for GateLayer {
    type Service = Gate<S>;

    fn layer(&self, inner: S) -> Gate<S> {
        Gate {
            inner,
            governors: Arc::clone(&self.0),
        }
    }
}

/// An endpoint behind its gate.
#[derive(Debug, Clone)]
pub(crate) struct Gate<S> {
    inner: S,
    governors: Arc<Governors>,
}

impl<S> Service<Request> for Gate<S>
where
    S: Service<Request, Response = Response, Error = Infallible>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = GateFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> GateFuture<S::Future> {
        pass(&self.governors, request, |request| self.inner.call(request))
    }
}

/// Answers a preflight; lets anything else through, and dresses what comes back.
pub(crate) fn pass<F>(
    governors: &Governors,
    request: Request,
    call: impl FnOnce(Request) -> F,
) -> GateFuture<F> {
    let headers = request.headers();
    let path = request.uri().path();
    let method = request.method().as_str().as_bytes();
    if is_preflight::<Http>(method, headers) {
        let response = Some(governors.answer(headers, path));
        return GateFuture::Answered { response };
    }
    let governor = Arc::clone(governors.governor(method, path));
    let grant = governor.allowed_origin(headers);
    GateFuture::Handled {
        response: call(request),
        grant,
        governor,
    }
}

pin_project! {
    /// A response on its way through a [`Gate`].
    #[project = GateFutureProjection]
    #[derive(Debug)]
    pub(crate) enum GateFuture<F> {
        Answered {
            response: Option<Response>,
        },
        Handled {
            #[pin]
            response: F,
            grant: AllowedOrigin<HeaderValue>,
            governor: Arc<CompiledHttpPolicy>,
        },
    }
}

impl<F> Future for GateFuture<F>
where
    F: Future<Output = Result<Response, Infallible>>,
{
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(match self.project() {
            // A future that is polled again has nothing to say.
            GateFutureProjection::Answered { response } => Ok(response.take().unwrap_or_default()),
            GateFutureProjection::Handled {
                response,
                grant,
                governor,
            } => {
                let Ok(mut response) = ready!(response.poll(context));
                let grant = mem::replace(grant, AllowedOrigin::None);
                governor.write_response_headers(grant, response.headers_mut());
                Ok(response)
            }
        })
    }
}
