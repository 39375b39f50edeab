//! The application on warp, with places that have policies of their own.

use std::io;
use std::net::TcpListener;

use cors_engine::Policy;
use cors_warp::{BoxedRoutes, path, plain, route, scope};
use warp::Filter;

use super::warp::{app, calls, listen, query, scripted};
use crate::route_entry::{RouteEntry, Scope};

pub(super) fn serve(
    policy: Policy,
    places: Vec<RouteEntry<Policy>>,
    listener: TcpListener,
    ready: impl FnOnce(),
) -> io::Result<()> {
    let app = beneath(Scope::root(places), plain(app()).boxed()).cors(policy);
    let app = calls().or(app);
    listen(|on| warp::serve(app).incoming(on).run(), listener, ready)
}

/// What is beneath a path: its places, and something else for the rest.
fn beneath(inside: Scope, rest: BoxedRoutes) -> BoxedRoutes {
    let mut routes = rest;
    for place in inside.routes {
        let Some(method) = place.method else { continue };
        let here = route(method, path!())
            .cors(place.policy)
            .to(|here| here.and(query()).map(scripted));
        routes = routes.or(at(&place.path, here.boxed())).boxed();
    }
    for inner in inside.scopes {
        let (place, policy) = (inner.path.clone(), inner.policy.clone());
        let inner = beneath(inner, plain(query().map(scripted)).boxed());
        let inner = match policy {
            Some(policy) => within(&place, policy, inner),
            None => at(&place, inner),
        };
        routes = routes.or(inner).boxed();
    }
    routes
}

/// Routes at a path, under the policy round about.
fn at(place: &str, routes: BoxedRoutes) -> BoxedRoutes {
    let segments = place.split('/').filter(|segment| !segment.is_empty());
    segments
        .rev()
        .fold(routes, |routes, segment| match is_parameter(segment) {
            true => scope(path!(String / ..)).to(routes).boxed(),
            false => scope(path(segment.to_owned())).to(routes).boxed(),
        })
}

/// Routes at a path, under a policy of its own.
fn within(place: &str, policy: Policy, routes: BoxedRoutes) -> BoxedRoutes {
    match place.rsplit_once('/') {
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
