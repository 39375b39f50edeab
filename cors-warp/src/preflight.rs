//! Filters that find preflights and write the answers.

use std::cell::Cell;
use std::future::ready;

use cors_engine::adapter::{Http, is_preflight};
use warp::http::{self, Method};
use warp::log::Info;
use warp::reply::Response;
use warp::{Filter, Rejection, Reply, reject};

// Only warp's loggers can read all headers without copying them, and loggers return
// nothing. So a logger stores its result in one of these cells. The filter that runs next,
// in the same poll, takes the result out.
thread_local! {
    static IS_PREFLIGHT: Cell<bool> = const { Cell::new(false) };
    static ANSWER: Cell<Option<http::Response<()>>> = const { Cell::new(None) };
}

/// Extracts an empty response for every preflight, and rejects everything else.
///
/// The rejection is warp's "not found", which does not allocate. Most requests are rejected
/// because of their method, before their headers are read.
pub(crate) fn preflights()
-> impl Filter<Extract = (Response,), Error = Rejection> + Clone + Send + Sync + 'static {
    let is_options = |method: Method| {
        ready(if method == Method::OPTIONS {
            Ok(())
        } else {
            Err(reject::not_found())
        })
    };
    let read = |request: Info<'_>| {
        let method = request.method().as_str().as_bytes();
        IS_PREFLIGHT.set(is_preflight::<Http>(method, request.request_headers()));
    };
    let empty = warp::any()
        .map(Response::default)
        .with(warp::log::custom(read));
    warp::method()
        .and_then(is_options)
        .and(empty)
        .and_then(|(), empty| {
            ready(if IS_PREFLIGHT.get() {
                Ok(Reply::into_response(empty))
            } else {
                Err(reject::not_found())
            })
        })
}

/// Whether [`preflights`] found a preflight in this poll.
#[inline]
pub(crate) fn take_is_preflight() -> bool {
    IS_PREFLIGHT.take()
}

/// Stores the answer to a preflight for [`write_answer`].
#[inline]
pub(crate) fn set_answer(answer: http::Response<()>) {
    ANSWER.set(Some(answer));
}

/// Turns an empty response into the answer.
#[inline]
pub(crate) fn write_answer(response: &mut Response) {
    if let Some(answer) = ANSWER.take() {
        let (parts, ()) = answer.into_parts();
        *response.status_mut() = parts.status;
        *response.headers_mut() = parts.headers;
    }
}
