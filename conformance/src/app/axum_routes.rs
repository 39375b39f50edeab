//! The application on axum, with routes that have their own policies.

use std::collections::BTreeMap;
use std::io;
use std::net::TcpListener;

use axum::http::Method;
use axum::routing::{MethodFilter, any, get};
use cors_axum::{CorsMethodRouter, CorsRouter};
use cors_engine::Policy;

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
        .into_router(policy)
        // A route that is added now is outside of the policy.
        .route(super::CALLS, any(async || super::counted()));
    listen(app, listener, ready)
}

/// Whether axum has routes for a method.
pub(super) fn routes(method: Method) -> bool {
    MethodFilter::try_from(method).is_ok()
}

/// The router of a path.
fn routed(scope: Scope) -> CorsRouter {
    let mut router = CorsRouter::new();
    let mut paths: BTreeMap<String, CorsMethodRouter> = BTreeMap::new();
    let (heads, others): (Vec<_>, Vec<_>) = scope
        .routes
        .into_iter()
        .partition(|place| place.method == Some(Method::HEAD));
    // GET also handles HEAD unless HEAD was added first.
    for place in heads.into_iter().chain(others) {
        if let Some(method) = place.method {
            let routes = paths.remove(&place.path).unwrap_or_default();
            let routes = routes.on_with_cors(method, place.policy, scripted);
            paths.insert(place.path, routes);
        }
    }
    for (path, routes) in paths {
        let path = if path.is_empty() { "/" } else { &path };
        router = router.route(path, routes);
    }
    router = router.method_not_allowed_fallback(scripted);
    for scope in scope.scopes {
        let path = scope.path.clone();
        router = router.nest(&path, routed(scope));
    }
    // The fallback is the application's: axum has no fallback below a path that begins
    // with a parameter.
    match scope.policy {
        Some(policy) => router.cors(policy),
        None => router,
    }
}
