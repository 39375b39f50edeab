//! Servers that follow a policy, except for one mistake. The audit finds it, with the
//! severity of what a browser lets through.

mod narrower;
mod wider;

use serde_json::Value;

use crate::Lines;
use crate::faithful::{Faithful, audit};
use crate::scripted::{Request, Scripted};

const POLICY: &str = r#"
origins = ["https://app.shop.example", "https://admin.shop.example"]
methods = ["PUT", "PATCH"]
headers = ["content-type", "x-token"]
expose_headers = ["etag"]
credentials = true
max_age = 600
"#;

const FIRST: &str = "https://app.shop.example";
const SECOND: &str = "https://admin.shop.example";

/// Changes the response of the faithful server.
type Mistake = fn(&Request, &mut u16, &mut Lines);

/// A mistake, and the name, the severity and a part of the message of the finding.
type Case = (Mistake, &'static str, &'static str, &'static str);

fn origin(request: &Request) -> &str {
    request.header("origin").unwrap_or_default()
}

fn is_preflight(request: &Request) -> bool {
    request.method == "OPTIONS"
}

fn remove(lines: &mut Lines, name: &str) {
    lines.retain(|(other, _)| *other != name);
}

fn set(lines: &mut Lines, name: &'static str, value: &str) {
    remove(lines, name);
    lines.push((name, value.to_owned()));
}

/// Allows the origin with credentials, and in a preflight what the policy lists.
fn allow(request: &Request, status: &mut u16, lines: &mut Lines) {
    set(lines, "Access-Control-Allow-Origin", origin(request));
    set(lines, "Access-Control-Allow-Credentials", "true");
    if is_preflight(request) {
        *status = 204;
        set(lines, "Access-Control-Allow-Methods", "PUT, PATCH");
        set(
            lines,
            "Access-Control-Allow-Headers",
            "content-type, x-token",
        );
    }
}

fn refuse(lines: &mut Lines) {
    lines.retain(|(name, _)| *name == "Vary");
}

/// What is wrong with the audit of a server with this mistake.
fn wrong((mistake, name, severity, part): Case) -> Option<String> {
    let faithful = Faithful::new(POLICY);
    let server = Scripted::lines(move |request| {
        let (mut status, mut lines) = faithful.respond(request);
        mistake(request, &mut status, &mut lines);
        (status, lines)
    });
    let run = audit(&server, "/", POLICY);
    let json = run.json();
    let findings = json["findings"].as_array().expect("findings");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let is_it = |finding: &&Value| {
        finding["name"] == name
            && finding["severity"] == severity
            && text(&finding["message"]).contains(part)
    };
    let found = findings.iter().find(is_it);
    let is_right = run.code() == Some(1)
        && found.is_some_and(|finding| !text(&finding["help"]).is_empty())
        && server.received().len() <= 150;
    (!is_right).then(|| format!("{name}[{severity}] {part}: {:#}", json["findings"]))
}

fn all_are_found(cases: impl IntoIterator<Item = Case>) {
    let audits = cases.into_iter();
    let audits = audits.map(|case| std::thread::spawn(move || wrong(case)));
    let audits: Vec<_> = audits.collect();
    let wrong = audits
        .into_iter()
        .filter_map(|one| one.join().expect("an audit"));
    let wrong: Vec<_> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_the_server_allows_and_the_policy_does_not_is_found() {
    all_are_found(wider::WIDER);
}

#[test]
fn what_the_policy_allows_and_the_server_does_not_is_found() {
    all_are_found(narrower::NARROWER);
}
