//! A crate of edition 2021 that uses `cors-engine` through a facade, as the users
//! of an adapter do.

#![deny(warnings)]
#![forbid(unsafe_code)]

pub mod handlers;

/// The part of an adapter that the macros use.
pub mod facade {
    pub use cors_engine;
    pub use cors_engine::Policy;
    pub use cors_macros::actix as cors;

    #[doc(hidden)]
    pub mod __private {
        pub use cors_engine::__private::*;
    }
}

use facade::{cors, Policy};

/// A policy as a static, by the attribute.
#[cors(
    crate = crate::facade,
    origins = ["https://example.com", "https://*.example.com"],
    methods = [GET, PUT],
    headers = ["authorization"],
    expose_headers = ["etag"],
    credentials,
    max_age = 10m,
)]
pub static API: Policy;

/// A policy by the macro, which the facade re-exports in its `cors_engine`.
pub static PUBLIC: Policy = facade::cors_engine::cors! { origins = *, expose_headers = * };

/// A policy with a mistake, for which an editor can still show the known keys.
#[cfg(mistakes)]
pub static WRONG: Policy = facade::cors_engine::cors! {
    origins = ["https://example.com/"],
    methods = [PUT],
    colour = "red",
};

#[cors(crate = crate::facade, origins = ["https://example.com"])]
#[expect(
    dead_code,
    reason = "a policy that is never attached is reported as unused"
)]
pub(crate) static NEVER_ATTACHED: Policy;
