//! `check`, and the output of `serve` if there is nothing to serve.

use std::process::{Command, Output};

use crate::support::{ANY_ORIGIN, ECHO, FULL, MINIMAL, PolicyFile, WILDCARD};
use serde_json::Value;

fn conformance(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_conformance"));
    command.args(args).output().unwrap()
}

fn check(policy: impl AsRef<[u8]>) -> Output {
    let file = PolicyFile::new(policy);
    conformance(&["check", "--policy", file.path()])
}

/// The JSON objects of an output, one per line.
fn objects(output: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(output).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The rule, the key and the value of each problem, or `-` if there is none.
fn problems_in(output: &[u8]) -> Vec<[String; 3]> {
    let text = |object: &Value, key: &str| object[key].as_str().unwrap_or("-").to_owned();
    objects(output)
        .iter()
        .map(|object| ["rule", "key", "value"].map(|key| text(object, key)))
        .collect()
}

#[track_caller]
fn expect(policy: &str, problems: &[[&str; 3]]) {
    let output = check(policy);
    assert_eq!(problems_in(&output.stdout), problems, "{policy}");
    assert_eq!(output.status.code(), Some(1), "{policy}");
}

#[test]
fn a_correct_policy_prints_nothing() {
    for policy in [MINIMAL, WILDCARD, ECHO, FULL, ANY_ORIGIN] {
        let output = check(policy);
        assert_eq!(output.status.code(), Some(0), "{policy}");
        assert!(output.stdout.is_empty(), "{policy}");
        assert!(output.stderr.is_empty(), "{policy}");
    }
    let lifted = r#"
        origins = [{ origin = "http://intranet", allow = ["insecure-origin"] }]
        credentials = true
    "#;
    assert_eq!(check(lifted).status.code(), Some(0));
}

#[test]
fn notes_go_to_standard_error_and_are_not_errors() {
    let output = check(
        r#"
        headers = ["accept", "x-a"]
        origins = ["https://*.example.com", "https://app.example.com"]
        max_age = 86400
        "#,
    );
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout.is_empty());
    let notes = problems_in(&output.stderr);
    assert_eq!(
        notes,
        [
            ["header-safelisted", "headers", "accept"],
            ["origin-covered", "origins", "https://app.example.com"],
            ["max-age-capped", "max_age", "86400"],
        ]
    );
}

#[test]
fn all_problems_are_reported_in_the_order_of_the_file() {
    expect(
        r#"
        max_age = "3 weeks"
        methods = ["GET", "put", "TRACE", "GET"]
        credentials = true
        colour = "red"
        origins = [
            "https://example.com",
            "https://app.example.com/",
            "example.com",
            "null",
            "https://*.github.io",
            "https://example.com",
        ]
        headers = ["x-a", "cookie", "no name"]
        expose_headers = ["set-cookie", "*"]
        "#,
        &[
            ["max-age-invalid", "max_age", "3 weeks"],
            ["method-not-upper-case", "methods", "put"],
            ["method-forbidden", "methods", "TRACE"],
            ["method-duplicate", "methods", "GET"],
            ["key-unknown", "colour", "colour"],
            ["origin-has-path", "origins", "https://app.example.com/"],
            ["origin-scheme-missing", "origins", "example.com"],
            ["origin-null", "origins", "null"],
            ["public-suffix", "origins", "https://*.github.io"],
            ["origin-duplicate", "origins", "https://example.com"],
            ["header-forbidden", "headers", "cookie"],
            ["header-invalid", "headers", "no name"],
            ["expose-forbidden", "expose_headers", "set-cookie"],
            ["any-expose-with-others", "expose_headers", "*"],
        ],
    );
}

#[test]
fn a_missing_key_is_reported_last() {
    expect(
        r#"methods = ["put"]"#,
        &[
            ["method-not-upper-case", "methods", "put"],
            ["origins-missing", "origins", "-"],
        ],
    );
    expect("", &[["origins-missing", "origins", "-"]]);
    expect("origins = []", &[["origins-missing", "origins", "-"]]);
}

#[test]
fn a_problem_of_two_keys_is_reported_at_the_one_to_change() {
    expect(
        "origins = \"*\"\ncredentials = true",
        &[["any-origin-with-credentials", "origins", "*"]],
    );
    expect(
        "credentials = true\norigins = [\"https://a.example\"]\nexpose_headers = \"*\"",
        &[["any-expose-with-credentials", "expose_headers", "*"]],
    );
}

#[test]
fn a_value_of_the_wrong_type_is_reported_with_the_other_problems() {
    let output = check("origins = 3\nmethods = [\"put\"]\ncredentials = \"yes\"");
    assert_eq!(output.status.code(), Some(1));
    let rules: Vec<_> = problems_in(&output.stdout)
        .into_iter()
        .map(|[rule, key, _]| (rule, key))
        .collect();
    let expected = [
        ("syntax", "origins"),
        ("method-not-upper-case", "methods"),
        ("syntax", "credentials"),
    ];
    assert_eq!(
        rules,
        expected.map(|(rule, key)| (rule.to_owned(), key.to_owned()))
    );
}

#[test]
fn invalid_toml_is_one_problem() {
    for policy in [
        b"origins = [\"https://a.example\"".as_slice(),
        b"origins = \"*\"\norigins = [\"https://a.example\"]",
        b"origins = \"*\"\nmax_age = 99999999999999999999",
        b"\"origins = *",
        b"\xff\xfe",
        b"\0",
    ] {
        let output = check(policy);
        let shown = policy.escape_ascii();
        assert_eq!(output.status.code(), Some(1), "{shown}");
        assert_eq!(
            problems_in(&output.stdout),
            [["syntax", "-", "-"]],
            "{shown}"
        );
    }
}

#[test]
fn each_object_has_all_keys() {
    let output = check("origins = [\"https://app.example.com/\"]");
    let [problem] = &objects(&output.stdout)[..] else {
        panic!("{output:?}");
    };
    let keys: Vec<_> = problem.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["rule", "key", "value", "message", "help"]);
    assert!(!problem["message"].as_str().unwrap().is_empty());
    let help = problem["help"].as_str().unwrap();
    assert!(help.contains("\"https://app.example.com\""), "{help}");

    let output = check("");
    let [problem] = &objects(&output.stdout)[..] else {
        panic!("{output:?}");
    };
    assert!(problem["value"].is_null());
}

#[test]
fn serve_prints_the_problems_and_exits_with_2() {
    let file = PolicyFile::new("origins = [\"null\"]\nmethods = [\"TRACE\"]");
    for adapter in ["actix", "axum", "tower", "warp"] {
        let output = conformance(&[
            "serve",
            "--adapter",
            adapter,
            "--listen",
            "127.0.0.1:0",
            "--policy",
            file.path(),
        ]);
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(
            problems_in(&output.stdout),
            [
                ["origin-null", "origins", "null"],
                ["method-forbidden", "methods", "TRACE"],
            ]
        );
    }
}

#[test]
fn an_invalid_command_exits_with_2_and_a_message() {
    let file = PolicyFile::new(MINIMAL);
    let file = file.path();
    let busy = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let busy = busy.local_addr().unwrap().to_string();
    for args in [
        &[][..],
        &["bake"],
        &["check"],
        &["check", "--policy"],
        &["check", "--policy", "there/is/no/such/file.toml"],
        &["check", "--policy", file, "--adapter", "warp"],
        &["serve", "--policy", file],
        &[
            "serve",
            "--policy",
            file,
            "--adapter",
            "actix",
            "--listen",
            "here",
        ],
        &[
            "serve",
            "--policy",
            file,
            "--adapter",
            "gopher",
            "--listen",
            "127.0.0.1:0",
        ],
        &[
            "serve",
            "--policy",
            file,
            "--adapter",
            "warp",
            "--listen",
            &busy,
        ],
        &[
            "serve",
            "--policy",
            file,
            "--adapter",
            "actix",
            "--listen",
            &busy,
        ],
    ] {
        let output = conformance(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(output.stdout.is_empty(), "{args:?}");
        assert!(!output.stderr.is_empty(), "{args:?}");
    }
}
