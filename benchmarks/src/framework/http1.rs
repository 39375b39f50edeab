//! The common code of the frameworks with `http` 1: requests, responses, and layers
//! that do almost nothing.

use std::future::{Ready, ready};
use std::sync::Arc;
use std::task::{Context, Poll};

use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::{Method, Request, Response, StatusCode, Uri};
use tower_layer::Layer;
use tower_service::Service;

use crate::case::Case;
use crate::subject::Seen;

/// Builds the request of a case.
pub(crate) fn make<B: 'static>(
    case: &Case,
    body: fn() -> B,
) -> impl FnMut() -> Request<B> + 'static {
    let mut headers = HeaderMap::new();
    for (name, value) in case.request_headers() {
        let value = HeaderValue::from_maybe_shared(value).expect("a value of a header");
        headers.append(HeaderName::from_static(name), value);
    }
    let method = Method::from_bytes(case.method_name().as_bytes()).expect("a method");
    let uri: Uri = case.path.parse().expect("a path");
    move || {
        let mut request = Request::new(body());
        *request.uri_mut() = uri.clone();
        *request.method_mut() = method.clone();
        *request.headers_mut() = headers.clone();
        request
    }
}

pub(crate) fn look<B>(response: Response<B>) -> Seen {
    Seen::new(response.status().as_u16(), response.headers().iter())
}

/// A handler's response.
#[inline]
pub(crate) fn respond<B>(case: &[(HeaderName, HeaderValue)], body: B) -> Response<B> {
    crate::subject::ran();
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    for (name, value) in case {
        headers.insert(name, value.clone());
    }
    response
}

/// The headers of a handler's response, shared because frameworks clone handlers.
pub(crate) fn own(case: &Case) -> Arc<[(HeaderName, HeaderValue)]> {
    let parsed = |(name, value): &(&'static str, &'static str)| {
        (
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        )
    };
    case.own.headers().iter().map(parsed).collect()
}

/// Answers every request with an empty 204: the minimum for any layer.
#[derive(Debug, Clone)]
pub(crate) struct EmptyAnswer;

#[derive(Debug, Clone)]
pub(crate) struct EmptyAnswerService;

impl<S> Layer<S> for EmptyAnswer {
    type Service = EmptyAnswerService;

    fn layer(&self, _: S) -> EmptyAnswerService {
        EmptyAnswerService
    }
}

impl<A> Service<Request<A>> for EmptyAnswerService {
    type Response = Response<http_body_util::Empty<bytes::Bytes>>;
    type Error = std::convert::Infallible;
    type Future = Ready<Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<A>) -> Self::Future {
        let mut response = Response::new(http_body_util::Empty::new());
        *response.status_mut() = StatusCode::NO_CONTENT;
        ready(Ok(response))
    }
}

/// Passes every request on.
#[derive(Debug, Clone)]
pub(crate) struct PassThrough<S>(pub(crate) S);

pin_project_lite::pin_project! {
    pub(crate) struct PassThroughFuture<F> { #[pin] inner: F }
}

impl<F: Future> Future for PassThroughFuture<F> {
    type Output = F::Output;

    fn poll(self: std::pin::Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        self.project().inner.poll(context)
    }
}

impl<S: Service<R>, R> Service<R> for PassThrough<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = PassThroughFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: R) -> Self::Future {
        PassThroughFuture {
            inner: self.0.call(request),
        }
    }
}
