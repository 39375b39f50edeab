//! `expansion/policy.rs` is the expansion of a common policy; the tests of `cors-macros`
//! keep it up to date. These tests compile and use it.

use cors_engine::{Policy, cors};

mod written_out {
    include!("expansion/policy.rs");
}

static API: Policy = cors! {
    origins = [
        "https://example.com",
        "https://www.example.com",
        "https://admin.example.net",
        "https://*.example.org",
        #[cfg(debug_assertions)] "http://localhost:*",
    ],
    methods = [GET, PUT, DELETE],
    headers = ["authorization", "Content-Type"],
    expose_headers = ["etag"],
    credentials,
    max_age = 10m,
};

#[test]
fn the_expansion_is_the_policy() {
    assert_eq!(written_out::API, API);
}

#[test]
fn the_expansion_matches_the_same_origins() {
    let allowed = [
        "https://example.com",
        "https://www.example.com",
        "https://admin.example.net",
        "https://a.example.org",
        "https://a.b.example.org",
    ];
    let refused = [
        "",
        "null",
        "https://example.org",
        "https://example.net",
        "https://admin.example.com",
        "https://example.com:8443",
        "http://example.com",
        "https://a/.example.org",
    ];
    for policy in [&written_out::API, &API] {
        for origin in allowed {
            assert!(policy.allows_origin(origin.as_bytes()), "{origin}");
        }
        for origin in refused {
            assert!(!policy.allows_origin(origin.as_bytes()), "{origin}");
        }
        assert_eq!(
            policy.allows_origin(b"http://localhost:3000"),
            cfg!(debug_assertions)
        );
    }
}
