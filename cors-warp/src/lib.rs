//! CORS for warp. A wrong policy does not compile, and rejections carry the headers too.
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
//! | key | value | if you leave it out |
//! |---|---|---|
//! | `origins` | `*`, or a list of patterns | an error |
//! | `methods` | `*`, or a list such as `[GET, PUT, "PROPFIND"]` | GET, HEAD and POST, which need no permission |
//! | `headers` | `*`, or a list of request-header names | none beyond the safelisted |
//! | `expose_headers` | `*`, or a list of response-header names | none beyond the safelisted |
//! | `credentials` | the bare word, or `= true`, `= false` | false |
//! | `max_age` | `600`, `600s`, `10m`, `2h`, `1d`, `0` | not sent; browsers keep an answer for 5 s |
//!
//! [`cors_engine::cors!`] documents the keys; it is the same language as an expression. A
//! policy can also come from [`Policy::builder`] or from a file (feature `serde`, see
//! [`cors_engine`]), and [`Policy::with_origins`] replaces the origins at run time.
//! [`Cors::cors`] takes all of them.
//!
//! # Where to call it
//!
//! Call [`cors`](Cors::cors) last, on the whole filter, before `warp::serve` or
//! [`warp::service`]. Then no preflight runs one of your filters, and every response
//! carries the headers: also the 404, 405 and 400 that warp makes of rejections, and the
//! 500 of custom rejections.
//!
//! Call [`recover`](warp::Filter::recover) before it: `routes.recover(handler).cors(&API)`.
//! After it there is nothing to recover, since the resulting filter never rejects. The
//! handler of `recover` should return the rejections that it does not know as `Err`; then
//! warp's own response is sent, with the headers.
//!
//! Because it never rejects, nothing that follows the resulting filter in an
//! [`or`](warp::Filter::or) can be reached, and this does not compile:
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
//! As the last filter of an `or`, or after a path and an `and`, it handles the requests
//! that get that far. Other responses have no CORS headers.
//!
//! ```
//! # use cors_warp::{Cors, Policy, cors};
//! # use warp::Filter;
//! # #[cors(origins = ["https://example.com"])]
//! # static API: Policy;
//! # let api = warp::any().map(warp::reply);
//! let health = warp::path!("health").map(|| "OK");
//! let routes = health.or(warp::path("api").and(api.cors(&API)));
//! # let _ = warp::service(routes);
//! ```
//!
//! Do not put a filter with CORS into another one. The outer policy alone would answer
//! preflights, and a response would be readable only if both policies allow it. The log
//! says so once.
//!
//! # Multiple policies, by URL
//!
//! [`Policies`] are the simplest way to more than one policy. You can pass them wherever
//! you can pass a policy, and your filters stay as they are:
//!
//! ```
//! use cors_warp::{Cors, Policies, Policy, cors};
//! use warp::Filter;
//!
//! #[cors(origins = *)]
//! static PUBLIC: Policy;
//!
//! #[cors(origins = ["https://partner.example"], methods = [PUT])]
//! static PARTNERS: Policy;
//!
//! # let filters = warp::any().map(warp::reply);
//! let policies = Policies::builder(&PUBLIC)
//!     .route("PUT", "/orders/{id}", &PARTNERS)
//!     .nest("/partners", &PARTNERS)
//!     .without_cors("/health")
//!     .build()?;
//! let routes = filters.cors(policies);
//! # let _ = warp::service(routes);
//! # Ok::<(), cors_warp::Problems>(())
//! ```
//!
//! The price is that each path is written twice, here and in your filters. The paths are
//! those of the whole URL, also if the filter comes after `warp::path("api")`.
//!
//! # Policies of routes and scopes
//!
//! If you want to write a path and its policy once, build the application from
//! [`route`](route()) and [`scope`](scope()). The innermost policy alone applies, of route,
//! scope and application, to preflights and responses.
//!
//! warp does not reveal which path and method a filter is for, before it has run with its
//! handler. So a route has two parts: its method and path, and the handler.
//!
//! ```
//! use cors_warp::{Policy, cors, path, plain, route, scope};
//! use warp::Filter;
//! use warp::http::{Method, StatusCode};
//!
//! #[cors(origins = *)]
//! static PUBLIC: Policy;
//!
//! #[cors(origins = ["https://partner.example"], methods = [PUT])]
//! static PARTNERS: Policy;
//!
//! #[cors(origins = ["https://admin.example"], methods = [DELETE], credentials)]
//! static ADMIN: Policy;
//!
//! # let token = warp::header::exact("x-token", "1");
//! // The enclosing policy applies.
//! let load = route(Method::GET, path!("orders" / u32))
//!     .to(|order| order.map(|id| format!("order {id}")));
//!
//! // This route has its own policy.
//! let remove = route(Method::DELETE, path!("orders" / u32))
//!     .cors(&ADMIN)
//!     .to(|order| order.map(|id| format!("removed {id}")));
//!
//! // The handler can need any filter.
//! let save = route(Method::PUT, path!("stock" / u32))
//!     .to(|item| item.and(warp::body::json()).map(|id: u32, n: u32| format!("{n} of {id}")));
//!
//! // No page of another origin can read this.
//! let health = route(Method::GET, path!("health"))
//!     .without_cors()
//!     .to(|health| health.map(|| "OK"));
//!
//! let routes = load
//!     .or(remove)
//!     .or(scope(path("partners")).cors(&PARTNERS).to(save.guarded(token)))
//!     .or(health)
//!     .or(plain(warp::fs::dir("assets")))
//!     .cors(&PUBLIC);
//! # let _ = async { // The types suit `warp::serve`.
//! warp::serve(routes).run(([127, 0, 0, 1], 8080)).await;
//! # };
//! ```
//!
//! * [`route`](route()) takes a method and a path. [`path!`] and [`path`](path()) are this
//!   crate's own, and take what warp's take.
//! * [`scope`](scope()) takes a path. Its policy applies to the routes inside that have no
//!   policy, and to every other request below the path.
//! * [`Routes::or`] adds routes. [`Routes::guarded`] adds authentication in front of them.
//! * [`plain`] takes any other filter, for the requests that no route has the method and
//!   path of.
//! * [`Routes::recover`] turns rejections into replies. [`Routes::cors`] comes last and
//!   makes the filter.
//!
//! A function that returns routes returns `Routes<impl RouteFilter>`. Use [`BoxedRoutes`]
//! for a list that you build at run time.
//!
//! No preflight runs one of your filters or handlers. It compares path segments, and parses
//! parameters with [`FromStr`](std::str::FromStr).
//!
//! ## Starting from existing filters
//!
//! You do not have to turn every filter into a route. This gives everything below `/admin`
//! its own policy, and is a first step:
//!
//! ```
//! # use cors_warp::{Policy, cors, path, plain, scope};
//! # use warp::Filter;
//! # #[cors(origins = ["https://example.com"])]
//! # static API: Policy;
//! # #[cors(origins = ["https://admin.example"])]
//! # static ADMIN: Policy;
//! # let existing = warp::path!("stock").map(|| "3");
//! # let rest = warp::any().map(warp::reply);
//! let routes = scope(path("admin"))
//!     .cors(&ADMIN)
//!     .to(plain(existing)) // without its `warp::path("admin")`
//!     .or(plain(rest))
//!     .cors(&API);
//! # let _ = warp::service(routes);
//! ```
//!
//! ## Rejections
//!
//! If a route's filter rejects a request, for example because it needs a token or a JSON
//! body, warp hands the request on to the next route of the same method and path. Both
//! may serve it, so both policies must allow a preflight and a response. The log says once
//! per route that this reduces what is allowed. There are three ways out: give these routes
//! the same policy, make them one route, or order them so that the first one cannot reject.
//!
//! A route is final if its filter cannot reject, which its type says: `|order| order.map(…)`
//! and `|order| order.then(…)` cannot, `|order| order.and(warp::body::json())` can, and so
//! can every [`guarded`](Routes::guarded) route and every boxed filter.
//!
//! [`plain`] filters do not get what a route has rejected, whatever its policy. The
//! rejection itself becomes the response, and the policy of the route applies to it, so that
//! a page can read its 401. A filter that should get such requests must be a route: use
//! `route(method, path!(..))` for every path.
//!
//! If two scopes have the same path, it cannot be determined which of them a request
//! without a route belongs to. Both policies must allow it.
//!
//! If the methods of one URL have multiple policies, the answer to a preflight names the
//! requested method alone. Browsers do not keep it if it names headers, because they would
//! apply these to the other methods too.
//!
//! ## Unusual paths
//!
//! warp compares path segments as they were sent, and decodes nothing. `route` and `scope`
//! do the same, so `/%6Frders/7` and `/ORDERS/7` are not `/orders/7`. `%2F` does not
//! separate segments, `.` and `..` and `;` have no meaning, `//` has an empty segment
//! between the slashes, and one slash at the end is ignored. What a route does not match,
//! its policy does not apply to.
//!
//! ## Limits
//!
//! * Two filters with CORS cannot be combined by `or`, see above. `#[cors]` on a handler or
//!   on a function that returns filters is an error, because the path is not known there.
//! * Routes match by method and path only. For different policies per host, build an
//!   application per host.
//! * If the policy of a route lacks the route's method, it is not a compile error, since both
//!   are values. [`Routes::cors`] logs an error, and [`Routes::methods_not_allowed`] lets you
//!   refuse to start.
//! * A filter that extracts something cannot guard routes. Add it to each route's filter.
//!
//! # Compiler messages
//!
//! Filters have long types, and so have the errors about them. Look for this:
//!
//! | message | solution |
//! |---|---|
//! | no method named `cors` found for `warp::filter::…` | `use cors_warp::Cors;` |
//! | expected `Rejection`, found `Infallible`, at `or` or `recover` | `a.or(b).cors(&API)`, `a.recover(f).cors(&API)`: `cors` is the last call |
//! | the same, and `.cors(&ADMIN)` follows `.to(…)` | `.cors(&ADMIN).to(…)`, for the policy of a route |
//! | expected `Routes`, found `Map`, at `or` | `.or(plain(filter))` |
//! | `Routes<…>: FilterBase` is not satisfied, at `or` | `plain(filter).or(route)` |
//! | the same, at `warp::serve` or `warp::service` | `routes.cors(&API)`, the last call before they are served |
//! | `Route<…>: FilterBase` is not satisfied; the method `map` exists for `Route<…>`, but … | `route(…).to(\|order\| order.map(…))` |
//! | expected `Path<_, _>`, found `And<…>` or an opaque type | `cors_warp::path!(…)` instead of `warp::path!(…)` |
//! | expected `Path<_, Prefix>`, found `Path<…>` | `scope(path!("orders" / ..))`: a scope's path ends with `/ ..` |
//! | `Policy: WrapSealed` is not satisfied | `.cors(&API)` instead of `.with(&API)` |
//!
//! # What warp does not allow
//!
//! * If a handler panics, there is no response: warp closes the connection, and the page
//!   sees a network error. The server keeps running.
//! * warp answers some requests before any filter runs, such as a malformed one (400) or one
//!   whose headers are too large (431). These answers have no CORS headers.
//! * Only warp knows how to render a rejection, and it does so only where a service answers.
//!   So rejections other than a plain 404 are rendered in a small task on tokio's runtime, or
//!   in a thread if there is none. Replies do not need one.
//! * Filters can only be combined from warp's own. The combination does not allocate, but it
//!   runs one by one, and warp's logger, which it needs to read headers, reads the clock.
//!
//! # Around the finished service
//!
//! If you serve [`warp::service`] with hyper instead of `warp::serve`, put `cors-tower`
//! around the service. It costs about as much as a layer that is written by hand, takes
//! [`Policies`] too, and answers the same. At that point, rejections already are responses.
//!
//! ```
//! # use cors_warp::{Policy, cors};
//! # use warp::Filter;
//! # #[cors(origins = ["https://example.com"])]
//! # static API: Policy;
//! let routes = warp::path!("users" / u32).map(|id| format!("user {id}"));
//! let service = cors_tower::Cors::new(warp::service(routes), &API);
//! # let _ = service;
//! ```
//!
//! There, [`warp::addr::remote`] extracts no address, with or without CORS: only warp's own
//! server passes it on.
//!
//! # Crate features
//!
//! * `serde`: `Config`, for policies from TOML, JSON, YAML and other formats.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod cors;
mod layer;
mod nesting;
mod params;
mod path;
mod pattern;
mod preflight;
mod rejection;
mod route;
mod route_filter;
mod routed;
mod routes;
mod scope;
mod table;

#[doc(hidden)]
pub mod __private {
    pub use cors_engine::__private::*;
    pub use warp;

    pub use crate::path::{any, exact, prefix};
    pub use crate::pattern::Segment;
}

pub use cors::Cors;
pub use cors_engine;
#[cfg(feature = "serde")]
pub use cors_engine::Config;
pub use cors_engine::routes::{Policies, PoliciesBuilder};
pub use cors_engine::{Entry, Policy, PolicyBuilder, Problem, Problems, Rule, SharedPolicy};
/// Declares a policy: on `static NAME: Policy;` it supplies the value.
///
/// The keys are those of [`cors!`](cors_engine::cors). If this crate has another name in
/// your application, add `crate = path`.
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
pub use path::path;
pub use route::{Route, route};
pub use route_filter::RouteFilter;
pub use routes::{BoxedRoutes, RecoveredRoutes, Routes, plain};
pub use scope::{Scope, scope};
