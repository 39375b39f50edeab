//! Whose fault a failure is, and what to change.

use std::io::Write;

use crate::scripted::{Scripted, cors};
use crate::{ORIGIN, allows_put};

#[test]
fn a_missing_header_is_named_with_the_line_to_change() {
    let server = Scripted::lines(|_| (200, vec![("Server", "nginx".to_owned())]));
    let run = cors(&["try", &server.url("/"), "--from", ORIGIN, "--credentials"]);
    let text = run.stdout();
    assert_eq!(run.code(), Some(1), "{text}");
    for part in [
        "error[allow-origin-missing]",
        "CORS check, step 2",
        "policy   origins = [\"https://app.example.com\"]",
        "credentials = true",
        "headers  Access-Control-Allow-Origin: https://app.example.com",
        "No 'Access-Control-Allow-Origin' header is present on the requested resource",
        "(Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 200.",
        "fault    the server",
        "server: nginx",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
}

#[test]
fn different_layers_are_named() {
    let server = Scripted::lines(|request| {
        let (status, mut lines) = allows_put(request);
        let name = match &*request.method {
            "OPTIONS" => "gateway",
            _ => "app",
        };
        lines.push(("Server", name.to_owned()));
        lines.push(("Access-Control-Allow-Headers", "x-a".to_owned()));
        (status, lines)
    });
    let run = cors(&["try", &server.url("/"), "--from", ORIGIN, "-H", "x-a: 1"]);
    let text = run.stdout();
    assert!(text.contains("note[layers-differ]"), "{text}");
    assert!(
        text.contains("(server: gateway)") && text.contains("(server: app)"),
        "{text}"
    );
}

#[test]
fn what_fetch_rejects_is_the_fault_of_the_page() {
    let url = "https://a.example/";
    for (arguments, cause) in [
        (&[url, "-X", "A B"][..], "method-invalid"),
        (&[url, "-H", "a b: 1"], "header-invalid"),
        (&["https://a:b@a.example/"], "url-has-credentials"),
    ] {
        let run = cors(&[&["try", "--from", ORIGIN], arguments].concat());
        let text = run.stdout();
        assert!(text.contains(&format!("error[{cause}]")), "{text}");
        assert!(text.contains("fault    the page\n"), "{text}");
    }
}

#[test]
fn a_response_that_is_no_http_is_the_fault_of_the_server() {
    for answer in [
        &b"\x00\x01garbage\r\n\r\n"[..],
        b"HTTP/1.1 200 OK\r\nx-a: a\x00b\r\n\r\n",
    ] {
        let server = Scripted::start(move |_, stream| {
            let _ = stream.write_all(answer);
        });
        let text = cors(&["try", &server.url("/"), "--from", ORIGIN]).stdout();
        let fault = format!("fault    the server at 127.0.0.1:{}", server.port);
        assert!(text.contains(&fault), "{text}");
        assert!(text.contains("no HTTP/1.1: invalid"), "{text}");
    }
}

#[test]
fn a_missing_vary_names_the_response() {
    let server = Scripted::lines(|request| match &*request.path {
        "/old" => {
            let lines = vec![
                ("Access-Control-Allow-Origin", ORIGIN.to_owned()),
                ("Location", "/new".to_owned()),
            ];
            (302, lines)
        }
        _ => allows_put(request),
    });
    let url = server.url("/old");
    let text = cors(&["try", &url, "--from", ORIGIN]).stdout();
    let message = format!("note[vary-missing]: the response of {url} (302)");
    assert!(text.contains(&message), "{text}");
}

#[test]
fn a_blocked_response_has_no_finding_about_vary() {
    let other = "https://other.example.com";
    let server =
        Scripted::lines(move |_| (200, vec![("Access-Control-Allow-Origin", other.to_owned())]));
    let text = cors(&["try", &server.url("/"), "--from", ORIGIN]).stdout();
    assert!(text.contains("error[allow-origin-mismatch]"), "{text}");
    assert!(!text.contains("vary-missing"), "{text}");
}

#[test]
fn a_preflight_that_needs_a_login_is_named() {
    for status in [401, 407] {
        let server = Scripted::lines(move |request| {
            let mut lines = allows_put(request).1;
            lines.push(("WWW-Authenticate", "Basic realm=\"x\"".to_owned()));
            (status, lines)
        });
        let run = cors(&["try", &server.url("/"), "--from", ORIGIN, "-X", "PUT"]);
        let text = run.stdout();
        assert_eq!(run.code(), Some(1), "{text}");
        assert!(text.contains("error[preflight-status-not-ok]"), "{text}");
        assert!(
            text.contains(&format!("is {status}, not 200 to 299")),
            "{text}"
        );
        assert!(text.contains("www-authenticate: Basic realm"), "{text}");
        let methods: Vec<_> = server
            .received()
            .into_iter()
            .map(|one| one.method)
            .collect();
        assert!(
            methods.iter().all(|method| method == "OPTIONS"),
            "{methods:?}"
        );
    }
}

/// Browsers add these headers themselves.
#[test]
fn a_header_that_browsers_leave_out_names_the_argument_to_pass() {
    let server = Scripted::lines(allows_put);
    for (header, words) in [
        ("cookie: a=b", "pass --credentials too"),
        ("Origin: https://a.example", "pass the origin as --from"),
    ] {
        let text = cors(&["try", &server.url("/"), "--from", ORIGIN, "-H", header]).stdout();
        assert!(text.contains("note[header-dropped]"), "{text}");
        assert!(text.contains(words), "{text}");
    }
}

/// With a header only, the next check would fail: browsers follow no redirect of a preflight.
#[test]
fn a_preflight_that_is_redirected_is_not_advised_to_get_a_header() {
    let server = Scripted::lines(|_| (301, vec![("Location", "/x/".to_owned())]));
    let text = cors(&["try", &server.url("/x"), "--from", ORIGIN, "-X", "PUT"]).stdout();
    assert!(
        text.contains("fix      Answer OPTIONS at this URL"),
        "{text}"
    );
    assert!(text.contains("The answer has no"), "{text}");
}

/// People copy them.
#[test]
fn names_of_headers_are_not_split_between_lines() {
    let server = Scripted::lines(allows_put);
    let text = cors(&["try", &server.url("/"), "--from", ORIGIN, "--credentials"]).stdout();
    let header = "`Access-Control-Allow-Credentials: true`";
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(words.matches(header).count(), 2, "{text}");
}

/// A policy that refuses a preflight does not allow its origin.
#[test]
fn a_preflight_that_something_else_refuses_does_not_blame_the_policy() {
    let server = Scripted::lines(|request| match &*request.method {
        "OPTIONS" => (403, allows_put(request).1),
        _ => allows_put(request),
    });
    let arguments = ["try", &server.url("/"), "--from", ORIGIN, "-X", "PUT"];
    let run = cors(&[&arguments[..], &["--output-format", "json"]].concat());
    let advice = run.json()["advice"][0].clone();
    assert_eq!(advice["cause"], "preflight-status-not-ok");
    let fix = advice["fix"].as_str().expect("a fix");
    assert!(
        fix.contains("allow the page's origin, so something else"),
        "{fix}"
    );
    assert!(advice["notes"].is_null(), "{advice}");
}

/// The page must not send it, and no policy can list it.
#[test]
fn a_header_of_responses_is_the_fault_of_the_page() {
    let server = Scripted::lines(allows_put);
    let url = server.url("/");
    let header = "Access-Control-Allow-Origin: *";
    let run = cors(&["try", &url, "--from", ORIGIN, "-H", header]);
    let text = run.stdout();
    assert!(
        text.contains("error[preflight-header-not-allowed]"),
        "{text}"
    );
    assert!(text.contains("fault    the page\n"), "{text}");
    for absent in ["\n  policy ", "\n  headers "] {
        assert!(!text.contains(absent), "{text}");
    }
}

/// `explain` said that such a page must not be allowed, and `try` advised it.
#[test]
fn no_credentials_are_advised_for_a_page_that_anyone_can_change() {
    let refusals: [&[(&str, &str)]; 3] = [
        &[],
        &[("Access-Control-Allow-Origin", "*")],
        &[("Access-Control-Allow-Origin", "http://app.example.com")],
    ];
    for lines in refusals {
        let server = Scripted::lines(move |_| {
            let lines = lines
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned()));
            (200, lines.collect())
        });
        let url = server.url("/");
        for (origin, is_insecure) in [
            ("http://app.example.com", true),
            ("http://192.168.1.5:5173", true),
            ("http://localhost:5173", false),
        ] {
            let run = cors(&["try", &url, "--from", origin, "--credentials"]);
            let text = run.stdout();
            assert_eq!(run.code(), Some(1), "{text}");
            assert_eq!(text.contains("  headers  "), !is_insecure, "{text}");
            assert_eq!(text.contains("  policy   "), !is_insecure, "{text}");
            assert_eq!(text.contains("fault    the page"), is_insecure, "{text}");
            assert_eq!(
                text.contains("Serve the page over `https:`"),
                is_insecure,
                "{text}"
            );
        }
        let run = cors(&["try", &url, "--from", "http://app.example.com"]);
        assert!(!run.stdout().contains("Serve the page"), "{}", run.stdout());
    }
}
