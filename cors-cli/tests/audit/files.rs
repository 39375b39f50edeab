//! Policy files with policies for some URLs, and baselines.

use crate::faithful::{Faithful, audit};
use crate::scripted::{Scripted, cors};
use crate::{file, respond, server};

const ROUTES: &str = include_str!("routes.toml");

/// Whether there is a finding of this name and severity, with this text.
fn has(findings: &serde_json::Value, [name, severity, part]: [&str; 3]) -> bool {
    let mut findings = findings.as_array().expect("findings").iter();
    findings.any(|one| {
        one["name"] == name
            && one["severity"] == severity
            && one["message"]
                .as_str()
                .is_some_and(|message| message.contains(part))
    })
}

/// The findings of an audit of a server that follows `ROUTES`, but allows one more origin.
fn with_another(path: &str, another: &'static str) -> serde_json::Value {
    let faithful = Faithful::new(ROUTES);
    let server = Scripted::lines(move |request| match request.header("origin") {
        Some(origin) if origin == another => (200, respond(request, &|_| true)),
        _ => faithful.respond(request),
    });
    audit(&server, path, ROUTES).json()["findings"].clone()
}

#[test]
fn origins_of_other_policies_of_the_file_are_tried() {
    let findings = with_another("/users", "https://partner.example");
    let expected = [
        "wider",
        "error",
        "https://partner.example (other-policy) to read responses with the user's cookies",
    ];
    assert!(has(&findings, expected), "{findings:#}");
}

#[test]
fn a_url_without_a_policy_is_tried_from_the_origins_of_the_file() {
    for (origin, class) in [
        ("https://app.shop.example", "other-policy"),
        ("https://app.shop.example.cors-audit.example", "prefix"),
    ] {
        let findings = with_another("/health", origin);
        let who = format!("{origin} ({class}) to read responses with the user's cookies");
        assert!(has(&findings, ["wider", "error", &who]), "{findings:#}");
    }
}

/// The checks of some origins were not tried: those of the fourth, and some of the second.
#[test]
fn the_check_of_every_origin_is_tried() {
    const POLICY: &str = "origins = [\"https://a.example\", \"https://b.example\", \
                          \"https://c.example\", \"https://d.example\"]\ncredentials = true\n";
    for wrong in ["https://d.example", "https://b.example-"] {
        let faithful = Faithful::new(POLICY);
        let server = Scripted::lines(move |request| match request.header("origin") {
            Some(origin) if origin.starts_with(wrong) => (200, respond(request, &|_| true)),
            _ => faithful.respond(request),
        });
        let findings = audit(&server, "/", POLICY).json()["findings"].clone();
        assert!(
            has(&findings, ["wider", "error", "(prefix)"]),
            "{findings:#}"
        );
    }
}

/// Only GET was audited, and the policy of a route for PUT was not asked.
#[test]
fn a_route_for_another_method_is_audited_by_its_preflights() {
    let faithful = Faithful::new(ROUTES);
    let server = Scripted::lines(move |request| {
        let asked = request.header("access-control-request-method");
        let (status, mut lines) = faithful.respond(request);
        if asked == Some("PUT") {
            lines.retain(|(name, _)| *name != "Access-Control-Allow-Methods");
        }
        (status, lines)
    });
    let run = audit(&server, "/orders/1", ROUTES);
    let findings = run.json()["findings"].clone();
    let part = "the method PUT for a page at https://partner.example with the user's cookies";
    assert!(
        has(&findings, ["narrower-preflight", "error", part]),
        "{findings:#}"
    );
    assert_eq!(findings.as_array().map(Vec::len), Some(1), "{findings:#}");
    let sent = server.received();
    assert!(
        sent.iter()
            .all(|one| matches!(&*one.method, "GET" | "OPTIONS"))
    );
}

/// A preflight for POST asks for a header, because POST itself needs none.
#[test]
fn a_route_for_post_is_audited_by_its_headers() {
    const POLICY: &str = "origins = [\"https://a.example\"]\n[policies.form]\n\
                          origins = [\"https://b.example\"]\nheaders = [\"x-token\"]\n\
                          [[routes]]\npath = \"/form\"\nmethods = [\"POST\"]\npolicy = \"form\"\n";
    let faithful = Faithful::new(POLICY);
    let server = Scripted::lines(move |request| {
        let (status, mut lines) = faithful.respond(request);
        if request.header("access-control-request-method") == Some("POST") {
            lines.retain(|(name, _)| *name != "Access-Control-Allow-Headers");
        }
        (status, lines)
    });
    let findings = audit(&server, "/form", POLICY).json()["findings"].clone();
    let part = "the header x-token for a page at https://b.example without cookies";
    assert!(
        has(&findings, ["narrower-preflight", "error", part]),
        "{findings:#}"
    );
    assert_eq!(findings.as_array().map(Vec::len), Some(1), "{findings:#}");
}

/// A URL without GET was an outage.
#[test]
fn a_url_that_answers_get_with_405_is_compared_by_its_preflights() {
    const POLICY: &str =
        "origins = [\"https://a.example\"]\nheaders = [\"content-type\"]\ncredentials = true\n";
    let run = |answer: fn(&mut crate::Lines)| {
        let faithful = Faithful::new(POLICY);
        let server = Scripted::lines(move |request| {
            if request.method == "GET" {
                return (405, Vec::new());
            }
            let (status, mut lines) = faithful.respond(request);
            answer(&mut lines);
            (status, lines)
        });
        audit(&server, "/", POLICY)
    };
    let right = run(|_| {});
    assert_eq!(right.code(), Some(0), "{}", right.stdout());
    let findings = &right.json()["findings"];
    assert!(has(findings, ["not-tried", "note", "405"]), "{findings:#}");
    let wrong = run(|lines| lines.retain(|(name, _)| !name.ends_with("Headers")));
    let findings = &wrong.json()["findings"];
    let part = "the header content-type for a page at https://a.example";
    assert!(
        has(findings, ["narrower-preflight", "error", part]),
        "{findings:#}"
    );
}

#[test]
fn a_closed_server_is_one_finding() {
    for policy in [
        "origins = \"*\"\n",
        "origins = [\"https://*.shop.example\"]\ncredentials = true\n",
    ] {
        let server = Scripted::lines(|_| (404, Vec::new()));
        let findings = audit(&server, "/", policy).json()["findings"].clone();
        assert_eq!(findings.as_array().map(Vec::len), Some(1), "{findings:#}");
        let part = "the response (404) has no Access-Control-Allow-Origin";
        assert!(has(&findings, ["narrower", "error", part]), "{findings:#}");
        // Any page includes every other one.
        let is_any = findings.to_string().contains("any page");
        assert_eq!(is_any, policy.contains("\"*\""), "{findings:#}");
        assert!(
            !is_any || !findings.to_string().contains(" more to read"),
            "{findings:#}"
        );
    }
}

#[test]
fn the_policy_can_be_at_a_key() {
    let server = server(|origin| origin == crate::ORIGIN);
    let text = format!("[server.cors]{}", crate::POLICY);
    let path = file(&format!("key-{}.toml", server.port), &text);
    let expect = path.to_str().expect("a path");
    let url = server.url("/");
    let run = cors(&["audit", &url, "--expect", expect, "--key", "server.cors"]);
    assert_eq!(run.code(), Some(0), "{}{}", run.stdout(), run.stderr());
    for key in [&["--key", "server"][..], &[]] {
        let arguments = [&["audit", &url, "--expect", expect], key].concat();
        assert_eq!(cors(&arguments).code(), Some(2), "{key:?}");
    }
    assert_eq!(
        cors(&["audit", &url, "--key", "server.cors"]).code(),
        Some(2)
    );
}

/// A baseline of another URL hid its holes, and output of other verbs was one too.
#[test]
fn a_baseline_is_of_the_same_url_and_verb() {
    let server = server(|_| true);
    let url = server.url("/a");
    let json = ["--output-format", "json"];
    let first = cors(&[&["audit", &url][..], &json].concat());
    assert_eq!(first.code(), Some(1));
    let known = file(&format!("known-{}.json", server.port), &first.stdout());
    let known = known.to_str().expect("a path");
    let again = cors(&["audit", &url, "--baseline", known]);
    assert_eq!(again.code(), Some(0), "{}", again.stdout());
    let other = cors(&["audit", &server.url("/b"), "--baseline", known]);
    assert_eq!(other.code(), Some(2), "{}", other.stdout());
    assert!(other.stderr().contains("another URL"), "{}", other.stderr());
    let policy = file(&format!("checked-{}.toml", server.port), "origins = []\n");
    let check = cors(&[&["check", policy.to_str().expect("a path")][..], &json].concat());
    let checked = file(&format!("checked-{}.json", server.port), &check.stdout());
    let checked = checked.to_str().expect("a path");
    assert_eq!(
        cors(&["audit", &url, "--baseline", checked]).code(),
        Some(2)
    );
}

/// The number counted findings that were left out.
#[test]
fn the_number_of_findings_is_that_of_the_printed_ones() {
    let server = Scripted::lines(|request| {
        let mut lines = respond(request, &|_| true);
        lines.retain(|(name, _)| *name != "Vary");
        (200, lines)
    });
    let run = cors(&["audit", &server.url("/"), "--min-severity", "error"]);
    let text = run.stdout();
    assert_eq!(text.matches("error[").count(), 1, "{text}");
    assert!(text.contains(", 1 finding\n"), "{text}");
}
