//! An application under several policies, served as it is.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::extract::Request;
use axum::http::header::ORIGIN;
use axum::response::Response;
use axum::routing::future::RouteFuture;
use pin_project_lite::pin_project;
use tower_service::Service;

use crate::gate::{GateFuture, Governors, pass};

/// An application under its policies, finished: what
/// [`Router::finish_service`](crate::Router::finish_service) makes.
///
/// [`ServiceExt`](axum::ServiceExt) makes of it what `axum::serve` takes. A clone
/// shares everything.
#[derive(Debug, Clone)]
pub struct App {
    router: axum::Router,
    gates: Arc<Gates>,
}

/// Who governs which path.
#[derive(Debug)]
pub(crate) struct Gates {
    places: matchit::Router<Arc<Governors>>,
    fallback: Arc<Governors>,
    /// Whether a policy answers where no origin is.
    any: bool,
}

impl Gates {
    pub(crate) fn new(
        places: matchit::Router<Arc<Governors>>,
        fallback: Arc<Governors>,
        any: bool,
    ) -> Self {
        Gates {
            places,
            fallback,
            any,
        }
    }

    fn find(&self, request: &Request) -> &Governors {
        // Where there is no origin to allow, all policies write the same.
        if !self.any && !request.headers().contains_key(ORIGIN) {
            return &self.fallback;
        }
        match self.places.at(request.uri().path()) {
            Ok(place) => place.value,
            Err(_) => &self.fallback,
        }
    }
}

impl App {
    pub(crate) fn new(router: axum::Router, gates: Gates) -> Self {
        App {
            // Handlers become services once, and not once a request.
            router: router.with_state(()),
            gates: Arc::new(gates),
        }
    }
}

impl Service<Request> for App {
    type Response = Response;
    type Error = Infallible;
    type Future = AppFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // A router always is.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> AppFuture {
        let governors = self.gates.find(&request);
        AppFuture {
            response: pass(governors, request, |request| self.router.call(request)),
        }
    }
}

pin_project! {
    /// A response on its way through an [`App`].
    pub struct AppFuture {
        #[pin]
        response: GateFuture<RouteFuture<Infallible>>,
    }
}

impl std::fmt::Debug for AppFuture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AppFuture").finish_non_exhaustive()
    }
}

impl Future for AppFuture {
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.project().response.poll(context)
    }
}
