//! The application on axum, with places that have policies of their own.

use std::io;
use std::net::TcpListener;

use axum::Router;
use axum::routing::{any, get};
use cors_axum::CorsLayer;
use cors_core::Policy;

use super::axum::{error, panic, scripted, unrouted};
use crate::place::Place;

pub(super) fn serve(
    policy: Policy,
    places: Vec<Place<Policy>>,
    listener: TcpListener,
    ready: impl FnOnce(),
) -> io::Result<()> {
    if let Some(place) = places.first() {
        let why = format!(
            "{:?} {}: {}: not yet",
            place.method, place.path, place.policy
        );
        return Err(io::Error::new(io::ErrorKind::Unsupported, why));
    }
    let app = Router::new()
        .route(super::ERROR, any(error))
        .route(super::PANIC, any(panic))
        .route(super::GET_ONLY, get(scripted))
        .fallback(unrouted)
        .layer(CorsLayer::new(policy))
        .route(super::CALLS, any(async || super::counted()));
    super::axum::listen(app, listener, ready)
}
