//! The policies have the right content.

use usage_2021::{API, PUBLIC};

#[test]
fn by_the_attribute() {
    assert!(API.allows_origin(b"https://example.com"));
    assert!(API.allows_origin(b"https://app.example.com"));
    assert!(!API.allows_origin(b"https://example.org"));
    assert!(API.methods().eq(["GET", "PUT"]));
    assert!(API.headers().eq(["authorization"]));
    assert!(API.expose_headers().eq(["etag"]));
    assert!(API.credentials());
    assert_eq!(API.max_age(), Some(600));
}

#[test]
fn by_the_macro() {
    assert!(PUBLIC.allows_any_origin());
    assert!(PUBLIC.expose_headers().eq(["*"]));
}
