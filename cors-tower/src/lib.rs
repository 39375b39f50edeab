//! CORS for tower in which a wrong policy does not compile, and a right one
//! costs next to nothing: for hyper, tonic, and every other service of `http` 1.
//!
//! ```no_run
//! use cors_tower::{CorsLayer, Policy, cors};
//! use http::{Request, Response};
//! use http_body_util::Full;
//! use hyper::body::{Bytes, Incoming};
//! use hyper::server::conn::http1;
//! use hyper_util::rt::TokioIo;
//! use hyper_util::service::TowerToHyperService;
//! use tower::ServiceBuilder;
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
//! async fn users(_: Request<Incoming>) -> Result<Response<Full<Bytes>>, hyper::Error> {
//!     Ok(Response::new(Full::from("a user")))
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let service = ServiceBuilder::new()
//!     .layer(CorsLayer::new(&API))
//!     .service_fn(users);
//!
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
//! loop {
//!     let (stream, _) = listener.accept().await?;
//!     let service = TowerToHyperService::new(service.clone());
//!     tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
//! }
//! # }
//! ```
//!
//! The language of policies is documented at [`cors_engine::cors!`], which is the
//! same as an expression. A policy can also come from [`Policy::builder`], from
//! a file (feature `serde`, [`cors_engine`]), or be `API` with the deployment's
//! origins ([`Policy::with_origins`]): [`CorsLayer::new`] takes all of them.
//! Frameworks with an adapter of their own, such as axum's, are better served by
//! that.
//!
//! # Where it goes
//!
//! Outermost: first in a `ServiceBuilder`, and round everything that answers
//! requests. Then no preflight meets a layer that would say 401 to it, and every
//! response carries the headers: the 401 of authentication, the 408 of a
//! timeout, the 413 of a body limit, the 500 of `CatchPanicLayer`.
//!
//! ```
//! # use std::time::Duration;
//! # use cors_tower::{CorsLayer, Policy, cors};
//! # use http::{Request, Response, StatusCode};
//! # use http_body_util::Full;
//! # use hyper::body::Bytes;
//! use tower::ServiceBuilder;
//! use tower_http::catch_panic::CatchPanicLayer;
//! use tower_http::compression::CompressionLayer;
//! use tower_http::limit::RequestBodyLimitLayer;
//! use tower_http::timeout::TimeoutLayer;
//! use tower_http::validate_request::ValidateRequestHeaderLayer;
//!
//! # #[cors(origins = ["https://example.com"])]
//! # static API: Policy;
//! # type Answer<B> = Result<Response<B>, std::convert::Infallible>;
//! # async fn users<A>(_: Request<A>) -> Answer<Full<Bytes>> { Ok(Response::new(Full::default())) }
//! # let seconds = Duration::from_secs;
//! fn signed_in<A, B: Default>(request: &mut Request<A>) -> Result<(), Response<B>> {
//!     // …
//! #   let _ = request;
//! #   Ok(())
//! }
//!
//! let service = ServiceBuilder::new()
//!     .layer(CorsLayer::new(&API))
//!     .layer(CompressionLayer::new())
//!     .layer(CatchPanicLayer::new())
//!     .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, seconds(10)))
//!     .layer(RequestBodyLimitLayer::new(1024 * 1024))
//!     .layer(ValidateRequestHeaderLayer::custom(signed_in))
//!     .service_fn(users);
//! # let mut service = service;
//! # let _ = tower::Service::call(&mut service, Request::new(Full::<Bytes>::default()));
//! ```
//!
//! In the wrong order, with authentication outside, a preflight never comes as
//! far as the policy: browsers send no token with it, and take the 401 for a no.
//! The 401 that a request with a wrong token gets has no headers either, so the
//! page is told of a network error in place of a status. The same goes for
//! whatever else answers from outside: the page cannot read it.
//!
//! Of two layers one inside the other, the outer one decides alone.
//!
//! # Errors are no responses
//!
//! What the service inside returns as `Err` has no headers to write on, and is
//! passed on as it is. Servers close the connection then, and the page sees a
//! network error. tower's own layers fail like that (`timeout`, `load_shed`,
//! `buffer`), so what makes responses of their errors belongs inside: tower's
//! [`then`], or layers that answer themselves, as those of tower-http do.
//!
//! [`then`]: https://docs.rs/tower/0.5/tower/struct.ServiceBuilder.html#method.then
//!
//! A service that is not ready keeps preflights waiting as well. They come
//! through the same door, so a `concurrency_limit` inside counts until there is
//! room. With a `load_shed` inside, nothing waits.
//!
//! # gRPC-Web
//!
//! `Server::builder().accept_http1(true).layer(CorsLayer::new(&API))` of tonic,
//! and tonic-web's layer behind it, which answers preflights with 400. What a
//! failure says is in response headers, so the policy exposes them:
//!
//! ```
//! # use cors_tower::{Policy, cors};
//! #[cors(
//!     origins = ["https://example.com"],
//!     headers = ["content-type", "grpc-timeout", "x-grpc-web", "x-user-agent"],
//!     expose_headers = ["grpc-status", "grpc-message"],
//! )]
//! static API: Policy;
//! ```
//!
//! # Crate features
//!
//! None of them is on by default.
//!
//! | feature | brings |
//! |---|---|
//! | `routes` | `Policies`: policies by URL |
//! | `serde` | `Config`: policies from TOML, JSON and YAML |

#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod future;
mod layer;
mod service;

#[doc(hidden)]
pub mod __private {
    pub use cors_engine::__private::*;
}

pub use cors_engine;
#[cfg(feature = "serde")]
pub use cors_engine::Config;
#[cfg(feature = "routes")]
pub use cors_engine::routes::{Policies, PoliciesBuilder};
pub use cors_engine::{Entry, Policy, PolicyBuilder, Problem, Problems, Rule, SharedPolicy};
/// Declares a policy: on `static NAME: Policy;` it supplies the value.
///
/// The keys are those of [`cors!`](cors_engine::cors). `crate = path` names this
/// crate where it has another name.
///
/// ```
/// use cors_tower::{Policy, cors};
///
/// #[cors(origins = ["https://example.com"], methods = [GET, PUT], credentials)]
/// static API: Policy;
///
/// assert!(API.allows_origin(b"https://example.com"));
/// ```
pub use cors_macros::tower as cors;
pub use future::CorsFuture;
pub use layer::CorsLayer;
pub use service::Cors;
