//! Requests, what responses say, and counters.
#![allow(dead_code)]

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tower_service::Service;
use warp::http::{Method, Request};
use warp::reject::{self, Reject};
use warp::reply::Response;
use warp::{Filter, Rejection, Reply};

/// How often handlers and authentication ran.
#[derive(Clone, Default)]
pub(crate) struct Calls {
    handlers: Arc<AtomicUsize>,
    guards: Arc<AtomicUsize>,
}

impl Calls {
    /// A handler.
    pub(crate) fn handler(&self) -> &'static str {
        self.handlers.fetch_add(1, Ordering::Relaxed);
        "served"
    }

    /// Authentication: rejects requests without a token.
    pub(crate) fn auth(
        &self,
    ) -> impl Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static + use<> {
        let calls = self.clone();
        warp::header::optional("x-token")
            .and_then(move |token: Option<String>| {
                calls.guards.fetch_add(1, Ordering::Relaxed);
                let verdict = token.map(drop).ok_or_else(|| reject::custom(Unauthorized));
                async { verdict }
            })
            .untuple_one()
    }

    /// The calls of handlers and of authentication since the last time.
    pub(crate) fn take(&self) -> (usize, usize) {
        let take = |counter: &AtomicUsize| counter.swap(0, Ordering::Relaxed);
        (take(&self.handlers), take(&self.guards))
    }
}

#[derive(Debug)]
pub(crate) struct Unauthorized;

impl Reject for Unauthorized {}

pub(crate) fn actual(method: &Method, path: &str, origin: &str) -> Request<String> {
    let request = Request::builder().method(method.clone()).uri(path);
    let request = request.header("origin", origin);
    request.body(String::new()).expect("a request")
}

pub(crate) fn preflight(method: &Method, path: &str, origin: &str) -> Request<String> {
    let request = actual(&Method::OPTIONS, path, origin);
    with(request, "access-control-request-method", method.as_str())
}

pub(crate) fn with(
    mut request: Request<String>,
    name: &'static str,
    value: &str,
) -> Request<String> {
    let value = value.parse().expect("a value");
    request.headers_mut().insert(name, value);
    request
}

pub(crate) async fn ask<F>(filter: &F, request: Request<String>) -> Response
where
    F: Filter<Error = Infallible> + Clone,
    F::Extract: Reply,
{
    let Ok(response) = warp::service(filter.clone()).call(request).await;
    response
}

pub(crate) fn header<'r>(response: &'r Response, name: &str) -> Vec<&'r str> {
    let lines = response.headers().get_all(name).into_iter();
    lines.map(|line| line.to_str().expect("a text")).collect()
}

pub(crate) fn allowed(response: &Response) -> Option<&str> {
    match header(response, "access-control-allow-origin")[..] {
        [] => None,
        [origin] => Some(origin),
        _ => panic!("{response:?}"),
    }
}

/// Whether a browser would send the request after this answer.
pub(crate) fn granted(response: &Response, method: &Method) -> bool {
    let methods = header(response, "access-control-allow-methods").join(",");
    let named = methods
        .split(',')
        .any(|name| name == "*" || name == method.as_str());
    let needs_none = [Method::GET, Method::HEAD, Method::POST].contains(method);
    response.status().is_success() && allowed(response).is_some() && (named || needs_none)
}
