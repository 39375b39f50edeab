//! CORS for warp in which a wrong policy does not compile, and rejections carry
//! the headers too.
//!
//! ```no_run
//! use cors_warp::{Cors, Policy, cors};
//! use warp::Filter;
//!
//! #[cors(
//!     origins = ["https://example.com", "https://*.example.com"],
//!     methods = [GET, PUT, DELETE],
//!     headers = ["authorization", "content-type"],
//!     expose_headers = ["etag"],
//!     credentials,
//!     max_age = 10m,
//! )]
//! static API: Policy;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let load = warp::get().and(warp::path!("users" / u32)).map(|id| format!("user {id}"));
//! let save = warp::put().and(warp::path!("users" / u32)).map(|id| format!("saved {id}"));
//!
//! warp::serve(load.or(save).cors(&API)).run(([127, 0, 0, 1], 8080)).await;
//! # }
//! ```
//!
//! The language of policies is documented at [`cors_core::cors!`], which is the
//! same as an expression. A policy can also come from [`Policy::builder`], from
//! a file (feature `serde`, [`cors_core`]), or be `API` with the deployment's
//! origins ([`Policy::with_origins`]): [`Cors::cors`] takes all of them.
//!
//! # Where it goes
//!
//! Round the whole tree of filters, last, behind `warp::serve` as well as
//! [`warp::service`]. Then no preflight runs a filter of the tree, and every
//! response carries the headers, with the 404, 405 and 400 that warp makes of
//! rejections and the 500 of custom ones.
//!
//! [`recover`](warp::Filter::recover) goes inside:
//! `routes.recover(handler).cors(&API)`. Outside it would find nothing to
//! recover, since the result rejects nothing.
//!
//! For the same reason the result cannot stand before an
//! [`or`](warp::Filter::or). That is as well, because the first of two policies
//! would answer the preflights of the second:
//!
//! ```compile_fail,E0271
//! # use cors_warp::{Cors, Policy, cors};
//! # use warp::Filter;
//! # #[cors(origins = ["https://example.com"])]
//! # static API: Policy;
//! # #[cors(origins = ["https://admin.example"])]
//! # static ADMIN: Policy;
//! let users = warp::path!("users").map(|| "users");
//! let admin = warp::path!("admin").map(|| "admin");
//! let routes = users.cors(&API).or(admin.cors(&ADMIN));
//! ```
//!
//! Behind `or`, or behind a path with `and`, it governs what comes that far, and
//! nothing else carries headers. There are no policies of single routes yet.
//!
//! ```
//! # use cors_warp::{Cors, Policy, cors};
//! # use warp::Filter;
//! # #[cors(origins = ["https://example.com"])]
//! # static API: Policy;
//! # let api = warp::any().map(warp::reply);
//! let health = warp::path!("health").map(|| "well");
//! let routes = health.or(warp::path("api").and(api.cors(&API)));
//! # let _ = warp::service(routes);
//! ```
//!
//! Of two policies one inside the other, the outer one decides alone.
//!
//! # What warp does not let it do
//!
//! * A handler that panics gets no response at all: warp closes the connection,
//!   and the page sees a network error. The server goes on.
//! * What is answered before there is a request has no headers: a malformed one
//!   gets the server's own 400, one with headers that it finds too large its 431.
//! * warp alone knows how a rejection is rendered, and does so only where a
//!   service answers. Rejections other than a plain 404 are therefore rendered
//!   in a small task on tokio's runtime (or in a thread, without one). Replies
//!   never take that way.
//! * Filters cannot be written outside of warp, only combined. The combination
//!   costs a reply no allocation, and a preflight two beside its headers.

#![forbid(unsafe_code)]

mod cors;
mod decision;
mod gate;
mod params;
mod path;
mod places;
mod route;
mod routes;
mod scope;
mod settle;
mod table;
mod tree;

#[doc(hidden)]
pub mod __private {
    pub use std::option::Option::Some as some;

    pub use cors_core::__private::*;
    pub use warp;

    pub use crate::path::{beneath, param, segment, whole};
    pub use crate::tree::{Handled, Joined, Served};
}

pub use cors::Cors;
pub use cors_core;
#[cfg(feature = "serde")]
pub use cors_core::Config;
pub use cors_core::{Entry, Policy, PolicyBuilder, Problem, Problems, Rule, SharedPolicy};
/// Declares a policy: on `static NAME: Policy;` it supplies the value.
///
/// The keys are those of [`cors!`](cors_core::cors). `crate = path` names this
/// crate where it has another name.
///
/// ```
/// use cors_warp::{Policy, cors};
///
/// #[cors(origins = ["https://example.com"], methods = [GET, PUT], credentials)]
/// static API: Policy;
///
/// assert!(API.allows_origin(b"https://example.com"));
/// ```
pub use cors_macros::warp as cors;
pub use params::Params;
pub use path::{Beneath, Path, Whole, path};
pub use route::{Route, route};
pub use routes::{BoxedRoutes, Recovered, Routes, plain};
pub use scope::{Scope, scope};
pub use settle::Settle;
pub use table::MethodNotAllowed;
pub use tree::Tree;
