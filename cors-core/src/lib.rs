//! CORS in which a wrong policy does not compile, and a right one costs next to
//! nothing.
//!
//! This crate is the part that knows no framework: the policy, the decision and
//! the [`cors!`] macro. An application uses it through the adapter of its
//! framework, which re-exports it as `cors_engine`.
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
//! * [`cors!`] makes a policy at compile time, [`Policy::builder`] at run time,
//!   `Config` from a file (feature `serde`); [`Policy::with_origins`] takes
//!   the deployment's origins.
//! * [`adapter`] is for those who write an adapter: [`adapter::CompiledPolicy`]
//!   decides what becomes of a request and writes the headers of its response.
//!
//! # What CORS is not
//!
//! It tells browsers which pages may *read* a response. It stops no request: a
//! form of any site can still send a POST with cookies (that is what CSRF
//! tokens and `SameSite` are for), and `curl` reads what it likes. Nor is it
//! asked about WebSockets: there, compare the handshake's `Origin` with
//! [`Policy::allows_origin`].
//!
//! # Crate features
//!
//! None of them is on by default.
//!
//! | feature | brings |
//! |---|---|
//! | `http` | `adapter::Http`: the header map of `http` 1 |
//! | `routes` | `routes`: policies by URL |
//! | `serde` | `Config`, and `Deserialize` and `Serialize` for `Policy` |

#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
// As in cors-rules, closures and kinds of patterns are few: each costs every user's
// build.

mod builder;
#[cfg(feature = "serde")]
mod config;
mod deployment;
mod compiled;
mod echo;
mod header_map;
#[cfg(feature = "http")]
mod http;
mod policy;
mod preflight;
mod print;
mod intersection;
mod request;
mod shared;
mod vary;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use builder::{MaxAge, PolicyBuilder};
#[cfg(feature = "serde")]
pub use config::Config;
pub use cors_rules::rules;
pub use cors_rules::{Entry, Kind, Location, Problem, Problems, Rule, UnknownRule};
pub use deployment::WithOrigins;
pub use policy::Policy;
pub use shared::SharedPolicy;

/// For adapters: the decision for one request, and the headers of its response.
pub mod adapter {
    pub use crate::compiled::{AllowedOrigin, CompiledPolicy};
    pub use crate::header_map::{CorsHeader, HeaderMap, vary_by_origin, vary_names_origin};
    #[cfg(feature = "http")]
    pub use crate::http::Http;
    pub use crate::preflight::PreflightResult;
    pub use crate::request::{is_preflight, origin_of, requested_method};
}

/// A policy that is checked while it compiles: an expression of type
/// [`Policy`], fit for a `static` or a `const`.
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
/// | key | value | left out |
/// |---|---|---|
/// | `origins` | `*`, or a list of patterns | an error |
/// | `methods` | `*`, or a list such as `[GET, PUT, "PROPFIND"]` | GET, HEAD and POST, which need no permission |
/// | `headers` | `*`, or a list of request-header names; `[*, "authorization"]` | none beyond the safelisted |
/// | `expose_headers` | `*`, or a list of response-header names | none beyond the safelisted |
/// | `credentials` | the bare word, or `= true`, `= false` | false |
/// | `max_age` | `600`, `600s`, `10m`, `2h`, `1d`, `0` | not sent; browsers keep an answer for 5 s |
///
/// An origin is `scheme://host[:port]` as browsers send it: lower case,
/// Punycode, no path, no default port. `*.` in front of the host stands for one
/// or more labels, and not for none; `:*` for any port or none.
///
/// An entry of a list takes `#[cfg(…)]`, and `#[allow(rule_name)]` for the
/// rules that can be lifted: `insecure_origin`, `any_extension` and
/// `public_suffix`.
///
/// With `credentials`, `methods = *` and `headers = *` repeat what the browser
/// asks for, `authorization` included, because browsers take `*` for a name
/// there.
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
