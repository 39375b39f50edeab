//! Constant policies that are made of other constant policies.

use cors_core::__private::{Parts, parts, policy};
use cors_core::{Policy, cors};

static API: Policy = cors! {
    origins = ["https://a.example", "https://*.b.example"],
    headers = ["x-a"],
    expose_headers = ["etag"],
    credentials,
    max_age = 10m,
};
static PUBLIC: Policy = cors! { origins = *, headers = [*, "authorization"] };

#[test]
fn methods_that_are_learned_later() {
    static ON_PUT: Policy = policy(Parts {
        methods: "PUT",
        ..parts(&API)
    });
    let written = r#"origins = ["https://a.example", "https://*.b.example"], methods = [PUT], headers = ["x-a"], expose_headers = ["etag"], credentials = true, max_age = 600"#;
    assert_eq!(ON_PUT.to_string(), written);
    assert!(ON_PUT.allows_origin("https://a.example"));
    assert!(ON_PUT.allows_origin("https://c.b.example"));
    assert!(!ON_PUT.allows_origin("https://b.example"));
}

#[test]
fn nothing_is_lost() {
    static SAME: [Policy; 2] = [policy(parts(&API)), policy(parts(&PUBLIC))];
    assert_eq!(SAME, [API.clone(), PUBLIC.clone()]);
    assert!(SAME[1].allows_any_origin());
}
