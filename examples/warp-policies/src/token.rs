//! Who may come in at all: that is not CORS's business.

use warp::http::StatusCode;
use warp::reject::{self, Reject};
use warp::{Filter, Rejection};

/// Only those with a token go on. Preflights have none, and never come here.
pub(crate) fn required() -> impl Filter<Extract = (), Error = Rejection> + Copy {
    warp::header::optional("authorization")
        .and_then(async |token: Option<String>| match token {
            Some(_) => Ok(()),
            None => Err(reject::custom(NoToken)),
        })
        .untuple_one()
}

/// Says 401 to those without one. warp itself knows what to say otherwise.
pub(crate) async fn unauthorized(rejection: Rejection) -> Result<StatusCode, Rejection> {
    match rejection.find::<NoToken>() {
        Some(NoToken) => Ok(StatusCode::UNAUTHORIZED),
        None => Err(rejection),
    }
}

#[derive(Debug)]
struct NoToken;

impl Reject for NoToken {}
