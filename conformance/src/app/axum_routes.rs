//! The application on axum, with places that have policies of their own.

use std::collections::BTreeMap;
use std::io;
use std::net::TcpListener;

use axum::http::Method;
use axum::routing::{MethodFilter, any, get};
use cors_axum::{Router, Routes};
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
        .finish(policy)
        // Behind the last call, and so outside of the policy.
        .route(super::CALLS, any(async || super::counted()));
    listen(app, listener, ready)
}

/// Whether axum has routes for a method.
pub(super) fn routes(method: Method) -> bool {
    MethodFilter::try_from(method).is_ok()
}

/// What is beneath a path.
fn routed(scope: Scope) -> Router {
    let mut router = Router::new();
    let mut paths: BTreeMap<String, Routes> = BTreeMap::new();
    let (heads, others): (Vec<_>, Vec<_>) = scope
        .routes
        .into_iter()
        .partition(|place| place.method == Some(Method::HEAD));
    // GET takes HEAD along, unless that is taken.
    for place in heads.into_iter().chain(others) {
        if let Some(method) = place.method {
            let routes = paths.remove(&place.path).unwrap_or_default();
            let routes = routes.under(place.policy, method, scripted);
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
    // The fallback is the application's: axum has none beneath a parameter that the
    // path begins with.
    match scope.policy {
        Some(policy) => router.cors(policy),
        None => router,
    }
}
