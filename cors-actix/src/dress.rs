//! The policy's headers on what comes of a request.

use actix_web::Error;
use actix_web::error::InternalError;
use actix_web::http::header::{HeaderMap, HeaderValue};
use cors_engine::adapter::{AllowedOrigin, CompiledPolicy};

use crate::headers::Headers;

/// Writes the headers of a response.
// `CompiledPolicy::write_response_headers` is inlined wherever it is called. That is worth it once: where most
// responses come through, which is not here.
#[inline(never)]
pub(crate) fn dress(
    compiled: &CompiledPolicy<Headers>,
    grant: AllowedOrigin<HeaderValue>,
    headers: &mut HeaderMap,
) {
    compiled.write_response_headers(grant, headers);
}

/// An error of the middleware inside, which becomes a response outside of us:
/// one with headers.
///
/// It could not be returned as the response that it is. That takes the request,
/// which went inside, and which the router wants to have for itself alone.
// Rare; inlined, it would be in the way of every response.
#[inline(never)]
pub(crate) fn dressed(
    error: Error,
    grant: AllowedOrigin<HeaderValue>,
    compiled: &CompiledPolicy<Headers>,
) -> Error {
    let mut response = error.error_response();
    dress(compiled, grant, response.headers_mut());
    InternalError::from_response(error, response).into()
}
