//! Sessions. The cookie contains a token that the server has stored.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{Request, State};
use axum::http::header::{COOKIE, HeaderMap, SET_COOKIE};
use axum::http::{HeaderName, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use crate::failure::Failure;

const NAME: &str = "session";

/// The tokens of all sessions.
#[derive(Clone, Default)]
pub(crate) struct Sessions(Arc<Mutex<HashSet<String>>>);

impl Sessions {
    fn lock(&self) -> MutexGuard<'_, HashSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Signs in without a password, to keep the example short.
pub(crate) async fn login(
    State(sessions): State<Sessions>,
) -> Result<(StatusCode, [(HeaderName, String); 1]), Failure> {
    let mut token = [0; 16];
    getrandom::fill(&mut token).map_err(|_| Failure::NoToken)?;
    let token = format!("{:032x}", u128::from_ne_bytes(token));
    sessions.lock().insert(token.clone());
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, cookie(&token))]))
}

/// Middleware that rejects requests without a session.
pub(crate) async fn required(
    State(sessions): State<Sessions>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let known = token(request.headers()).is_some_and(|token| sessions.lock().contains(token));
    match known {
        true => Ok(next.run(request).await),
        false => Err(Failure::NotSignedIn),
    }
}

/// CORS does not prevent a page of another site from sending a request with this
/// cookie. `SameSite` does. The origins of the policy must therefore be on the same
/// site as this API.
fn cookie(token: &str) -> String {
    let secure = match cfg!(debug_assertions) {
        true => "",
        false => "; Secure",
    };
    format!("{NAME}={token}; Path=/; HttpOnly; SameSite=Strict{secure}")
}

fn token(headers: &HeaderMap) -> Option<&str> {
    let lines = headers.get_all(COOKIE).iter();
    lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(NAME)?.strip_prefix('='))
}
