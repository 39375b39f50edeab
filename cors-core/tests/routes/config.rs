//! Policies by URL in files.

use cors_engine::routes::Policies;
use cors_engine::{Config, Problems};

fn read(toml: &str) -> Result<Policies, Problems> {
    let config: Config = toml::from_str(toml).expect("TOML");
    config.build_policies()
}

const FILE: &str = r#"
origins = "*"

[policies.partners]
origins = ["https://partner.example"]
methods = ["PUT"]

[[routes]]
path = "/orders/{id}"
methods = ["PUT"]
policy = "partners"

[[routes]]
nest = "/health"
policy = "none"
"#;

#[test]
fn a_file_is_what_the_builder_makes() {
    let policies = read(FILE).expect("the file keeps the rules");
    assert!(policies.application().allows_any_origin());
    let entries: Vec<_> = policies
        .entries()
        .map(|entry| {
            let origins: Vec<_> = entry.policy.origins().collect();
            (entry.methods.map(<[_]>::to_vec), entry.path, origins)
        })
        .collect();
    assert_eq!(
        entries,
        [
            (
                Some(vec!["PUT".to_owned()]),
                "/orders/{id}",
                vec!["https://partner.example"]
            ),
            (None, "/health", vec![]),
        ]
    );
}

#[test]
fn a_single_policy_does_not_ignore_routes() {
    let config: Config = toml::from_str(FILE).expect("TOML");
    let problems = config.build().expect_err("there are routes");
    assert!(problems[0].message.contains("Config::build_policies"));
}

#[test]
fn every_problem_comes_at_once_with_its_path() {
    let problems = read(
        r#"
        origins = ["https://example.com/"]
        max_age = "10m"

        [policies.partners]
        origins = ["https://partner.example"]
        methods = ["put"]

        [policies.none]
        origins = ["https://partner.example"]

        [[routes]]
        path = "/orders/{id"
        methods = ["PUT"]
        policy = "partner"

        [[routes]]
        path = "/a"
        policy = "partners"

        [[routes]]
        nest = "/b"
        method = ["PUT"]
        policy = 3

        [[routes]]
        nest = "/c"

        [[routes]]
        nest = "/d"
        path = "/d"
        policy = "partners"
        "#,
    )
    .expect_err("there are problems");
    let found: Vec<_> = problems
        .iter()
        .map(|problem| (problem.rule.name(), problem.path()))
        .collect();
    assert_eq!(
        found,
        [
            ("origin-has-path", "origins[0]"),
            ("syntax", "policies.none"),
            ("method-not-upper-case", "policies.partners.methods[0]"),
            ("policy-unknown", "routes[0].policy"),
            ("syntax", "routes[1].methods"),
            ("key-unknown", "routes[2].method"),
            ("syntax", "routes[2].policy"),
            ("syntax", "routes[3].policy"),
            ("syntax", "routes[4].nest"),
            ("route-path-invalid", "routes[0].path"),
        ]
        .map(|(rule, path)| (rule, path.to_owned()))
    );
    let unknown = &problems[3];
    assert_eq!(unknown.help.as_deref(), Some("write \"partners\""));
}

#[test]
fn a_file_of_another_shape_is_a_problem() {
    for (toml, path) in [
        ("origins = '*'\nroutes = 3", ""),
        ("origins = '*'\npolicies = ['a']", ""),
        ("origins = '*'\nroutes = ['a']", "routes[0]"),
        ("origins = '*'\n[policies]\na = 1", "policies.a"),
    ] {
        let problems = read(toml).expect_err(toml);
        assert_eq!(problems.len(), 1, "{problems}");
        assert_eq!(problems[0].path(), path, "{problems}");
    }
    let json =
        r#"{ "origins": "*", "routes": [{ "nest": "/a", "nest": "/b", "policy": "none" }] }"#;
    let config: Config = serde_json::from_str(json).expect("JSON");
    let problems = config.build_policies().expect_err("a key is written twice");
    assert_eq!(problems[0].path(), "routes[0].nest");
}
