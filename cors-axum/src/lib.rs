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
//! The language of policies is documented at [`cors_engine::cors!`], which is the
//! same as an expression. A policy can also come from [`Policy::builder`], from
//! a file (feature `serde`, [`cors_engine`]), or be `API` with the deployment's
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
//! layers one inside the other, the outer one decides alone.
//!
//! # Policies of handlers and routers
//!
//! One law: **the innermost policy decides, alone**, of application, router and
//! handler, for preflight and response. [`Router`] has axum's verbs, and knows what
//! is in it; [`finish`](Router::finish) makes an ordinary `axum::Router` of it, in
//! which a gate round each endpoint answers every preflight itself. No handler, no
//! layer and no fallback runs on a preflight.
//!
//! ```
//! use axum::routing::get;
//! use cors_axum::{CorsRouter, Policy, cors, route};
//!
//! #[cors(origins = ["https://example.com"])]
//! static API: Policy;
//!
//! #[cors(origins = ["https://partner.example"], methods = [GET, PUT])]
//! static PARTNERS: Policy;
//!
//! async fn list() {}
//!
//! /// Under a policy that has a name.
//! #[cors(PARTNERS)]
//! async fn save() {}
//!
//! /// Under one with other methods.
//! #[cors(PARTNERS, methods = [PATCH])]
//! async fn change() {}
//!
//! /// Under one of its own; `methods` that are left out are the route's.
//! #[cors(origins = ["https://admin.example.com"], credentials)]
//! async fn remove() {}
//!
//! /// Under none.
//! #[cors(none)]
//! async fn health() {}
//!
//! let partners = Router::new()
//!     .route("/orders", get(list))
//!     .cors(&PARTNERS);
//!
//! let app: axum::Router = Router::new()
//!     .route("/users", route!(put(save), patch(change), delete(remove)).get(list))
//!     .route("/health", route!(get(health)))
//!     .nest("/partners", partners)
//!     .fallback(async || "there is nothing here")
//!     .finish(&API);
//! ```
//!
//! * A handler with `#[cors]` leaves no function of its name, so it cannot be mounted
//!   without its policy: [`route!`] takes it, and `axum::routing::put(save)` does not
//!   compile. `#[cors]` stands above `#[axum::debug_handler]`. What is no function of
//!   its own, as one in an `impl`, carries no policy.
//! * The policy of a nested router governs its routes and, beneath its path, what no
//!   route takes: the 404 and 405 there, whosever fallback answers. That of a merged
//!   router governs its routes, and its fallback.
//! * Where several policies govern the methods of one URL, the answer to a preflight
//!   names the requested method alone, and is not kept by browsers if it names
//!   headers: they would keep it for the other methods too.
//! * The policies of several routes can be in files: [`Routes::under`] takes those of
//!   run time.
//!
//! `finish` comes last, as the layer does. A route that comes behind it is under no
//! policy; a layer behind it meets preflights first; where its result is nested and it
//! has no fallback of its own, a 404 is the outer router's. Nothing can come behind
//! [`finish_service`](Router::finish_service), which has one gate round the whole, as
//! [`Cors`] is: it is no router any more, and the cheaper form.
//!
//! What nobody could govern is refused at start, as axum refuses routes that
//! overlap, with a panic that names the path: a path in two routers of different
//! policies; a HEAD behind a GET that has a policy, and takes HEAD along. A plain
//! `axum::Router` cannot be merged, since nobody could say which paths it has;
//! [`nest_service`](Router::nest_service) and
//! [`fallback_service`](Router::fallback_service) take it.
//!
//! # What the compiler says
//!
//! Most mistakes say what to write instead. These are in the words of the compiler:
//!
//! | it says | write |
//! |---|---|
//! | expected value, found enum `save` | `route!(put(save))`, in place of `put(save)` |
//! | expected type, found function `list` | `route!(…).get(list)`: `list` has no `#[cors]`, so it is chained on |
//! | expected `MethodRouter`, found `Routes` | `use cors_axum::Router;`, in place of axum's |
//! | no method named `finish` found for `axum::Router` | the same |
//! | `Service<IncomingStream>` is not implemented for `cors_axum::Router` | `.finish(&API)`, the last call before the router is served |
//! | `Service<IncomingStream>` is not implemented for `axum::Router<Db>` | `.with_state(db)`, before `finish` or behind it |
//! | no method named `into_make_service` found for `cors_axum::Router` | `.finish(&API).into_make_service()` |
//! | expected function, found enum `save` | a test cannot call a handler that has a policy: what it does is a function that both call |
//! | expected function, found enum `save`, below `#[debug_handler]` | `#[cors]` above `#[debug_handler]` |
//! | enum is not supported in `trait`s or `impl`s | a function outside of the `impl` |
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
//!
//! # Crate features
//!
//! | feature | default | brings |
//! |---|---|---|
//! | `serde` | no | `Config`: policies from TOML, JSON and YAML |

#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod endpoint;
mod entry;
mod method_router;
mod prefix;
mod router;
mod service;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use cors_macros::axum as cors;
#[cfg(feature = "serde")]
pub use cors_tower::Config;
pub use cors_tower::cors_engine;
pub use cors_tower::{CorsFuture, CorsLayer, Policies};
pub use cors_tower::{Entry, Policy, PolicyBuilder, Problem, Problems, Rule, SharedPolicy};
pub use method_router::CorsMethodRouter;
pub use router::CorsRouter;
pub use service::{Cors, CorsService, CorsServiceFuture};
