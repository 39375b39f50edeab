//! Compiles the examples in README.md and in the pages of this folder.
//!
//! `cargo test --doc --package documentation`

#![forbid(unsafe_code)]

#[cfg(doctest)]
mod pages {
    #[doc = include_str!("../README.md")]
    struct Readme;

    #[doc = include_str!("answers.md")]
    struct Answers;

    #[doc = include_str!("language.md")]
    struct Language;

    #[doc = include_str!("migrating-from-actix-cors.md")]
    struct MigratingFromActixCors;

    #[doc = include_str!("migrating-from-tower-http.md")]
    struct MigratingFromTowerHttp;

    #[doc = include_str!("migrating-from-warp.md")]
    struct MigratingFromWarp;

    #[doc = include_str!("multiple-policies.md")]
    struct MultiplePolicies;

    #[doc = include_str!("run-time.md")]
    struct RunTime;

    #[doc = include_str!("testing.md")]
    struct Testing;

    #[doc = include_str!("what-cors-does-not-protect.md")]
    struct WhatCorsDoesNotProtect;
}
