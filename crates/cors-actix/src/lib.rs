//! CORS for actix-web in which a wrong policy does not compile, and a right one
//! costs next to nothing.
//!
//! ```no_run
//! use actix_web::{App, HttpResponse, HttpServer, web};
//! use cors_actix::{Cors, Policy, cors};
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
//! # fn main() -> std::io::Result<()> { actix_web::rt::System::new().block_on(async {
//! HttpServer::new(|| {
//!     App::new()
//!         .route("/users/{id}", web::put().to(HttpResponse::NoContent))
//!         .wrap(Cors::new(&API))
//! })
//! .bind(("127.0.0.1", 8080))?
//! .run()
//! .await
//! # }) }
//! ```
//!
//! The language of policies is documented at [`cors_core::cors!`], which is the
//! same as an expression. A policy can also come from
//! [`Policy::builder`], from a file (feature `serde`, [`cors_core`]), or be
//! `API` with the deployment's origins ([`Policy::with_origins`]):
//! [`Cors::new`] takes all of them.
//!
//! # Where it goes
//!
//! Wrap the `App`, once, and last: of several `.wrap(…)`, the last is the
//! outermost. Then no preflight runs a handler or meets a middleware that would
//! say 401 to it, and every response carries the headers: those of handlers,
//! the 404 and 405 of the router, what extractors refuse, and errors that
//! middleware returns.
//!
//! Of two `Cors` one inside the other, as on an `App` and on a `Scope`, the
//! outer one decides alone. Of two `Cors` on two scopes each decides below its
//! own path, and what neither has carries no headers. There are no policies of
//! single routes yet.
//!
//! # What actix-web does not let it do
//!
//! * A handler that panics gets no response at all: actix-web closes the
//!   connection, and the page sees a network error. The server goes on.
//! * What is answered before there is an application has no headers: a
//!   malformed request gets the server's own 400, one with headers that it finds
//!   too large its 431.
//! * An error that middleware inside returned leaves as an
//!   [`InternalError`](actix_web::error::InternalError) around the original, with
//!   the response made already, to be taken once. Middleware outside that looks
//!   for the type of the original does not find it.

#![forbid(unsafe_code)]

mod answer;
mod cors;
mod frame;
mod headers;
mod middleware;
mod pattern;
mod registry;
mod route;
mod scope;
mod table;

#[doc(hidden)]
pub mod __private {
    pub use actix_web;
    pub use cors_core::__private::*;

    pub use crate::registry::Route;
    pub use crate::route::{NOBODY, OnRoute, OnRouteFuture, OnRouteMiddleware, register};
}

pub use cors::Cors;
pub use cors_core;
pub use cors_core::{Entry, Policy, PolicyBuilder, Problem, Problems, Rule, SharedPolicy};
/// Declares a policy: on `static NAME: Policy;` it supplies the value.
///
/// The keys are those of [`cors!`](cors_core::cors). `crate = path` names this
/// crate where it has another name.
///
/// ```
/// use cors_actix::{Policy, cors};
///
/// #[cors(origins = ["https://example.com"], methods = [GET, PUT], credentials)]
/// static API: Policy;
///
/// assert!(API.allows_origin(b"https://example.com"));
/// ```
pub use cors_macros::actix as cors;
pub use middleware::{CorsFuture, CorsMiddleware};
pub use scope::scope;

#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
