//! CORS for warp in which a wrong policy does not compile, and rejections carry
//! the headers too.
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
//! The language of policies is documented at [`cors_engine::cors!`], which is the
//! same as an expression. A policy can also come from [`Policy::builder`], from
//! a file (feature `serde`, [`cors_engine`]), or be `API` with the deployment's
//! origins ([`Policy::with_origins`]): [`Cors::cors`] takes all of them.
//!
//! # Where it goes
//!
//! Round the whole tree of filters, last, behind `warp::serve` as well as
//! [`warp::service`]. Then no preflight runs a filter of the tree, and every
//! response carries the headers, with the 404, 405 and 400 that warp makes of
//! rejections and the 500 of custom ones.
//!
//! [`recover`](warp::Filter::recover) goes inside:
//! `routes.recover(handler).cors(&API)`. Outside it would find nothing to
//! recover, since the result rejects nothing.
//!
//! For the same reason the result cannot stand before an
//! [`or`](warp::Filter::or). That is as well, because the first of two policies
//! would answer the preflights of the second:
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
//! Behind `or`, or behind a path with `and`, it governs what comes that far, and
//! nothing else carries headers.
//!
//! ```
//! # use cors_warp::{Cors, Policy, cors};
//! # use warp::Filter;
//! # #[cors(origins = ["https://example.com"])]
//! # static API: Policy;
//! # let api = warp::any().map(warp::reply);
//! let health = warp::path!("health").map(|| "well");
//! let routes = health.or(warp::path("api").and(api.cors(&API)));
//! # let _ = warp::service(routes);
//! ```
//!
//! Of two policies one inside the other, the outer one decides alone. Several
//! policies in one application are what follows.
//!
//! # Policies of routes and scopes
//!
//! One law: **the innermost policy decides, alone**, of application, scope and
//! route, for preflight and response. The application's answers every preflight,
//! and no filter runs on one.
//!
//! A filter of warp's does not tell which path and which method it is for before it
//! has run, handler and all. So a route is given in two halves: its place, and what
//! is done there.
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
//! // Under the policy round about.
//! let load = route(Method::GET, path!("orders" / u32))
//!     .to(|order| order.map(|id| format!("order {id}")));
//!
//! // Under one of its own; behind its place there may be any filter.
//! let remove = route(Method::DELETE, path!("orders" / u32))
//!     .cors(&ADMIN)
//!     .to(|order| order.map(|id| format!("removed {id}")));
//!
//! let save = route(Method::PUT, path!("stock" / u32))
//!     .to(|item| item.and(warp::body::json()).map(|id: u32, n: u32| format!("{n} of {id}")));
//!
//! // Under none.
//! let health = route(Method::GET, path!("health"))
//!     .without_cors()
//!     .to(|health| health.map(|| "well"));
//!
//! let routes = load
//!     .or(remove)
//!     .or(scope(path("partners")).cors(&PARTNERS).to(save.guarded(token)))
//!     .or(health)
//!     .or(plain(warp::fs::dir("assets")))
//!     .cors(&PUBLIC);
//! # let _ = async { // What it is for:
//! warp::serve(routes).run(([127, 0, 0, 1], 8080)).await;
//! # };
//! ```
//!
//! * [`route`](route()) is a method and a path. `path!` and `path` are ours, and
//!   take what warp's own take: a preflight asks our half. Then comes `.cors(…)`,
//!   `.without_cors()` or neither, and `.to(…)`: the place as warp's filter, to go
//!   on from.
//! * [`scope`](scope()) is a path and what is beneath it. Its policy governs the
//!   routes inside that have none, and all that nobody inside has a route for.
//! * [`Routes::or`] puts them in order: the first that has the path and the method
//!   decides, and serves. [`Routes::guarded`] puts authentication before them,
//!   which no preflight meets.
//! * [`plain`] takes any other filter. It has no place, so it is tried behind
//!   everything that has one, wherever it stands.
//! * [`Routes::recover`] makes replies of rejections, and [`Routes::cors`] makes the
//!   filter, under the policy of the application. That filter keeps all that is said
//!   above: it answers 404, 405 and 400 with headers and rejects nothing.
//!   [`Routes::boxed`] is for lists that are put together at run time.
//!
//! A path is compared by texts and parsed by types, [`FromStr`](std::str::FromStr),
//! and nothing else of yours runs on a preflight. For one response that is parsed
//! twice: by us, and by warp.
//!
//! Where several policies govern the methods of one URL, the answer to a preflight
//! names the requested method alone, and is not kept by browsers if it names
//! headers: they would keep it for the other methods too.
//!
//! ## Who reads what
//!
//! What serves a request is what its preflight was answered for, with two
//! exceptions. There what both policies grant is granted, and nothing else:
//!
//! * A filter behind the place rejects the request, such as one that wants a token
//!   or a body, and it falls through to a later route or to something
//!   [`plain`], as warp has it. Nobody reads what that serves who could not read
//!   both: the place the request was for, and what served it. If nothing serves it,
//!   the rejection is under the policy of the place, so a page reads its own 401.
//!   For the same reason a page of your own for 404 belongs into `recover`, not
//!   into `plain(warp::any())`.
//! * Two scopes with policies have one path, and neither is inside the other. Which
//!   of them has something for a request without a route is not known. Put one into
//!   the other, or both into one.
//!
//! What is plain is under the policy of the scope whose path the request has,
//! though it may stand outside of that scope.
//!
//! ## What cannot be had
//!
//! * Two finished filters under `or`, see above, and `#[cors]` on a handler or on a
//!   function that returns filters, which is an error: neither knows its path.
//! * Places by anything but path and method. For one policy a host, have an
//!   application a host.
//! * A compile error where the policy of a route lacks the method of that route,
//!   since both are values. [`Routes::cors`] logs it as an error, and
//!   [`Routes::methods_not_allowed`] says it to whoever wants to refuse to start.
//! * Filters between a path and its scope, or round a route and its place: they
//!   would be asked by preflights. [`Routes::guarded`] takes those that extract
//!   nothing; others go behind the place, or round the finished filter.
//!
//! # What the compiler says
//!
//! Filters have long types, and so have the errors about them. What matters is:
//!
//! | it says | write |
//! |---|---|
//! | no method named `cors` found for `warp::filter::…` | `use cors_warp::Cors;` |
//! | expected `Rejection`, found `Infallible`, at `or` or `recover` | `a.or(b).cors(&API)`, `a.recover(f).cors(&API)`: `cors` is the last call |
//! | the same, where `.cors(&ADMIN)` is behind `.to(…)` | `.cors(&ADMIN).to(…)`, for the policy of a route |
//! | expected `Routes`, found `Map`, at `or` | `.or(plain(filter))` |
//! | `Routes<…>: FilterBase` is not satisfied, at `or` | `plain(filter).or(route)` |
//! | the same, at `warp::serve` or `warp::service` | `routes.cors(&API)`, the last call before they are served |
//! | `Route<…>: FilterBase` is not satisfied; the method `map` exists for `Route<…>`, but … | `route(…).to(\|place\| place.map(…))` |
//! | `Policy: WrapSealed` is not satisfied | `.cors(&API)`, in place of `.with(&API)` |
//!
//! A list of routes that a function returns is `Routes<impl Tree>`, or
//! [`BoxedRoutes`].
//!
//! # What warp does not let it do
//!
//! * A handler that panics gets no response at all: warp closes the connection,
//!   and the page sees a network error. The server goes on.
//! * What is answered before there is a request has no headers: a malformed one
//!   gets the server's own 400, one with headers that it finds too large its 431.
//! * warp alone knows how a rejection is rendered, and does so only where a
//!   service answers. Rejections other than a plain 404 are therefore rendered
//!   in a small task on tokio's runtime (or in a thread, without one). Replies
//!   never take that way.
//! * Filters cannot be written outside of warp, only combined. The combination
//!   allocates nothing, but its parts are run one by one, and warp's logger, which
//!   is among them because it alone shows headers, reads the clock.
//!
//! # Round the finished service
//!
//! Who does not serve with `warp::serve`, but has a server of hyper's run
//! [`warp::service`], can do without that combination: `cors-tower` goes round the
//! service, costs about what a layer costs that is written by hand, and answers the
//! same. Rejections are responses already where it stands.
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
//! It is for one policy. And [`warp::addr::remote`] tells no address there, with a
//! policy or without: warp's own server alone hands it on.
//!
//! # Crate features
//!
//! | feature | default | brings |
//! |---|---|---|
//! | `serde` | no | `Config`: policies from TOML, JSON and YAML |

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

    pub use crate::path::{exact, prefix};
    pub use crate::pattern::Segment;
}

pub use cors::Cors;
pub use cors_engine;
#[cfg(feature = "serde")]
pub use cors_engine::Config;
pub use cors_engine::routes::Policies;
pub use cors_engine::{Entry, Policy, PolicyBuilder, Problem, Problems, Rule, SharedPolicy};
/// Declares a policy: on `static NAME: Policy;` it supplies the value.
///
/// The keys are those of [`cors!`](cors_engine::cors). `crate = path` names this
/// crate where it has another name.
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
