//! What an audit sends and prints.

use crate::scripted::{Scripted, cors};
use crate::{ORIGIN, POLICY, audit, file, respond, server};

#[test]
fn every_probe_has_a_url_of_its_own_and_changes_nothing() {
    let server = server(|origin| origin == ORIGIN);
    audit(&server, &[]);
    let received = server.received();
    assert!(
        received.len() > 10 && received.len() <= 150,
        "{}",
        received.len()
    );
    let mut paths: Vec<_> = received.iter().map(|one| one.path.clone()).collect();
    assert!(
        paths
            .iter()
            .all(|path| path.starts_with("/users?page=1&cors-audit="))
    );
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(paths.len(), received.len());
    assert!(
        received
            .iter()
            .all(|one| matches!(&*one.method, "GET" | "OPTIONS"))
    );
}

#[test]
fn a_baseline_leaves_known_findings_out() {
    let server = server(|origin| origin == ORIGIN || origin == "null");
    let policy = file("baseline.toml", POLICY);
    let expect = policy.to_str().expect("a path");
    let url = server.url("/");
    let arguments = ["audit", &url, "--expect", expect, "--output-format", "json"];
    let first = cors(&arguments);
    assert_eq!(first.code(), Some(1));
    let known = file("known.json", &first.stdout());
    let known = known.to_str().expect("a path");
    let second = cors(&[&arguments[..], &["--baseline", known]].concat());
    assert_eq!(second.code(), Some(0), "{}", second.stdout());
    assert_eq!(second.json()["known"], 1);
}

#[test]
fn a_redirect_is_not_followed() {
    let other = server(|_| true);
    let target = other.url("/");
    let server = Scripted::lines(move |request| {
        let mut lines = respond(request, &|_| true);
        lines.push(("Location", target.clone()));
        (302, lines)
    });
    let (findings, code) = audit(&server, &[]);
    assert_eq!(code, Some(1));
    assert!(
        findings.iter().any(|(name, _)| name == "redirect"),
        "{findings:?}"
    );
    assert!(other.received().is_empty());
}

#[test]
fn servers_that_do_not_respond_and_misuse_are_one_sentence() {
    let run = cors(&["audit", "http://127.0.0.1:1/"]);
    assert_eq!(run.code(), Some(1));
    assert!(run.stdout().contains("error[network]"), "{}", run.stdout());
    let garbage = Scripted::start(|_, stream| {
        let _ = std::io::Write::write_all(stream, b"garbage\r\n\r\n");
    });
    assert_eq!(cors(&["audit", &garbage.url("/")]).code(), Some(1));
    for arguments in [
        &["audit", "api.example.com"][..],
        &["audit", "http://a:b@127.0.0.1/"],
        &["audit", "http://127.0.0.1:1/", "--expect", "/nowhere.toml"],
        &[
            "audit",
            "http://127.0.0.1:1/",
            "--baseline",
            "/nowhere.json",
        ],
    ] {
        assert_eq!(cors(arguments).code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn a_difference_says_which_side_allows_what() {
    let (findings, _) = audit(&server(|_| false), &[]);
    let expected = format!(
        "the policy allows a page at {ORIGIN} (expected) to read responses with the user's \
         cookies, and the server does not: the response (200) has no Access-Control-Allow-Origin"
    );
    assert_eq!(findings[0].1, expected);
    let (findings, _) = audit(&server(|origin| origin == ORIGIN || origin == "null"), &[]);
    assert_eq!(
        findings[0].1,
        "the server allows any page that hides its origin, as in a sandboxed frame (null), to read \
         responses with the user's cookies, and the policy does not"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_an_audit_says_that_it_takes_seconds() {
    let server = server(|_| false);
    let command = format!("{} audit {}", env!("CARGO_BIN_EXE_cors"), server.url("/"));
    // `script` runs a command on a terminal of its own.
    let output = std::process::Command::new("script")
        .args(["--quiet", "--return", "--command", &command, "/dev/null"])
        .output()
        .expect("script runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        text.contains("sending at most 150 requests to 127.0.0.1"),
        "{text}"
    );
    // A program reads no such line.
    assert_eq!(cors(&["audit", &server.url("/")]).stderr(), "");
}

#[test]
fn one_of_something_has_no_plural() {
    let run = cors(&["audit", "http://127.0.0.1:1/"]);
    let text = run.stdout();
    assert!(
        text.contains("# 1 request, 0 origins, 1 finding\n"),
        "{text}"
    );
}

#[test]
fn the_transcript_in_the_documentation_is_what_it_prints() {
    let page = include_str!("../../../docs/audit.md");
    let start = "$ cors audit http://127.0.0.1:8099/refl --expect expect.toml\n";
    let (_, rest) = page.split_once(start).expect("a transcript");
    let (transcript, _) = rest.split_once("```").expect("its end");
    let server = Scripted::lines(|request| {
        let mut lines = respond(request, &|_| true);
        lines.retain(|(name, _)| *name != "Vary");
        // Two lines are allowed too.
        if request.lines("origin") == 2 {
            lines.push(("Access-Control-Allow-Origin", ORIGIN.to_owned()));
        }
        (200, lines)
    });
    let policy = "origins = [\"https://app.example.com\"]\ncredentials = true\n";
    let policy = file("transcript.toml", policy);
    let policy = policy.to_str().expect("a path");
    let run = cors(&["audit", &server.url("/refl"), "--expect", policy]);
    assert_eq!(run.stdout(), transcript);
}
