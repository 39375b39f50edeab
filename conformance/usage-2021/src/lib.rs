//! A crate of edition 2021 that reaches `cors-engine` through a facade, as the
//! users of an adapter do.

#![deny(warnings)]
#![forbid(unsafe_code)]

pub mod handlers;

/// What an adapter is, as far as the macros know.
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

/// A policy by the macro, which the facade re-exports inside its `cors_engine`.
pub static PUBLIC: Policy = facade::cors_engine::cors! { origins = *, expose_headers = * };

/// A policy of which an editor can show the keys that it knows.
#[cfg(mistakes)]
pub static WRONG: Policy = facade::cors_engine::cors! {
    origins = ["https://example.com/"],
    methods = [PUT],
    colour = "red",
};

#[cors(crate = crate::facade, origins = ["https://example.com"])]
#[expect(dead_code, reason = "a policy that is never attached is reported as unused")]
pub(crate) static NEVER_ATTACHED: Policy;
