//! Trees of warp's filters, in boxed groups of two.

use cors_warp::{BoxedRoutes, Cors, path, route};
use tower_layer::Layer;
use warp::filters::BoxedFilter;
use warp::http::Method;
use warp::reply::Response;
use warp::{Filter, Reply};

use super::super::http1::{EmptyAnswer, own, respond};
use super::super::warp::served;
use super::{RoutePolicies, inner, outer, paths};
use crate::case::Case;
use crate::subject::Subject;

pub(super) fn subject(
    case: &Case,
    policies: usize,
    route_policies: RoutePolicies,
) -> Box<dyn Subject> {
    match route_policies {
        RoutePolicies::Bare if case.preflight => served(
            case,
            EmptyAnswer.layer(warp::service(plain(case, policies))),
        ),
        RoutePolicies::Bare => served(case, warp::service(plain(case, policies))),
        RoutePolicies::One => served(case, warp::service(plain(case, policies).cors(inner()))),
        RoutePolicies::Each => {
            let tree = routes(case, policies).cors(outer(policies));
            served(case, warp::service(tree))
        }
    }
}

fn plain(case: &Case, policies: usize) -> BoxedFilter<(Response,)> {
    let leaf = |segment: &str| {
        let own = own(case);
        let place = warp::path(segment.to_owned()).and(warp::get());
        place
            .map(move || respond(&own, String::new()).into_response())
            .boxed()
    };
    grouped(policies, leaf, |one, other| one.or(other).unify().boxed())
}

fn routes(case: &Case, policies: usize) -> BoxedRoutes {
    let leaf = |segment: &str| {
        let own = own(case);
        let place = route(Method::GET, path(segment.to_owned()));
        let place = match policies {
            0 => place,
            _ => place.cors(inner()),
        };
        place
            .to(|place| place.map(move || respond(&own, String::new()).into_response()))
            .boxed()
    };
    grouped(policies, leaf, |one, other| one.or(other).boxed())
}

/// Joins the routes in pairs until one is left.
fn grouped<T>(policies: usize, leaf: impl Fn(&str) -> T, join: impl Fn(T, T) -> T) -> T {
    let mut groups: Vec<T> = paths(policies)
        .map(|path| leaf(path.trim_start_matches('/')))
        .collect();
    loop {
        let mut rest = groups.into_iter();
        let first = rest.next().expect("an application has a route");
        let Some(second) = rest.next() else {
            return first;
        };
        groups = vec![join(first, second)];
        while let Some(one) = rest.next() {
            groups.push(match rest.next() {
                Some(other) => join(one, other),
                None => one,
            });
        }
    }
}
