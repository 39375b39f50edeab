//! Sessions. The cookie contains a token that the server has stored.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use warp::http::StatusCode;
use warp::http::header::SET_COOKIE;
use warp::reply::{self, Reply};
use warp::{Filter, Rejection};

use crate::failure::Failure;

const COOKIE: &str = "session";

/// The tokens of all sessions.
#[derive(Clone, Default)]
pub(crate) struct Sessions(Arc<Mutex<HashSet<String>>>);

impl Sessions {
    fn lock(&self) -> MutexGuard<'_, HashSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Signs in without a password, to keep the example short.
pub(crate) fn login(
    sessions: Sessions,
) -> impl Filter<Extract = (impl Reply,), Error = Rejection> + Clone {
    warp::path!("login")
        .and(warp::post())
        .map(move || match new_token() {
            Ok(token) => {
                sessions.lock().insert(token.clone());
                let cookie = cookie(&token);
                reply::with_header(StatusCode::NO_CONTENT, SET_COOKIE, cookie).into_response()
            }
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        })
}

/// Rejects requests without a session.
pub(crate) fn required(sessions: Sessions) -> impl Filter<Extract = (), Error = Rejection> + Clone {
    warp::cookie::optional(COOKIE)
        .and(warp::any().map(move || sessions.clone()))
        .and_then(check)
        .untuple_one()
}

async fn check(token: Option<String>, sessions: Sessions) -> Result<(), Rejection> {
    match token {
        Some(token) if sessions.lock().contains(&token) => Ok(()),
        _ => Err(Failure::NotSignedIn.into()),
    }
}

fn new_token() -> Result<String, getrandom::Error> {
    let mut token = [0; 16];
    getrandom::fill(&mut token)?;
    Ok(format!("{:032x}", u128::from_ne_bytes(token)))
}

/// CORS does not prevent a page of another site from sending a request with this
/// cookie. `SameSite` does. The origins of the policy must therefore be on the same
/// site as this API.
fn cookie(token: &str) -> String {
    let secure = if cfg!(debug_assertions) {
        ""
    } else {
        "; Secure"
    };
    format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict{secure}")
}
