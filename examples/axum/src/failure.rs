//! Errors, as JSON that a page can show.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

#[derive(Debug, Clone, Copy)]
pub(crate) enum Failure {
    NoToken,
    NotSignedIn,
    NoSuchBookmark,
    NoSuchPath,
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let (status, error) = match self {
            Failure::NoToken => (StatusCode::INTERNAL_SERVER_ERROR, "try again"),
            Failure::NotSignedIn => (StatusCode::UNAUTHORIZED, "sign in first"),
            Failure::NoSuchBookmark => (StatusCode::NOT_FOUND, "there is no such bookmark"),
            Failure::NoSuchPath => (StatusCode::NOT_FOUND, "there is no such path"),
        };
        (status, Json(json!({ "error": error }))).into_response()
    }
}
