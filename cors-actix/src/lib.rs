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
//! The language of policies is documented at [`cors_engine::cors!`], which is the
//! same as an expression. A policy can also come from
//! [`Policy::builder`], from a file (feature `serde`, [`cors_engine`]), or be
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
//! A `Scope` or a `web::resource` can be wrapped too, but not a route:
//! `web::put().wrap(…)` and `#[put("/", wrap = "…")]` compile, and see no
//! preflight, since a route has one method. The router then answers it 404 or
//! 405, without headers. A policy of its own is what `#[cors]` gives a route, see
//! below.
//!
//! Of two `Cors` on two scopes each decides below its own path, and what neither
//! has carries no headers. A `Cors` inside another is a mistake: a request that
//! meets it is answered 500, and the log says why.
//!
//! # Policies of routes and scopes
//!
//! One law: **the innermost policy decides, alone**, of application, scope and
//! route, for preflight and response. The `Cors` round the application answers
//! every preflight itself. It knows the policies inside by registration, so no
//! handler, no guard and no middleware runs on a preflight.
//!
//! ```
//! use actix_web::{App, HttpResponse, delete, get, patch, put, web};
//! use cors_actix::{Cors, Policy, cors};
//!
//! #[cors(origins = ["https://example.com"])]
//! static API: Policy;
//!
//! #[cors(origins = ["https://partner.example"], methods = [PUT])]
//! static PARTNERS: Policy;
//!
//! /// Under a policy that has a name.
//! #[cors(PARTNERS)]
//! #[put("/orders/{id}")]
//! async fn save(id: web::Path<u32>) -> HttpResponse {
//!     HttpResponse::NoContent().finish()
//! }
//!
//! /// Under that policy with other methods and headers.
//! #[cors(PARTNERS, methods = [PATCH], headers = ["content-type"])]
//! #[patch("/orders/{id}")]
//! async fn amend(id: web::Path<u32>) -> HttpResponse {
//!     HttpResponse::NoContent().finish()
//! }
//!
//! /// Under one of its own; `methods` that are left out are the route's.
//! #[cors(origins = ["https://admin.example.com"], credentials)]
//! #[delete("/orders/{id}")]
//! async fn remove(id: web::Path<u32>) -> HttpResponse {
//!     HttpResponse::NoContent().finish()
//! }
//!
//! /// Under none.
//! #[cors(none)]
//! #[get("/health")]
//! async fn health() -> &'static str {
//!     "well"
//! }
//!
//! let app = App::new()
//!     .service(save)
//!     .service(amend)
//!     .service(remove)
//!     .service(health)
//!     .service(cors_actix::scope("/partners", &PARTNERS).default_service(web::to(HttpResponse::Ok)))
//!     .wrap(Cors::new(&API));
//! ```
//!
//! `#[cors]` stands above the route attribute: `#[get]` and its kin, `#[route]`,
//! `#[routes]`, with their `guard`, `wrap` and `name`. What it makes is a service, as
//! with the route attribute alone: `.service(save)` registers it, wherever, and
//! neither `web::put().to(save)` nor a test that calls `save()` compiles. Keys behind
//! the name of a policy replace its own, and the result is held against every rule; what is not written, `methods` too, is as
//! that policy has it. A route with a method that its policy lacks does not
//! compile.
//!
//! [`route()`] gives a route a policy that is known at run time only. Where there is
//! no `Cors` round about, a route and a [`scope`] with a policy answer their own
//! preflights, as far as the middleware round them lets them through.
//!
//! Where several policies govern the methods of one URL, the answer to a preflight
//! names the requested method alone, and is not kept by browsers if it names
//! headers: they would keep it for the other methods too.
//!
//! What serves a request is under the policy of its place, always. What *will*
//! serve a request, the question of a preflight, is not always to be known. The
//! gate sees every pattern of the application, in the router's order, but neither
//! the methods nor the guards of what has no policy. In doubt, what both policies
//! grant is granted, from the first request on, and the log says so once for each
//! place:
//!
//! * Something without a policy stands before the route and has the path too, as
//!   `/users/me` before `/users/{id}`. A route attribute such as `#[get]` takes no
//!   method but its own, so one of the very same pattern is no doubt; a
//!   `web::resource` or `App::route` without a name may take every method. Register
//!   the route that has a policy first, or give both one.
//! * The route has a guard of its own, and something else behind it has the path.
//! * Something stands behind a scope and beneath its path. It would never be asked
//!   if the scope had no guard, so the scope is taken to have one: two scopes of one
//!   path, or a resource that has the path of a [`scope`].
//! * The path has a slash too many, which a `NormalizePath` inside would take
//!   away. It belongs outside, as does whatever else rewrites a path or a method:
//!   inside, a preflight is answered for those that it names.
//!
//! What cannot be seen at all shows only when it happens. As soon as something
//! without a policy serves in the place of a route that has one, the log has an
//! error, and from then on both policies must grant:
//!
//! * A resource that was given a name by hand and takes every method, or a handler
//!   of the same method, before a route of the same pattern, which is dead then.
//! * The default service, where the guard of a route turns a request down and
//!   nothing else has the path; and, where a scope with a guard does so, what stands
//!   behind it with a wider pattern. Until it has served, the policy inside decides.
//!
//! Where a scope with a guard and a policy turns a request down and a default
//! service outside serves it, nobody can tell that from an answer of the scope's own
//! middleware: the policy of the scope decides.
//!
//! actix-web tells its resources through `{:?}` alone. With a version that prints
//! them otherwise the log has an error, and nothing is granted but what the
//! policies of all routes grant.
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

mod attribute;
mod cors;
mod headers;
mod middleware;
mod pattern;
mod preflight;
mod registry;
mod response;
mod route;
mod scope;
mod table;

#[doc(hidden)]
pub mod __private {
    pub use actix_web;
    pub use cors_engine::__private::*;

    pub use crate::attribute::{OnRoute, OnRouteFuture, OnRouteMiddleware, register};
    pub use crate::preflight::passes;
    pub use crate::registry::Route;
}

pub use cors::Cors;
pub use cors_engine;
#[cfg(feature = "serde")]
pub use cors_engine::Config;
pub use cors_engine::{Entry, Policy, PolicyBuilder, Problem, Problems, Rule, SharedPolicy};
/// Declares a policy: on `static NAME: Policy;` it supplies the value, above the
/// route attribute of a handler it gives that route its policy.
///
/// The keys are those of [`cors!`](cors_engine::cors). `crate = path` names this
/// crate where it has another name. On a handler it also takes the path of a
/// policy, `#[cors(API)]`, with keys that replace its own behind it, or `none`,
/// which switches the policy round about off.
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
pub use route::{RouteBuilder, route};
pub use scope::{CorsScope, scope};

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
