//! A warning of the compiler, at the entry.

#![deny(deprecated)]

use cors_engine::{Policy, cors};

static FIRST: Policy = cors! { origins = ["http://localhost"] };

static SECOND: Policy = cors! {
    origins = [
        "https://example.com",
        #[cfg(all())] "http://127.0.0.1",
        #[cfg(any())] "http://[::1]",
    ],
    credentials,
};

fn main() {}
