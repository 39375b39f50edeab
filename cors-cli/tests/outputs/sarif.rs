//! The SARIF output validates against the schema of OASIS.

use std::path::Path;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;

use crate::{POLICY, cors_in, folder, message, server};

static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
    let mut schema: Value =
        serde_json::from_str(include_str!("../sarif/sarif-schema-2.1.0.json")).expect("JSON");
    // The schema names draft 4, in which the format `uri-reference` of the schema does not
    // exist yet. Nothing else of the schema has another meaning in draft 7.
    schema["$schema"] = "http://json-schema.org/draft-07/schema#".into();
    jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("a schema")
});

/// Runs the command, and returns the results of its SARIF log, which is valid.
#[track_caller]
fn results(folder: &Path, arguments: &[&str], input: &[u8]) -> Vec<Value> {
    let run = cors_in(folder, "sarif", arguments, input);
    let log = run.json();
    let errors: Vec<_> = SCHEMA
        .iter_errors(&log)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{arguments:?}: {errors:?}\n{log}");
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array();
    let results = log["runs"][0]["results"].as_array().expect("results");
    for result in results {
        let is_of = |rule: &Value| rule["id"] == result["ruleId"];
        assert!(rules.is_some_and(|rules| rules.iter().any(is_of)), "{log}");
    }
    results.clone()
}

fn uri(result: &Value) -> &str {
    result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        .as_str()
        .expect("a URI")
}

#[test]
fn the_schema_is_applied() {
    let invalid = [
        serde_json::json!({ "version": "2.1.0" }),
        serde_json::json!({ "version": "2.1.0", "runs": [{
            "tool": { "driver": { "name": "cors" } },
            "results": [{
                "message": { "text": "" },
                "locations": [{ "physicalLocation": { "artifactLocation": { "uri": "<stdin>" } } }],
            }],
        }]}),
    ];
    assert!(invalid.iter().all(|log| !SCHEMA.is_valid(log)));
}

#[test]
fn check_prints_valid_sarif() {
    let wrong = "origins = [\"https://example.com/\"]\n";
    let names = [
        "wrong.toml",
        "my policy é.toml",
        "-x.toml",
        "a:b?c#d%e.toml",
        "[a]|{b}\"'.toml",
        "日本.toml",
    ];
    // Windows has no such names.
    let names = names
        .into_iter()
        .filter(|name| cfg!(unix) || !name.contains(['?', ':', '"', '|']));
    let folder = folder(&[("right.toml", POLICY), ("broken.yaml", "a: [\n")]);
    assert!(results(folder.path(), &["check", "right.toml"], b"").is_empty());
    assert_eq!(
        results(folder.path(), &["check", "broken.yaml"], b"").len(),
        1
    );
    for name in names {
        let path = folder.path().join(name);
        std::fs::write(&path, wrong).expect("a file");
        let relative = results(folder.path(), &["check", "--", name], b"");
        assert_eq!(relative.len(), 1, "{name}");
        assert!(uri(&relative[0]).ends_with(".toml"), "{relative:?}");
        let path = path.to_str().expect("a path");
        let absolute = results(folder.path(), &["check", path], b"");
        assert!(uri(&absolute[0]).starts_with("file:///"), "{absolute:?}");
    }
}

/// `<stdin>` is no URI reference.
#[test]
fn standard_input_is_a_valid_uri() {
    let folder = folder(&[]);
    let wrong = b"origins = [\"https://example.com/\"]\n";
    let results = results(folder.path(), &["check", "-"], wrong);
    assert_eq!(uri(&results[0]), "%3Cstdin%3E");
}

#[test]
fn try_prints_valid_sarif() {
    let folder = folder(&[("cors.toml", POLICY)]);
    let (open, closed) = (server(true), server(false));
    let from = ["--from", "http://localhost:5173"];
    for (url, are_findings) in [
        (open.url("/"), false),
        (closed.url("/a b?x[]=é|{}&token=secret"), true),
        ("http://127.0.0.1:2/".to_owned(), true),
    ] {
        let arguments = [&["try", &url][..], &from].concat();
        let results = results(folder.path(), &arguments, b"");
        assert_eq!(!results.is_empty(), are_findings, "{url}");
    }
    let url = "https://api.example.com/";
    let arguments = ["try", url, "-X", "DELETE", "--against", "cors.toml"];
    assert!(!results(folder.path(), &[&arguments[..], &from].concat(), b"").is_empty());
}

#[test]
fn explain_prints_valid_sarif() {
    let folder = folder(&[]);
    let console = [
        message("https://api.example.com/a b?x[]=é|{}"),
        message("https://host…/<id>#a#b"),
        "Access to fetch at '/users/{id}' from origin 'null' has been blocked by CORS policy: No \
         'Access-Control-Allow-Origin' header is present on the requested resource."
            .to_owned(),
        "TypeError: Failed to fetch".to_owned(),
        "\u{1b}[31mwhat is this?\u{202e}".to_owned(),
    ]
    .join("\n");
    let results = results(folder.path(), &["explain"], console.as_bytes());
    assert!(results.len() > 3, "{results:?}");
}

#[test]
fn audit_prints_valid_sarif() {
    let folder = folder(&[("cors.toml", POLICY)]);
    let (open, closed) = (server(true), server(false));
    for (url, expect) in [
        (open.url("/a?x[]=|"), true),
        (closed.url("/"), true),
        (closed.url("/"), false),
        ("http://127.0.0.1:1/".to_owned(), false),
    ] {
        let expect: &[&str] = if expect {
            &["--expect", "cors.toml"]
        } else {
            &[]
        };
        let arguments = [&["audit", &url][..], expect].concat();
        let results = results(folder.path(), &arguments, b"");
        assert!(!results.is_empty(), "{url}");
    }
}

#[test]
fn rules_prints_valid_sarif() {
    let folder = folder(&[]);
    assert!(results(folder.path(), &["rules"], b"").is_empty());
}
