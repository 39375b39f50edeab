//! Who has signed in: a cookie holds a token, and the server knows it.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use warp::http::StatusCode;
use warp::http::header::SET_COOKIE;
use warp::reply::{self, Reply};
use warp::{Filter, Rejection};

use crate::failure::Failure;

const COOKIE: &str = "session";

/// The tokens that were handed out.
#[derive(Clone, Default)]
pub(crate) struct Sessions(Arc<Mutex<HashSet<String>>>);

impl Sessions {
    fn lock(&self) -> MutexGuard<'_, HashSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets everybody in: passwords are another example's business.
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

/// Only those who have signed in go on.
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

/// CORS does not keep a page of another site from sending requests here, and
/// the browser from adding the cookie; `SameSite` does. The origins of the
/// policy are to be of one site with this API.
fn cookie(token: &str) -> String {
    let secure = if cfg!(debug_assertions) {
        ""
    } else {
        "; Secure"
    };
    format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict{secure}")
}
