//! `#[allow]` on entries.

#![deny(warnings)]

use cors_engine::{Policy, cors};

static ALLOWED: Policy = cors! {
    origins = [
        #[allow(insecure_origin)] "http://intranet.example",
        #[allow(insecure_origin, public_suffix)] "http://*.github.io",
        #[allow(public_suffix)] #[allow(insecure_origin)] "http://*.gitlab.io",
        #[cfg(all())] #[allow(any_extension)] "moz-extension://*",
        #[allow(insecure_origin)] "my-app://example",
    ],
    credentials,
};

// Without credentials these rules do not apply, and some origins are secure without
// `https`.
static WITHOUT_CREDENTIALS: Policy = cors! {
    origins = ["http://intranet.example", "https://*.github.io", "moz-extension://*"],
};

static SECURE: Policy = cors! {
    origins = [
        "http://localhost:3000", "http://*.localhost", "http://127.0.0.1:*", "http://[::1]:8080",
        "chrome-extension://aapocclcgogkmnckokdopfmhonfmgoek", "tauri://localhost",
        "https://*.internal", "https://*.example.com",
    ],
    credentials,
};

fn main() {
    assert!(ALLOWED.allows_origin(b"http://intranet.example"));
    assert!(ALLOWED.allows_origin(b"http://somebody.github.io"));
    assert!(ALLOWED.allows_origin(b"moz-extension://2c127fa4"));
    assert!(WITHOUT_CREDENTIALS.allows_origin(b"https://somebody.github.io"));
    assert!(SECURE.allows_origin(b"http://a.localhost"));
}
