//! Files that the schema accepts and rejects. The command agrees.

use jsonschema::Validator;
use serde_json::{Map, Value, json};

fn validator() -> Validator {
    let schema: Value = serde_json::from_str(super::SHIPPED).expect("JSON");
    jsonschema::validator_for(&schema).expect("a schema")
}

/// The exit code of `cors check`, without the warnings.
fn check(text: &str) -> Option<i32> {
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_cors"))
        .args(["check", "-", "--min-severity", "error"])
        .write_stdin(text)
        .output()
        .expect("the command runs");
    output.status.code()
}

#[test]
fn files_of_the_right_and_of_the_wrong_form() {
    let validator = validator();
    let valid = [
        r#"{"origins": "*"}"#,
        r#"{"origins": ["https://a.example"], "methods": "*", "headers": ["x-a"], "credentials": true, "max_age": "10m"}"#,
        r#"{"origins": [{"origin": "http://a.lan", "allow": ["insecure-origin"]}], "credentials": true, "max_age": 600}"#,
        r#"{"origins": [{"origin": "http://localhost", "allow": ["localhost_without_port"]}], "headers": ["x-a", {"header": "authorisation", "allow": ["header-misspelled"]}], "expose_headers": [{"header": "etag"}]}"#,
        r#"{"origins": "*", "policies": {"p": {"origins": ["https://p.example"], "methods": ["PUT"]}},
            "routes": [{"path": "/a/{id}", "methods": ["PUT"], "policy": "p"}, {"nest": "/b", "policy": "none"}]}"#,
    ];
    let invalid = [
        "[]",
        "{}",
        r#"{"origins": []}"#,
        r#"{"origins": "https://a.example"}"#,
        r#"{"allowed_origins": ["https://a.example"]}"#,
        r#"{"origins": "*", "credentials": "true"}"#,
        r#"{"origins": ["https://a.example"], "headers": [{"origin": "x-a"}]}"#,
        r#"{"origins": [{"header": "https://a.example"}]}"#,
        r#"{"origins": ["https://a.example"], "methods": [{"header": "PUT"}]}"#,
        r#"{"origins": ["https://a.example"], "headers": [{"header": "x-a", "allow": ["insecure-origin"]}]}"#,
        r#"{"origins": "*", "max_age": "3 weeks"}"#,
        r#"{"origins": "*", "policies": {"none": {"origins": "*"}}}"#,
        r#"{"origins": "*", "routes": [{"path": "/a", "policy": "none"}]}"#,
        r#"{"origins": "*", "routes": [{"nest": "/a", "path": "/a", "methods": ["PUT"], "policy": "none"}]}"#,
    ];
    for (texts, is_valid) in [(&valid[..], true), (&invalid[..], false)] {
        for text in texts {
            let value: Value = serde_json::from_str(text).expect(text);
            assert_eq!(validator.is_valid(&value), is_valid, "{text}");
            assert_eq!(check(text), Some(i32::from(!is_valid)), "{text}");
        }
    }
}

/// The schema rejects no file that the rules accept.
#[test]
fn every_accepted_row_of_the_rules_is_valid() {
    let rows: Vec<Map<String, Value>> =
        serde_json::from_str(include_str!("../../../cors-rules/tests/rules.json")).expect("rows");
    let validator = validator();
    let mut accepted = 0;
    for row in rows {
        if !row.contains_key("accepted") && !row.contains_key("note") {
            continue;
        }
        let short = [
            ("origin", "origins"),
            ("method", "methods"),
            ("header", "headers"),
            ("expose", "expose_headers"),
            ("max_age", "max_age"),
        ];
        let shorthand = short.into_iter().find_map(|(short, key)| {
            let value = row.get(short)?;
            let value = if key == "max_age" {
                value.clone()
            } else {
                json!([value])
            };
            let mut policy = json!({ "origins": ["https://example.com"] });
            policy[key] = value;
            Some(policy)
        });
        let policy = shorthand
            .or_else(|| row.get("policy").cloned())
            .expect("a policy");
        if policy.is_object() {
            assert!(validator.is_valid(&policy), "{policy}");
            accepted += 1;
        }
    }
    assert!(accepted > 40, "{accepted}");
}

/// What the engine writes is a file of the schema.
#[test]
fn what_is_serialized_is_valid() {
    let file = json!({
        "origins": ["https://a.example", {"origin": "http://a.lan", "allow": ["insecure-origin"]}],
        "headers": [{"header": "authorisation", "allow": ["header-misspelled"]}],
        "credentials": true,
        "max_age": "1h",
        "policies": {"p": {"origins": "*", "methods": ["PUT"]}},
        "routes": [
            {"path": "/a/{id}", "methods": ["PUT"], "policy": "p"},
            {"nest": "/b", "policy": "none"},
        ],
    });
    let policies: cors_engine::routes::Policies = serde_json::from_value(file).expect("policies");
    let written = serde_json::to_value(&policies).expect("JSON");
    assert!(validator().is_valid(&written), "{written}");
}
