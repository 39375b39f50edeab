//! A crate of edition 2018 that renames `cors-engine` to `house_rules` and
//! `cors-actix` to `house_adapter`, and declares its policies and routes with its own
//! macros.

#![deny(warnings)]
#![forbid(unsafe_code)]

pub mod handlers;

use house_rules::{cors, Policy};

/// Declares a policy for a site and its subdomains.
#[macro_export]
macro_rules! site {
    ($origin:literal, $subdomains:expr $(, $($rest:tt)+)?) => {
        $crate::__cors! {
            origins = [$origin, $subdomains, #[cfg(debug_assertions)] "http://localhost:*"],
            $($($rest)+)?
        }
    };
}

#[doc(hidden)]
pub use house_rules::cors as __cors;

/// A policy as a static.
pub static API: Policy = cors! {
    origins = ["https://example.com", "https://*.example.com"],
    methods = [GET, PUT, #[cfg(debug_assertions)] DELETE],
    headers = ["authorization", "content-type"],
    credentials,
    max_age = 10m,
};

/// A policy as a constant.
pub const PUBLIC: Policy = cors!(origins = *);

/// A policy that a macro of this crate declares.
pub static SITE: Policy = site!(
    "https://example.org",
    "https://*.example.org",
    methods = [PATCH],
    max_age = 0
);

/// A policy within a function.
pub fn admin() -> &'static Policy {
    static ADMIN: Policy = cors! { origins = ["https://admin.example.com"], credentials };
    &ADMIN
}
