//! `#[cfg]` on entries.

#![deny(warnings)]

use cors_engine::{Policy, cors};

static ORIGINS: Policy = cors! {
    origins = [
        "https://example.com",
        #[cfg(not(any()))] "https://in.example",
        #[cfg(any())] "https://out.example",
        #[cfg(all())] #[cfg(not(any()))] "https://*.both.example",
        #[cfg(all())] #[cfg(any())] "https://*.neither.example",
    ],
};

static NAMES: Policy = cors! {
    origins = ["https://example.com"],
    methods = [GET, #[cfg(all())] PUT, #[cfg(any())] DELETE, PATCH],
    headers = [#[cfg(any())] "x-out", "X-A", #[cfg(all())] "x-in"],
    expose_headers = [#[cfg(any())] "etag"],
};

static EVERYTHING_LEFT_OUT: Policy = cors! {
    origins = [#[cfg(any())] "https://example.com"],
    methods = [#[cfg(any())] PUT],
};

static ANY_IN: Policy = cors! {
    origins = [#[cfg(all())] *, "https://example.com", #[cfg(any())] "https://out.example"],
    methods = [#[cfg(all())] *, PUT],
    headers = [#[cfg(all())] *, "authorization", "x-a"],
    expose_headers = [#[cfg(all())] *, "etag"],
};

static ANY_OUT: Policy = cors! {
    origins = [#[cfg(any())] *, "https://example.com"],
    methods = [#[cfg(any())] *, PUT],
    headers = [#[cfg(any())] *, "authorization", "x-a"],
    expose_headers = [#[cfg(any())] *, "etag"],
};

static ANY_ALONE_LEFT_OUT: Policy = cors! { origins = [#[cfg(any())] *] };

static ONE_OF_TWO: Policy = cors! {
    origins = [
        #[cfg(debug_assertions)] "http://localhost:*",
        #[cfg(not(debug_assertions))] "https://example.com",
    ],
};

static MANY_UNDER_ONE: Policy = cors! {
    origins = [
        "https://a.example.com", "https://b.example.com", "https://c.example.com",
        "https://*.example.net",
        #[cfg(all())] "https://a.example.org",
        #[cfg(all())] "https://b.example.org",
        #[cfg(all())] "https://c.example.org",
        #[cfg(all())] "https://*.example",
        #[cfg(any())] "https://d.example.org",
    ],
};

static SAME_UNDER_OTHER_CONDITIONS: Policy = cors! {
    origins = ["https://example.com", #[cfg(all())] "https://example.com"],
};

fn main() {
    assert!(ORIGINS.allows_origin(b"https://example.com"));
    assert!(ORIGINS.allows_origin(b"https://in.example"));
    assert!(ORIGINS.allows_origin(b"https://a.both.example"));
    assert!(!ORIGINS.allows_origin(b"https://out.example"));
    assert!(!ORIGINS.allows_origin(b"https://a.neither.example"));
    let written = ["https://example.com", "https://in.example", "https://*.both.example"];
    assert!(ORIGINS.origins().eq(written));

    assert!(NAMES.methods().eq(["GET", "PUT", "PATCH"]));
    assert!(NAMES.headers().eq(["x-a", "x-in"]));
    assert_eq!(NAMES.expose_headers().count(), 0);

    assert!(!EVERYTHING_LEFT_OUT.allows_origin(b"https://example.com"));
    assert_eq!(EVERYTHING_LEFT_OUT.methods().count(), 0);

    assert!(ANY_IN.allows_any_origin());
    assert!(ANY_IN.origins().eq(["*"]));
    assert!(ANY_IN.methods().eq(["*"]));
    assert!(ANY_IN.headers().eq(["*", "authorization"]));
    assert!(ANY_IN.expose_headers().eq(["*"]));

    assert!(!ANY_OUT.allows_any_origin());
    assert!(ANY_OUT.origins().eq(["https://example.com"]));
    assert!(ANY_OUT.allows_origin(b"https://example.com"));
    assert!(ANY_OUT.methods().eq(["PUT"]));
    assert!(ANY_OUT.headers().eq(["authorization", "x-a"]));
    assert!(ANY_OUT.expose_headers().eq(["etag"]));

    assert!(!ANY_ALONE_LEFT_OUT.allows_origin(b"https://example.com"));
    assert_eq!(ONE_OF_TWO.allows_origin(b"http://localhost:3000"), cfg!(debug_assertions));
    assert_eq!(ONE_OF_TWO.allows_origin(b"https://example.com"), cfg!(not(debug_assertions)));
    for (origin, allowed) in [
        ("https://b.example.com", true),
        ("https://d.example.com", false),
        ("https://a.example.net", true),
        ("https://c.example.org", true),
        ("https://d.example.org", false),
        ("https://a.example", true),
    ] {
        assert_eq!(MANY_UNDER_ONE.allows_origin(origin.as_bytes()), allowed, "{origin}");
    }
    assert_eq!(MANY_UNDER_ONE.origins().count(), 8);
    assert!(SAME_UNDER_OTHER_CONDITIONS.allows_origin(b"https://example.com"));
}
