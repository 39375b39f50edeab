//! `#[allow]` on entries silences warnings.

#![forbid(warnings)]

use cors_engine::{Policy, cors};

static SILENCED: Policy = cors! {
    origins = [
        #[allow(localhost_without_port)] "http://localhost",
        #[cfg(any())] "http://127.0.0.1",
        "http://localhost:3000",
    ],
    headers = [#[allow(header_misspelled)] "authorisation", "x-csrftoken", "x-apikey"],
    expose_headers = [#[allow(header_misspelled)] #[cfg(all())] "x-crsf-token"],
};

fn main() {
    assert!(SILENCED.allows_origin(b"http://localhost"));
    assert!(SILENCED.headers().eq(["authorisation", "x-csrftoken", "x-apikey"]));
    assert!(SILENCED.expose_headers().eq(["x-crsf-token"]));
}
