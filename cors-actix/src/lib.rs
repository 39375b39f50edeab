//! CORS for [actix-web](https://docs.rs/actix-web). A wrong policy does not compile, and a
//! right one costs next to nothing.
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
//! | key | value | default |
//! |---|---|---|
//! | `origins` | `*`, or a list of patterns | required |
//! | `methods` | `*`, or a list such as `[GET, PUT, "PROPFIND"]` | GET, HEAD and POST, which need no permission; on a route, the methods of the route |
//! | `headers` | `*`, or a list of request headers | the safelisted headers |
//! | `expose_headers` | `*`, or a list of response headers | the safelisted headers |
//! | `credentials` | the bare word, or `= true`, `= false` | `false` |
//! | `max_age` | `600`, `600s`, `10m`, `2h`, `1d`, `0` | not sent; browsers cache the answer for 5 seconds |
//!
//! [`cors_engine::cors!`] documents the keys. You can also build a policy with
//! [`Policy::builder`], or read it from a file (feature `serde`).
//! [`Policy::with_origins`] replaces the origins of `API` at run time. [`Cors::new`]
//! accepts all of these policies.
//!
//! # Where to add it
//!
//! Wrap the `App`, once, and last: the last `.wrap(…)` is the outermost. Then no handler
//! and no other middleware runs on a preflight, so authentication cannot answer it with
//! 401. Every response carries the headers: the responses of handlers, the 404 and 405 of
//! the router, the errors of extractors and the errors of middleware.
//!
//! Middleware that logs or measures requests, and `NormalizePath`, should be outside of
//! `Cors`: add them after it.
//!
//! A `Scope` or a `web::resource` can be wrapped too, but not a route:
//! `web::put().wrap(…)` and `#[put("/", wrap = "…")]` compile, but never receive a
//! preflight, because a route has one method. Use `#[cors]` to give a route a policy.
//!
//! Two `Cors` on sibling scopes are independent; requests outside both get no CORS
//! headers. Do not put a `Cors` inside another one. The outer one answers preflights, a
//! response gets only what both policies allow, and an error is logged once. Use
//! [`Policies`] or [`scope`] instead.
//!
//! # Multiple policies
//!
//! Only the innermost policy applies: the policy of a route replaces the policy of its
//! scope, which replaces the policy of the application. The `Cors` around the application
//! answers every preflight, and no handler, guard or inner middleware runs on it. If the
//! methods of one URL have different policies, the answer to a preflight names only the
//! requested method.
//!
//! ## By URL
//!
//! Pass [`Policies`] instead of a policy. Nothing else in the application changes. You
//! write the paths twice, here and in the router, and they can drift apart. A test with
//! `cors-test` fails if they do.
//!
//! ```
//! use actix_web::{App, HttpResponse, web};
//! use cors_actix::{Cors, Policies, Policy, cors};
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
//! let app = App::new()
//!     .route("/orders/{id}", web::put().to(HttpResponse::NoContent))
//!     .wrap(Cors::new(policies));
//! # Ok::<(), cors_actix::Problems>(())
//! ```
//!
//! The paths are compared with the path of the request's URL, as it was sent. actix-web's
//! router decodes unreserved characters (`%6F`), keeps `%2F` encoded, and does not merge
//! slashes or resolve `.` and `..`. If a path contains any of these, every spelling of it
//! is looked up, and only what the policies of all spellings allow is allowed.
//!
//! If the policy depends on the host or on anything else that is not a path, implement
//! [`ChoosePolicy`]. With `Live` (feature `live`), policies are replaced while the server
//! runs.
//!
//! ## On routes and scopes
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
//! /// The policy has a name.
//! #[cors(PARTNERS)]
//! #[put("/orders/{id}")]
//! async fn save(id: web::Path<u32>) -> HttpResponse {
//!     HttpResponse::NoContent().finish()
//! }
//!
//! /// The same policy with other methods and headers.
//! #[cors(PARTNERS, methods = [PATCH], headers = ["content-type"])]
//! #[patch("/orders/{id}")]
//! async fn amend(id: web::Path<u32>) -> HttpResponse {
//!     HttpResponse::NoContent().finish()
//! }
//!
//! /// A policy for this handler alone, which allows the methods of the route.
//! #[cors(origins = ["https://admin.example.com"], credentials)]
//! #[delete("/orders/{id}")]
//! async fn remove(id: web::Path<u32>) -> HttpResponse {
//!     HttpResponse::NoContent().finish()
//! }
//!
//! /// No page of another origin may read this.
//! #[cors(none)]
//! #[get("/health")]
//! async fn health() -> &'static str {
//!     "healthy"
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
//! Write `#[cors]` above the route attribute: `#[get]` and the like, `#[route]`, or
//! `#[routes]`, with `guard`, `wrap` and `name`. The result is a service, as with the
//! route attribute alone: `.service(save)` registers it. `web::put().to(save)` and a
//! test that calls `save()` do not compile. Keys after the name of a policy replace its
//! keys; every other key, `methods` too, stays as it is in that policy. A route with a
//! method that its policy does not allow does not compile.
//!
//! [`route()`] creates a route whose policy is known only at run time. [`scope`] creates a
//! scope with a policy. Without an enclosing `Cors`, routes and scopes with a policy answer
//! their own preflights, if the enclosing middleware lets the preflights pass.
//!
//! # Limits
//!
//! A response always gets the policy of the route or scope that handled the request. For
//! a preflight, the route must be predicted. actix-web reveals the patterns of the
//! application, but not the methods and guards of routes without a policy. If multiple
//! policies may apply, the answer allows only what all of them allow, and a warning is
//! logged once per route. The answer never depends on earlier requests. These cases are
//! ambiguous:
//!
//! * A route without a policy comes first and matches the path too, such as `/users/me`
//!   before `/users/{id}`. A route attribute such as `#[get]` with the same pattern is
//!   not ambiguous; a `web::resource` or `App::route` without a name is, because it may
//!   take every method. Register the route with the policy first, or give
//!   both routes a policy.
//! * A route or a [`scope`] has a guard. The answer to its preflights allows only what the
//!   enclosing policy allows too. Move the check into the handler, or give the same policy
//!   to the route that handles the declined requests.
//! * The request is for the path of a [`scope`] itself, and the resource at this path has
//!   no policy: `scope("/orders", &PARTNERS).route("", …)`. Use
//!   `#[cors(PARTNERS)] #[post("")]`.
//! * A scope comes after another scope that matches its path.
//! * The path has a `//` or ends in a `/`, which an inner `NormalizePath` would remove.
//!   Add `NormalizePath`, and any other middleware that rewrites paths or methods, outside
//!   of `Cors`.
//!
//! In these cases, the answer to a preflight has the policy of a route that does not
//! handle the request. The response still has the right policy:
//!
//! * A route with a policy is never reached, because a resource with the same pattern,
//!   the same method and a name comes before it.
//! * A route without a policy comes between two routes that match its path, and the
//!   pattern of the first one is the pattern of a route with a policy.
//! * A resource without a policy comes before a [`scope`], and its pattern starts with
//!   the pattern of the scope.
//! * A `web::scope` without a policy has a guard, contains a route with a policy, and
//!   something else handles the requests that it declines.
//!
//! To give hosts different policies, wrap a scope for each host, and do not add a `Cors`
//! around them:
//!
//! ```
//! use actix_web::{App, HttpResponse, guard, web};
//! use cors_actix::{Cors, Policy, cors};
//!
//! #[cors(origins = ["https://a.example"])]
//! static A: Policy;
//! #[cors(origins = ["https://b.example"])]
//! static B: Policy;
//!
//! let host = |name, policy: &'static Policy| {
//!     web::scope("")
//!         .guard(guard::Host(name))
//!         .route("/users", web::get().to(HttpResponse::Ok))
//!         .wrap(Cors::new(policy))
//! };
//! let app = App::new()
//!     .service(host("api.a.example", &A))
//!     .service(host("api.b.example", &B));
//! ```
//!
//! # What actix-web does not allow
//!
//! * A handler that panics gets no response: actix-web closes the connection, and the
//!   page sees a network error. The server keeps running.
//! * The server itself answers malformed requests with 400, and requests with too large
//!   headers with 431. These requests do not reach the application, so the responses have
//!   no CORS headers.
//! * An error that an inner middleware returns leaves `Cors` as an
//!   [`InternalError`](actix_web::error::InternalError) that contains the original error
//!   and its response. Outer middleware cannot downcast it to the original type.
//!
//! # Glossary
//!
//! *Origin*: scheme, host and port of a page. *Preflight*: the OPTIONS request with which
//! a browser asks whether a page may send a request. *Policy*: which origins may read
//! which responses, and what they may send. *Enclosing policy*: the policy of the nearest
//! scope around a route, or of the application.
//!
//! # Crate features
//!
//! * `live`: `Live`, for policies that are replaced while the server runs.
//! * `serde`: policies from TOML, JSON, YAML and other formats.
//! * `tracing`: an event for each refused request, which says why.

#![forbid(unsafe_code)]

mod attribute;
mod cors;
mod headers;
mod middleware;
mod pattern;
mod registry;
mod request;
mod response;
mod route;
mod scope;
mod table;

#[doc(hidden)]
pub mod __private {
    pub use actix_web;
    pub use cors_engine::__private::*;

    pub use crate::attribute::{OnRoute, OnRouteFuture, OnRouteMiddleware, passes, register};
    pub use crate::registry::Route;
}

pub use cors::Cors;
pub use cors_engine;
#[cfg(feature = "serde")]
pub use cors_engine::Config;
#[cfg(feature = "live")]
pub use cors_engine::Live;
pub use cors_engine::routes::{Policies, PoliciesBuilder};
pub use cors_engine::{Choose, ChoosePolicy, PolicyRequest};
pub use cors_engine::{Entry, Policy, PolicyBuilder, Problem, Problems, Rule, SharedPolicy};
/// Declares a policy on `static NAME: Policy;`, or gives a route its policy.
///
/// It takes the keys of [`cors!`](cors_engine::cors). `crate = path` names this crate if
/// it has another name. Above the route attribute of a handler, the attribute also takes
/// the path of a policy, as in `#[cors(API)]`. Keys after the path replace the keys of that
/// policy. `#[cors(none)]` switches CORS off.
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
pub use headers::Headers;
pub use middleware::{CorsFuture, CorsMiddleware};
pub use route::{RouteBuilder, route};
pub use scope::{CorsScope, scope};

/// A policy with its header values prepared. A [`ChoosePolicy`] returns it.
pub type CompiledPolicy = cors_engine::adapter::CompiledPolicy<Headers>;

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
