//! Where the server and its policy differ, and holes without a policy.

use crate::scripted::{Request, Scripted, cors};
use crate::{ORIGIN, POLICY, audit, file, respond, server};

#[test]
fn a_server_that_follows_its_policy_has_no_finding() {
    let server = server(|origin| origin == ORIGIN);
    let (findings, code) = audit(&server, &[]);
    assert_eq!((findings, code), (vec![], Some(0)));
}

/// Each wrong check of the origin is found by the origin that it lets through.
#[test]
fn wrong_checks_of_the_origin_are_found() {
    type Check = fn(&str) -> bool;
    let checks: [(&str, Check); 7] = [
        ("(reflection)", |_| true),
        ("(null)", |origin| origin == ORIGIN || origin == "null"),
        ("(prefix)", |origin| origin.starts_with(ORIGIN)),
        ("(suffix)", |origin| origin.ends_with("app.example.com")),
        ("(unescaped-dot)", |origin| {
            origin == ORIGIN || origin.starts_with("https://app.example") && origin.ends_with("com")
        }),
        ("(other-scheme)", |origin| {
            origin.trim_start_matches("http").trim_start_matches('s') == "://app.example.com"
        }),
        ("(sibling)", |origin| origin.ends_with(".example.com")),
    ];
    std::thread::scope(|scope| {
        for (class, check) in checks {
            scope.spawn(move || {
                let server = server(check);
                let (findings, code) = audit(&server, &[]);
                assert_eq!(code, Some(1), "{class}");
                let is_found = |(name, message): &(String, String)| {
                    name == "wider" && message.contains(class) && message.contains("cookies")
                };
                assert!(findings.iter().any(is_found), "{class} {findings:?}");
            });
        }
    });
}

#[test]
fn a_server_that_allows_less_is_an_outage() {
    let server = server(|_| false);
    let (findings, code) = audit(&server, &[]);
    assert_eq!(code, Some(1));
    assert_eq!(findings[0].0, "narrower", "{findings:?}");
}

#[test]
fn a_method_that_the_server_does_not_allow_is_an_outage() {
    let server = Scripted::lines(|request| {
        let mut lines = respond(request, &|origin| origin == ORIGIN);
        lines.retain(|(name, _)| *name != "Access-Control-Allow-Methods");
        (200, lines)
    });
    let (findings, _) = audit(&server, &[]);
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(
        findings[0]
            .1
            .contains("the policy allows the method PUT for a page at https://app.example.com"),
        "{findings:?}"
    );
}

#[test]
fn reflected_methods_and_headers_are_wider() {
    let server = Scripted::lines(|request| {
        let mut lines = respond(request, &|origin| origin == ORIGIN);
        lines.retain(|(name, _)| !name.starts_with("Access-Control-Allow-M"));
        lines.retain(|(name, _)| !name.starts_with("Access-Control-Allow-H"));
        for (asked, allowed) in [
            (
                "access-control-request-method",
                "Access-Control-Allow-Methods",
            ),
            (
                "access-control-request-headers",
                "Access-Control-Allow-Headers",
            ),
        ] {
            lines.extend(
                request
                    .header(asked)
                    .map(|value| (allowed, value.to_owned())),
            );
        }
        (200, lines)
    });
    let (findings, _) = audit(&server, &[]);
    let names: Vec<_> = findings.iter().map(|(name, _)| &**name).collect();
    assert!(
        names.iter().all(|name| *name == "wider-preflight"),
        "{findings:?}"
    );
    assert_eq!(names.len(), 3, "{findings:?}");
}

/// Browsers refuse `*` with credentials, so no cookies are used: a bug, not a hole.
#[test]
fn a_wildcard_with_credentials_is_a_bug_and_no_hole() {
    let server = Scripted::lines(|_| {
        let lines = vec![
            ("Access-Control-Allow-Origin", "*".to_owned()),
            ("Access-Control-Allow-Credentials", "true".to_owned()),
        ];
        (200, lines)
    });
    let run = cors(&["audit", &server.url("/"), "--output-format", "json"]);
    let json = run.json();
    let findings = json["findings"].as_array().expect("findings");
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0]["name"], "wildcard-with-credentials");
    assert_eq!(findings[0]["severity"], "warning");
}

#[test]
fn reflection_with_credentials_is_the_hole() {
    let server = server(|_| true);
    let run = cors(&["audit", &server.url("/"), "--output-format", "json"]);
    let json = run.json();
    assert_eq!(run.code(), Some(1));
    let findings = json["findings"].as_array().expect("findings");
    assert_eq!(findings.len(), 1, "one finding says it all: {findings:?}");
    assert_eq!(json["findings"][0]["name"], "open-with-credentials");
    assert_eq!(json["findings"][0]["severity"], "error");
}

#[test]
fn a_missing_vary_is_worse_if_caches_keep_the_response() {
    let cases: [(&str, &str, &str); 8] = [
        ("Cache-Control", "no-store", "note"),
        ("Cache-Control", "no-store, max-age=60", "note"),
        ("Cache-Control", "private, max-age=60", "warning"),
        ("Cache-Control", "no-cache, max-age=0", "warning"),
        ("Cache-Control", "public, max-age=60", "error"),
        ("Cache-Control", "s-maxage=60", "error"),
        ("Expires", "Thu, 01 Jan 2099 00:00:00 GMT", "error"),
        ("Expires", "Thu, 01 Jan 1998 00:00:00 GMT", "warning"),
    ];
    std::thread::scope(|scope| {
        for case in cases {
            scope.spawn(move || vary_missing(case));
        }
    });
}

fn vary_missing((name, cache, severity): (&'static str, &'static str, &str)) {
    let server = Scripted::lines(move |request| {
        let mut lines = respond(request, &|origin| origin == ORIGIN);
        lines.retain(|(name, _)| *name != "Vary");
        lines.push((name, cache.to_owned()));
        (200, lines)
    });
    let policy = file(&format!("vary-{}.toml", server.port), POLICY);
    let expect = policy.to_str().expect("a path");
    let run = cors(&[
        "audit",
        &server.url("/"),
        "--expect",
        expect,
        "--output-format",
        "json",
    ]);
    let json = run.json();
    assert_eq!(json["findings"][0]["name"], "vary-missing", "{json}");
    assert_eq!(json["findings"][0]["severity"], severity, "{cache}");
}

#[test]
fn two_origin_lines_are_found() {
    let server = Scripted::lines(|request| {
        let mut lines = respond(request, &|origin| origin == ORIGIN);
        if request.lines("origin") == 2 {
            lines.push(("Access-Control-Allow-Origin", ORIGIN.to_owned()));
        }
        (200, lines)
    });
    let (findings, code) = audit(&server, &[]);
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0].0, "two-origins");
    // No browser sends two lines.
    assert_eq!(code, Some(0));
}

#[test]
fn a_preflight_with_an_error_status_is_one_finding() {
    for status in [405, 500, 302] {
        let server = Scripted::lines(move |request| {
            let lines = respond(request, &|origin| origin == ORIGIN);
            match &*request.method {
                "OPTIONS" => (status, lines),
                _ => (200, lines),
            }
        });
        let (findings, code) = audit(&server, &[]);
        assert_eq!(code, Some(1));
        assert_eq!(findings.len(), 1, "{findings:?}");
        let (name, message) = &findings[0];
        assert_eq!(name, "preflight-status");
        let names = [
            &*status.to_string(),
            "the method PUT",
            "the header content-type",
        ];
        assert!(names.iter().all(|part| message.contains(part)), "{message}");
    }
}

#[test]
fn two_lines_mean_nothing_to_a_server_that_reads_none() {
    let server = Scripted::lines(|_| {
        (
            200,
            vec![("Access-Control-Allow-Origin", ORIGIN.to_owned())],
        )
    });
    let (findings, _) = audit(&server, &[]);
    let is_it = |(name, _): &(String, String)| name == "two-origins" || name == "vary-missing";
    assert!(!findings.iter().any(is_it), "{findings:?}");
}

/// `*` is one finding, and so is every attack origin that can do more than any page.
#[test]
fn a_wildcard_that_no_policy_allows_is_one_finding() {
    let any = |request: &Request| {
        let mut lines = respond(request, &|origin| origin == ORIGIN);
        if request.header("origin") != Some(ORIGIN) {
            lines.push(("Access-Control-Allow-Origin", "*".to_owned()));
        }
        lines
    };
    let server = Scripted::lines(move |request| (200, any(request)));
    let (findings, _) = audit(&server, &[]);
    let wider: Vec<_> = findings
        .iter()
        .filter(|(name, _)| name == "wider")
        .collect();
    assert_eq!(wider.len(), 1, "{findings:?}");
    assert!(
        wider[0].1.contains("the server allows any page"),
        "{wider:?}"
    );

    let server = Scripted::lines(move |request| match request.header("origin") {
        Some("null") => (200, respond(request, &|_| true)),
        _ => (200, any(request)),
    });
    let (findings, _) = audit(&server, &[]);
    let wider: Vec<_> = findings
        .iter()
        .filter(|(name, _)| name == "wider")
        .collect();
    assert_eq!(wider.len(), 2, "{findings:?}");
    assert!(
        wider[1].1.contains("in a sandboxed frame (null)"),
        "{wider:?}"
    );
}

/// Browsers let no page over `https:` request an `http:` URL, and a server that allows every
/// page seemed to allow none.
#[test]
fn pages_over_http_are_tried_if_no_others_can_request_the_url() {
    let server = server(|_| true);
    // An address of this computer that browsers do not know as one.
    let url = server.url("/").replace("127.0.0.1", "0.0.0.0");
    let policy = file(&format!("http-{}.toml", server.port), POLICY);
    let expect = policy.to_str().expect("a path");
    let run = cors(&["audit", &url, "--expect", expect]);
    let text = run.stdout();
    assert_eq!(run.code(), Some(1), "{text}");
    let part = "any page, such as one at http://cors-audit.example (reflection), to read";
    assert_eq!(text.matches("error[wider]").count(), 1, "{text}");
    assert!(text.contains(part), "{text}");
    assert!(
        text.contains("note[not-tried]: browsers let no page over https:"),
        "{text}"
    );
}
