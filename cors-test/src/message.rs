//! Requests and responses in the types of `http`.

use std::error::Error;

use cors_browser::{Request, Response};

use crate::server::{headers, target};

/// Converts the request to the types of `http`.
pub(crate) fn to_http<B: From<Vec<u8>>>(request: &Request) -> Result<http::Request<B>, String> {
    let mut builder = http::Request::builder()
        .method(&*request.method)
        .uri(target(&request.url));
    for (name, value) in headers(request) {
        builder = builder.header(name, value);
    }
    let body = request.body.clone().unwrap_or_default();
    if !body.is_empty() {
        builder = builder.header("content-length", body.len());
    }
    builder
        .body(B::from(body))
        .map_err(|error| error.to_string())
}

/// Converts the response to the type of the browser model.
pub(crate) fn from_http(head: &http::response::Parts, body: Vec<u8>) -> Response {
    let mut response = Response::new(head.status.as_u16()).body(body);
    for (name, value) in &head.headers {
        response = response.header(name.as_str(), value.as_bytes());
    }
    response
}

pub(crate) fn failed(error: impl Into<Box<dyn Error + Send + Sync>>) -> String {
    error.into().to_string()
}
