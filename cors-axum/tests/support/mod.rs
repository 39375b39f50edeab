//! Requests, headers of responses, and counters.
#![allow(dead_code)]

use std::cell::Cell;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use tower::{Service, ServiceExt};

thread_local! {
    static CALLS: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
}

/// Counts how often handlers and layers ran on this thread.
pub(crate) struct Calls;

impl Calls {
    pub(crate) fn handler() -> &'static str {
        CALLS.set((CALLS.get().0 + 1, CALLS.get().1));
        "handled"
    }

    /// The response of one of many handlers.
    pub(crate) fn handler_number(number: usize) -> String {
        Self::handler();
        number.to_string()
    }

    pub(crate) fn take() -> (usize, usize) {
        CALLS.take()
    }
}

/// Authentication that refuses every request.
pub(crate) async fn auth(_: Request, _: Next) -> Result<Response, StatusCode> {
    CALLS.set((CALLS.get().0, CALLS.get().1 + 1));
    Err(StatusCode::UNAUTHORIZED)
}

/// A layer that counts requests.
pub(crate) async fn watch(request: Request, next: Next) -> Response {
    CALLS.set((CALLS.get().0, CALLS.get().1 + 1));
    next.run(request).await
}

pub(crate) fn actual(method: &Method, path: &str, origin: &str) -> Request {
    let request = Request::builder().method(method).uri(path);
    let request = request.header("Origin", origin).body(Body::empty());
    request.expect("a request")
}

pub(crate) fn preflight(method: &Method, path: &str, origin: &str) -> Request {
    let request = Request::builder().method(Method::OPTIONS).uri(path);
    let request = request.header("Origin", origin);
    let request = request.header("Access-Control-Request-Method", method.as_str());
    request.body(Body::empty()).expect("a request")
}

pub(crate) async fn ask<S>(app: &S, request: Request) -> Response
where
    S: Service<Request, Response = Response, Error: std::fmt::Debug> + Clone,
{
    app.clone().oneshot(request).await.expect("an answer")
}

pub(crate) fn header(response: &Response, name: &str) -> Vec<String> {
    let lines = response.headers().get_all(name).iter();
    lines
        .map(|line| line.to_str().expect("a text").to_owned())
        .collect()
}

pub(crate) fn allowed(response: &Response) -> Option<&str> {
    let header = response.headers().get("access-control-allow-origin");
    header.map(|value| value.to_str().expect("an origin"))
}

/// Whether a browser would send the request after this answer to a preflight.
pub(crate) fn granted(response: &Response, method: &Method) -> bool {
    let methods = header(response, "access-control-allow-methods").join(",");
    let named = methods
        .split(',')
        .any(|name| name == "*" || name == method.as_str());
    let needs_none = [Method::GET, Method::HEAD, Method::POST].contains(method);
    response.status().is_success() && allowed(response).is_some() && (named || needs_none)
}
