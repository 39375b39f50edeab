//! Authentication, which CORS does not replace.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::ErrorUnauthorized;
use actix_web::middleware::Next;

/// Rejects requests without a token. Preflights have no token, and `Cors` answers them
/// before this middleware runs.
pub(crate) async fn required(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    match request.headers().contains_key("authorization") {
        true => next.call(request).await,
        false => Err(ErrorUnauthorized("a token is missing\n")),
    }
}
