//! The application on warp, with routes and scopes that have their own policies.

use std::io;
use std::net::TcpListener;

use cors_engine::Policy;
use cors_warp::{BoxedRoutes, path, plain, route, scope};
use warp::Filter;

use super::warp::{app, calls, listen, query, scripted};
use crate::route_entry::{RouteEntry, Scope};

pub(super) fn serve(
    policy: Policy,
    routes: Vec<RouteEntry<Policy>>,
    listener: TcpListener,
    ready: impl FnOnce(),
) -> io::Result<()> {
    let app = scope_routes(Scope::root(routes), plain(app()).boxed()).cors(policy);
    let app = calls().or(app);
    listen(|on| warp::serve(app).incoming(on).run(), listener, ready)
}

/// The routes of a scope. `rest` handles all other requests in it.
fn scope_routes(scope: Scope, rest: BoxedRoutes) -> BoxedRoutes {
    let mut routes = rest;
    for entry in scope.routes {
        let Some(method) = entry.method else { continue };
        let here = route(method, path!())
            .cors(entry.policy)
            .to(|here| here.and(query()).map(scripted));
        routes = routes.or(at(&entry.path, here.boxed())).boxed();
    }
    for inner in scope.scopes {
        let (path, policy) = (inner.path.clone(), inner.policy.clone());
        let inner = scope_routes(inner, plain(query().map(scripted)).boxed());
        let inner = match policy {
            Some(policy) => at_with_cors(&path, policy, inner),
            None => at(&path, inner),
        };
        routes = routes.or(inner).boxed();
    }
    routes
}

/// Routes at a path, with the policy of the enclosing scope.
fn at(route_path: &str, routes: BoxedRoutes) -> BoxedRoutes {
    let segments = route_path.split('/').filter(|segment| !segment.is_empty());
    segments
        .rev()
        .fold(routes, |routes, segment| match is_parameter(segment) {
            true => scope(path!(String / ..)).to(routes).boxed(),
            false => scope(path(segment.to_owned())).to(routes).boxed(),
        })
}

/// Routes at a path, with their own policy.
fn at_with_cors(route_path: &str, policy: Policy, routes: BoxedRoutes) -> BoxedRoutes {
    match route_path.rsplit_once('/') {
        Some((before, last)) => {
            let last = match is_parameter(last) {
                true => scope(path!(String / ..)).cors(policy).to(routes).boxed(),
                false => {
                    let last = scope(path(last.to_owned()));
                    last.cors(policy).to(routes).boxed()
                }
            };
            at(before, last)
        }
        None => routes,
    }
}

fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{')
}
