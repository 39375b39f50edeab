//! A `*` in the first label.

#![deny(warnings)]

use cors_engine::{Policy, cors};

static PREVIEWS: Policy = cors! {
    origins = [
        "https://preview-*.example.com",
        "https://*-staging.example.com:8443",
        "https://app-*-team.example.com:*",
        "http://pr-*.app.localhost:*",
    ],
    credentials,
};

// Without credentials, every page can read what everyone can read.
static HOSTED: Policy = cors! { origins = ["https://app-*-team.vercel.app"] };

static ALLOWED: Policy = cors! {
    origins = [#[allow(public_suffix)] "https://app-*-team.vercel.app"],
    credentials,
};

fn main() {
    for origin in [
        "https://preview-1.example.com",
        "https://preview-a-b_c.example.com",
        "https://a-staging.example.com:8443",
        "https://app-1-team.example.com",
        "https://app-1-team.example.com:8443",
        "http://pr-17.app.localhost:3000",
    ] {
        assert!(PREVIEWS.allows_origin(origin.as_bytes()), "{origin}");
    }
    for origin in [
        "https://preview-.example.com",
        "https://preview-1.a.example.com",
        "https://a.preview-1.example.com",
        "https://evilpreview-1.example.com",
        "https://preview-1.example.com.evil.example",
        "https://preview-1.example.com:8443",
        "https://-staging.example.com:8443",
        "https://a-staging.example.com",
        "https://xn--a-staging.example.com:8443",
        "https://app--team.example.com",
        "https://app-1-team.example.com:443",
        "http://preview-1.example.com",
    ] {
        assert!(!PREVIEWS.allows_origin(origin.as_bytes()), "{origin}");
    }
    for policy in [&HOSTED, &ALLOWED] {
        assert!(policy.allows_origin(b"https://app-1-team.vercel.app"));
        assert!(!policy.allows_origin(b"https://app-1-evil.vercel.app"));
    }
}
