//! `cors audit` against servers on loopback.

mod scripted;

use std::path::PathBuf;

use scripted::{Request, Scripted, cors};

const ORIGIN: &str = "https://app.example.com";

const POLICY: &str = r#"
origins = ["https://app.example.com"]
methods = ["PUT"]
headers = ["content-type"]
credentials = true
"#;

type Lines = Vec<(&'static str, String)>;

/// A file in a folder of its own test.
fn file(name: &str, text: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("cors-audit-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join(name);
    std::fs::write(&path, text).expect("a file");
    path
}

/// A server that follows `POLICY`, with another check of the origin.
fn server(allows: impl Fn(&str) -> bool + Send + Sync + 'static) -> Scripted {
    Scripted::lines(move |request| (200, respond(request, &allows)))
}

fn respond(request: &Request, allows: &dyn Fn(&str) -> bool) -> Lines {
    let mut lines = vec![("Vary", "Origin".to_owned())];
    let origin = request
        .header("origin")
        .filter(|_| request.lines("origin") == 1);
    let Some(origin) = origin.filter(|origin| allows(origin)) else {
        return lines;
    };
    lines.push(("Access-Control-Allow-Origin", origin.to_owned()));
    lines.push(("Access-Control-Allow-Credentials", "true".to_owned()));
    if request.method == "OPTIONS" {
        lines.push(("Access-Control-Allow-Methods", "PUT".to_owned()));
        lines.push(("Access-Control-Allow-Headers", "content-type".to_owned()));
    }
    lines
}

/// The names and messages of the findings, and the exit code.
fn audit(server: &Scripted, more: &[&str]) -> (Vec<(String, String)>, Option<i32>) {
    // Audits run at the same time.
    let policy = file(&format!("policy-{}.toml", server.port), POLICY);
    let url = server.url("/users?page=1");
    let expect = policy.to_str().expect("a path");
    let arguments = ["audit", &url, "--expect", expect, "--output-format", "json"];
    let run = cors(&[&arguments[..], more].concat());
    let json = run.json();
    let findings = json["findings"].as_array().expect("findings");
    let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
    let findings = findings
        .iter()
        .map(|one| (text(&one["name"]), text(&one["message"])))
        .collect();
    (findings, run.code())
}

#[test]
fn a_server_that_follows_its_policy_has_no_finding() {
    let server = server(|origin| origin == ORIGIN);
    let (findings, code) = audit(&server, &[]);
    assert_eq!((findings, code), (vec![], Some(0)));
}

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
            .contains("the policy allows the method PUT, and the server does not"),
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

/// Browsers refuse `*` with credentials, so nothing is exposed: a bug, not a hole.
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
    for (cache, severity) in [("no-store", "warning"), ("public, max-age=60", "error")] {
        let server = Scripted::lines(move |request| {
            let mut lines = respond(request, &|origin| origin == ORIGIN);
            lines.retain(|(name, _)| *name != "Vary");
            lines.push(("Cache-Control", cache.to_owned()));
            (200, lines)
        });
        let policy = file("vary.toml", POLICY);
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
        assert_eq!(json["findings"][0]["severity"], severity);
    }
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
    let (findings, _) = audit(&server, &[]);
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0].0, "two-origins");
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

/// Without a policy, the audit prints one, and it is a policy that this project reads.
#[test]
fn without_a_policy_the_audit_prints_one() {
    let server = server(|origin| origin == "http://localhost:5173");
    let run = cors(&["audit", &server.url("/")]);
    let text = run.stdout();
    assert_eq!(run.code(), Some(0), "{text}");
    assert!(
        text.contains("origins = [\"http://localhost:5173\"]"),
        "{text}"
    );
    assert!(text.contains("methods = [\"PUT\"]"), "{text}");
    assert!(text.contains("headers = [\"content-type\"]"), "{text}");
    assert!(text.contains("credentials = true"), "{text}");
    let printed = file("printed.toml", &text);
    let again = cors(&[
        "audit",
        &server.url("/"),
        "--expect",
        printed.to_str().expect("a path"),
    ]);
    assert_eq!(
        again.code(),
        Some(0),
        "{}{}",
        again.stdout(),
        again.stderr()
    );
}

/// No policy has these values, and a policy file with them could not be read.
#[test]
fn the_printed_policy_has_no_values_that_no_policy_has() {
    let server = Scripted::lines(|request| {
        let mut lines = respond(request, &|origin| origin == "http://localhost:5173");
        let exposed = "etag, \"x\\, é y, , x-a";
        lines.push(("Access-Control-Expose-Headers", exposed.to_owned()));
        lines.push(("Access-Control-Max-Age", "4000000000".to_owned()));
        (200, lines)
    });
    let run = cors(&["audit", &server.url("/")]);
    let printed = file("unusual.toml", &run.stdout());
    let check = cors(&["check", printed.to_str().expect("a path")]);
    assert_eq!(check.code(), Some(0), "{}{}", run.stdout(), check.stdout());
    for line in [
        "expose_headers = [\"etag\", \"x-a\"]",
        "max_age = 86400 # it sends 4000000000",
    ] {
        assert!(run.stdout().contains(line), "{}", run.stdout());
    }
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
fn without_an_answer_the_audit_prints_no_policy() {
    let garbage = Scripted::start(|_, stream| {
        let _ = std::io::Write::write_all(stream, b"garbage\r\n\r\n");
    });
    for url in ["http://127.0.0.1:1/".to_owned(), garbage.url("/")] {
        let run = cors(&["audit", &url]);
        let text = run.stdout();
        assert!(text.contains("error[network]"), "{text}");
        assert!(!text.contains("allows"), "{text}");
        let run = cors(&["audit", &url, "--output-format", "json"]);
        assert!(run.json()["policy"].is_null(), "{}", run.stdout());
    }
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
    assert!(wider[1].1.contains("a page at null (null)"), "{wider:?}");
}

#[test]
fn a_difference_says_which_side_allows_what() {
    let (findings, _) = audit(&server(|_| false), &[]);
    let expected = format!(
        "the policy allows a page at {ORIGIN} (expected) to read responses with the user's \
         cookies, and the server does not"
    );
    assert_eq!(findings[0].1, expected);
    let (findings, _) = audit(&server(|origin| origin == ORIGIN || origin == "null"), &[]);
    assert_eq!(
        findings[0].1,
        "the server allows a page at null (null) to read responses with the user's cookies, and \
         the policy does not"
    );
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
    let page = include_str!("../../docs/audit.md");
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
