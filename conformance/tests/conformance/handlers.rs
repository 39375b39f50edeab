//! Headers that a handler writes: its CORS headers are removed, its `Vary` is kept.

use crate::support::{ANY_ORIGIN, MINIMAL, Request, Response, Server, on_every_adapter, request};

on_every_adapter! {
    cors_headers_of_handlers_are_removed,
    other_headers_are_kept,
    cors_headers_of_error_responses_are_removed,
    vary_is_merged,
    vary_that_names_origin_is_kept,
    vary_is_not_changed_if_any_origin_is_allowed,
}

/// Headers that a handler or an upstream can write, as fields of the query.
const STALE: &[&str] = &[
    "access-control-allow-origin:*",
    "access-control-allow-origin:https://evil.example",
    "Access-Control-Allow-Credentials:true",
    "access-control-allow-methods:PATCH",
    "access-control-allow-headers:x-stale",
    "ACCESS-CONTROL-EXPOSE-HEADERS:x-stale",
    "access-control-expose-headers:*",
    "access-control-max-age:86400",
    "access-control-allow-private-network:true",
    "access-control-allow-whatever-comes-next:true",
];

fn scripted(headers: &[&str]) -> Request {
    let fields: Vec<String> = headers
        .iter()
        .map(|header| format!("header={}", header.replace(' ', "%20")))
        .collect();
    request("GET", &format!("/?{}", fields.join("&")))
}

/// One request for each kind of response.
fn send_all(server: &Server, request: &Request) -> [Response; 3] {
    [
        server.send(&request.clone().origin("https://example.com")),
        server.send(&request.clone().origin("https://evil.example")),
        server.send(request),
    ]
}

fn cors_headers_of_handlers_are_removed(adapter: &str) {
    let server = Server::start(adapter, MINIMAL);
    let [allowed, refused, none] = send_all(&server, &scripted(STALE));
    assert!(allowed.is_handlers());
    assert_eq!(
        allowed.cors(),
        ["access-control-allow-origin: https://example.com"]
    );
    assert!(refused.cors().is_empty(), "{refused:?}");
    assert!(none.cors().is_empty(), "{none:?}");

    let anyone = Server::start(adapter, ANY_ORIGIN);
    for response in send_all(&anyone, &scripted(STALE)) {
        assert_eq!(
            response.cors(),
            [
                "access-control-allow-origin: *",
                "access-control-expose-headers: *"
            ]
        );
    }
}

fn other_headers_are_kept(adapter: &str) {
    let server = Server::start(adapter, MINIMAL);
    let kept = &[
        "access-control-request-method:PUT",
        "access-control:x",
        "x-access-control-allow-origin:*",
        "cross-origin-resource-policy:same-origin",
        "timing-allow-origin:*",
    ];
    for response in send_all(&server, &scripted(kept)) {
        for header in kept {
            let (name, value) = header.split_once(':').unwrap();
            assert_eq!(response.lines(name), [value]);
        }
    }
}

fn cors_headers_of_error_responses_are_removed(adapter: &str) {
    let server = Server::start(adapter, MINIMAL);
    for status in [304, 404, 503] {
        let target = format!("/?status={status}&header={}", STALE[0]);
        let [allowed, refused, none] = send_all(&server, &request("GET", &target));
        assert_eq!(
            allowed.cors(),
            ["access-control-allow-origin: https://example.com"]
        );
        assert!(refused.cors().is_empty(), "{refused:?}");
        assert!(none.cors().is_empty(), "{none:?}");
    }
}

fn vary_is_merged(adapter: &str) {
    let server = Server::start(adapter, MINIMAL);
    for (written, sent) in [
        (&[][..], &["Origin"][..]),
        (&["Accept-Encoding"], &["Accept-Encoding", "Origin"]),
        (
            &["Accept-Encoding, Cookie"],
            &["Accept-Encoding, Cookie", "Origin"],
        ),
        (
            &["Accept-Encoding", "Cookie"],
            &["Accept-Encoding", "Cookie", "Origin"],
        ),
        // Names that only contain `origin`.
        (
            &["X-Origin, Original-Url"],
            &["X-Origin, Original-Url", "Origin"],
        ),
        (&[""], &["", "Origin"]),
    ] {
        expect_vary(&server, written, sent);
    }
}

fn vary_that_names_origin_is_kept(adapter: &str) {
    let server = Server::start(adapter, MINIMAL);
    for written in [
        &["Origin"][..],
        &["origin"],
        &["ORIGIN"],
        &["Accept-Encoding, oRiGiN"],
        &["Accept-Encoding,origin,Cookie"],
        &["Accept-Encoding", "Origin"],
        &["Origin", "Accept-Encoding"],
        &["*"],
        &["Accept-Encoding", "*"],
    ] {
        expect_vary(&server, written, written);
    }
}

fn vary_is_not_changed_if_any_origin_is_allowed(adapter: &str) {
    let server = Server::start(adapter, ANY_ORIGIN);
    for written in [&[][..], &["Accept-Encoding"], &["Origin"], &["*"]] {
        expect_vary(&server, written, written);
    }
}

/// Checks `Vary` in every kind of response, line by line.
#[track_caller]
fn expect_vary(server: &Server, written: &[&str], sent: &[&str]) {
    let headers: Vec<String> = written.iter().map(|line| format!("vary:{line}")).collect();
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    for response in send_all(server, &scripted(&headers)) {
        assert_eq!(response.lines("vary"), sent, "of {written:?}");
    }
}
