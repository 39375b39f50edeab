//! Constant policies that are made of other constant policies.

use cors_engine::__private::{
    Parts, allows_rules, exposes_any, has_method, lists_exact_https, parts, policy,
};
use cors_engine::{Policy, cors};

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

/// What is asked of a policy of which another is made.
#[test]
fn questions() {
    macro_rules! asked {
        ($question:ident, $($policy:tt)*) => {{
            static POLICY: Policy = cors! { $($policy)* };
            const ANSWER: bool = $question(&POLICY);
            ANSWER
        }};
    }
    assert!(asked!(
        lists_exact_https,
        origins = ["https://a.example", "https://[::1]:8443"]
    ));
    assert!(!asked!(lists_exact_https, origins = *));
    assert!(!asked!(
        lists_exact_https,
        origins = ["https://a.example", "https://*.b.example"]
    ));
    assert!(!asked!(
        lists_exact_https,
        origins = ["https://a.example:*"]
    ));
    assert!(!asked!(
        lists_exact_https,
        origins = ["https://a.example", "http://b.example"]
    ));
    assert!(!asked!(
        lists_exact_https,
        origins = ["https://a.example", "x-app://https"]
    ));
    assert!(!asked!(
        lists_exact_https,
        origins = [
            "https://a.example",
            #[cfg(not(windows))]
            "http://b.example"
        ]
    ));

    assert!(asked!(exposes_any, origins = *, expose_headers = *));
    assert!(!asked!(exposes_any, origins = *, expose_headers = ["x-a"]));
    assert!(!asked!(exposes_any, origins = *));

    assert!(asked!(
        allows_rules,
        origins = [
            "https://a.example",
            #[allow(insecure_origin)]
            "http://b.example"
        ],
        credentials
    ));
    assert!(!asked!(
        allows_rules,
        origins = ["https://a.example"],
        credentials
    ));
    assert!(!asked!(allows_rules, origins = *));

    const PATCHES: bool = has_method(&API, "PATCH");
    const GETS: bool = has_method(&API, "GET");
    assert_eq!((PATCHES, GETS), (false, true));
    assert!(has_method(
        &cors! { origins = *, methods = [PATCH] },
        "PATCH"
    ));
    assert!(!has_method(
        &cors! { origins = *, methods = [PATCH] },
        "PAT"
    ));
    assert!(!has_method(
        &cors! { origins = *, methods = ["PATCHES"] },
        "PATCH"
    ));
    assert!(has_method(&cors! { origins = *, methods = * }, "PATCH"));
}
