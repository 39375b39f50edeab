//! What becomes of a request, before any filter of the tree.

use std::cell::Cell;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use cors_core::adapter::{Decision, Grant, PreparedHttp};
use warp::http::header::{HeaderMap, HeaderValue};
use warp::http::{self, Method, StatusCode};
use warp::reject::{self, Reject};
use warp::reply::Response;
use warp::{Filter, Rejection, Reply};

/// What becomes of a request.
#[derive(Debug)]
pub(crate) enum Decided<T> {
    /// The tree has it.
    Handled(T),
    /// It was a preflight.
    Answered(Response),
}

thread_local! {
    /// On its way out of the logger below, within one call.
    static DECIDED: Cell<Option<Decided<Grant<HeaderValue>>>> = const { Cell::new(None) };
}

/// Decides about every request.
///
/// warp shows the headers of a request to loggers alone; everybody else gets a
/// copy of them all, or the first line of one. So this is a logger.
pub(crate) fn decided(
    prepared: Arc<PreparedHttp>,
) -> impl Filter<Extract = (Decided<Grant<HeaderValue>>,), Error = Infallible>
+ Clone
+ Send
+ Sync
+ 'static {
    let decide = move |request: warp::log::Info<'_>| {
        let decided = decide(&prepared, request.method(), request.request_headers());
        DECIDED.set(Some(decided));
    };
    warp::any()
        .map(warp::reply)
        .with(warp::log::custom(decide))
        .map(|_| DECIDED.take().unwrap_or(Decided::Handled(Grant::Nobody)))
}

fn decide(
    prepared: &PreparedHttp,
    method: &Method,
    request: &HeaderMap,
) -> Decided<Grant<HeaderValue>> {
    match prepared.decide(method.as_str().as_bytes(), request) {
        Decision::Actual(grant) => Decided::Handled(grant),
        Decision::Preflight(grant) => Decided::Answered(reply(prepared.respond(grant, request))),
    }
}

/// The answer to a preflight, in warp's type.
pub(crate) fn reply(answer: http::Response<&'static str>) -> Response {
    let (parts, body) = answer.into_parts();
    let mut response = match body {
        "" => Response::default(),
        text => http::Response::new(text).into_response(),
    };
    *response.status_mut() = parts.status;
    *response.headers_mut() = parts.headers;
    response
}

/// Lets a request into the tree, or rejects it with the answer.
pub(crate) fn admit<T>(decided: Decided<T>) -> Result<T, Rejection> {
    match decided {
        Decided::Handled(request) => Ok(request),
        Decided::Answered(response) => {
            let response = Mutex::new(Some(response));
            Err(reject::custom(Answered { response }))
        }
    }
}

/// The answer that a request was rejected with.
pub(crate) fn answer_in(rejection: &Rejection) -> Response {
    let answered = rejection.find::<Answered>();
    let response = answered.and_then(|answered| {
        let mut response = answered
            .response
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        response.take()
    });
    response.unwrap_or_else(|| StatusCode::FORBIDDEN.into_response())
}

/// A rejection is lent out, never handed over; hence the lock round what it
/// brings.
#[derive(Debug)]
struct Answered {
    response: Mutex<Option<Response>>,
}

impl Reject for Answered {}
