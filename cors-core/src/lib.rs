//! The engine of the CORS crates. A wrong policy does not compile, and a right one costs
//! next to nothing.
//!
//! This crate does not depend on a framework. It contains the policy, the headers of each
//! response, policies by URL, and the [`cors!`] macro. In an application, use the adapter
//! for your framework: `cors-actix`, `cors-axum`, `cors-tower` or `cors-warp`. Each adapter
//! re-exports this crate as `cors_engine`.
//!
//! ```
//! use cors_engine::{Policy, cors};
//!
//! static API: Policy = cors! {
//!     origins = [
//!         "https://example.com",
//!         "https://*.example.com",
//!         #[cfg(debug_assertions)] "http://localhost:*",
//!     ],
//!     methods = [GET, PUT, DELETE],
//!     headers = ["authorization", "content-type"],
//!     expose_headers = ["etag"],
//!     credentials,
//!     max_age = 10m,
//! };
//! # assert!(API.allows_origin(b"https://example.com"));
//! ```
//!
//! * Create a policy with [`cors!`] at compile time, with [`Policy::builder`] at run time,
//!   or with `Config` from a file (feature `serde`). [`Policy::with_origins`] replaces the
//!   origins of a policy at run time.
//! * `routes::Policies` gives some paths of an application another policy (feature
//!   `routes`).
//! * [`ChoosePolicy`] chooses the policy of each request, for example by host. `Live` holds
//!   policies that are replaced while the server runs (feature `live`).
//! * [`Policy::explain`] says why a request is refused, and what the policy has instead.
//! * [`adapter`] is for adapters: [`adapter::CompiledPolicy`] checks the origin of a
//!   request and writes the headers of its response.
//!
//! # Crate features
//!
//! No feature is on by default.
//!
//! * `live`: `Live`, for policies that are replaced while the server runs. It includes
//!   `routes`.
//! * `http`: support for the header map of the crate `http` 1.
//! * `routes`: policies by URL.
//! * `serde`: policies from TOML, JSON, YAML and other formats of serde.
//! * `tracing`: an event for each refused request.
//!
//! # What CORS is not
//!
//! CORS tells browsers which pages may *read* a response. It does not stop requests. A form
//! on any site can still send a POST with cookies: use CSRF tokens and `SameSite` to
//! prevent that. `curl` reads everything. Browsers do not apply CORS to WebSockets: check
//! the `Origin` of the handshake with [`Policy::allows_origin`].

#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod builder;
mod choose;
mod compiled;
#[cfg(feature = "serde")]
mod config;
mod deployment;
mod echo;
pub mod explain;
mod header_map;
mod host;
#[cfg(feature = "http")]
mod http;
mod intersection;
#[cfg(feature = "tracing")]
mod limiter;
#[cfg(feature = "live")]
mod live;
mod nesting;
mod policy;
mod policy_request;
mod preflight;
mod print;
mod refusal;
mod request;
#[cfg(feature = "routes")]
pub mod routes;
mod shared;
mod source;
mod vary;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use builder::{MaxAge, PolicyBuilder};
pub use choose::{Choose, ChoosePolicy};
#[cfg(feature = "serde")]
pub use config::Config;
pub use cors_rules::rules;
pub use cors_rules::{Entry, Location, Problem, Problems, Rule, RuleKind, UnknownRule};
pub use deployment::WithOrigins;
#[cfg(feature = "live")]
pub use live::Live;
pub use policy::Policy;
pub use policy_request::PolicyRequest;
pub use shared::SharedPolicy;

/// For adapters: checks the origin of a request, and writes the headers of its response.
pub mod adapter {
    pub use crate::compiled::{AllowedOrigin, CompiledPolicy};
    pub use crate::header_map::{CorsHeader, HeaderMap, PreflightResult, VARY_ECHO, VARY_METHOD};
    pub use crate::header_map::{vary_by_origin, vary_names_origin};
    #[cfg(feature = "http")]
    pub use crate::http::Http;
    pub use crate::nesting::{LayerCount, MatchedPolicies, log_nested_layers};
    pub use crate::request::{is_preflight, origin_of, requested_method};
    pub use crate::source::{ApplicablePolicy, CompiledSource, PolicySource, RequestPolicies};
}

/// Creates a [`Policy`] that is checked at compile time. Use the macro as the value of a
/// `static` or a `const`.
///
/// ```
/// use cors_engine::{Policy, cors};
///
/// static PUBLIC: Policy = cors! { origins = * };
///
/// static API: Policy = cors! {
///     origins = ["https://example.com", "https://*.example.com"],
///     methods = [GET, PUT],
///     credentials,
///     max_age = 10m,
/// };
/// ```
///
/// | key | value | if you leave it out |
/// |---|---|---|
/// | `origins` | `*`, or a list of patterns | an error |
/// | `methods` | `*`, or a list such as `[GET, PUT, "PROPFIND"]` | GET, HEAD and POST, which need no permission |
/// | `headers` | `*`, or a list of request-header names, or `[*, "authorization"]` | the safelisted headers |
/// | `expose_headers` | `*`, or a list of response-header names | the safelisted headers |
/// | `credentials` | the bare word, or `= true`, `= false` | `false` |
/// | `max_age` | `600`, `600s`, `10m`, `2h`, `1d`, `0` | not sent; browsers cache the answer for 5 seconds |
///
/// An origin is `scheme://host[:port]` as browsers send it: lower case, Punycode, no
/// path, no default port. `*.` before the host matches one or more labels. A `*` beside
/// other text in the first label, such as `https://preview-*.example.com`, matches a part of
/// this label and never a dot. `:*` matches any port, and an origin without a port.
///
/// An entry of a list takes `#[cfg(…)]`, and `#[allow(rule_name)]` for the rules that
/// can be allowed: `insecure_origin`, `any_extension` and `public_suffix`. It also silences
/// the warnings `localhost_without_port` and `header_misspelled`.
///
/// With `credentials`, browsers do not treat `*` as a wildcard. So `methods = *` and
/// `headers = *` then repeat the requested method and the requested headers, including
/// `authorization`.
///
/// # Errors
///
/// A policy that breaks one of the [rules] does not compile:
///
/// ```compile_fail
/// # use cors_engine::{Policy, cors};
/// static API: Policy = cors! { origins = ["https://example.com/"] };
/// ```
#[macro_export]
macro_rules! cors {
    ($($policy:tt)*) => { $crate::__private::cors_impl! { [$crate] $($policy)* } };
}
