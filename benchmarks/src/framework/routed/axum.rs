//! Routers of axum.

use axum::body::Body;
use axum::routing::get;
use cors_axum::{Cors, CorsLayer, Router, Routes};
use http::Method;
use tower_layer::Layer;

use super::super::axum::served;
use super::super::http1::{EmptyAnswer, own, respond};
use super::{RoutePolicies, inner, outer, paths};
use crate::case::Case;
use crate::subject::Subject;

pub(super) fn finish(
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
        RoutePolicies::Each => served(case, router(case, policies).finish(outer(policies))),
    }
}

pub(super) fn finish_service(
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
        RoutePolicies::Each => served(case, router(case, policies).finish_service(outer(policies))),
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

fn router(case: &Case, policies: usize) -> Router {
    paths(policies).fold(Router::new(), |router, path| {
        let routes = match policies {
            0 => Routes::new().get(handler!(case)),
            _ => Routes::new().under(inner(), Method::GET, handler!(case)),
        };
        router.route(&path, routes)
    })
}
