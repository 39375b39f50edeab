//! Responses of the proxy itself.

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::{Either, Full};
use hyper::body::Incoming;

/// A body that is passed on as it arrives, or a short text.
pub(super) type Body = Either<Incoming, Full<Bytes>>;

pub(super) fn empty() -> Body {
    Either::Right(Full::default())
}

/// A response with one sentence. Only `curl` and the network panel of the browser show
/// it.
pub(super) fn text(status: StatusCode, sentence: &str) -> Response<Body> {
    let text = format!("cors proxy: {sentence}\n");
    let mut response = Response::new(Either::Right(Full::from(text)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    headers.insert(CONTENT_TYPE, plain);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        "x-content-type-options",
        HeaderValue::from_static("nosniff"),
    );
    response
}
