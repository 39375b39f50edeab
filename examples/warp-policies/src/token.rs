//! Authentication, which is independent of CORS.

use warp::http::StatusCode;
use warp::reject::{self, Reject};
use warp::{Filter, Rejection};

/// Rejects requests without a token. Preflights have none, and never get here.
pub(crate) fn required() -> impl Filter<Extract = (), Error = Rejection> + Copy {
    warp::header::optional("authorization")
        .and_then(async |token: Option<String>| match token {
            Some(_) => Ok(()),
            None => Err(reject::custom(NoToken)),
        })
        .untuple_one()
}

/// Answers 401 if the token is missing. warp has responses for the other rejections.
pub(crate) async fn unauthorized(rejection: Rejection) -> Result<StatusCode, Rejection> {
    match rejection.find::<NoToken>() {
        Some(NoToken) => Ok(StatusCode::UNAUTHORIZED),
        None => Err(rejection),
    }
}

#[derive(Debug)]
struct NoToken;

impl Reject for NoToken {}
