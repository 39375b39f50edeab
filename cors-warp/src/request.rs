//! The parts of a request that explain a refusal.

use cors_engine::adapter::Http;
use cors_engine::explain::CorsRequest;
use warp::log::Info;

/// The parts of a request that explain a refusal, and its path.
// A logger does not get the authority of the URI, which is the host in HTTP/2. All browsers
// with HTTP/2 send `Sec-Fetch-Site`, which shows that the page has the same origin.
pub(crate) fn cors_request<'r>(request: &'r Info<'_>) -> (CorsRequest<'r>, &'r str) {
    let (method, headers) = (request.method().as_str(), request.request_headers());
    let parts = CorsRequest::from_headers::<Http>(method.as_bytes(), headers);
    (parts, request.path())
}
