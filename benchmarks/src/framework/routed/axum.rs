//! Routers of axum.

use axum::body::Body;
use axum::routing::get;
use cors_axum::{Cors, CorsLayer, CorsMethodRouter, CorsRouter};
use http::Method;
use tower_layer::Layer;

use super::super::axum::served;
use super::super::http1::{EmptyAnswer, own, respond};
use super::{RoutePolicies, inner, outer, paths};
use crate::case::Case;
use crate::subject::Subject;

pub(super) fn into_router(
    case: &Case,
    policies: usize,
    route_policies: RoutePolicies,
) -> Box<dyn Subject> {
    match route_policies {
        RoutePolicies::Bare if case.preflight => {
            served(case, plain(case, policies).layer(EmptyAnswer))
        }
        RoutePolicies::Bare => served(case, plain(case, policies)),
        RoutePolicies::One => served(case, plain(case, policies).layer(CorsLayer::new(inner()))),
        RoutePolicies::Each => served(case, router(case, policies).into_router(outer(policies))),
    }
}

pub(super) fn into_service(
    case: &Case,
    policies: usize,
    route_policies: RoutePolicies,
) -> Box<dyn Subject> {
    match route_policies {
        RoutePolicies::Bare if case.preflight => {
            served(case, EmptyAnswer.layer(plain(case, policies)))
        }
        RoutePolicies::Bare => served(case, plain(case, policies)),
        RoutePolicies::One => served(case, Cors::new(plain(case, policies), inner())),
        RoutePolicies::Each => served(case, router(case, policies).into_service(outer(policies))),
    }
}

/// The handler of a case.
macro_rules! handler {
    ($case:expr) => {{
        let own = own($case);
        move || async move { respond(&own, Body::empty()) }
    }};
}

fn plain(case: &Case, policies: usize) -> axum::Router {
    paths(policies).fold(axum::Router::new(), |router, path| {
        router.route(&path, get(handler!(case)))
    })
}

fn router(case: &Case, policies: usize) -> CorsRouter {
    paths(policies).fold(CorsRouter::new(), |router, path| match policies {
        0 => router.route(&path, get(handler!(case))),
        _ => {
            let routes = CorsMethodRouter::new();
            let routes = routes.on_with_cors(Method::GET, inner(), handler!(case));
            router.route(&path, routes)
        }
    })
}
