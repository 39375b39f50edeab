//! A response that no handler makes.

use std::fmt;
use std::rc::Rc;

use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use cors_engine::adapter::{Answer, CompiledPolicy};

use crate::headers::Headers;

/// A request that goes no further, and who answers it.
///
/// It is answered late: a request is smaller than a response, and has to be moved.
pub(crate) struct Unhandled {
    pub(crate) request: HttpRequest,
    pub(crate) by: Rc<dyn Answerer>,
}

impl fmt::Debug for Unhandled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Who answers shows nothing, lest every program carry how it does.
        f.debug_struct("Unhandled")
            .field("request", &self.request)
            .finish_non_exhaustive()
    }
}

/// Who answers in place of a handler.
pub(crate) trait Answerer {
    fn answer(&self, request: HttpRequest) -> ServiceResponse<&'static str>;
}

/// The policy of a gate answers a preflight.
impl Answerer for CompiledPolicy<Headers> {
    fn answer(&self, request: HttpRequest) -> ServiceResponse<&'static str> {
        answer(request, |request, response| {
            self.write_preflight_headers(self.allowed_origin(request), request, response)
        })
    }
}

/// A second `Cors` can only complain.
pub(crate) struct Nested;

impl Answerer for Nested {
    fn answer(&self, request: HttpRequest) -> ServiceResponse<&'static str> {
        log::error!("CORS: {}", NESTED.trim_end());
        let mut response = HttpResponse::with_body(StatusCode::INTERNAL_SERVER_ERROR, NESTED);
        response.headers_mut().insert(header::CONTENT_TYPE, TEXT);
        ServiceResponse::new(request, response)
    }
}

/// The answer to a preflight, whose handler never hears of it.
#[inline]
pub(crate) fn answer(
    request: HttpRequest,
    write: impl FnOnce(&HeaderMap, &mut HeaderMap) -> Answer,
) -> ServiceResponse<&'static str> {
    // The response comes out of a pool and brings its map's memory along.
    let mut response = HttpResponse::with_body(StatusCode::NO_CONTENT, ());
    let answer = write(request.headers(), response.headers_mut());
    if answer.status != StatusCode::NO_CONTENT {
        let status = StatusCode::from_u16(answer.status);
        *response.status_mut() = status.unwrap_or(StatusCode::FORBIDDEN);
        response.headers_mut().append(header::CONTENT_TYPE, TEXT);
    }
    ServiceResponse::new(request, response.set_body(answer.body))
}

const NESTED: &str = "one `Cors` stands inside another, and only one can answer; keep the \
    outermost, and give what is inside its policy with `#[cors(…)]` or `cors_actix::scope`\n";

const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
