//! Servers that limit the number of requests, and firewalls that do not like some of them.

use std::io::Write;
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::faithful::Faithful;
use crate::scripted::{Request, Scripted};
use crate::{Lines, ORIGIN, POLICY, audit, respond};

/// A server that answers some requests as the policy says, and then with another status.
fn limited(status: u16, after: usize) -> Scripted {
    let received = AtomicUsize::new(0);
    Scripted::lines(move |request| {
        if received.fetch_add(1, Ordering::Relaxed) >= after {
            return (status, Vec::new());
        }
        (200, respond(request, &|origin| origin == ORIGIN))
    })
}

fn write(stream: &mut TcpStream, lines: Lines) {
    let mut head = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n".to_owned();
    for (name, value) in lines {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    // The command can close the connection first.
    let _ = stream.write_all(format!("{head}\r\n").as_bytes());
}

/// The status of a limit was an outage, and the rest counted as refused.
#[test]
fn a_limit_is_no_outage() {
    std::thread::scope(|scope| {
        for status in [403, 429, 503] {
            for after in [1, 5, 30, 70, 74] {
                scope.spawn(move || {
                    let server = limited(status, after);
                    let (findings, code) = audit(&server, &[]);
                    assert_eq!(code, Some(1), "{status} {after} {findings:?}");
                    let names: Vec<_> = findings.iter().map(|(name, _)| &**name).collect();
                    assert_eq!(names, ["rate-limited"], "{status} {after} {findings:?}");
                    let (_, message) = &findings[0];
                    let says = |part: &str| message.contains(part);
                    assert!(says(&status.to_string()) && says("the rest was not tried"));
                    // More requests make it worse.
                    let sent = server.received().len();
                    assert!(sent <= after + 13, "{status} {after} {sent}");
                });
            }
        }
    });
}

/// A server that refuses preflights with 403 and then limits with 403 had an outage.
#[test]
fn a_limit_among_refusals_is_no_outage() {
    std::thread::scope(|scope| {
        for after in 2..14 {
            scope.spawn(move || {
                let faithful = Faithful::new(POLICY);
                let received = AtomicUsize::new(0);
                let server = Scripted::lines(move |request| {
                    let (status, lines) = faithful.respond(request);
                    let asked = request.header("access-control-request-method");
                    let is_refused = matches!(asked, Some("AUDIT" | "DELETE"));
                    match received.fetch_add(1, Ordering::Relaxed) {
                        count if count >= after => (403, Vec::new()),
                        _ if is_refused => (403, lines),
                        _ => (status, lines),
                    }
                });
                let (findings, _) = audit(&server, &[]);
                let names: Vec<_> = findings.iter().map(|(name, _)| &**name).collect();
                assert_eq!(names, ["rate-limited"], "{after} {findings:?}");
            });
        }
    });
}

/// A limit of so many requests a second lets some of them pass.
#[test]
fn a_limit_that_lets_the_next_request_pass_is_no_outage() {
    let received = AtomicUsize::new(0);
    let server = Scripted::lines(move |request| {
        let count = received.fetch_add(1, Ordering::Relaxed);
        match count > 10 && count % 2 == 1 {
            true => (503, Vec::new()),
            false => (200, respond(request, &|origin| origin == ORIGIN)),
        }
    });
    let (findings, _) = audit(&server, &[]);
    let is_outage =
        |(name, _): &(String, String)| name.starts_with("narrower") || name == "preflight-status";
    assert!(!findings.iter().any(is_outage), "{findings:?}");
}

/// Many servers refuse an unknown origin with 403, and every audit of them stopped.
#[test]
fn a_refusal_with_a_status_is_no_limit() {
    for status in [403, 503] {
        let faithful = Faithful::new(POLICY);
        let server = Scripted::lines(move |request| {
            let origin = request.header("origin");
            let (answer, lines) = faithful.respond(request);
            match origin.is_none_or(|origin| origin == ORIGIN) {
                true => (answer, lines),
                false => (status, lines),
            }
        });
        let (findings, code) = audit(&server, &[]);
        assert_eq!((findings, code), (vec![], Some(0)), "{status}");
        let sent = server.received();
        let origins = sent.iter().filter_map(|request| request.header("origin"));
        let last = origins.filter(|origin| origin.contains("cors-audit.example`"));
        assert!(last.count() > 0, "every attack origin was tried");
    }
}

/// The message did not say which origin had no response.
#[test]
fn a_firewall_that_closes_connections_does_not_stop_the_audit() {
    let respond = |request: &Request, stream: &mut TcpStream| {
        let origin = request.header("origin").unwrap_or_default();
        if origin == "null" || origin.contains('`') {
            return;
        }
        let is_allowed = |origin: &str| origin.starts_with(ORIGIN);
        write(stream, respond(request, &is_allowed));
    };
    let (findings, code) = audit(&Scripted::start(respond), &[]);
    assert_eq!(code, Some(1));
    let has = |name: &str, part: &str| {
        let is_it = |(other, message): &(String, String)| *other == name && message.contains(part);
        findings.iter().any(is_it)
    };
    assert!(
        has("wider", "!.cors-audit.example (special-character)"),
        "{findings:?}"
    );
    assert!(
        has("not-tried", "to pages at null (null), https://"),
        "{findings:?}"
    );
    assert!(!has("network", ""), "{findings:?}");
}

/// A proxy can close the connection if there are two lines.
#[test]
fn a_server_that_closes_connections_with_two_origins_has_no_finding() {
    let server = Scripted::start(|request, stream| {
        if request.lines("origin") < 2 {
            write(stream, respond(request, &|origin| origin == ORIGIN));
        }
    });
    let (findings, code) = audit(&server, &[]);
    assert_eq!((findings, code), (vec![], Some(0)));
}

/// The checks of each connection that was closed used up the requests.
#[test]
fn a_firewall_that_closes_every_odd_connection_leaves_enough_requests() {
    let server = Scripted::start(|request, stream| {
        let origin = request.header("origin");
        if origin.is_none_or(|origin| origin == ORIGIN) {
            let mut lines = respond(request, &|_| origin.is_some());
            lines.retain(|(name, _)| !matches!(*name, "Vary" | "Access-Control-Allow-Methods"));
            write(stream, lines);
        }
    });
    let (findings, _) = audit(&server, &[]);
    let mut names: Vec<_> = findings.iter().map(|(name, _)| &**name).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        ["narrower-preflight", "not-tried", "vary-missing"],
        "{findings:?}"
    );
}

#[test]
fn a_server_that_stops_answering_ends_the_audit() {
    let received = AtomicUsize::new(0);
    let server = Scripted::start(move |request, stream| {
        if received.fetch_add(1, Ordering::Relaxed) < 20 {
            write(stream, respond(request, &|origin| origin == ORIGIN));
        }
    });
    let (findings, code) = audit(&server, &[]);
    assert_eq!((findings.len(), code), (1, Some(1)), "{findings:?}");
    let (name, message) = &findings[0];
    assert_eq!(name, "network");
    assert!(message.contains("the rest was not tried"), "{message}");
    assert_eq!(server.received().len(), 22);
}

/// Origins, methods and headers that are left out are named.
#[test]
fn what_the_limit_of_the_requests_leaves_out_is_a_note() {
    let origins: Vec<_> = (0..30)
        .map(|one| format!("\"https://a{one}.example\""))
        .collect();
    let methods: Vec<_> = (0..30).map(|one| format!("\"M{one}\"")).collect();
    let policy = format!(
        "origins = [{}]\nmethods = [{}]\n",
        origins.join(", "),
        methods.join(", ")
    );
    let faithful = Faithful::new(&policy);
    let server = Scripted::lines(move |request| faithful.respond(request));
    let run = crate::faithful::audit(&server, "/", &policy);
    let json = run.json();
    assert_eq!(run.code(), Some(0), "{:#}", json["findings"]);
    let findings = json["findings"].as_array().expect("findings");
    let is_note = |one: &serde_json::Value| one["name"] == "not-tried" && one["severity"] == "note";
    assert!(findings.iter().all(is_note), "{findings:#?}");
    for part in [
        "10 were left out",
        "attack origins were left out",
        "preflights were left out",
    ] {
        let has = |one: &serde_json::Value| one["message"].to_string().contains(part);
        assert!(findings.iter().any(has), "{part} {findings:#?}");
    }
    assert!(server.received().len() <= 150);
}

/// With a slow server, the time was over before the preflights of the policy were sent.
#[test]
fn the_preflights_of_the_policy_come_before_the_attack_origins() {
    let server = crate::server(|origin| origin == ORIGIN);
    audit(&server, &[]);
    let sent = server.received();
    let preflights = sent
        .iter()
        .enumerate()
        .filter(|(_, one)| one.method == "OPTIONS" && one.header("origin") == Some(ORIGIN));
    let last = preflights.map(|(index, _)| index).max();
    assert!(last.is_some_and(|last| last < 15), "{last:?}");
}
