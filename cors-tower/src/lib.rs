//! CORS for [tower](https://docs.rs/tower) services that use `http` 1, such as hyper and
//! tonic services. A wrong policy does not compile, and a right one costs next to nothing.
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
//! # The policy
//!
//! | key | value | if you leave it out |
//! |---|---|---|
//! | `origins` | `*`, or a list of patterns such as `"https://*.example.com"` | an error |
//! | `methods` | `*`, or a list such as `[GET, PUT, "PROPFIND"]` | GET, HEAD and POST, which need no permission |
//! | `headers` | `*`, or a list of request-header names | none beyond the safelisted |
//! | `expose_headers` | `*`, or a list of response-header names | none beyond the safelisted |
//! | `credentials` | the bare word, or `= true`, `= false` | `false` |
//! | `max_age` | `600`, `600s`, `10m`, `2h`, `1d`, `0` | not sent; browsers cache the answer for 5 seconds |
//!
//! [`cors_engine::cors!`] documents the keys. It is the same language in an expression.
//! You can also build a policy with [`Policy::builder`], or read it from a file (feature
//! `serde`). [`Policy::with_origins`] replaces the origins of `API` at run time.
//!
//! # Where the layer goes
//!
//! Make it the outermost layer, which is the first of a `ServiceBuilder`. Then no other
//! layer answers a preflight, for example with a 401, and every response carries the
//! headers: the 401 of authentication, the 408 of a timeout, the 413 of a body limit and
//! the 500 of `CatchPanicLayer`.
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
//! Authentication outside of the CORS layer would answer preflights with 401, because
//! they carry no token. Browsers would then not send the request. The 401 for a wrong
//! token would have no CORS headers, so the page would see a network error instead of a
//! status.
//!
//! Two kinds of layers may be outside. A layer that only observes, such as tower-http's
//! `TraceLayer`, then logs preflights too. A layer that rewrites the path must be outside
//! if you have [policies by URL](#multiple-policies).
//!
//! # Bodies without `Default`
//!
//! The answer to a preflight has an empty body, which is the `Default` of the body of the
//! inner service. So responses keep their type, as with tower-http's `CorsLayer`. A few
//! bodies have no `Default`: hyper's `Incoming`, http-body-util's `Either` and
//! `StreamBody`, and the bodies of tower-http's `TraceLayer` and
//! `ResponseBodyTimeoutLayer`. Box such a body inside of the layer:
//!
//! ```
//! # use cors_tower::{CorsLayer, Policy, cors};
//! # use http::{Request, Response};
//! # use http_body_util::Full;
//! use http_body_util::BodyExt;
//! use http_body_util::combinators::UnsyncBoxBody;
//! use hyper::body::{Bytes, Incoming};
//! use tower::ServiceBuilder;
//!
//! # #[cors(origins = ["https://example.com"])]
//! # static API: Policy;
//! /// A proxy, whose responses have the body of another server.
//! async fn proxy(request: Request<Incoming>) -> Result<Response<Incoming>, hyper::Error> {
//!     // …
//! #   Ok(Response::new(request.into_body()))
//! }
//!
//! let service = ServiceBuilder::new()
//!     .layer(CorsLayer::new(&API))
//!     .map_response(|response: Response<Incoming>| response.map(UnsyncBoxBody::new))
//!     .service_fn(proxy);
//! # fn check<S: tower::Service<Request<Incoming>, Response = Response<UnsyncBoxBody<Bytes, hyper::Error>>>>(_: S) {}
//! # check(service);
//! ```
//!
//! `TraceLayer` and `ResponseBodyTimeoutLayer` can be outside of the CORS layer. Then you
//! do not have to box their bodies.
//!
//! # Multiple policies
//!
//! With the feature `routes`, [`CorsLayer::new`] takes `Policies` by URL:
//!
#![cfg_attr(feature = "routes", doc = "```")]
#![cfg_attr(not(feature = "routes"), doc = "```ignore")]
//! use cors_tower::{CorsLayer, Policies, Policy, cors};
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
//! let layer = CorsLayer::new(policies);
//! # Ok::<(), cors_tower::Problems>(())
//! ```
//!
//! The layer looks up the path of the request's URI. So put it outside of routers that
//! remove a prefix of the path, and inside of layers that rewrite the path. You write the
//! paths twice, here and in your router, and they can drift apart. A test with `cors-test`
//! fails if they do:
//!
//! ```ignore
//! let app = cors_test::tower::<_, Full<Bytes>>(service);
//! let mut partner = Page::at("https://partner.example");
//! assert_readable!(partner.fetch(&app, Fetch::put("/orders/1")).await);
//! ```
//!
//! # A policy for each request
//!
//! If the policy depends on the host or on anything else that is not a path, implement
//! [`ChoosePolicy`]. It runs once per request, also for preflights:
//!
//! ```
//! use std::collections::HashMap;
//! use std::sync::Arc;
//! use cors_tower::{Choose, ChoosePolicy, CompiledPolicy, CorsLayer, Http, Policy, PolicyRequest};
//!
//! struct Tenants {
//!     by_host: HashMap<String, Arc<CompiledPolicy>>,
//!     none: Arc<CompiledPolicy>,
//! }
//!
//! impl ChoosePolicy<Http> for Tenants {
//!     fn choose(&self, request: &PolicyRequest<'_>) -> Arc<CompiledPolicy> {
//!         let policy = request.host().and_then(|host| self.by_host.get(host));
//!         Arc::clone(policy.unwrap_or(&self.none))
//!     }
//! }
//!
//! let shop = Policy::builder().origins(["https://shop.example"]).build()?;
//! let tenants = Tenants {
//!     by_host: HashMap::from([("shop.api.example".to_owned(), Arc::new(CompiledPolicy::new(shop)))]),
//!     none: Arc::new(CompiledPolicy::new(Policy::NONE)),
//! };
//! let layer = CorsLayer::new(Choose(tenants));
//! # Ok::<(), cors_tower::Problems>(())
//! ```
//!
//! `Live` (feature `live`) holds policies that are replaced while the server runs.
//!
//! # Two layers, one inside the other
//!
//! Do not nest layers; use `Policies`. If layers are nested anyway, the outer one answers
//! preflights, so its origins can *send* requests to the inner paths. A response carries
//! only what both policies allow, and an error is logged once. If an inner layer of
//! another library writes CORS headers, they are removed, and a warning is logged once.
//!
//! # Errors
//!
//! An `Err` of the inner service is passed on unchanged, because there is no response that
//! could carry headers. Servers then close the connection, and the page sees a network
//! error. tower's own layers (`timeout`, `load_shed`, `buffer`) return such errors. Turn
//! them into responses inside of the layer, with tower's [`then`], or use layers that
//! return responses, such as tower-http's.
//!
//! [`then`]: https://docs.rs/tower/0.5/tower/struct.ServiceBuilder.html#method.then
//!
//! A preflight waits until the inner service is ready, like any other request. With a
//! `concurrency_limit` inside, it waits for a free slot. With a `load_shed` around that
//! limit, it does not wait.
//!
//! # Coming from tower-http
//!
//! Replace `CorsLayer`; no other type changes. Two things differ in tests. The answer to a
//! preflight has the status 204 instead of 200, or 403 if the origin is refused. And
//! tower-http answers every `OPTIONS` request itself, while this layer answers only
//! preflights, which have `Origin` and `Access-Control-Request-Method`. Other `OPTIONS`
//! requests reach your service.
//!
//! # gRPC-Web
//!
//! With tonic, use `Server::builder().accept_http1(true).layer(CorsLayer::new(&API))`, and
//! add tonic-web's layer after it, because tonic-web's layer answers preflights with 400.
//! gRPC sends errors in response headers, so expose these headers:
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
//! | feature | |
//! |---|---|
//! | `routes` | `Policies`: policies by URL |
//! | `live` | `Live`: policies that are replaced while the server runs; it includes `routes` |
//! | `serde` | `Config`: policies from TOML, JSON, YAML and other formats |
//! | `tracing` | an event for each refused request, which says why |

#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod future;
mod layer;
mod policies;
mod request;
mod service;

#[doc(hidden)]
pub mod __private {
    pub use cors_engine::__private::*;
}

pub use cors_engine;
#[cfg(feature = "serde")]
pub use cors_engine::Config;
#[cfg(feature = "live")]
pub use cors_engine::Live;
pub use cors_engine::adapter::Http;
#[cfg(feature = "routes")]
pub use cors_engine::routes::{Policies, PoliciesBuilder};
pub use cors_engine::{Choose, ChoosePolicy, PolicyRequest};
pub use cors_engine::{Entry, Policy, PolicyBuilder, Problem, Problems, Rule, SharedPolicy};
pub use cors_macros::tower as cors;
pub use future::CorsFuture;
pub use layer::CorsLayer;
pub use service::Cors;

/// A policy with its header values prepared. A [`ChoosePolicy`] returns it.
pub type CompiledPolicy = cors_engine::adapter::CompiledPolicy<Http>;
