//! The application on axum, with places that have policies of their own.

use std::io;
use std::net::TcpListener;

use axum::routing::{any, get};
use cors_axum::{Router, Routes};
use cors_core::Policy;

use super::axum::{error, listen, panic, scripted, unrouted};
use crate::place::{Place, Scope};

pub(super) fn serve(
    policy: Policy,
    places: Vec<Place<Policy>>,
    listener: TcpListener,
    ready: impl FnOnce(),
) -> io::Result<()> {
    let app = routed(Scope::root(places))
        .route(super::ERROR, any(error))
        .route(super::PANIC, any(panic))
        .route(super::GET_ONLY, get(scripted))
        .fallback(unrouted)
        .finish(policy)
        // Behind the last call, and so outside of the policy.
        .route(super::CALLS, any(async || super::counted()));
    listen(app, listener, ready)
}

/// What is beneath a path.
fn routed(scope: Scope) -> Router {
    let mut router = Router::new();
    for Place {
        method,
        path,
        policy,
    } in scope.routes
    {
        if let Some(method) = method {
            let path = if path.is_empty() { "/" } else { &path };
            router = router.route(path, Routes::new().under(policy, method, scripted));
        }
    }
    router = router.method_not_allowed_fallback(scripted);
    for scope in scope.scopes {
        let path = scope.path.clone();
        router = router.nest(&path, routed(scope));
    }
    match scope.policy {
        Some(policy) => router.fallback(scripted).cors(policy),
        None => router,
    }
}
