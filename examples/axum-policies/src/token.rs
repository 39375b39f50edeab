//! Authentication, which CORS does not replace.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::Response;

/// Middleware that rejects requests without a token. Preflights have no token, and
/// do not get this far.
pub(crate) async fn required(request: Request, next: Next) -> Result<Response, StatusCode> {
    match request.headers().contains_key(AUTHORIZATION) {
        true => Ok(next.run(request).await),
        false => Err(StatusCode::UNAUTHORIZED),
    }
}
