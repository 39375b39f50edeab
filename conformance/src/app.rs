//! The application, which is the same on every adapter.
//!
//! | path | what it does |
//! |---|---|
//! | `/error` | the framework's own error, a 500 |
//! | `/panic` | panics |
//! | `/get-only` | exists for GET alone |
//! | `/missing`, and all paths below it | is not routed |
//! | `/__calls` | the number of times that a handler has run; outside the policy |
//! | anything else | what the query [says](script::Script) |
//!
//! The adapters whose names end in `-routes` also take [route entries](RouteEntry)
//! with their own policies. On these paths, a method without a route gets the
//! response that the query describes.

mod actix;
mod actix_routes;
mod axum;
mod axum_routes;
mod layer;
#[cfg(feature = "peers")]
mod peers;
mod script;
mod source;
mod tower;
mod warp;
mod warp_routes;

use std::io;
use std::net::TcpListener;
use std::str::FromStr;
use std::sync::atomic::{AtomicUsize, Ordering};

use cors_engine::Policy;

pub(crate) use layer::Layer;
pub(crate) use source::{Form, Source};

use crate::route_entry::RouteEntry;

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
    /// Serves until the process ends. Calls `ready` before it accepts connections.
    /// The adapters whose names end in `-routes` add the entries to the router, with
    /// handlers of their own. The others put `Policies` in front of the router, and can
    /// use another layer than ours if there are no entries.
    pub(crate) fn serve(
        self,
        layer: Layer,
        policy: Policy,
        routes: Vec<RouteEntry<Policy>>,
        form: Form,
        listener: TcpListener,
        ready: impl FnOnce(),
    ) -> io::Result<()> {
        let (routes, by_url) = if self.has_route_policies() {
            (routes, Vec::new())
        } else {
            (Vec::new(), routes)
        };
        let source = Source::new(policy, by_url, form).map_err(io::Error::other)?;
        match self {
            Adapter::Actix => actix::serve(layer, source, listener, ready),
            Adapter::ActixRoutes => actix_routes::serve(source, routes, listener, ready),
            Adapter::Axum => axum::serve(layer, source, listener, ready),
            Adapter::AxumRoutes => axum_routes::serve(source, routes, listener, ready),
            Adapter::Tower => tower::serve(layer, source, listener, ready),
            Adapter::Warp => warp::serve(layer, source, listener, ready),
            Adapter::WarpRoutes => warp_routes::serve(source, routes, listener, ready),
        }
    }
}

impl Adapter {
    /// Whether the adapter adds route entries to the router, and not `Policies` in front
    /// of it.
    pub(crate) fn has_route_policies(self) -> bool {
        matches!(
            self,
            Adapter::ActixRoutes | Adapter::AxumRoutes | Adapter::WarpRoutes
        )
    }

    /// Whether the adapter can give this entry its own policy: the path must not
    /// belong to another part of the application, and the framework must route the
    /// method.
    pub(crate) fn accepts<P>(self, entry: &RouteEntry<P>) -> bool {
        let is_free = ![ERROR, PANIC, GET_ONLY, CALLS].contains(&&*entry.path);
        let method = entry.method.clone();
        let is_routed = |method| match self {
            Adapter::AxumRoutes => axum_routes::can_route(method),
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
            _ => Err(format!("unknown adapter {name}")),
        }
    }
}

const ERROR: &str = "/error";
const PANIC: &str = "/panic";
const GET_ONLY: &str = "/get-only";
const MISSING: &str = "/missing";
const CALLS: &str = "/__calls";

/// The response to a script with a header that the framework cannot send.
const NO_HEADER: &str = "there is no such header";

/// Whether the handler of this path follows the script in the query.
fn is_scripted(path: &str) -> bool {
    let below = path.strip_prefix(MISSING);
    let missing = below.is_some_and(|below| below.is_empty() || below.starts_with('/'));
    !missing && ![ERROR, PANIC, GET_ONLY].contains(&path)
}

/// The number of times that a handler has run.
static RUN: AtomicUsize = AtomicUsize::new(0);

fn count() {
    RUN.fetch_add(1, Ordering::SeqCst);
}

fn counted() -> String {
    RUN.load(Ordering::SeqCst).to_string()
}
