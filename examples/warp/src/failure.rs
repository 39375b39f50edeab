//! Errors, as JSON that a page can show.

use serde_json::json;
use warp::Rejection;
use warp::http::StatusCode;
use warp::reject::Reject;
use warp::reply::{self, Reply};

#[derive(Debug, Clone, Copy)]
pub(crate) enum Failure {
    NotSignedIn,
    NoSuchTask,
}

impl Reject for Failure {}

/// The response to our own rejections. warp answers the others.
pub(crate) async fn reply(rejection: Rejection) -> Result<impl Reply, Rejection> {
    let (status, error) = match rejection.find() {
        Some(Failure::NotSignedIn) => (StatusCode::UNAUTHORIZED, "sign in first"),
        Some(Failure::NoSuchTask) => (StatusCode::NOT_FOUND, "there is no such task"),
        None => return Err(rejection),
    };
    let body = reply::json(&json!({ "error": error }));
    Ok(reply::with_status(body, status))
}
