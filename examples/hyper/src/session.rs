//! Sessions. The cookie contains a token that the server has stored.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::Response;
use http::header::{COOKIE, HeaderMap, HeaderValue, SET_COOKIE};
use http_body_util::Full;
use hyper::body::Bytes;

use crate::app::no_content;
use crate::failure::Failure;

const NAME: &str = "session";

/// The tokens of all sessions.
#[derive(Clone, Default)]
pub(crate) struct Sessions(Arc<Mutex<HashSet<String>>>);

impl Sessions {
    /// Signs in without a password, to keep the example short.
    pub(crate) fn login(&self) -> Result<Response<Full<Bytes>>, Failure> {
        let mut token = [0; 16];
        getrandom::fill(&mut token).map_err(|_| Failure::NoToken)?;
        let token = format!("{:032x}", u128::from_ne_bytes(token));
        let cookie = HeaderValue::try_from(cookie(&token)).map_err(|_| Failure::NoToken)?;
        self.lock().insert(token);
        let mut response = no_content();
        response.headers_mut().insert(SET_COOKIE, cookie);
        Ok(response)
    }

    /// Rejects requests without a session.
    pub(crate) fn require(&self, headers: &HeaderMap) -> Result<(), Failure> {
        let known = token(headers).is_some_and(|token| self.lock().contains(token));
        known.then_some(()).ok_or(Failure::NotSignedIn)
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
