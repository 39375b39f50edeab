//! CORS for axum in which a wrong policy does not compile, and a right one costs
//! next to nothing.
//!
//! ```no_run
//! use axum::Router;
//! use axum::extract::Path;
//! use axum::routing::get;
//! use cors_axum::{CorsLayer, Policy, cors};
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
//! async fn load(id: Path<u32>) -> String {
//!     format!("user {}", *id)
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let app = Router::new()
//!     .route("/users/{id}", get(load))
//!     .fallback(async || "there is nothing here")
//!     // Behind every route and the fallback.
//!     .layer(CorsLayer::new(&API));
//!
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
//! axum::serve(listener, app).await
//! # }
//! ```
//!
//! The language of policies is documented at [`cors_core::cors!`], which is the
//! same as an expression. A policy can also come from [`Policy::builder`], from
//! a file (feature `serde`, [`cors_core`]), or be `API` with the deployment's
//! origins ([`Policy::with_origins`]): [`CorsLayer::new`] takes all of them.
//!
//! # Where it goes
//!
//! On the whole application, once, as the last call: [`Router::layer`] covers the
//! routes, nested routers and fallbacks that are there already, and no others.
//! Then no preflight meets a handler or another layer, and every response carries
//! the headers, with the 404 and 405 of the router and what extractors reject.
//! What stands in the way of requests (authentication, timeouts, body limits,
//! compression, `CatchPanicLayer`) goes inside: before it.
//!
//! ```
//! # use axum::Router;
//! # use axum::routing::get;
//! # use cors_axum::{CorsLayer, Policy, cors};
//! # #[cors(origins = ["https://example.com"])]
//! # static API: Policy;
//! # async fn load() {}
//! # async fn health() {}
//! # use axum::middleware::{Next, from_fn};
//! # use axum::extract::Request;
//! # async fn signed_in(request: Request, next: Next) -> axum::response::Response { next.run(request).await }
//! let api = Router::new().route("/users/{id}", get(load));
//! let app: Router = Router::new()
//!     .nest("/api", api)
//!     .route("/health", get(health))
//!     .layer(from_fn(signed_in))
//!     .layer(CorsLayer::new(&API));
//! ```
//!
//! [`Cors`] goes round a router in place of that. The result is no router any
//! more, so no route can come behind it; this is the form that cannot be written
//! in the wrong order. It is also the cheaper one, since axum boxes what a layer
//! on a router makes of each route:
//!
//! ```no_run
//! # use axum::Router;
//! # use cors_axum::{Cors, Policy, cors};
//! # #[cors(origins = ["https://example.com"])]
//! # static API: Policy;
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! # let app = Router::new();
//! # let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
//! use axum::ServiceExt;
//!
//! axum::serve(listener, Cors::new(app, &API).into_make_service()).await
//! # }
//! ```
//!
//! # What comes behind the layer is not covered
//!
//! ```
//! # use axum::Router;
//! # use axum::routing::put;
//! # use cors_axum::{CorsLayer, Policy, cors};
//! # #[cors(origins = ["https://example.com"])]
//! # static API: Policy;
//! # async fn save() {}
//! let wrong: Router = Router::new()
//!     .layer(CorsLayer::new(&API))
//!     .route("/users/{id}", put(save));
//! ```
//!
//! Here a preflight is answered by axum, with 405 and no headers, and nothing can
//! say so: a layer on a router without routes looks like one on a router that has
//! a fallback only, and is never asked about the routes that follow. The same
//! goes for `nest`, `merge`, `fallback` and `fallback_service` behind it.
//!
//! On a router that is nested or merged, the layer covers the routes of that
//! router. Where such a router has no fallback of its own, its 404 is the outer
//! router's and carries no headers, and a preflight for a path that does not
//! exist gets that 404. [`Router::route_layer`] never covers a 404. Of two
//! layers one inside the other, the outer one decides alone. There are no
//! policies of single routes yet.
//!
//! # What axum does not let it do
//!
//! * A handler that panics gets no response at all: the server closes the
//!   connection, and the page sees a network error. With tower-http's
//!   `CatchPanicLayer` inside there is a 500, with headers.
//! * What is answered before there is an application has no headers: a malformed
//!   request gets the server's own 400, one with headers that it finds too large
//!   its 431.
//!
//! [`Router::layer`]: axum::Router::layer
//! [`Router::route_layer`]: axum::Router::route_layer

#![forbid(unsafe_code)]

mod finish;
mod gate;
mod layer;
mod place;
mod router;
mod routes;
mod service;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

/// Declares a policy: on `static NAME: Policy;` it supplies the value.
///
/// The keys are those of [`cors!`](cors_core::cors). `crate = path` names this
/// crate where it has another name.
///
/// ```
/// use cors_axum::{Policy, cors};
///
/// #[cors(origins = ["https://example.com"], methods = [GET, PUT], credentials)]
/// static API: Policy;
///
/// assert!(API.allows_origin(b"https://example.com"));
/// ```
pub use cors_macros::axum as cors;
#[cfg(feature = "serde")]
pub use cors_tower::Config;
pub use cors_tower::cors_core;
pub use cors_tower::{Entry, Policy, PolicyBuilder, Problem, Problems, Rule, SharedPolicy};
pub use layer::CorsLayer;
pub use router::Router;
pub use routes::Routes;
pub use service::{Cors, CorsFuture};
