//! Routers of axum.

use std::convert::Infallible;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use tower_service::Service;

use crate::tower::Tower;

/// An axum router with its layers, or a service that wraps one.
///
/// ```
/// use axum::Router;
/// use axum::routing::get;
///
/// let app = cors_test::axum(Router::<()>::new().route("/", get(async || "hello")));
/// ```
pub fn axum<S>(router: S) -> Tower<S, Body>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone,
{
    crate::tower::tower(router)
}
