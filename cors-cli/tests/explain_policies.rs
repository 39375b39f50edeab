//! Every policy that `cors explain` proposes is one that `cors check` accepts.

use std::collections::BTreeSet;
use std::process::Output;

use assert_cmd::Command;

fn cors(arguments: &[&str], input: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cors"))
        .args(arguments)
        .write_stdin(input)
        .output()
        .expect("the command ends")
}

/// The explained messages of a console.
fn entries(console: &str) -> Vec<serde_json::Value> {
    let output = cors(&["explain", "--output-format", "json"], console);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    json["entries"].as_array().expect("a list").clone()
}

/// The errors of `cors check` for a policy. One without origins is part of a file that has some.
fn errors(policy: &str) -> String {
    let origins = match policy.contains("origins") {
        true => "",
        false => "origins = [\"https://app.example\"]\n",
    };
    let file = format!("{origins}{policy}\n");
    let arguments = [
        "check",
        "-",
        "--min-severity",
        "error",
        "--output-format",
        "concise",
    ];
    String::from_utf8(cors(&arguments, &file).stdout).expect("it is UTF-8")
}

fn refused(what: &str) -> String {
    format!(
        "Access to fetch at 'https://api.example/me' from origin 'https://a.example' has been blocked by CORS policy: {what}\n"
    )
}

fn refused_header(name: &str) -> String {
    refused(&format!(
        "Request header field {name} is not allowed by Access-Control-Allow-Headers in preflight response."
    ))
}

/// Lines that people pasted into public issues.
const TABLES: [&str; 5] = [
    include_str!("../../cors-browser/tests/data/console_lines.tsv"),
    include_str!("../../cors-browser/tests/data/more_console_lines.tsv"),
    include_str!("../../cors-browser/tests/data/composed_console_lines.tsv"),
    include_str!("../../cors-browser/tests/data/pasted_console_lines.tsv"),
    include_str!("../../cors-browser/tests/data/stranger_console_lines.tsv"),
];

/// The policies for many messages, each once.
fn policies() -> BTreeSet<String> {
    let rows = TABLES.iter().flat_map(|table| table.lines().skip(1));
    let lines = rows.filter_map(|row| row.split('\t').nth(6));
    let mut console: String = lines
        .map(|line| line.replace('⏎', "\n").replace('⇥', "\t") + "\n\n")
        .collect();
    for origin in [
        "http://a.example",
        "http://localhost:3000",
        "http://127.0.0.1",
        "https://a.example/",
        "https://A.example:443",
        "file://",
        "null",
        "chrome-extension://abc",
        "capacitor://localhost",
        "a.example",
    ] {
        for what in [
            "No 'Access-Control-Allow-Origin' header is present on the requested resource.",
            "The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard '*' when the request's credentials mode is 'include'.",
            "The value of the 'Access-Control-Allow-Credentials' header in the response is '' which must be 'true' when the request's credentials mode is 'include'.",
        ] {
            console += &refused(what).replace("https://a.example", origin);
        }
    }
    for header in ["X-A", "authorization", "content-type", "accept"] {
        console += &refused_header(header);
    }
    for method in ["PUT", "put", "patch", "M-SEARCH", "TRACE", "GET"] {
        console += &refused(&format!(
            "Method {method} is not allowed by Access-Control-Allow-Methods in preflight response."
        ));
    }
    for header in ["X-Total", "Set-Cookie", "Content-Length"] {
        console += &format!("Refused to get unsafe header \"{header}\"\n");
    }
    let entries = entries(&console);
    let policies = entries.iter().filter_map(|entry| entry["policy"].as_str());
    policies.map(str::to_owned).collect()
}

#[test]
fn every_policy_that_is_proposed_is_accepted() {
    let policies = policies();
    assert!(policies.len() > 50, "{policies:?}");
    let refused: Vec<_> = policies
        .iter()
        .map(|policy| (policy, errors(policy)))
        .filter(|(_, errors)| !errors.is_empty())
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

/// Beginners send the header that the server should send.
#[test]
fn a_header_that_no_policy_can_list_is_the_mistake_of_the_page() {
    for name in [
        "access-control-allow-origin",
        "Access-Control-Allow-Headers",
        "access-control-max-age",
        "access-control-expose-headers",
        "access-control-request-method",
        "origin",
        "Cookie",
        "host",
        "sec-fetch-mode",
        "proxy-x",
    ] {
        let lower = name.to_ascii_lowercase();
        assert_ne!(errors(&format!("headers = [\"{lower}\"]")), "", "{name}");
        let entries = entries(&refused_header(name));
        let entry = entries.first().expect("one message");
        assert_eq!(entry["fault"], "the page", "{name}");
        assert!(
            entry["policy"].is_null() && entry["headers"].is_null(),
            "{name}"
        );
        let fix = entry["fix"].as_str().expect("a text");
        assert!(fix.starts_with("Remove `"), "{name}: {fix}");
    }
}

/// The mistake is where the fix is.
#[test]
fn a_page_that_no_policy_should_allow_is_the_mistake_of_the_page() {
    let missing = "No 'Access-Control-Allow-Origin' header is present on the requested resource.";
    let wildcard = "The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard '*' when the request's credentials mode is 'include'.";
    for (origin, what) in [
        ("null", missing),
        ("file://", missing),
        ("http://a.example", wildcard),
    ] {
        let entries = entries(&refused(what).replace("https://a.example", origin));
        let entry = entries.first().expect("one message");
        assert_eq!(entry["fault"], "the page", "{origin}");
        assert!(
            entry["policy"].is_null() && entry["headers"].is_null(),
            "{origin}"
        );
        let fix = entry["fix"].as_str().expect("a text");
        assert!(
            fix.starts_with("Serve the page over `http"),
            "{origin}: {fix}"
        );
    }
}

/// Old Edge prints the origin where it means the value of the header.
#[test]
fn the_origin_is_not_sent_instead_of_itself() {
    let line = "SEC7120: [CORS] The origin 'https://a.example' did not find 'https://a.example' in the Access-Control-Allow-Origin response header for cross-origin resource at 'https://api.example/'";
    let entries = entries(line);
    let fix = entries.first().expect("one message")["fix"]
        .as_str()
        .expect("a text");
    assert!(!fix.contains("instead of `https://a.example`"), "{fix}");
}

/// `cors try` and `cors explain` share the note.
#[test]
fn a_page_on_this_machine_is_not_allowed_in_production() {
    let try_it = [
        "try",
        "https://api.shop.test/x",
        "--from",
        "http://localhost:3000",
        "--against",
        "-",
    ];
    let output = cors(&try_it, "origins = [\"https://a.test\"]\n");
    let text = String::from_utf8_lossy(&output.stdout).replace("\n           ", " ");
    assert!(text.contains("only on a development server"), "{text}");
    assert!(
        text.contains("cors proxy https://api.shop.test --allow-origin http://localhost:3000"),
        "{text}"
    );
}
