//! Unusual origins that are correct.

#![deny(warnings)]

use cors_engine::{Policy, cors};

static ODD: Policy = cors! {
    origins = [
        "https://example.com.",
        "https://a_b.-c-.example",
        "https://127.0.0.1",
        "https://xn--bcher-kva.example",
        "http://[::1]:8080",
        "http://[::ffff:7f00:1]",
        "https://*.example.com:8443",
        "http://localhost:*",
        "https://*.example.net:*",
        "moz-extension://2c127fa4-62c7-7e4f-90e5-472b45eecfdc",
        "safari-web-extension://*",
        "capacitor://localhost",
        "app://.",
        "http://example.com:443",
        "https://example.com:80",
    ],
};

fn main() {
    for origin in [
        "https://example.com.",
        "https://a_b.-c-.example",
        "https://127.0.0.1",
        "https://xn--bcher-kva.example",
        "http://[::1]:8080",
        "http://[::ffff:7f00:1]",
        "https://shop.example.com:8443",
        "https://a.b.example.com:8443",
        "http://localhost",
        "http://localhost:3000",
        "https://a.example.net",
        "https://a.example.net:8443",
        "moz-extension://2c127fa4-62c7-7e4f-90e5-472b45eecfdc",
        "safari-web-extension://f4b1-c0de",
        "capacitor://localhost",
        "app://.",
        "http://example.com:443",
        "https://example.com:80",
    ] {
        assert!(ODD.allows_origin(origin.as_bytes()), "{origin}");
    }
    for origin in [
        "",
        "null",
        "https://example.com",
        "https://localhost",
        "http://localhost:80",
        "http://localhost:03000",
        "http://localhost:",
        "http://localhost:65536",
        "https://example.com:8443",
        "https://.example.com:8443",
        "https://shop.example.com",
        "https://a.example.net:443",
        "https://evil.example/.example.com:8443",
        "safari-web-extension://",
        "HTTP://LOCALHOST",
    ] {
        assert!(!ODD.allows_origin(origin.as_bytes()), "{origin}");
    }
}
