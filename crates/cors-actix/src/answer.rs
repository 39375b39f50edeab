//! A response that no handler makes.

use actix_web::HttpResponse;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use cors_core::adapter::Answer;

/// The answer to a preflight, whose handler never hears of it.
#[inline]
pub(crate) fn answer(
    request: ServiceRequest,
    write: impl FnOnce(&HeaderMap, &mut HeaderMap) -> Answer,
) -> ServiceResponse<&'static str> {
    // The response comes out of a pool and brings its map's memory along.
    let mut response = HttpResponse::with_body(StatusCode::NO_CONTENT, "");
    let answer = write(request.headers(), response.headers_mut());
    if answer.status == StatusCode::NO_CONTENT {
        return request.into_response(response);
    }
    let status = StatusCode::from_u16(answer.status);
    *response.status_mut() = status.unwrap_or(StatusCode::FORBIDDEN);
    response.headers_mut().insert(header::CONTENT_TYPE, TEXT);
    request.into_response(response.set_body(answer.body))
}

/// What a request is answered with that meets a second `Cors`.
pub(crate) fn nested(request: ServiceRequest) -> ServiceResponse<&'static str> {
    log::error!("CORS: {}", NESTED.trim_end());
    let mut response = HttpResponse::with_body(StatusCode::INTERNAL_SERVER_ERROR, NESTED);
    response.headers_mut().insert(header::CONTENT_TYPE, TEXT);
    request.into_response(response)
}

const NESTED: &str = "one `Cors` stands inside another, and only one can answer; keep the \
    outermost, and give what is inside its policy with `#[cors(…)]` or `cors_actix::scope`\n";

const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
