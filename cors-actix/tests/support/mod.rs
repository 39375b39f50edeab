//! Requests, what responses say, and counters.
#![allow(dead_code)]

use std::cell::Cell;

use actix_http::Request;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::{Method, StatusCode};
use actix_web::test::TestRequest;
use actix_web::{Error, HttpResponse};

thread_local! {
    static CALLS: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
}

/// How often handlers and authentication ran, on this thread.
pub(crate) struct Calls;

impl Calls {
    pub(crate) fn handler() -> HttpResponse {
        CALLS.set((CALLS.get().0 + 1, CALLS.get().1));
        HttpResponse::Ok().finish()
    }

    pub(crate) fn auth() {
        CALLS.set((CALLS.get().0, CALLS.get().1 + 1));
    }

    pub(crate) fn take() -> (usize, usize) {
        CALLS.take()
    }
}

pub(crate) fn actual(method: &Method, path: &str, origin: &str) -> TestRequest {
    TestRequest::with_uri(path)
        .method(method.clone())
        .insert_header(("Origin", origin))
}

pub(crate) fn preflight(method: &Method, path: &str, origin: &str) -> TestRequest {
    actual(&Method::OPTIONS, path, origin)
        .insert_header(("Access-Control-Request-Method", method.as_str()))
}

pub(crate) fn header<B>(response: &ServiceResponse<B>, name: &str) -> Vec<String> {
    let lines = response.headers().get_all(name);
    lines
        .map(|line| line.to_str().expect("a text").to_owned())
        .collect()
}

pub(crate) fn allowed<B>(response: &ServiceResponse<B>) -> Option<&str> {
    let header = response.headers().get("access-control-allow-origin");
    header.map(|value| value.to_str().expect("an origin"))
}

pub(crate) fn origin_and_vary<B>(response: &ServiceResponse<B>) -> (Option<&str>, Vec<String>) {
    (allowed(response), header(response, "vary"))
}

/// Whether a browser would send the request after this answer.
pub(crate) fn granted<B>(response: &ServiceResponse<B>, method: &Method) -> bool {
    let methods = header(response, "access-control-allow-methods").join(",");
    let named = methods
        .split(',')
        .any(|name| name == "*" || name == method.as_str());
    let needs_none = [Method::GET, Method::HEAD, Method::POST].contains(method);
    response.status().is_success() && allowed(response).is_some() && (named || needs_none)
}

/// The status and Access-Control-Allow-Origin, of an error as well.
pub(crate) async fn respond<B: MessageBody>(
    app: &impl Service<Request, Response = ServiceResponse<B>, Error = Error>,
    request: Request,
) -> (StatusCode, Option<String>) {
    let name = "access-control-allow-origin";
    let text = |value: &actix_web::http::header::HeaderValue| {
        value.to_str().expect("an origin").to_owned()
    };
    match app.call(request).await {
        Ok(response) => (response.status(), response.headers().get(name).map(text)),
        Err(error) => {
            let response = error.error_response();
            (response.status(), response.headers().get(name).map(text))
        }
    }
}
