//! Services with policies, which `axum::serve` takes.

use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::ServiceExt;
use axum::extract::Request;
#[cfg(feature = "tokio")]
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use axum::http;
use axum::http::header::ORIGIN;
use axum::response::Response;
use axum::routing::IntoMakeService;
use axum::routing::future::RouteFuture;
use cors_tower::CorsFuture;
use cors_tower::cors_engine::adapter::{Http, PolicySource};
use pin_project_lite::pin_project;
use tower_layer::Layer as _;
use tower_service::Service;

use crate::endpoint::Endpoints;

/// An application with a policy. `axum::serve` takes it like a router.
///
/// You cannot add routes to it, so the policy applies to every route. Clones share the
/// policy. The inner service is a router, or a router inside a layer that
/// must run before routing, such as tower-http's `NormalizePath`.
///
/// ```no_run
/// use axum::Router;
/// use axum::routing::get;
/// use cors_axum::{Cors, Policy, cors};
///
/// #[cors(origins = ["https://example.com"], methods = [GET, PUT], credentials)]
/// static API: Policy;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let app = Router::new().route("/", get(async || "hello"));
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
/// axum::serve(listener, Cors::new(app, &API)).await
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "an application has no effect until it is served"]
pub struct Cors<S> {
    inner: cors_tower::Cors<S>,
}

impl<S> Cors<S> {
    /// Wraps an application. The policies are a `&'static Policy`, an `Arc<Policy>`, a
    /// `Policy`, [`Policies`](crate::Policies) by URL, [`Choose`](crate::Choose), or `Live`
    /// (feature `live`).
    pub fn new(inner: S, policies: impl Into<PolicySource<Http>>) -> Self {
        Cors {
            inner: cors_tower::Cors::new(inner, policies),
        }
    }

    /// The inner service.
    pub fn get_ref(&self) -> &S {
        self.inner.get_ref()
    }

    /// The inner service.
    pub fn get_mut(&mut self) -> &mut S {
        self.inner.get_mut()
    }

    /// The inner service.
    pub fn into_inner(self) -> S {
        self.inner.into_inner()
    }
}

impl<S, A, B> Service<http::Request<A>> for Cors<S>
where
    S: Service<http::Request<A>, Response = http::Response<B>>,
    B: Default,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = CorsFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    #[inline]
    fn call(&mut self, request: http::Request<A>) -> CorsFuture<S::Future> {
        self.inner.call(request)
    }
}

/// An application with multiple policies.
/// [`CorsRouter::into_service`](crate::CorsRouter::into_service) creates it. `axum::serve`
/// takes it like a router. Clones share everything.
#[derive(Debug, Clone)]
#[must_use = "an application has no effect until it is served"]
pub struct CorsService {
    /// The router with one layer around it.
    outer: cors_tower::Cors<axum::Router>,
    /// The same router with one layer around each endpoint; `None` if one policy
    /// applies to all of them.
    layered: Option<axum::Router>,
    /// Whether a policy may allow any origin.
    any: bool,
}

impl CorsService {
    pub(crate) fn new(endpoints: Endpoints<()>) -> Self {
        let (mut router, mut layered) = (blank(), blank());
        for (endpoint, layer) in endpoints.routers {
            router = router.merge(endpoint.clone());
            layered = layered.merge(endpoint.layer(layer));
        }
        // Handlers become services once, instead of once per request.
        CorsService {
            outer: endpoints.application.layer(router.with_state(())),
            layered: (!endpoints.is_uniform).then(|| layered.with_state(())),
            any: endpoints.any,
        }
    }
}

impl Service<Request> for CorsService {
    type Response = Response;
    type Error = Infallible;
    type Future = CorsServiceFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // A router is always ready.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> CorsServiceFuture {
        let future = match &mut self.layered {
            // If there is no origin to allow, all policies write the same headers.
            Some(layered) if self.any || request.headers().contains_key(ORIGIN) => Kind::Layered {
                response: layered.call(request),
            },
            _ => Kind::Outer {
                response: self.outer.call(request),
            },
        };
        CorsServiceFuture { future }
    }
}

pin_project! {
    /// The response future of a [`CorsService`].
    pub struct CorsServiceFuture {
        #[pin]
        future: Kind,
    }
}

pin_project! {
    #[project = KindProjection]
    enum Kind {
        Outer { #[pin] response: CorsFuture<RouteFuture<Infallible>> },
        Layered { #[pin] response: RouteFuture<Infallible> },
    }
}

impl Future for CorsServiceFuture {
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().future.project() {
            KindProjection::Outer { response } => response.poll(context),
            KindProjection::Layered { response } => response.poll(context),
        }
    }
}

impl fmt::Debug for CorsServiceFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CorsServiceFuture").finish_non_exhaustive()
    }
}

/// An empty router that accepts every path, because the paths have been checked.
pub(crate) fn blank<S>() -> axum::Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    axum::Router::new().without_v07_checks()
}

macro_rules! served {
    ([$($parameters:tt)*] $service:ty, $($bound:tt)*) => {
        impl<$($parameters)*> $service
        where
            $($bound)*
        {
            /// Like [`axum::Router::into_make_service`].
            pub fn into_make_service(self) -> IntoMakeService<Self> {
                ServiceExt::<Request>::into_make_service(self)
            }

            /// Like [`axum::Router::into_make_service_with_connect_info`].
            #[cfg(feature = "tokio")]
            pub fn into_make_service_with_connect_info<C>(
                self,
            ) -> IntoMakeServiceWithConnectInfo<Self, C> {
                ServiceExt::<Request>::into_make_service_with_connect_info(self)
            }
        }

        #[cfg(feature = "tokio")]
        impl<L, $($parameters)*> Service<axum::serve::IncomingStream<'_, L>> for $service
        where
            L: axum::serve::Listener,
            $($bound)*
        {
            type Response = Self;
            type Error = Infallible;
            type Future = std::future::Ready<Result<Self, Infallible>>;

            fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
                Poll::Ready(Ok(()))
            }

            fn call(&mut self, _: axum::serve::IncomingStream<'_, L>) -> Self::Future {
                std::future::ready(Ok(self.clone()))
            }
        }
    };
}

served!([S] Cors<S>, S: Service<Request, Response = Response> + Clone,);
served!([] CorsService,);
