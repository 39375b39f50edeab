//! The application, which is the same on every adapter.
//!
//! | path | what it does |
//! |---|---|
//! | `/error` | the framework's own error, a 500 |
//! | `/panic` | panics |
//! | `/get-only` | exists for GET alone |
//! | `/missing`, and all below | is not routed |
//! | `/__calls` | how often a handler has run; outside of the policy |
//! | anything else | what the query [says](script::Script) |
//!
//! The adapters whose names end in `-routes` have [places](Place) with policies
//! of their own as well. There, too, a method that no route takes is answered with
//! what the query says.

mod actix;
mod actix_routes;
mod axum;
mod axum_routes;
mod layer;
#[cfg(feature = "peers")]
mod peers;
mod script;
mod tower;
mod warp;
mod warp_routes;

use std::io;
use std::net::TcpListener;
use std::str::FromStr;
use std::sync::atomic::{AtomicUsize, Ordering};

use cors_engine::Policy;

pub(crate) use layer::Layer;

use crate::place::Place;

/// The framework that the application runs on.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Adapter {
    Actix,
    ActixRoutes,
    Axum,
    AxumRoutes,
    Tower,
    Warp,
    WarpRoutes,
}

impl Adapter {
    /// Serves until the process ends; says so when it is about to. Places are for those
    /// that [take](Adapter::takes_places) them, other layers than ours for the rest.
    pub(crate) fn serve(
        self,
        layer: Layer,
        policy: Policy,
        places: Vec<Place<Policy>>,
        listener: TcpListener,
        ready: impl FnOnce(),
    ) -> io::Result<()> {
        match self {
            Adapter::Actix => actix::serve(layer, policy, listener, ready),
            Adapter::ActixRoutes => actix_routes::serve(policy, places, listener, ready),
            Adapter::Axum => axum::serve(layer, policy, listener, ready),
            Adapter::AxumRoutes => axum_routes::serve(policy, places, listener, ready),
            Adapter::Tower => tower::serve(layer, policy, listener, ready),
            Adapter::Warp => warp::serve(layer, policy, listener, ready),
            Adapter::WarpRoutes => warp_routes::serve(policy, places, listener, ready),
        }
    }
}

impl Adapter {
    /// Whether it can put places under policies of their own.
    pub(crate) fn takes_places(self) -> bool {
        matches!(
            self,
            Adapter::ActixRoutes | Adapter::AxumRoutes | Adapter::WarpRoutes
        )
    }

    /// Whether it can put this place under a policy of its own: nothing else of
    /// the application is there, and the framework routes the method.
    pub(crate) fn takes<P>(self, place: &Place<P>) -> bool {
        let is_free = ![ERROR, PANIC, GET_ONLY, CALLS].contains(&&*place.path);
        let method = place.method.clone();
        let is_routed = |method| match self {
            Adapter::AxumRoutes => axum_routes::routes(method),
            _ => true,
        };
        is_free && method.is_none_or(is_routed)
    }
}

impl FromStr for Adapter {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "actix" => Ok(Adapter::Actix),
            "actix-routes" => Ok(Adapter::ActixRoutes),
            "axum" => Ok(Adapter::Axum),
            "axum-routes" => Ok(Adapter::AxumRoutes),
            "tower" => Ok(Adapter::Tower),
            "warp" => Ok(Adapter::Warp),
            "warp-routes" => Ok(Adapter::WarpRoutes),
            _ => Err(format!("there is no adapter {name}")),
        }
    }
}

const ERROR: &str = "/error";
const PANIC: &str = "/panic";
const GET_ONLY: &str = "/get-only";
const MISSING: &str = "/missing";
const CALLS: &str = "/__calls";

/// What a script is answered whose header the framework cannot hold.
const NO_HEADER: &str = "there is no such header";

/// Whether a path has the handler that the query scripts.
fn is_scripted(path: &str) -> bool {
    let below = path.strip_prefix(MISSING);
    let missing = below.is_some_and(|below| below.is_empty() || below.starts_with('/'));
    !missing && ![ERROR, PANIC, GET_ONLY].contains(&path)
}

/// How often a handler has run.
static RUN: AtomicUsize = AtomicUsize::new(0);

fn count() {
    RUN.fetch_add(1, Ordering::SeqCst);
}

fn counted() -> String {
    RUN.load(Ordering::SeqCst).to_string()
}
