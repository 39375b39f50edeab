//! A policy in every position of a crate, next to names that shadow the prelude.

#![deny(warnings)]
#![forbid(unsafe_code)]
#![no_implicit_prelude]

extern crate cors_engine;
extern crate std;

use cors_engine::{Policy, cors};
use std::assert;
use std::clone::Clone;
use std::iter::Iterator;

const CONSTANT: Policy = cors! { origins = ["https://example.com"] };

pub static PUBLIC: Policy = cors! { origins = ["https://example.com"] };

pub struct Api;

impl Api {
    pub const POLICY: Policy = cors! { origins = ["https://example.com"], methods = [PUT] };
}

pub trait Service {
    const POLICY: Policy = cors! { origins = ["https://example.com"] };
}

impl Service for Api {}

// Names of the user that generated code must not resolve to.
mod shadows {
    #![allow(non_camel_case_types, non_upper_case_globals, dead_code)]

    pub mod core {}
    pub struct u8;
    pub struct bool;
    pub struct Option;
    pub struct Policy;
    pub const origin: () = ();
    pub const methods: () = ();

    pub static API: crate::cors_engine::Policy = crate::cors_engine::cors! {
        origins = [
            "https://example.com",
            "https://*.example.com",
            #[cfg(all())] "http://localhost:*",
        ],
        methods = [PUT, #[cfg(all())] DELETE],
        credentials,
        max_age = 10m,
    };
}

fn generic<T: Service>() -> Policy {
    static IN_A_FUNCTION: Policy = cors! { origins = ["https://example.com"] };
    let _ = T::POLICY;
    IN_A_FUNCTION.clone()
}

fn main() {
    let local = cors! { origins = ["https://example.com"] };
    let policies = [CONSTANT, Api::POLICY, <Api as Service>::POLICY, generic::<Api>(), local];
    for policy in &policies {
        assert!(policy.allows_origin(b"https://example.com"));
        assert!(!policy.allows_origin(b"https://example.org"));
    }
    assert!(PUBLIC.allows_origin(b"https://example.com"));
    assert!(shadows::API.allows_origin(b"https://a.example.com"));
    assert!(shadows::API.methods().eq(["PUT", "DELETE"]));
}
