//! The application on axum, with routes and scopes that have their own policies.

use std::collections::BTreeMap;
use std::io;
use std::net::TcpListener;

use axum::http::Method;
use axum::routing::{MethodFilter, any, get};
use cors_axum::{CorsMethodRouter, CorsRouter};
use cors_engine::Policy;

use super::Source;
use super::axum::{error, listen, panic, scripted, unrouted};
use crate::route_entry::{RouteEntry, Scope};

pub(super) fn serve(
    source: Source,
    routes: Vec<RouteEntry<Policy>>,
    listener: TcpListener,
    ready: impl FnOnce(),
) -> io::Result<()> {
    let app = scope_router(Scope::root(routes))
        .route(super::ERROR, any(error))
        .route(super::PANIC, any(panic))
        .route(super::GET_ONLY, get(scripted))
        .fallback(unrouted)
        .into_router(source)
        // This route is added after the policy, and is therefore outside of it.
        .route(super::CALLS, any(async || super::counted()));
    listen(app, listener, ready)
}

/// Whether axum can route a method.
pub(super) fn can_route(method: Method) -> bool {
    MethodFilter::try_from(method).is_ok()
}

/// Builds the router of a scope.
fn scope_router(scope: Scope) -> CorsRouter {
    let mut router = CorsRouter::new();
    let mut paths: BTreeMap<String, CorsMethodRouter> = BTreeMap::new();
    let (heads, others): (Vec<_>, Vec<_>) = scope
        .routes
        .into_iter()
        .partition(|entry| entry.method == Some(Method::HEAD));
    // GET also handles HEAD unless HEAD was added first.
    for entry in heads.into_iter().chain(others) {
        if let Some(method) = entry.method {
            let routes = paths.remove(&entry.path).unwrap_or_default();
            let routes = routes.on_with_cors(method, entry.policy, scripted);
            paths.insert(entry.path, routes);
        }
    }
    for (path, routes) in paths {
        let path = if path.is_empty() { "/" } else { &path };
        router = router.route(path, routes);
    }
    router = router.method_not_allowed_fallback(scripted);
    for scope in scope.scopes {
        let path = scope.path.clone();
        router = router.nest(&path, scope_router(scope));
    }
    // The fallback belongs to the application, because axum has none in a nested
    // router whose path begins with a parameter.
    match scope.policy {
        Some(policy) => router.cors(policy),
        None => router,
    }
}
