//! Applications of many routes, each with a policy of its own.

mod actix;
mod axum;
mod warp;

use std::sync::Arc;

use cors_engine::Policy;

use crate::case::Case;
use crate::policy::Terms;
use crate::subject::Subject;

/// How the routes are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Routed {
    /// `Router::finish` of cors-axum: a gate round each route.
    AxumFinish,
    /// `Router::finish_service` of cors-axum: one gate round the whole.
    AxumFinishService,
    Actix,
    /// In boxed groups, since a list of so many would be too deep a type.
    Warp,
}

/// By how many policies the routes are governed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Governed {
    /// None. For a preflight: a layer that answers an empty 204.
    Bare,
    /// One for the application, and no route has its own.
    Alike,
    /// Each route has its own, inside that of the application.
    Each,
}

impl Routed {
    pub(crate) const ALL: [Routed; 4] = [
        Routed::AxumFinish,
        Routed::AxumFinishService,
        Routed::Actix,
        Routed::Warp,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Routed::AxumFinish => "axum, `finish`",
            Routed::AxumFinishService => "axum, `finish_service`",
            Routed::Actix => "actix-web",
            Routed::Warp => "warp",
        }
    }

    /// An application in which so many routes have a policy; one route, without
    /// a policy, for none.
    pub(crate) fn subject(
        self,
        case: &Case,
        policies: usize,
        governed: Governed,
    ) -> Box<dyn Subject> {
        match self {
            Routed::AxumFinish => axum::finish(case, policies, governed),
            Routed::AxumFinishService => axum::finish_service(case, policies, governed),
            Routed::Actix => actix::subject(case, policies, governed),
            Routed::Warp => warp::subject(case, policies, governed),
        }
    }
}

impl Governed {
    pub(crate) const ALL: [Governed; 3] = [Governed::Bare, Governed::Alike, Governed::Each];
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

/// The policy that decides on every route: the application's, or one that is the
/// route's own, a value for each.
fn inner() -> Arc<Policy> {
    Arc::new(Terms::Three.at_run_time())
}

/// The policy of an application whose routes have their own. It allows other
/// origins than theirs do.
fn outer(policies: usize) -> Arc<Policy> {
    match policies {
        0 => inner(),
        _ => Arc::new(Terms::AnyPort.at_run_time()),
    }
}
