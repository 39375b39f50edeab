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

/// Every problem of a policy repeated its name, so a long name used up the memory.
#[test]
fn the_name_of_a_policy_is_not_long() {
    let file = |name: &str| format!("origins = \"*\"\n[policies.{name}]\norigins = \"*\"\n");
    read(&file(&"n".repeat(200))).expect("the file keeps the rules");
    let problems = read(&file(&"n".repeat(201))).expect_err("the name is long");
    assert_eq!(problems.len(), 1);
    assert_eq!(
        problems[0].message,
        "the name of a policy is longer than 200 bytes"
    );
}

/// Each unknown name was compared with each policy, and listed all of them.
#[test]
fn the_help_for_an_unknown_policy_is_short() {
    let help = |policies: usize, name: &str| {
        let policies: String = (0..policies)
            .map(|number| format!("[policies.partner{number}]\norigins = \"*\"\n"))
            .collect();
        let routes = format!("[[routes]]\nnest = \"/a\"\npolicy = \"{name}\"\n");
        let problems = read(&format!("origins = \"*\"\n{policies}{routes}"));
        problems.expect_err("the name is unknown")[0].help.clone()
    };
    let help = |policies, name| help(policies, name).unwrap_or_default();
    assert_eq!(help(2, "x"), "the policies are \"partner0\", \"partner1\"");
    assert_eq!(help(500, "partnr7"), "write \"partner7\"");
    assert_eq!(help(500, "x"), "name one of the 500 policies");
}

/// Two policies with problems were taken for one, so the help was to remove a route that
/// keeps a policy away.
#[test]
fn routes_without_a_known_policy_are_not_compared() {
    let policies = r#"
        origins = "*"
        [policies.p]
        origins = ["https://b.example/"]
        [policies.q]
        origins = ["https://q.example/"]
    "#;
    for (outer, inner) in [
        ("p", "q"),
        ("none", "partner"),
        ("partner", "none"),
        ("q", "x"),
    ] {
        for path in ["/n/admin", "/n"] {
            let routes = format!(
                "[[routes]]\nnest = \"/n\"\npolicy = \"{outer}\"\n\
                 [[routes]]\nnest = \"{path}\"\npolicy = \"{inner}\"\n"
            );
            let problems = read(&format!("{policies}{routes}")).expect_err("paths in origins");
            let all = problems.notes().iter().chain(&*problems);
            let found: Vec<_> = all.map(|problem| problem.rule.name()).collect();
            assert!(
                !found.iter().any(|rule| rule.starts_with("route-")),
                "{outer} {inner} {path}: {found:?}"
            );
        }
    }
}

/// The help was to add `*` to the methods of the policy, which allows every method.
#[test]
fn a_route_for_every_method_is_nested() {
    for methods in ["", "methods = [\"PUT\"]\n", "methods = \"*\"\n"] {
        let problems = read(&format!(
            "origins = \"*\"\n[policies.p]\norigins = \"*\"\n{methods}\
             [[routes]]\npath = \"/a\"\nmethods = [\"*\"]\npolicy = \"p\"\n"
        ));
        let problems = problems.expect_err("`*` is no method");
        assert_eq!(problems.len(), 1, "{problems}");
        assert_eq!(problems[0].rule.name(), "method-invalid");
        let help = problems[0].help.as_deref().unwrap_or_default();
        assert!(help.contains("`nest`") && !help.contains("add"), "{help}");
    }
}
