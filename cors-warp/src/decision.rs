//! What becomes of a request.

use std::cell::Cell;
use std::future::ready;

use cors_engine::adapter::{AllowedOrigin, CompiledHttpPolicy, Http, is_preflight};
use warp::http::header::{HeaderMap, HeaderValue};
use warp::http::{self, Method};
use warp::log::Info;
use warp::reply::Response;
use warp::{Filter, Rejection, Reply, reject};

// warp shows the headers of a request to loggers alone; everybody else gets a
// copy of them all, or the first line of one. So what reads them is a logger,
// which hands nothing on: what it finds out goes this way, within one call.
thread_local! {
    static IS_PREFLIGHT: Cell<bool> = const { Cell::new(false) };
    static GRANT: Cell<Option<AllowedOrigin<HeaderValue>>> = const { Cell::new(None) };
    static ANSWER: Cell<Option<http::Response<&'static str>>> = const { Cell::new(None) };
}

/// Extracts an empty response for every preflight, and rejects everything else.
///
/// A plain rejection costs nothing, and most requests get theirs for their method,
/// before anything else is looked at.
pub(crate) fn preflights()
-> impl Filter<Extract = (Response,), Error = Rejection> + Clone + Send + Sync + 'static {
    let is_options = |method: Method| {
        ready(match method == Method::OPTIONS {
            true => Ok(()),
            false => Err(reject::not_found()),
        })
    };
    let look = |request: Info<'_>| {
        let method = request.method().as_str().as_bytes();
        IS_PREFLIGHT.set(is_preflight::<Http>(method, request.request_headers()));
    };
    let looked = warp::any()
        .map(Response::default)
        .with(warp::log::custom(look));
    warp::method()
        .and_then(is_options)
        .and(looked)
        .and_then(|(), empty| {
            ready(match IS_PREFLIGHT.get() {
                true => Ok(Reply::into_response(empty)),
                false => Err(reject::not_found()),
            })
        })
}

/// Who may read the response to a request, or the answer to a preflight, behind
/// whatever made the response.
// Every request comes through here and through `finish`, and a grant is large to hand
// over.
#[inline(always)]
pub(crate) fn decide(compiled: &CompiledHttpPolicy, request: &HeaderMap) {
    let grant = compiled.allowed_origin(request);
    match IS_PREFLIGHT.take() {
        true => answer_with(compiled.preflight_response(grant, request)),
        false => GRANT.set(Some(grant)),
    }
}

/// Does to a response what was decided.
#[inline(always)]
pub(crate) fn finish(compiled: &CompiledHttpPolicy, response: &mut Response) {
    match GRANT.take() {
        Some(grant) => compiled.write_response_headers(grant, response.headers_mut()),
        None => answer(response),
    }
}

/// Hands the answer to a preflight on to [`answer`].
pub(crate) fn answer_with(answer: http::Response<&'static str>) {
    ANSWER.set(Some(answer));
}

/// Makes the answer of an empty response.
pub(crate) fn answer(response: &mut Response) {
    if let Some(answer) = ANSWER.take() {
        let (parts, text) = answer.into_parts();
        *response.status_mut() = parts.status;
        *response.headers_mut() = parts.headers;
        if !text.is_empty() {
            *response.body_mut() = text.into();
        }
    }
}
