//! CORS for [axum](https://docs.rs/axum). A wrong policy does not compile, and a right one
//! costs next to nothing.
//!
//! ```no_run
//! use axum::Router;
//! use axum::extract::Path;
//! use axum::routing::get;
//! use cors_axum::{Cors, Policy, cors};
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
//!     .fallback(async || "there is nothing here");
//!
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
//! axum::serve(listener, Cors::new(app, &API)).await
//! # }
//! ```
//!
//! # The policy
//!
//! | key | value | if you leave it out |
//! |---|---|---|
//! | `origins` | `*`, or a list of patterns such as `"https://*.example.com"` | an error |
//! | `methods` | `*`, or a list such as `[GET, PUT, "PROPFIND"]` | GET, HEAD and POST, which need no permission; on a handler, the methods of its route |
//! | `headers` | `*`, or a list of request-header names | none beyond the safelisted |
//! | `expose_headers` | `*`, or a list of response-header names | none beyond the safelisted |
//! | `credentials` | the bare word, or `= true`, `= false` | `false` |
//! | `max_age` | `600`, `600s`, `10m`, `2h`, `1d`, `0` | not sent; browsers cache the answer for 5 seconds |
//!
//! [`cors_engine::cors!`] documents the keys. It is the same language in an expression.
//! You can also build a policy with [`Policy::builder`], or read it from a file (feature
//! `serde`). [`Policy::with_origins`] replaces the origins of `API` at run time.
//!
//! # `Cors` or `CorsLayer`
//!
//! [`Cors`] wraps the finished application, so it covers every route, fallback, 404 and
//! 405, and no preflight reaches a handler or another layer. Authentication, timeouts,
//! body limits, compression and `CatchPanicLayer` go inside.
//!
//! [`CorsLayer`] does the same in the form of a layer. Pass it to [`Router::layer`] *after*
//! all routes, nested routers and fallbacks, because a layer covers only what was added
//! before it. A route that you add later has no policy: axum answers its preflights with
//! 405, and you get no warning. [`Router::route_layer`] does not cover a 404. A layer on a
//! nested router does not cover the 404 below its path, unless that router has its own
//! fallback.
//!
//! tower-http's `TraceLayer` may be outside, so that it sees preflights too:
//!
//! ```
//! # use axum::Router;
//! # use axum::routing::get;
//! # use cors_axum::{CorsLayer, Policy, cors};
//! # #[cors(origins = ["https://example.com"])]
//! # static API: Policy;
//! # async fn load() {}
//! # use axum::middleware::{Next, from_fn};
//! # use axum::extract::Request;
//! # async fn signed_in(request: Request, next: Next) -> axum::response::Response { next.run(request).await }
//! # async fn trace(request: Request, next: Next) -> axum::response::Response { next.run(request).await }
//! let app: Router = Router::new()
//!     .route("/users/{id}", get(load))
//!     .layer(from_fn(signed_in))
//!     .layer(CorsLayer::new(&API))
//!     .layer(from_fn(trace));
//! ```
//!
//! Do not put one of these layers inside another; give routes their policies as below. If
//! they are nested anyway, the outer one answers preflights, a response carries only what
//! both policies allow, and an error is logged once.
//!
//! # Multiple policies by URL
//!
//! [`Policies`] keep your router as it is. `Cors`, `CorsLayer` and `CorsRouter` take them
//! instead of a policy:
//!
//! ```
//! use axum::Router;
//! use axum::routing::put;
//! use cors_axum::{Cors, Policies, Policy, cors};
//!
//! #[cors(origins = *)]
//! static PUBLIC: Policy;
//!
//! #[cors(origins = ["https://partner.example"], methods = [PUT])]
//! static PARTNERS: Policy;
//!
//! let policies = Policies::builder(&PUBLIC)
//!     .route("PUT", "/orders/{id}", &PARTNERS)
//!     .nest("/partners", &PARTNERS)
//!     .without_cors("/health")
//!     .build()?;
//!
//! let app: Router = Router::new().route("/orders/{id}", put(async || "saved"));
//! let app = Cors::new(app, policies);
//! # Ok::<(), cors_axum::Problems>(())
//! ```
//!
//! You write the paths twice, here and in the router, and they can drift apart. A test
//! with `cors-test` fails if they do:
//!
//! ```ignore
//! let mut partner = Page::at("https://partner.example");
//! assert_readable!(partner.fetch(&cors_test::axum(app), Fetch::put("/orders/1")).await);
//! ```
//!
//! axum's router sees the path as it was sent: it does not decode `%2F`, merge `//` or
//! remove a trailing slash. Put a layer that rewrites the path, such as tower-http's
//! `NormalizePath`, outside of `Cors`.
//!
//! If the policy depends on the host or on anything else that is not a path, implement
//! [`ChoosePolicy`]. With `Live` (feature `live`), policies are replaced while the server
//! runs.
//!
//! # Policies on handlers and routers
//!
//! [`CorsRouter`] has the methods of axum's router, and its handlers and nested routers can
//! have their own policies, so no path is written twice. Only the innermost policy
//! applies. No handler, layer or fallback runs on a preflight.
//!
//! ```no_run
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
//! /// A policy that has a name.
//! #[cors(PARTNERS)]
//! async fn save() {}
//!
//! /// The same policy with other methods.
//! #[cors(PARTNERS, methods = [PATCH])]
//! async fn change() {}
//!
//! /// A policy for this handler alone, which allows the methods of the route.
//! #[cors(origins = ["https://admin.example.com"], credentials)]
//! async fn remove() {}
//!
//! /// No policy: no page of another origin may read it.
//! #[cors(none)]
//! async fn health() {}
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let partners = CorsRouter::new()
//!     .route("/orders", axum::routing::get(list))
//!     .cors(&PARTNERS);
//!
//! let app = CorsRouter::new()
//!     .route("/users", route!(put(save), patch(change), delete(remove)).get(list))
//!     .route("/health", route!(get(health)))
//!     .nest("/partners", partners)
//!     .fallback(async || "there is nothing here")
//!     .into_service(&API);
//!
//! # let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
//! axum::serve(listener, app).await
//! # }
//! ```
//!
//! * If the methods of a URL have different policies, the answer to a preflight names only
//!   the requested method. If it names headers, its `Access-Control-Max-Age` is 0, because
//!   browsers would apply the cached headers to the other methods too.
//! * [`CorsMethodRouter::on_with_cors`] takes policies that are created at run time.
//! * Ambiguous routes panic at start-up, like overlapping routes in axum, and the message
//!   names the path: a path in two routers with different policies, or HEAD after a GET
//!   that has a policy and handles HEAD too.
//! * A unit test can call a handler with `#[cors]`: the function `save` is `save::save`.
//!
//! # What the compiler says
//!
//! Most errors say what to write. These come from rustc:
//!
//! | it says | write |
//! |---|---|
//! | expected value, found enum `save` | `route!(put(save))` instead of `put(save)`; in a unit test, `save::save(…)` |
//! | expected type, found function `list` | `route!(…).get(list)`: `list` has no `#[cors]`, so chain it |
//! | expected `MethodRouter`, found `CorsMethodRouter` | `CorsRouter` instead of axum's `Router` |
//! | `IntoServiceWasCalled` is not implemented for `CorsRouter` | `.into_service(&API)` as the last call |
//! | `Service<IncomingStream>` is not implemented for `axum::Router<Db>` | `.with_state(db)` before or after `into_router` |
//! | expected function, found enum `save`, below `#[debug_handler]` | `#[cors]` above `#[debug_handler]` |
//! | enum is not supported in `trait`s or `impl`s | a function outside of the `impl` |
//!
//! # Responses without headers
//!
//! * If a handler panics, the server closes the connection, and the page sees a network
//!   error. With tower-http's `CatchPanicLayer` inside, the response is a 500 with headers.
//! * The server itself answers malformed requests with 400, and requests with too large
//!   headers with 431. These requests do not reach your application.
//!
//! # Coming from tower-http
//!
//! Replace `CorsLayer`; no other type changes. Two things differ in tests. The answer to a
//! preflight has the status 204 instead of 200, or 403 if the origin is refused. And
//! tower-http answers every `OPTIONS` request itself, while this crate answers only
//! preflights, which have `Origin` and `Access-Control-Request-Method`. Other `OPTIONS`
//! requests reach your router.
//!
//! # Crate features
//!
//! | feature | |
//! |---|---|
//! | `tokio` (default) | `axum::serve` takes [`Cors`] and [`CorsService`] |
//! | `live` | `Live`: policies that are replaced while the server runs |
//! | `serde` | `Config`: policies from TOML, JSON, YAML and other formats |
//! | `tracing` | an event for each refused request, which says why |
//!
//! [`Router::layer`]: axum::Router::layer
//! [`Router::route_layer`]: axum::Router::route_layer

#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

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
#[cfg(feature = "live")]
pub use cors_tower::Live;
pub use cors_tower::cors_engine;
pub use cors_tower::{Choose, ChoosePolicy, CompiledPolicy, Http, PolicyRequest};
pub use cors_tower::{CorsFuture, CorsLayer, Policies, PoliciesBuilder};
pub use cors_tower::{Entry, Policy, PolicyBuilder, Problem, Problems, Rule, SharedPolicy};
pub use method_router::CorsMethodRouter;
pub use router::CorsRouter;
pub use service::{Cors, CorsService, CorsServiceFuture};
