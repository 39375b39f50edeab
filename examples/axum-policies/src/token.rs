//! Authentication, which is independent of CORS.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::Response;

/// Middleware that rejects requests without a token. It does not run on preflights, which
/// have no token.
pub(crate) async fn required(request: Request, next: Next) -> Result<Response, StatusCode> {
    if request.headers().contains_key(AUTHORIZATION) {
        Ok(next.run(request).await)
    } else {
        Err(StatusCode::UNAUTHORIZED)
    }
}
