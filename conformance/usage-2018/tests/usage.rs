//! The policies have the right content.

#![deny(warnings)]

use house_rules::Policy;
use usage_2018::{admin, site, API, PUBLIC, SITE};

/// By the macro of the other crate, which uses the `cors!` of its own dependency.
static FROM_ANOTHER_CRATE: Policy = site!("https://example.net", "https://*.example.net");

#[cors_macros::warp(crate = house_rules, origins = ["https://example.com"], max_age = 1h)]
static BY_ATTRIBUTE: Policy;

#[test]
fn a_static() {
    assert!(API.allows_origin(b"https://example.com"));
    assert!(API.allows_origin(b"https://a.b.example.com"));
    assert!(!API.allows_origin(b"http://example.com"));
    assert!(!API.allows_origin(b"https://example.com.evil.example"));
    let delete = cfg!(debug_assertions).then(|| "DELETE");
    assert!(API
        .methods()
        .eq(["GET", "PUT"].iter().copied().chain(delete)));
    assert!(API
        .headers()
        .eq(["authorization", "content-type"].iter().copied()));
    assert!(API.credentials());
    assert_eq!(API.max_age(), Some(600));
}

#[test]
fn a_constant() {
    let public = PUBLIC;
    assert!(public.allows_any_origin());
    assert!(public.allows_origin(b"whatever"));
    assert!(!public.credentials());
}

#[test]
fn macros_of_the_users() {
    for (policy, domain) in &[(&SITE, "example.org"), (&FROM_ANOTHER_CRATE, "example.net")] {
        assert!(policy.allows_origin(format!("https://{domain}").as_bytes()));
        assert!(policy.allows_origin(format!("https://a.{domain}").as_bytes()));
        assert!(!policy.allows_origin(format!("https://a{domain}").as_bytes()));
        assert_eq!(
            policy.allows_origin(b"http://localhost:3000"),
            cfg!(debug_assertions)
        );
    }
    assert!(SITE.methods().eq(vec!["PATCH"]));
    assert_eq!(SITE.max_age(), Some(0));
    assert_eq!(FROM_ANOTHER_CRATE.max_age(), None);
}

#[test]
fn inside_a_function() {
    assert!(admin().allows_origin(b"https://admin.example.com"));
    assert!(!admin().allows_origin(b"https://example.com"));
}

#[test]
fn an_attribute_with_the_crates_name() {
    assert!(BY_ATTRIBUTE.allows_origin(b"https://example.com"));
    assert_eq!(BY_ATTRIBUTE.max_age(), Some(3_600));
}
