//! The policy that an audit prints without `--expect`.

use crate::scripted::{Scripted, cors};
use crate::{file, respond, server};

const PAGE: &str = "http://localhost:5173";

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
    // It warns about `http://localhost`, which one of the servers allows.
    let path = printed.to_str().expect("a path");
    let check = cors(&["check", path, "--min-severity", "error"]);
    assert_eq!(check.code(), Some(0), "{}{}", run.stdout(), check.stdout());
    for line in [
        "expose_headers = [\"etag\", \"x-a\"]",
        "max_age = 86400 # it sends 4000000000",
    ] {
        assert!(run.stdout().contains(line), "{}", run.stdout());
    }
}

/// The name of a server, what it allows without credentials and with credentials, and the
/// lines of the policy.
type Case = (
    &'static str,
    fn(&str) -> bool,
    fn(&str) -> bool,
    &'static [&'static str],
);

/// The printed policy had `credentials` beside `*`, and the origins of the attacks in its list.
#[test]
fn the_printed_policy_is_a_policy() {
    let cases: [Case; 5] = [
        (
            "everyone, and a page with credentials",
            |_| true,
            |origin| origin == PAGE,
            &[
                "# Without credentials, it allows every origin. No policy can say both.",
                "origins = [\"http://localhost:5173\"]",
                "# It exposes `*`, which exposes nothing with credentials.",
                "credentials = true",
            ],
        ),
        (
            "the start of the text",
            |_| false,
            |origin| origin.starts_with("http://localhost"),
            &[
                "# It allows http://localhost.cors-audit.example too (prefix).",
                "origins = [\"http://localhost:3000\", \"http://localhost:5173\", ",
            ],
        ),
        (
            "every page of this computer",
            |_| false,
            |origin| origin.starts_with("http://localhost:"),
            &["origins = [\"http://localhost:3000\", \"http://localhost:5173\", "],
        ),
        (
            "everyone without credentials",
            |_| true,
            |_| false,
            &[
                "origins = \"*\"",
                "headers = [\"*\", \"authorization\"]",
                "expose_headers = \"*\"",
            ],
        ),
        (
            "a page without credentials",
            |origin| origin == PAGE,
            |_| false,
            &[
                "origins = [\"http://localhost:5173\"]",
                "methods = [\"PUT\", \"REPORT\"]",
            ],
        ),
    ];
    // An audit takes seconds.
    std::thread::scope(|scope| {
        for case in cases {
            scope.spawn(move || printed_policy(case));
        }
    });
}

/// Audits a server, and checks the policy that is printed.
fn printed_policy((name, without, with, lines): Case) {
    let server = Scripted::lines(move |request| {
        let origin = request.header("origin").unwrap_or_default();
        let mut headers = vec![("Vary", "Origin".to_owned())];
        if !without(origin) && !with(origin) {
            return (200, headers);
        }
        headers.push(("Access-Control-Allow-Origin", origin.to_owned()));
        headers.push(("Access-Control-Expose-Headers", "*".to_owned()));
        if with(origin) {
            headers.push(("Access-Control-Allow-Credentials", "true".to_owned()));
        }
        let everyone = without("https://a.example");
        let asked = |name| request.header(name).unwrap_or_default().to_owned();
        let (methods, allowed) = match everyone {
            true => (
                asked("access-control-request-method"),
                asked("access-control-request-headers"),
            ),
            // No policy can have some of these.
            false => (
                "PUT, REPORT, get, TRACE".to_owned(),
                "Content-Type, cookie, accept".to_owned(),
            ),
        };
        headers.push(("Access-Control-Allow-Methods", methods));
        headers.push(("Access-Control-Allow-Headers", allowed));
        (200, headers)
    });
    let run = cors(&["audit", &server.url("/")]);
    let text = run.stdout();
    for line in lines {
        assert!(text.contains(line), "{name}\n{text}");
    }
    let printed = file(&format!("every-{}.toml", server.port), &text);
    // It warns about `http://localhost`, which one of the servers allows.
    let path = printed.to_str().expect("a path");
    let check = cors(&["check", path, "--min-severity", "error"]);
    assert_eq!(check.code(), Some(0), "{name}\n{text}{}", check.stdout());
}

/// A page of this computer is no foreign site.
#[test]
fn a_server_that_allows_pages_of_this_computer_is_not_open() {
    let server = server(|origin| origin.starts_with("http://localhost"));
    let run = cors(&["audit", &server.url("/"), "--output-format", "json"]);
    let findings = run.json()["findings"].to_string();
    assert!(
        findings.contains("http://localhost.cors-audit.example"),
        "{findings}"
    );
    assert!(!findings.contains("http://localhost:8443"), "{findings}");
}

/// The user's own computer was called a foreign page.
#[test]
fn pages_of_this_computer_over_https_are_no_hole() {
    let is_here = |origin: &str| {
        let (scheme, host) = origin.split_once("://").unwrap_or_default();
        scheme.starts_with("http") && (host == "localhost" || host.starts_with("localhost:"))
    };
    let server = server(is_here);
    let run = cors(&["audit", &server.url("/")]);
    assert_eq!(run.code(), Some(0), "{}", run.stdout());
}

/// Every response named an origin, and it was not tried.
#[test]
fn an_origin_that_the_server_names_is_tried() {
    let server = Scripted::lines(|request| {
        let mut lines = respond(request, &|_| true);
        for (name, value) in &mut lines {
            if *name == "Access-Control-Allow-Origin" {
                *value = "https://app.shop.example".to_owned();
            }
        }
        (200, lines)
    });
    let text = cors(&["audit", &server.url("/")]).stdout();
    assert!(
        text.contains("origins = [\"https://app.shop.example\"]"),
        "{text}"
    );
}

/// A preflight that allows every page was not found without a policy.
#[test]
fn preflights_of_foreign_pages_are_tried_without_a_policy() {
    let server = Scripted::lines(|request| {
        let is_preflight = request.method == "OPTIONS";
        (200, respond(request, &|_| is_preflight))
    });
    let run = cors(&["audit", &server.url("/")]);
    let text = run.stdout();
    assert_eq!(run.code(), Some(1), "{text}");
    assert!(
        text.contains("error[open-with-credentials]: the response to the preflight"),
        "{text}"
    );
}

/// A URL that the server does not know seemed to be a closed one.
#[test]
fn an_error_without_a_policy_is_a_finding() {
    let server = Scripted::lines(|_| (404, Vec::new()));
    let run = cors(&["audit", &server.url("/")]);
    let text = run.stdout();
    assert_eq!(run.code(), Some(1), "{text}");
    assert!(text.contains("warning[error-status]"), "{text}");
    assert!(text.contains("404"), "{text}");
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

/// Without credentials, `*` is every header. With credentials, it is a name.
#[test]
fn a_star_of_a_server_is_no_header_with_credentials() {
    let server = Scripted::lines(|request| {
        let origin = request.header("origin").unwrap_or_default().to_owned();
        let lines = vec![
            ("Access-Control-Allow-Origin", origin),
            ("Access-Control-Allow-Credentials", "true".to_owned()),
            ("Access-Control-Allow-Headers", "*, x-a".to_owned()),
            ("Access-Control-Allow-Methods", "*, PUT".to_owned()),
            ("Vary", "Origin".to_owned()),
        ];
        (200, lines)
    });
    let printed = cors(&["audit", &server.url("/")]).stdout();
    for line in [
        "# Without credentials, it allows every method. List those that your pages send.",
        "# Without credentials, it allows every header. List those that your pages send.",
        "methods = [\"PUT\"]",
        "headers = [\"x-a\"]",
        "credentials = true",
    ] {
        assert!(printed.contains(line), "{line} is not in {printed}");
    }
    let own = "origins = [\"http://localhost:5173\"]";
    let printed = printed.replace("origins = [] # your pages", own);
    let policy = file("star.toml", &printed);
    let policy = policy.to_str().expect("a path");
    let again = cors(&["audit", &server.url("/"), "--expect", policy]).stdout();
    assert!(!again.contains("narrower"), "{printed}{again}");
}

/// The clean result of a server with such a hole looked like that of a server without.
#[test]
fn holes_near_the_own_pages_are_said_to_be_untried_without_a_policy() {
    let server = server(|origin| origin.ends_with("shop.test"));
    let run = cors(&["audit", &server.url("/")]);
    let text = run.stdout();
    assert_eq!(run.code(), Some(0), "{text}");
    assert!(text.contains("a prefix, a suffix, a subdomain"), "{text}");
    assert!(text.contains("--expect"), "{text}");
}
