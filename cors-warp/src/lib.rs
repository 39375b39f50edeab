//! CORS for [warp](https://docs.rs/warp). A wrong policy does not compile, and the
//! responses to rejections carry the headers too.
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
//! | `headers` | `*`, or a list of request-header names | the safelisted headers |
//! | `expose_headers` | `*`, or a list of response-header names | the safelisted headers |
//! | `credentials` | the bare word, or `= true`, `= false` | `false` |
//! | `max_age` | `600`, `600s`, `10m`, `2h`, `1d`, `0` | not sent; browsers cache the answer for 5 seconds |
//!
//! [`cors_engine::cors!`] documents the keys. It is the same language in an expression. You
//! can also build a policy with [`Policy::builder`], or read it from a file (feature
//! `serde`). [`Policy::with_origins`] replaces the origins of `API` at run time.
//! [`Cors::cors`] accepts all of these policies.
//!
//! # Where to call it
//!
//! Call [`cors`](Cors::cors) last, on the whole filter, before `warp::serve` or
//! [`warp::service`]. Then none of your filters runs on a preflight. Every response carries
//! the headers, also the 404, 405 and 400 that warp sends for its rejections, and the 500
//! for custom rejections.
//!
//! Call [`recover`](warp::Filter::recover) before it: `routes.recover(handler).cors(&API)`.
//! After it, there is nothing to recover, because the resulting filter never rejects. The
//! handler of `recover` should return unknown rejections as `Err`. Then warp's own response
//! is sent, with the headers.
//!
//! A filter that follows it in an [`or`](warp::Filter::or) could never be reached, so this
//! does not compile:
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
//! The resulting filter can be the last one in an `or`, or follow a path and an `and`. Then
//! only the responses that come from this filter have CORS headers.
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
//! Do not put a filter with CORS into another one. Only the outer policy would answer
//! preflights, and a response would get only what both policies allow. An error is logged
//! once.
//!
//! # Multiple policies, by URL
//!
//! [`Policies`] is the simplest way to use multiple policies. Pass it instead of a policy.
//! Your filters do not change:
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
//! You write each path twice, here and in your filters, and they can drift apart. A test
//! with `cors-test` fails if they do. Write the whole path of the URL, also if the filter
//! comes after `warp::path("api")`.
//!
//! If the policy depends on the host or on anything else that is not a path, implement
//! [`ChoosePolicy`]. With `Live` (feature `live`), policies are replaced while the server
//! runs.
//!
//! # Policies of routes and scopes
//!
//! If you want to write each path only once, build the application from [`route`](route())
//! and [`scope`](scope()). Only the innermost policy applies, to preflights and to
//! responses: the policy of a route replaces the policy of its scope, which replaces the
//! policy of the application.
//!
//! warp does not reveal the path and the method of a filter before the filter and its
//! handler have run. So a route has two parts: its method and path, and its handler.
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
//! // The handler can use any filter.
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
//! * [`route`](route()) takes a method and a path. Create the path with [`path!`] or
//!   [`path`](path()) of this crate. They have the syntax of warp's.
//! * [`scope`](scope()) takes a path. Its policy applies to the inner routes without a
//!   policy, and to every other request below the path.
//! * [`Routes::or`] adds routes. [`Routes::guarded`] adds a filter, such as authentication,
//!   that runs before them.
//! * [`plain`] takes any other filter. It gets the requests whose method and path match no
//!   route.
//! * [`Routes::recover`] turns rejections into replies. Call [`Routes::cors`] last. It
//!   turns the routes into a filter.
//!
//! A function that returns routes returns `Routes<impl RouteFilter>`. Use [`BoxedRoutes`]
//! for a list that you build at run time.
//!
//! None of your filters or handlers runs on a preflight. Only the segments of its path are
//! compared, and parameters are parsed with [`FromStr`](std::str::FromStr).
//!
//! ## Starting from existing filters
//!
//! You do not have to turn every filter into a route. As a first step, give everything
//! below `/admin` its own policy:
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
//! routes may handle it, so a preflight and a response get only what both policies allow.
//! If the policies differ, a warning is logged once per route. You have three solutions:
//! give these routes the same policy, make them one route, or order them so that the first
//! one cannot reject.
//!
//! A route is final if its filter cannot reject. The type of the filter decides this:
//! `|order| order.map(…)` and `|order| order.then(…)` cannot reject. `|order|
//! order.and(warp::body::json())`, every [`guarded`](Routes::guarded) route and every boxed
//! filter can.
//!
//! [`plain`] filters never get a request that a route has rejected. The rejection becomes
//! the response, and the policy of the route applies to it, so that a page can read a 401. A
//! filter that should get such requests must be a route: `route(method, path!(..))` matches
//! every path.
//!
//! If two scopes have the same path, a request below it that matches no route may belong to
//! either scope. It gets only what both policies allow.
//!
//! If the methods of one URL have different policies, the answer to a preflight names only
//! the requested method. If it names headers, its `Access-Control-Max-Age` is 0, because
//! browsers would apply the cached headers to the other methods too.
//!
//! ## Unusual paths
//!
//! warp compares path segments as they were sent, and does not decode them. `route` and
//! `scope` do the same, so `/%6Frders/7` and `/ORDERS/7` do not match `/orders/7`. `%2F`
//! does not separate segments. `.`, `..` and `;` have no special meaning. `//` has an empty
//! segment between the slashes, and one slash at the end is ignored. The policy of a route
//! applies only to the paths that the route matches.
//!
//! ## Limits
//!
//! * You cannot combine two filters with CORS by `or` (see above). `#[cors]` on a handler,
//!   or on a function that returns filters, does not compile, because it does not know the
//!   path.
//! * Routes match by method and path only. If each host needs its own policy, pass
//!   [`Choose`] to [`Routes::cors`]. [`PolicyRequest::host`] is then the `Host` header, and
//!   `None` for a request of HTTP/2, because filters do not get the URI's authority. Put
//!   `cors-tower` around the [service](#wrapping-the-service) if you need it.
//! * A route whose policy does not allow its method compiles, because method and policy are
//!   values. [`Routes::cors`] logs an error. To refuse to start, check
//!   [`Routes::methods_not_allowed`].
//! * A filter that extracts a value cannot be passed to [`Routes::guarded`]. Add it to the
//!   filter of each route.
//!
//! # Compiler messages
//!
//! Filters have long types, so the errors about them are long too. Look for these words:
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
//! | expected `Path<_, Prefix>`, found `Path<…>` | `scope(path!("orders" / ..))`: the path of a scope ends with `/ ..` |
//! | `Policy: WrapSealed` is not satisfied | `.cors(&API)` instead of `.with(&API)` |
//!
//! # Limits of warp
//!
//! * If a handler panics, there is no response: warp closes the connection, and the page
//!   sees a network error. The server keeps running.
//! * warp answers some requests before any filter runs, such as a malformed one (400) or one
//!   whose headers are too large (431). These answers have no CORS headers.
//! * Only a service of warp can turn a rejection into a response, and one such service cannot
//!   run inside another one. So every rejection except a plain 404 is rendered in a small
//!   task on tokio's runtime, or in a thread if there is no runtime. Replies need no task.
//! * A filter can only be a combination of warp's filters. The combination of this crate
//!   does not allocate, but its filters run one after the other. Only warp's logger can read
//!   all headers without a copy, and the logger also reads the clock.
//!
//! # Wrapping the service
//!
//! If you serve [`warp::service`] with hyper instead of `warp::serve`, put `cors-tower`
//! around the service. It costs about as much as a hand-written layer and gives the same
//! answers. It also takes [`Policies`] (feature `routes` of `cors-tower`). At that point,
//! rejections are already responses.
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
//! [`warp::addr::remote`] extracts no address then, with or without CORS, because only
//! warp's own server provides the address.
//!
//! # Crate features
//!
//! * `live`: `Live`, for policies that are replaced while the server runs.
//! * `serde`: `Config`, for policies from TOML, JSON, YAML and other formats.
//! * `tracing`: an event for each refused request, which says why.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod cors;
mod layer;
mod matcher;
mod nesting;
mod params;
mod path;
mod pattern;
mod preflight;
mod rejection;
mod request;
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
#[cfg(feature = "live")]
pub use cors_engine::Live;
pub use cors_engine::adapter::Http;
pub use cors_engine::routes::{Policies, PoliciesBuilder};
pub use cors_engine::{Choose, ChoosePolicy, PolicyRequest};
pub use cors_engine::{Entry, Policy, PolicyBuilder, Problem, Problems, Rule, SharedPolicy};
/// Declares a policy. Write it above `static NAME: Policy;`, and the macro adds the value.
///
/// The keys are those of [`cors!`](cors_engine::cors). If you renamed this crate in
/// `Cargo.toml`, add `crate = path`.
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

/// A policy with its header values prepared. A [`ChoosePolicy`] returns it.
pub type CompiledPolicy = cors_engine::adapter::CompiledPolicy<Http>;
