//! Servers that follow a policy, except for one mistake. The audit finds it, with the
//! severity of what a browser lets through.

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

const WIDER: [Case; 18] = [
    (
        |request, status, lines| {
            if is_preflight(request) && origin(request).starts_with(SECOND) {
                allow(request, status, lines);
            }
        },
        "wider-preflight",
        "error",
        "https://admin.shop.example.cors-audit.example (prefix) to send",
    ),
    (
        |request, status, lines| allow(request, status, lines),
        "wider",
        "error",
        "any page, such as one at https://cors-audit.example",
    ),
    (
        |request, status, lines| {
            if origin(request) == "null" {
                allow(request, status, lines);
            }
        },
        "wider",
        "error",
        "in a sandboxed frame (null)",
    ),
    (
        |request, status, lines| {
            if origin(request).starts_with(SECOND) {
                allow(request, status, lines);
            }
        },
        "wider",
        "error",
        "https://admin.shop.example.cors-audit.example (prefix)",
    ),
    (
        |request, status, lines| {
            if origin(request).ends_with("admin.shop.example") {
                allow(request, status, lines);
            }
        },
        "wider",
        "error",
        "https://cors-auditadmin.shop.example (suffix)",
    ),
    (
        |request, status, lines| {
            if origin(request) == "http://app.shop.example" {
                allow(request, status, lines);
            }
        },
        "wider",
        "error",
        "http://app.shop.example (other-scheme)",
    ),
    (
        |_, _, lines| {
            refuse(lines);
            set(lines, "Access-Control-Allow-Origin", "*");
        },
        "wider",
        "warning",
        "any page, such as one at https://cors-audit.example (reflection), to read responses \
         without cookies",
    ),
    (
        |request, status, lines| {
            if is_preflight(request) {
                allow(request, status, lines);
            }
        },
        "wider-preflight",
        "error",
        "any page, such as one at https://cors-audit.example (reflection), to send PATCH requests \
         with the user's cookies",
    ),
    (
        |request, status, lines| {
            if is_preflight(request) && origin(request) == "null" {
                allow(request, status, lines);
            }
        },
        "wider-preflight",
        "error",
        "(null), to send PATCH requests with the user's cookies",
    ),
    (
        |request, status, lines| {
            if is_preflight(request) && origin(request).starts_with(FIRST) {
                allow(request, status, lines);
            }
        },
        "wider-preflight",
        "error",
        "https://app.shop.example.cors-audit.example (prefix)",
    ),
    (
        |request, status, lines| {
            if is_preflight(request) {
                allow(request, status, lines);
                set(lines, "Access-Control-Allow-Methods", "GET");
            }
        },
        "wider-preflight",
        "error",
        "to send POST requests with the header content-type with the user's cookies",
    ),
    (
        |request, status, lines| {
            if is_preflight(request) && origin(request) != FIRST && origin(request) != SECOND {
                allow(request, status, lines);
                remove(lines, "Access-Control-Allow-Credentials");
            }
        },
        "wider-preflight",
        "warning",
        "any page, such as one at https://cors-audit.example (reflection), to send PATCH requests \
         without cookies",
    ),
    (
        |request, _, lines| {
            if is_preflight(request) && origin(request) == FIRST {
                set(lines, "Access-Control-Allow-Methods", "PUT, PATCH, DELETE");
            }
        },
        "wider-preflight",
        "warning",
        "the method DELETE",
    ),
    (
        |request, _, lines| {
            let header = request.header("access-control-request-headers");
            if let (Some(header), true) = (header, origin(request) == FIRST) {
                set(lines, "Access-Control-Allow-Headers", header);
            }
        },
        "wider-preflight",
        "warning",
        "the header x-cors-audit",
    ),
    (
        |_, _, lines| set(lines, "Access-Control-Expose-Headers", "etag, x-secret"),
        "wider-expose",
        "warning",
        "x-secret",
    ),
    (
        |request, _, lines| {
            if is_preflight(request) {
                set(lines, "Access-Control-Max-Age", "86400");
            }
        },
        "max-age",
        "warning",
        "86400 seconds, and with the policy for 600",
    ),
    (
        |_, _, lines| remove(lines, "Vary"),
        "vary-missing",
        "warning",
        "Vary does not name Origin",
    ),
    (
        |request, status, lines| {
            remove(lines, "Vary");
            if origin(request) != SECOND {
                allow(request, status, lines);
                set(lines, "Access-Control-Allow-Origin", FIRST);
            }
        },
        "vary-missing",
        "warning",
        "Vary does not name Origin",
    ),
];

const NARROWER: [Case; 14] = [
    (
        |request, _, lines| {
            if origin(request) == SECOND {
                refuse(lines);
            }
        },
        "narrower",
        "error",
        "a page at https://admin.shop.example (expected) to read responses with the user's \
         cookies, and the server does not: the response (200) has no Access-Control-Allow-Origin",
    ),
    (
        |_, status, lines| {
            *status = 404;
            lines.clear();
        },
        "narrower",
        "error",
        "the response (404) has no Access-Control-Allow-Origin",
    ),
    (
        |_, _, lines| remove(lines, "Access-Control-Allow-Credentials"),
        "narrower",
        "error",
        "the response (200) has no Access-Control-Allow-Credentials: true",
    ),
    (
        |_, _, lines| {
            let allowed = lines.iter().find(|(name, _)| name.ends_with("Origin"));
            let again = allowed.cloned();
            lines.extend(again);
        },
        "narrower",
        "error",
        "more than one value of Access-Control-Allow-Origin",
    ),
    (
        |request, _, lines| {
            if origin(request) == FIRST {
                let slash = format!("{FIRST}/");
                set(lines, "Access-Control-Allow-Origin", &slash);
            }
        },
        "narrower",
        "error",
        "has Access-Control-Allow-Origin: \"https://app.shop.example/\"",
    ),
    (
        |request, _, lines| {
            if is_preflight(request) {
                remove(lines, "Access-Control-Allow-Credentials");
            }
        },
        "narrower-preflight",
        "error",
        "the response to the preflight (204) has no Access-Control-Allow-Credentials: true",
    ),
    (
        |request, _, lines| {
            if is_preflight(request) && origin(request) == SECOND {
                refuse(lines);
            }
        },
        "narrower-preflight",
        "error",
        "for a page at https://admin.shop.example",
    ),
    (
        |request, _, lines| {
            if is_preflight(request) && origin(request) == FIRST {
                set(lines, "Access-Control-Allow-Methods", "*");
            }
        },
        "narrower-preflight",
        "error",
        "the method PATCH and the method PUT for a page at https://app.shop.example",
    ),
    (
        |request, _, lines| {
            if is_preflight(request) && origin(request) == FIRST {
                set(lines, "Access-Control-Allow-Headers", "*");
            }
        },
        "narrower-preflight",
        "error",
        "the header content-type and the header x-token",
    ),
    (
        |request, _, lines| {
            if is_preflight(request) {
                set(lines, "Access-Control-Allow-Origin", "*");
            }
        },
        "narrower-preflight",
        "error",
        "has Access-Control-Allow-Origin: *, which allows no credentials",
    ),
    (
        |request, status, lines| {
            if is_preflight(request) {
                *status = 401;
                lines.clear();
            }
        },
        "preflight-status",
        "error",
        "the response to the preflight (401)",
    ),
    (
        |request, status, _| {
            if is_preflight(request) {
                *status = 503;
            }
        },
        "preflight-status",
        "error",
        "503, not 200 to 299",
    ),
    (
        |_, _, lines| remove(lines, "Access-Control-Expose-Headers"),
        "narrower-expose",
        "error",
        "etag, and the server does not: the response has no Access-Control-Expose-Headers",
    ),
    (
        |_, _, lines| remove(lines, "Access-Control-Max-Age"),
        "max-age",
        "warning",
        "5 seconds, and with the policy for 600",
    ),
];

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
    all_are_found(WIDER);
}

#[test]
fn what_the_policy_allows_and_the_server_does_not_is_found() {
    all_are_found(NARROWER);
}
