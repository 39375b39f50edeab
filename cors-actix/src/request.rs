//! The parts of a request that explain a refusal.

use actix_web::HttpRequest;
use cors_engine::explain::CorsRequest;

use crate::headers::Headers;

/// The parts of a request that explain a refusal, and its path. With HTTP/2, the host is in
/// the URI.
pub(crate) fn cors_request(request: &HttpRequest) -> (CorsRequest<'_>, &str) {
    let (method, uri) = (request.method().as_str(), request.uri());
    let parts = CorsRequest::from_headers::<Headers>(method.as_bytes(), request.headers());
    let parts = match uri.authority() {
        Some(authority) => parts.host(authority.as_str()),
        None => parts,
    };
    (parts, uri.path())
}
