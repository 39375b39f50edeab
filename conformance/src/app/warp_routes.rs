//! The application on warp, with routes and scopes that have their own policies.

use std::io;
use std::net::TcpListener;

use cors_engine::Policy;
use cors_warp::{BoxedRoutes, path, plain, route, scope};
use warp::Filter;

use super::Source;
use super::warp::{app, calls, listen, query, scripted};
use crate::route_entry::{RouteEntry, Scope};

pub(super) fn serve(
    source: Source,
    routes: Vec<RouteEntry<Policy>>,
    listener: TcpListener,
    ready: impl FnOnce(),
) -> io::Result<()> {
    let app = nested(Scope::root(routes), plain(app()).boxed()).cors(source);
    let app = calls().or(app);
    listen(|on| warp::serve(app).incoming(on).run(), listener, ready)
}

/// The entries of a scope, and something else for the rest.
fn nested(scope: Scope, rest: BoxedRoutes) -> BoxedRoutes {
    let mut routes = rest;
    for entry in scope.routes {
        let Some(method) = entry.method else { continue };
        let route = route(method, path!())
            .cors(entry.policy)
            .to(|route| route.and(query()).map(scripted));
        routes = routes.or(at(&entry.path, route.boxed())).boxed();
    }
    for inner in scope.scopes {
        let (path, policy) = (inner.path.clone(), inner.policy.clone());
        let inner = nested(inner, plain(query().map(scripted)).boxed());
        let inner = match policy {
            Some(policy) => with_policy(&path, policy, inner),
            None => at(&path, inner),
        };
        routes = routes.or(inner).boxed();
    }
    routes
}

/// Routes at a path, with the enclosing policy.
fn at(path: &str, routes: BoxedRoutes) -> BoxedRoutes {
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    segments.rev().fold(routes, |routes, segment| {
        if is_parameter(segment) {
            scope(path!(String / ..)).to(routes).boxed()
        } else {
            scope(cors_warp::path(segment.to_owned()))
                .to(routes)
                .boxed()
        }
    })
}

/// Routes at a path, with their own policy.
fn with_policy(path: &str, policy: Policy, routes: BoxedRoutes) -> BoxedRoutes {
    let Some((before, last)) = path.rsplit_once('/') else {
        return routes;
    };
    let last = if is_parameter(last) {
        scope(path!(String / ..)).cors(policy).to(routes).boxed()
    } else {
        let last = scope(cors_warp::path(last.to_owned()));
        last.cors(policy).to(routes).boxed()
    };
    at(before, last)
}

fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{')
}
