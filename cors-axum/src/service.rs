//! What becomes of requests, in axum's own types.
//!
//! axum boxes the bodies that it does not know. Its own, which is boxed already,
//! stays as it is here.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::BoxError;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http;
use axum::response::Response;
use cors_tower::{Policy, SharedPolicy};
use pin_project_lite::pin_project;
use tower_service::Service;

/// An application under a policy, finished: no route can be added that the
/// policy misses.
///
/// [`ServiceExt`](axum::ServiceExt) makes of it what `axum::serve` takes. A clone
/// shares the policy.
///
/// ```no_run
/// use axum::routing::get;
/// use axum::{Router, ServiceExt};
/// use cors_axum::{Cors, Policy, cors};
///
/// #[cors(origins = ["https://example.com"], methods = [GET, PUT], credentials)]
/// static API: Policy;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let app = Router::new().route("/", get(async || "hello"));
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
/// axum::serve(listener, Cors::new(app, &API).into_make_service()).await
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Cors<S> {
    pub(crate) service: cors_tower::Cors<S>,
}

impl<S> Cors<S> {
    /// Puts an application under a policy: a `&'static Policy`, an
    /// `Arc<Policy>` or a `Policy`.
    pub fn new(inner: S, policy: impl Into<SharedPolicy>) -> Self {
        Cors {
            service: cors_tower::Cors::new(inner, policy),
        }
    }

    /// The policy.
    pub fn policy(&self) -> &Policy {
        self.service.policy()
    }
}

impl<S, B> Service<Request> for Cors<S>
where
    S: Service<Request, Response = http::Response<B>>,
    B: HttpBody<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    type Response = Response;
    type Error = S::Error;
    type Future = CorsFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.service.poll_ready(context)
    }

    #[inline]
    fn call(&mut self, request: Request) -> CorsFuture<S::Future> {
        CorsFuture {
            response: self.service.call(request),
        }
    }
}

pin_project! {
    /// A response on its way through [`Cors`].
    #[derive(Debug)]
    pub struct CorsFuture<F> {
        #[pin]
        response: cors_tower::CorsFuture<F>,
    }
}

impl<F, B, E> Future for CorsFuture<F>
where
    F: Future<Output = Result<http::Response<B>, E>>,
    B: HttpBody<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    type Output = Result<Response, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let response = self.project().response;
        response.poll_with(context, Body::new, text)
    }
}

fn text(text: &'static str) -> Body {
    match text {
        "" => Body::empty(),
        text => Body::from(text),
    }
}
