//! Who may come in at all: that is not CORS's business.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::Response;

/// Middleware: only those with a token go on. Preflights have none, and never come
/// here.
pub(crate) async fn required(request: Request, next: Next) -> Result<Response, StatusCode> {
    match request.headers().contains_key(AUTHORIZATION) {
        true => Ok(next.run(request).await),
        false => Err(StatusCode::UNAUTHORIZED),
    }
}
