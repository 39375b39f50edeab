//! `#[cors(…)]` on statics.

#![deny(warnings, missing_docs)]

use cors_engine::Policy;
use cors_macros::warp as cors;

/// Documented, like any static.
#[cors(
    crate = cors_engine,
    origins = ["https://example.com", #[cfg(all())] "http://localhost:*"],
    methods = [GET, PUT],
    credentials,
    max_age = 10m,
)]
#[allow(non_upper_case_globals)]
pub static api: Policy;

#[cors(origins = *, crate = ::cors_engine)]
pub(crate) static PUBLIC: Policy;

mod web {
    pub(crate) use cors_engine::*;

    pub(super) mod inner {
        use super::super::cors;

        #[cors(crate = super, origins = ["https://example.com"])]
        pub(in crate::web) static PRIVATE: super::Policy;

        pub(crate) fn private() -> &'static super::Policy {
            &PRIVATE
        }
    }
}

macro_rules! declare {
    ($(#[$attribute:meta])* $visibility:vis $name:ident: $type:ty = $origin:literal) => {
        #[cors(crate = cors_engine, origins = [$origin])]
        $(#[$attribute])*
        $visibility static $name: $type;
    };
}

declare!(/** Documented. */ pub FROM_A_MACRO: Policy = "https://example.com");

fn main() {
    #[cors(crate = cors_engine, origins = ["https://example.com"])]
    static IN_A_FUNCTION: Policy;

    for policy in [&api, web::inner::private(), &FROM_A_MACRO, &IN_A_FUNCTION] {
        assert!(policy.allows_origin(b"https://example.com"));
        assert!(!policy.allows_origin(b"https://example.org"));
    }
    assert!(api.allows_origin(b"http://localhost:3000"));
    assert!(PUBLIC.allows_any_origin());
}
