//! `cors audit` finds the wrong checks that the collection of attack origins is about.
//!
//! Each origin of the collection that a page can have is let through by one of the wrong
//! checks below, and the audit finds each of these checks. The other origins are not tried,
//! for one of the reasons in `not_tried`.

mod scripted;

use std::collections::BTreeSet;

use cors_browser::{Page, Url};
use cors_engine::Policy;
use scripted::{Request, Scripted, cors};
use serde_json::Value;

const VECTORS: &str = include_str!("../../conformance/vectors/attack_origins.json");

/// The domain of both policies of the collection.
const DOMAIN: &str = "example.com";

/// The sites of the collection on which anyone can put a page.
const HOSTINGS: [&str; 22] = [
    "azurewebsites.net",
    "blob.core.windows.net",
    "cdn.ampproject.org",
    "cdpn.io",
    "cloudfront.net",
    "codepen.io",
    "fly.dev",
    "github.io",
    "herokuapp.com",
    "jsbin.com",
    "jsfiddle.net",
    "netlify.app",
    "ngrok.io",
    "onrender.com",
    "repl.co",
    "repl.it",
    "s3.amazonaws.com",
    "translate.goog",
    "trycloudflare.com",
    "vercel.app",
    "web.app",
    "workers.dev",
];

/// An origin, taken apart.
struct Parts<'o> {
    origin: &'o str,
    scheme: &'o str,
    host: &'o str,
    port: Option<&'o str>,
}

impl<'o> Parts<'o> {
    fn of(origin: &'o str) -> Self {
        let (scheme, authority) = origin.split_once("://").unwrap_or(("", origin));
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, Some(port)),
            _ => (authority, None),
        };
        Parts {
            origin,
            scheme,
            host,
            port,
        }
    }
}

type Check = Box<dyn Fn(&Parts<'_>) -> bool + Send + Sync>;

/// What the policy allows.
fn is_right(policy: &str, origin: &str) -> bool {
    let parts = Parts::of(origin);
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    match policy {
        "exact" => origin == "https://example.com",
        _ => {
            parts.scheme == "https"
                && parts.port.is_none()
                && parts.host.ends_with(".example.com")
                && parts.host.bytes().all(is_letter)
        }
    }
}

/// Wrong checks of `https://example.com` or of `https://*.example.com`, by name.
fn wrong_checks(policy: &str) -> Vec<(String, Check)> {
    let is_exact = policy == "exact";
    // Whether the host is right, if only the host counts.
    let host = move |host: &str| match is_exact {
        true => host == DOMAIN,
        false => host.ends_with(".example.com"),
    };
    // Whether the host is the domain or one below it.
    let domain = |host: &str| host == DOMAIN || host.ends_with(".example.com");
    // Whether a text ends with a pattern in which a dot is any character.
    let same_end = |text: &str, pattern: &str| {
        let (text, pattern) = (text.bytes().rev(), pattern.bytes().rev());
        let is_long_enough = text.len() >= pattern.len();
        is_long_enough
            && text
                .zip(pattern)
                .all(|(one, other)| other == b'.' || one == other)
    };
    let mut checks: Vec<(String, Check)> = Vec::new();
    let mut add = |name: &str, check: Check| checks.push((name.to_owned(), check));
    add("any page", Box::new(|one| one.scheme.starts_with("http")));
    add("null", Box::new(|one| one.origin.contains("null")));
    add(
        "its start",
        Box::new(move |one| match is_exact {
            true => one.origin.starts_with("https://example.com"),
            false => one.origin.starts_with("https://") && one.host.contains(".example.com"),
        }),
    );
    add("its end", Box::new(|one| one.origin.ends_with(DOMAIN)));
    add("a part of it", Box::new(|one| one.origin.contains(DOMAIN)));
    add(
        "whether the domain contains the host",
        Box::new(|one| !one.host.is_empty() && "www.example.com".contains(one.host)),
    );
    add(
        "a dot that is any character",
        Box::new(move |one| same_end(one.host, DOMAIN) && !domain(one.host)),
    );
    add("any scheme", Box::new(move |one| host(one.host)));
    add(
        "any port",
        Box::new(move |one| one.scheme == "https" && host(one.host)),
    );
    add(
        "any subdomain, or the domain",
        Box::new(|one| one.host == DOMAIN || one.host.ends_with(".example.com")),
    );
    add(
        "a dot at the end",
        Box::new(move |one| host(one.host.trim_end_matches('.'))),
    );
    add(
        "any top-level domain",
        Box::new(move |one| {
            let (name, top) = one.host.rsplit_once('.').unwrap_or_default();
            !top.is_empty() && top != "com" && domain(&format!("{name}.com"))
        }),
    );
    add(
        "a name without unusual characters after it",
        Box::new(|one| {
            let rest = one.host.split_once(DOMAIN).map_or("", |(_, rest)| rest);
            rest.starts_with(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '-')
        }),
    );
    add(
        "a name that looks the same",
        Box::new(move |one| {
            let shown = idna::domain_to_unicode(one.host).0;
            domain(&shown.chars().map(latin).collect::<String>()) && !domain(one.host)
        }),
    );
    add(
        "a loopback or private address",
        Box::new(|one| {
            let starts = ["127.", "10.", "192.168.", "0.0.0.0", "[::1]", "[::ffff:"];
            one.host == "localhost"
                || one.host.ends_with(".localhost")
                || starts.iter().any(|start| one.host.starts_with(start))
        }),
    );
    add(
        "an extension or an app",
        Box::new(|one| !one.scheme.is_empty() && !one.scheme.starts_with("http")),
    );
    for hosting in HOSTINGS {
        add(
            hosting,
            Box::new(move |one| {
                let rest = one.host.strip_suffix(hosting);
                rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            }),
        );
    }
    checks
}

/// The Latin letter that a letter or a digit looks like.
fn latin(letter: char) -> char {
    match letter {
        'а' | 'α' => 'a',
        'е' | 'ε' => 'e',
        'і' | 'ι' => 'i',
        'ӏ' | '1' => 'l',
        'м' => 'm',
        'о' | 'ο' | '0' => 'o',
        'р' | 'ρ' => 'p',
        'х' | 'χ' => 'x',
        other => other,
    }
}

/// Why the audit does not try an origin, if it does not.
fn not_tried(origin: Option<&str>) -> Option<&'static str> {
    const SCHEMES: [&str; 9] = [
        "http",
        "https",
        "chrome-extension",
        "moz-extension",
        "safari-web-extension",
        "capacitor",
        "app",
        "tauri",
        "vscode-webview",
    ];
    let Some(origin) = origin else {
        return Some("it is no text, and browsers send text");
    };
    let is_sent = Page::at(origin).is_ok_and(|page| page.origin().to_string() == origin);
    let parts = Parts::of(origin);
    let labels = || parts.host.trim_end_matches('.').split('.');
    if !is_sent {
        Some("browsers write origins in another way, so no page has it")
    } else if origin != "null" && !SCHEMES.contains(&parts.scheme) {
        Some("no page has this scheme")
    } else if parts.host.len() > 253
        || labels().any(|label| label.is_empty() || label.len() > 63)
        || parts.host.ends_with("..")
    {
        Some("the domain name system has no such name")
    } else if parts.host == "*" || parts.host.ends_with("*.example.com") {
        Some("only the owner of the domain could have a page there")
    } else {
        None
    }
}

/// The bytes of each origin that is for a policy, and whether the policy allows it.
fn rows(policy: &str) -> Vec<(Vec<u8>, bool)> {
    let vectors: Value = serde_json::from_str(VECTORS).expect("JSON");
    let entries = vectors["entries"].as_array().expect("entries").iter();
    let rows = entries.filter(|entry| entry["policy"] == policy);
    let row = |entry: &Value| {
        let hex = entry["bytes_hex"].as_str().expect("hex").as_bytes();
        let byte = |pair: &[u8]| {
            let pair = std::str::from_utf8(pair).expect("ASCII");
            u8::from_str_radix(pair, 16).expect("a byte")
        };
        (
            hex.chunks(2).map(byte).collect(),
            entry["must_match"] == true,
        )
    };
    rows.map(row).collect()
}

/// The attack origins of a policy, as a browser sends them if one does.
fn attacks(policy: &str) -> Vec<Option<String>> {
    let attacks = rows(policy)
        .into_iter()
        .filter(|(_, must_match)| !must_match);
    let attacks: Vec<_> = attacks
        .map(|(bytes, _)| {
            let text = String::from_utf8(bytes).ok()?;
            // Browsers send names in other scripts as Punycode.
            match Url::parse(&text) {
                Ok(url) if !text.is_ascii() => Some(cors_browser::Origin::of(&url).to_string()),
                _ => Some(text),
            }
        })
        .collect();
    assert!(attacks.len() > 250, "{}", attacks.len());
    attacks
}

#[test]
fn every_attack_is_let_through_by_a_wrong_check_or_is_not_tried() {
    for policy in ["exact", "wildcard"] {
        let checks = wrong_checks(policy);
        let attacks = attacks(policy);
        let tried: Vec<_> = attacks
            .iter()
            .flatten()
            .filter(|origin| not_tried(Some(origin)).is_none() && !is_right(policy, origin))
            .collect();
        assert!(tried.len() > 80, "{}", tried.len());
        let missed: BTreeSet<_> = tried
            .into_iter()
            .filter(|origin| {
                !checks
                    .iter()
                    .skip(1)
                    .any(|(_, check)| check(&Parts::of(origin)))
            })
            .filter(|origin| !is_unrelated(origin))
            .collect();
        assert!(missed.is_empty(), "{policy}: {missed:?}");
    }
}

/// Whether only the check "any page" lets it through.
fn is_unrelated(origin: &str) -> bool {
    let others = [
        "https://evil.com",
        "https://evil.net",
        // `exİample.com` has a letter more than the domain.
        "https://xn--exiample-q0e.com",
    ];
    others.contains(&origin)
}

/// The findings of an audit of a server with this check, and the origins that were tried.
fn audit(policy: &str, check: Check) -> (Vec<Value>, usize) {
    let named = policy.to_owned();
    let server = Scripted::lines(move |request: &Request| {
        let mut lines = vec![("Vary", "Origin".to_owned())];
        let origin = request
            .header("origin")
            .filter(|_| request.lines("origin") == 1);
        let allows = |origin: &str| is_right(&named, origin) || check(&Parts::of(origin));
        if let Some(origin) = origin.filter(|origin| allows(origin)) {
            lines.push(("Access-Control-Allow-Origin", origin.to_owned()));
        }
        (200, lines)
    });
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cors.toml");
    let pattern = match policy {
        "exact" => "https://example.com",
        _ => "https://*.example.com",
    };
    std::fs::write(&file, format!("origins = [\"{pattern}\"]\n")).expect("a file");
    let expect = file.to_str().expect("a path");
    let url = server.url("/");
    let run = cors(&["audit", &url, "--expect", expect, "--output-format", "json"]);
    let json = run.json();
    let findings = json["findings"].as_array().expect("findings").clone();
    assert_eq!(run.code(), Some(i32::from(!findings.is_empty())), "{json}");
    (findings, server.received().len())
}

#[test]
fn every_wrong_check_is_found() {
    let policies = ["exact", "wildcard"];
    // An audit waits between its requests, so many can run at once.
    let audits: Vec<_> = policies
        .iter()
        .flat_map(|&policy| {
            wrong_checks(policy).into_iter().map(move |(name, check)| {
                let thread = std::thread::spawn(move || audit(policy, check));
                (policy, name, thread)
            })
        })
        .collect();
    let mut missed = Vec::new();
    for (policy, name, thread) in audits {
        let (findings, requests) = thread.join().expect("an audit");
        assert!(requests <= 150, "{policy}: {name}: {requests}");
        let is_found = findings.iter().any(|finding| finding["name"] == "wider");
        if !is_found {
            missed.push(format!("{policy}: {name}: {findings:?}"));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn the_policies_of_the_collection_have_no_finding() {
    for policy in ["exact", "wildcard"] {
        let (findings, requests) = audit(policy, Box::new(|_| false));
        assert!(findings.is_empty(), "{policy}: {findings:?}");
        assert!((60..=150).contains(&requests), "{requests}");
    }
}

#[test]
fn the_policies_of_the_collection_refuse_every_attack() {
    for (name, pattern) in [
        ("exact", "https://example.com"),
        ("wildcard", "https://*.example.com"),
    ] {
        let policy = Policy::builder().origins([pattern]).build();
        let policy = policy.expect("a policy");
        for (bytes, must_match) in rows(name) {
            let shown = String::from_utf8_lossy(&bytes).into_owned();
            assert_eq!(policy.allows_origin(&bytes), must_match, "{name}: {shown}");
        }
    }
}

/// A server can decode Punycode and compare what looks the same.
#[test]
fn look_alikes_of_the_trusted_origins_are_tried() {
    let is_look_alike = |one: &Parts<'_>| one.host.starts_with("xn--") || one.host.contains('1');
    let (findings, _) = audit("exact", Box::new(is_look_alike));
    // Every letter with a Cyrillic twin, one of them, every Greek one, and a digit.
    for host in [
        "xn--m-7sboc8c1a38g.com",
        "xn--exampl-8of.com",
        "xn--ml-b9bpd4evb.com",
        "examp1e.com",
    ] {
        let origin = format!("https://{host} (homograph)");
        let is_found = |finding: &Value| {
            let message = finding["message"].as_str();
            message.is_some_and(|message| message.contains(&origin))
        };
        assert!(findings.iter().any(is_found), "{host}: {findings:?}");
    }
}
