//! Sessions. The cookie contains a token that the server has stored.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use actix_web::body::MessageBody;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::ErrorInternalServerError;
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, post, web};

use crate::failure::Failure;

const COOKIE: &str = "session";

/// The tokens of all sessions.
#[derive(Default)]
pub(crate) struct Sessions(Mutex<HashSet<String>>);

impl Sessions {
    fn lock(&self) -> MutexGuard<'_, HashSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Signs in without a password, to keep the example short.
#[post("/login")]
pub(crate) async fn login(sessions: web::Data<Sessions>) -> Result<HttpResponse, Error> {
    let mut token = [0; 16];
    getrandom::fill(&mut token).map_err(ErrorInternalServerError)?;
    let token = format!("{:032x}", u128::from_ne_bytes(token));
    sessions.lock().insert(token.clone());
    // CORS does not prevent a page of another site from sending a request with this
    // cookie. `SameSite` does. The origins of the policy must therefore be on the
    // same site as this API.
    let cookie = Cookie::build(COOKIE, token)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(!cfg!(debug_assertions))
        .finish();
    Ok(HttpResponse::NoContent().cookie(cookie).finish())
}

/// Middleware that rejects requests without a session.
pub(crate) async fn required(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let cookie = request.cookie(COOKIE).ok_or(Failure::NotSignedIn)?;
    let sessions = request.app_data::<web::Data<Sessions>>();
    match sessions {
        Some(sessions) if sessions.lock().contains(cookie.value()) => next.call(request).await,
        _ => Err(Failure::NotSignedIn.into()),
    }
}
