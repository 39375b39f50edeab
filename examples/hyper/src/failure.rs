//! Errors, as JSON that a page can show.

use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};
use http_body_util::Full;
use hyper::body::Bytes;
use serde_json::json;

#[derive(Debug, Clone, Copy)]
pub(crate) enum Failure {
    NoToken,
    NotSignedIn,
    NoSuchSetting,
    NoSuchPath,
    NoSuchMethod,
    ChangedMeanwhile,
    TooLong,
}

impl Failure {
    pub(crate) fn into_response(self) -> Response<Full<Bytes>> {
        let (status, error) = match self {
            Failure::NoToken => (StatusCode::INTERNAL_SERVER_ERROR, "try again"),
            Failure::NotSignedIn => (StatusCode::UNAUTHORIZED, "sign in first"),
            Failure::NoSuchSetting => (StatusCode::NOT_FOUND, "there is no such setting"),
            Failure::NoSuchPath => (StatusCode::NOT_FOUND, "there is no such path"),
            Failure::NoSuchMethod => (StatusCode::METHOD_NOT_ALLOWED, "that cannot be done here"),
            Failure::ChangedMeanwhile => (
                StatusCode::PRECONDITION_FAILED,
                "somebody changed it meanwhile",
            ),
            Failure::TooLong => (StatusCode::PAYLOAD_TOO_LARGE, "that is too long"),
        };
        let body = json!({ "error": error }).to_string();
        let mut response = Response::new(Full::from(body));
        *response.status_mut() = status;
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(CONTENT_TYPE, json);
        response
    }
}
