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

/// What the help of a finding says, and what it does not.
fn help_of(mistake: Mistake, policy: &'static str, name: &str, part: &str, never: &str) {
    let faithful = Faithful::new(policy);
    let server = Scripted::lines(move |request| {
        let (mut status, mut lines) = faithful.respond(request);
        mistake(request, &mut status, &mut lines);
        (status, lines)
    });
    let json = audit(&server, "/", policy).json();
    let findings = json["findings"].as_array().expect("findings");
    let named = findings.iter().filter(|finding| finding["name"] == name);
    let helps: Vec<_> = named
        .filter_map(|finding| finding["help"].as_str())
        .collect();
    assert!(
        helps.iter().any(|help| help.contains(part)),
        "{part}: {findings:#?}"
    );
    assert!(
        helps.iter().all(|help| !help.contains(never)),
        "{findings:#?}"
    );
}

#[test]
fn the_help_names_the_status_of_an_error_first() {
    let lost: Mistake = |_, status, lines| {
        *status = 404;
        lines.clear();
    };
    help_of(lost, POLICY, "narrower", "The status is 404", "--");
}

/// It named the header of the audit itself.
#[test]
fn the_help_for_every_header_names_none_of_the_audit() {
    let star: Mistake = |request, _, lines| {
        if is_preflight(request) {
            set(lines, "Access-Control-Allow-Headers", "*");
        }
    };
    let policy = "origins = [\"https://app.shop.example\"]\nheaders = \"*\"\ncredentials = true\n";
    help_of(
        star,
        policy,
        "narrower-preflight",
        "Send back the names",
        "x-cors-audit",
    );
}

/// The server sends back no origin.
#[test]
fn the_help_for_a_star_is_about_the_star() {
    let star: Mistake = |_, _, lines| {
        set(lines, "Access-Control-Allow-Origin", "*");
        remove(lines, "Access-Control-Allow-Credentials");
    };
    let policy = "origins = [\"https://app.shop.example\"]\n";
    help_of(
        star,
        policy,
        "wider",
        "instead of `*`",
        "before you send it back",
    );
}
