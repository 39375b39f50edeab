//! Applications with many routes that have different policies.

mod actix;
mod axum;
mod warp;

use std::sync::Arc;

use cors_engine::Policy;

use crate::case::Case;
use crate::policy::Terms;
use crate::subject::Subject;

/// How the routes are combined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Routed {
    /// cors-axum, with a layer on each route.
    AxumRouter,
    /// cors-axum, with one service around the router.
    AxumService,
    Actix,
    /// Boxed groups, because one list of this length would be too deep a type.
    Warp,
}

/// The policies of the routes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RoutePolicies {
    /// No policy. For a preflight: a layer that answers with an empty 204.
    Bare,
    /// One policy for the application, and none for routes.
    One,
    /// One policy for each route, and one for the application.
    Each,
}

impl Routed {
    pub(crate) const ALL: [Routed; 4] = [
        Routed::AxumRouter,
        Routed::AxumService,
        Routed::Actix,
        Routed::Warp,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Routed::AxumRouter => "axum, `into_router`",
            Routed::AxumService => "axum, `into_service`",
            Routed::Actix => "actix-web",
            Routed::Warp => "warp",
        }
    }

    /// An application with this many routes that have a policy, or with one route
    /// and no policy.
    pub(crate) fn subject(
        self,
        case: &Case,
        policies: usize,
        route_policies: RoutePolicies,
    ) -> Box<dyn Subject> {
        match self {
            Routed::AxumRouter => axum::into_router(case, policies, route_policies),
            Routed::AxumService => axum::into_service(case, policies, route_policies),
            Routed::Actix => actix::subject(case, policies, route_policies),
            Routed::Warp => warp::subject(case, policies, route_policies),
        }
    }
}

impl RoutePolicies {
    pub(crate) const ALL: [RoutePolicies; 3] =
        [RoutePolicies::Bare, RoutePolicies::One, RoutePolicies::Each];
}

/// The paths of the routes.
fn paths(policies: usize) -> impl Iterator<Item = String> {
    (0..policies.max(1)).map(path)
}

fn path(index: usize) -> String {
    format!("/route{index}")
}

/// The path of the last route.
pub(crate) fn last_path(policies: usize) -> String {
    path(policies.max(1) - 1)
}

/// The policy that applies to a route: the application's, or the route's own value.
fn inner() -> Arc<Policy> {
    Arc::new(Terms::Three.at_run_time())
}

/// The policy of an application whose routes have their own. It allows other
/// origins than theirs.
fn outer(policies: usize) -> Arc<Policy> {
    match policies {
        0 => inner(),
        _ => Arc::new(Terms::AnyPort.at_run_time()),
    }
}
