//! Policies with the origins of a deployment.

use std::time::Duration;

use cors_engine::{Entry, Policy, Rule, cors};

static API: Policy = cors! {
    origins = ["https://example.com"],
    methods = [GET, PUT],
    headers = ["authorization"],
    expose_headers = ["etag"],
    credentials,
    max_age = 10m,
};

#[test]
fn origins_are_replaced_and_the_rest_is_kept() {
    let policy = API
        .with_origins(["https://a.example", "https://*.b.example"])
        .build()
        .unwrap();
    assert!(policy.allows_origin(b"https://a.example"));
    assert!(policy.allows_origin(b"https://c.b.example"));
    assert!(!policy.allows_origin(b"https://example.com"));
    assert_eq!(policy.methods().collect::<Vec<_>>(), ["GET", "PUT"]);
    assert_eq!(policy.headers().collect::<Vec<_>>(), ["authorization"]);
    assert_eq!(policy.expose_headers().collect::<Vec<_>>(), ["etag"]);
    assert!(policy.credentials());
    assert_eq!(policy.max_age(), Some(600));
}

#[test]
fn every_problem_is_reported_at_once_and_none_panics() {
    let problems = API
        .with_origins([
            "https://a.example/",
            "",
            "*",
            "http://b.example",
            "https://c.example",
        ])
        .build()
        .unwrap_err();
    let rules: Vec<Rule> = problems.iter().map(|problem| problem.rule).collect();
    assert_eq!(
        rules,
        [
            Rule::OriginHasPath,
            Rule::OriginSchemeMissing,
            Rule::AnyOriginWithOthers,
            Rule::InsecureOrigin
        ]
    );
    let no_origins: [&str; 0] = [];
    assert_eq!(
        API.with_origins(no_origins).build().unwrap_err()[0].rule,
        Rule::OriginsMissing
    );
    assert_eq!(
        API.with_origins(["*"]).build().unwrap_err()[0].rule,
        Rule::AnyOriginWithCredentials
    );
}

#[test]
fn redundant_origins_are_left_out_and_noted() {
    let origins = [
        "https://a.example",
        "https://a.example",
        "https://b.c.example",
        "https://*.c.example",
    ];
    let (policy, notes) = API.with_origins(origins).build_with_notes().unwrap();
    assert_eq!(
        policy.origins().collect::<Vec<_>>(),
        ["https://a.example", "https://*.c.example"]
    );
    let rules: Vec<Rule> = notes.iter().map(|note| note.rule).collect();
    assert_eq!(rules, [Rule::OriginDuplicate, Rule::OriginCovered]);
}

#[test]
fn label_globs_of_a_deployment_cover_origins_and_narrower_globs() {
    let origins = [
        "https://preview-1.example.com",
        "https://preview-a-*.example.com",
        "https://preview-*.example.com",
        "https://preview-.example.com",
    ];
    let (policy, notes) = API.with_origins(origins).build_with_notes().unwrap();
    assert_eq!(
        policy.origins().collect::<Vec<_>>(),
        [
            "https://preview-*.example.com",
            "https://preview-.example.com"
        ]
    );
    let rules: Vec<Rule> = notes.iter().map(|note| note.rule).collect();
    assert_eq!(rules, [Rule::OriginCovered; 2]);
    for origin in ["preview-1", "preview-a-1", "preview-b", "preview-"] {
        let origin = format!("https://{origin}.example.com");
        assert!(policy.allows_origin(origin.as_bytes()), "{origin}");
    }
    assert!(!policy.allows_origin(b"https://preview.example.com"));
    let hosted = API.with_origins(["https://app-*-team.vercel.app"]);
    assert_eq!(hosted.build().unwrap_err()[0].rule, Rule::PublicSuffix);
}

#[test]
fn rules_can_be_allowed_for_the_whole_list() {
    let list = [
        "http://intranet",
        "https://*.github.io",
        "https://a.example",
    ];
    assert_eq!(API.with_origins(list).build().unwrap_err().len(), 2);
    let allowed = API
        .with_origins(list)
        .allow(Rule::InsecureOrigin)
        .allow(Rule::PublicSuffix)
        .build()
        .unwrap();
    assert!(allowed.allows_origin(b"http://intranet"));
    assert_eq!(
        API.with_origins(list)
            .allow(Rule::OriginHasPath)
            .build()
            .unwrap_err()[0]
            .rule,
        Rule::InsecureOrigin
    );
}

#[test]
fn a_policy_can_be_taken_from_the_environment() {
    // To set a variable is unsafe. What a variable can contain is tested next to
    // the code that reads it.
    let problems = API
        .with_origins_from_env("CORS_CORE_TEST_NOT_SET")
        .build()
        .unwrap_err();
    assert_eq!(problems[0].rule, Rule::OriginsMissing);
    assert_eq!(
        problems[0].message,
        "the environment variable `CORS_CORE_TEST_NOT_SET` is not set"
    );
    // Cargo sets this variable, and its value is not an origin.
    let problems = API
        .with_origins_from_env("CARGO_PKG_NAME")
        .build()
        .unwrap_err();
    assert_eq!(problems[0].rule, Rule::OriginSchemeMissing);
    assert_eq!(problems[0].value.as_deref(), Some("cors-engine"));
    let text = problems.to_string();
    assert!(
        text.starts_with("origins[0] of CARGO_PKG_NAME: "),
        "the key, the index and the variable are named: {text}"
    );
}

#[cfg(feature = "http")]
#[test]
fn the_builder_takes_the_types_of_http() {
    let policy = Policy::builder()
        .origins(["https://example.com".to_owned()])
        .methods([http::Method::PUT, http::Method::PATCH])
        .headers([http::header::AUTHORIZATION])
        .expose_headers(&[http::header::ETAG])
        .build()
        .unwrap();
    assert!(policy.methods().eq(["PUT", "PATCH"]));
    assert!(policy.headers().eq(["authorization"]));
    assert!(policy.expose_headers().eq(["etag"]));
}

#[test]
fn a_builder_of_a_policy_keeps_what_is_not_set_again() {
    let same = API.to_builder().build().unwrap();
    assert_eq!(same, API);
    let other = API
        .to_builder()
        .methods(["DELETE"])
        .max_age(60)
        .build()
        .unwrap();
    assert!(other.methods().eq(["DELETE"]));
    assert_eq!(other.max_age(), Some(60));
    assert!(other.origins().eq(API.origins()));
    assert!(other.credentials());
    // The rules apply to the whole: the policy has credentials.
    let problems = API.to_builder().origins(["*"]).build().unwrap_err();
    assert_eq!(problems[0].rule, Rule::AnyOriginWithCredentials);
    // A key that is set twice is a problem, as in every builder.
    let twice = API.to_builder().methods(["PUT"]).methods(["PATCH"]);
    assert_eq!(twice.build().unwrap_err()[0].rule, Rule::KeyDuplicate);
}

#[test]
fn a_default_builder_has_no_keys() {
    let problems = cors_engine::PolicyBuilder::default().build().unwrap_err();
    assert_eq!(problems[0].rule, Rule::OriginsMissing);
}

#[test]
fn the_builder_counts_whole_seconds() {
    let build = |age: Duration| Policy::builder().origins(["*"]).max_age(age).build();
    assert_eq!(
        build(Duration::from_secs(600)).unwrap().max_age(),
        Some(600)
    );
    assert_eq!(
        build(Duration::from_millis(1500)).unwrap_err()[0].rule,
        Rule::MaxAgeInvalid
    );
    assert_eq!(
        build(Duration::MAX).unwrap_err()[0].rule,
        Rule::MaxAgeInvalid
    );
}

#[test]
fn a_warning_is_a_note_and_can_be_silenced() {
    let rules = |notes: Vec<cors_engine::Problem>| -> Vec<Rule> {
        notes.iter().map(|note| note.rule).collect()
    };
    let local = || API.with_origins(["http://localhost", "https://app.example.com"]);
    let (policy, notes) = local().build_with_notes().unwrap();
    assert!(policy.allows_origin("http://localhost"));
    assert_eq!(rules(notes), [Rule::LocalhostWithoutPort]);
    let silenced = local().allow(Rule::LocalhostWithoutPort);
    assert_eq!(rules(silenced.build_with_notes().unwrap().1), []);

    let headers = |entry: Entry| Policy::builder().origins(["*"]).headers([entry]);
    let written = headers(Entry::new("authorisation"));
    assert_eq!(
        rules(written.build_with_notes().unwrap().1),
        [Rule::HeaderMisspelled]
    );
    let silenced = headers(Entry::new("authorisation").allow(Rule::HeaderMisspelled));
    let (policy, notes) = silenced.build_with_notes().unwrap();
    assert_eq!(rules(notes), []);
    let text = r#"origins = *, headers = [#[allow(header_misspelled)] "authorisation"]"#;
    assert_eq!(policy.to_string(), text);
}

/// A policy was checked when it was built. A policy that is made from it does not repeat
/// the warnings about its headers.
#[test]
fn a_silenced_header_stays_silenced() {
    static POLICY: Policy = cors! {
        origins = ["https://example.com"],
        headers = [#[allow(header_misspelled)] "authorisation"],
    };
    let other = POLICY.with_origins(["https://example.org"]);
    assert_eq!(other.build_with_notes().unwrap().1, []);
    let other = POLICY.to_builder().methods(["PUT"]);
    assert_eq!(other.build_with_notes().unwrap().1, []);
}

#[test]
fn added_origins_extend_the_list() {
    let wider = API
        .to_builder()
        .add_origins(["https://*.example.org"])
        .add_origins(vec![
            Entry::new("http://printer.lan").allow(Rule::InsecureOrigin),
        ])
        .build()
        .unwrap();
    let origins = [
        "https://example.com",
        "https://*.example.org",
        "http://printer.lan",
    ];
    assert!(wider.origins().eq(origins));
    assert!(wider.allows_origin("https://a.example.org"));
    assert!(wider.credentials() && wider.methods().eq(API.methods()));
    // It also extends a list that is set, in any order of the calls.
    let set = API
        .to_builder()
        .add_origins(["https://b.example"])
        .origins(["https://a.example"]);
    let set = set.build().unwrap();
    assert!(set.origins().eq(["https://a.example", "https://b.example"]));
    // Without a list, it is the list.
    let new = Policy::builder()
        .add_origins(["https://a.example"])
        .build()
        .unwrap();
    assert!(new.origins().eq(["https://a.example"]));
    // Adding nothing changes nothing.
    let same = API.to_builder().add_origins::<&str>([]).build().unwrap();
    assert_eq!(same, API);
}

#[test]
fn added_origins_are_checked_with_the_others() {
    let problems = |origins: &[&str]| {
        let wider = API.to_builder().add_origins(origins);
        let problems = wider.build().unwrap_err();
        let paths = problems
            .iter()
            .map(|problem| (problem.rule, problem.path()));
        paths.collect::<Vec<_>>()
    };
    let at = |rule, path: &str| (rule, path.to_owned());
    // The index counts in the whole list.
    let path = at(Rule::OriginHasPath, "origins[2]");
    assert_eq!(
        problems(&["https://b.example", "https://b.example/"]),
        [path]
    );
    let twice = at(Rule::OriginDuplicate, "origins[1]");
    assert_eq!(problems(&["https://example.com"]), [twice]);
    assert_eq!(
        problems(&["http://b.example"]),
        [at(Rule::InsecureOrigin, "origins[1]")]
    );
    assert_eq!(
        problems(&["*"]),
        [at(Rule::AnyOriginWithOthers, "origins[1]")]
    );
}
