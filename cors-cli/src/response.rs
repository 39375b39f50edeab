//! Responses as the browser model has them.

use cors_browser::Response;
use http::{HeaderMap, StatusCode};

/// The response that has this status and these headers.
pub(crate) fn from_http(status: StatusCode, headers: &HeaderMap) -> Response {
    let response = Response::new(status.as_u16());
    headers.iter().fold(response, |response, (name, value)| {
        response.header(name.as_str(), value.as_bytes())
    })
}

/// Whether `Vary` tells caches that the response depends on `Origin`.
pub(crate) fn varies_by_origin(response: &Response) -> bool {
    let vary = response.headers.get("vary").unwrap_or_default();
    let vary = cors_browser::text(&vary).to_ascii_lowercase();
    vary.split(',')
        .any(|name| matches!(name.trim(), "origin" | "*"))
}
