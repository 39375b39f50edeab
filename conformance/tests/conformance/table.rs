//! The table of answers, row by row, on every adapter.

use crate::support::{
    ANY_ORIGIN, Answer, FULL, MINIMAL, Request, Server, WILDCARD, on_every_adapter,
    on_every_adapter_live, preflight, request,
};

on_every_adapter! {
    an_allowed_preflight_gets_the_lists_of_the_policy,
    the_requested_method_and_headers_do_not_change_the_response,
    a_refused_preflight_is_an_empty_403,
    an_allowed_request_runs_and_can_be_read,
    a_refused_request_runs_and_cannot_be_read,
    a_request_without_origin_runs_and_cannot_be_read,
    options_is_a_preflight_only_with_both_headers,
    two_origin_headers_are_refused,
    every_origin_can_read_if_any_origin_is_allowed,
    a_key_left_out_sends_no_header,
    a_wildcard_is_one_label_or_more,
    http_1_0_gets_the_same_answers,
    the_response_of_the_handler_is_kept,
    responses_of_the_framework_have_the_headers,
    a_panic_only_closes_the_connection,
    routes_outside_the_policy_have_no_cors_headers,
}

on_every_adapter_live! {
    an_allowed_preflight_gets_the_lists_of_the_policy,
    the_requested_method_and_headers_do_not_change_the_response,
    a_refused_preflight_is_an_empty_403,
    an_allowed_request_runs_and_can_be_read,
    a_refused_request_runs_and_cannot_be_read,
    a_request_without_origin_runs_and_cannot_be_read,
    options_is_a_preflight_only_with_both_headers,
    two_origin_headers_are_refused,
    every_origin_can_read_if_any_origin_is_allowed,
    a_key_left_out_sends_no_header,
    a_wildcard_is_one_label_or_more,
    http_1_0_gets_the_same_answers,
    the_response_of_the_handler_is_kept,
    responses_of_the_framework_have_the_headers,
    a_panic_only_closes_the_connection,
    routes_outside_the_policy_have_no_cors_headers,
}

/// The headers of a response to an origin that [`FULL`] allows.
const MAY_READ: &[&str] = &[
    "access-control-allow-credentials: true",
    "access-control-allow-origin: https://example.com",
    "access-control-expose-headers: etag,x-request-id",
];

/// The headers of its preflights.
const MAY_SEND: &[&str] = &[
    "access-control-allow-credentials: true",
    "access-control-allow-headers: authorization,content-type",
    "access-control-allow-methods: GET,PUT,DELETE",
    "access-control-allow-origin: https://example.com",
    "access-control-max-age: 600",
];

const VARY_ORIGIN: &[&str] = &["origin"];

const ALLOWED: Answer = Answer {
    status: 200,
    cors: MAY_READ,
    vary: VARY_ORIGIN,
    runs: 1,
};

const REFUSED: Answer = Answer {
    status: 200,
    cors: &[],
    vary: VARY_ORIGIN,
    runs: 1,
};

const ALLOWED_PREFLIGHT: Answer = Answer {
    status: 204,
    cors: MAY_SEND,
    vary: VARY_ORIGIN,
    runs: 0,
};

const REFUSED_PREFLIGHT: Answer = Answer {
    status: 403,
    cors: &[],
    vary: VARY_ORIGIN,
    runs: 0,
};

fn get(origin: &str) -> Request {
    request("GET", "/").origin(origin)
}

fn an_allowed_preflight_gets_the_lists_of_the_policy(adapter: &str) {
    let server = Server::start(adapter, FULL);
    let response = server.expect(&preflight("https://example.com", "PUT"), ALLOWED_PREFLIGHT);
    assert!(response.body.is_empty());
    for origin in ["https://app.example.com:8443", "http://localhost:3000"] {
        let acao = format!("access-control-allow-origin: {origin}");
        let mut cors = MAY_SEND.to_vec();
        cors[3] = &acao;
        let expected = Answer {
            cors: &cors,
            ..ALLOWED_PREFLIGHT
        };
        server.expect(&preflight(origin, "PUT"), expected);
    }
}

fn the_requested_method_and_headers_do_not_change_the_response(adapter: &str) {
    let server = Server::start(adapter, FULL);
    let preflight_for = |method: &str| preflight("https://example.com", method);
    for method in [
        "GET", "POST", "PATCH", "put", "PROPFIND", "", "P U T", "a\tb",
    ] {
        server.expect(&preflight_for(method), ALLOWED_PREFLIGHT);
    }
    for names in ["authorization", "x-unlisted", "", ",,", "Not A Name"] {
        let preflight = preflight_for("PUT").header("Access-Control-Request-Headers", names);
        server.expect(&preflight, ALLOWED_PREFLIGHT);
    }
    // The route does not matter: it may be missing, have another method, or fail.
    for path in ["/missing", "/get-only", "/error", "/panic", "/a/b?c=d"] {
        server.expect(&preflight_for("DELETE").to(path), ALLOWED_PREFLIGHT);
    }
    let twice = preflight_for("PUT").header("Access-Control-Request-Method", "DELETE");
    server.expect(&twice, ALLOWED_PREFLIGHT);
    let private = preflight_for("PUT").header("Access-Control-Request-Private-Network", "true");
    server.expect(&private, ALLOWED_PREFLIGHT);
}

fn a_refused_preflight_is_an_empty_403(adapter: &str) {
    let server = Server::start(adapter, FULL);
    for origin in [
        "https://evil.example",
        "http://example.com",
        "https://example.com:8443",
        "https://example.com/",
        "HTTPS://example.com",
        "https://Example.com",
        "null",
        "",
        "*",
    ] {
        let response = server.expect(&preflight(origin, "PUT"), REFUSED_PREFLIGHT);
        assert!(response.body.is_empty());
        assert!(response.lines("content-type").is_empty());
    }
}

fn an_allowed_request_runs_and_can_be_read(adapter: &str) {
    let server = Server::start(adapter, FULL);
    for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "PROPFIND"] {
        let response = server.expect(&get("https://example.com").with_method(method), ALLOWED);
        assert!(response.is_handlers());
    }
}

fn a_refused_request_runs_and_cannot_be_read(adapter: &str) {
    let server = Server::start(adapter, FULL);
    for origin in [
        "https://evil.example",
        "http://example.com",
        "https://EXAMPLE.com",
        "https://example.com.",
        "https://example.com, https://example.com",
        "not an origin",
        "null",
        "",
    ] {
        let response = server.expect(&get(origin), REFUSED);
        assert!(response.is_handlers());
        server.expect(&get(origin).with_method("DELETE"), REFUSED);
    }
    for byte in 0x80..=0xff {
        let origin = [b"https://example.com".as_slice(), &[byte]].concat();
        let response = server.send(&request("GET", "/").origin(&origin));
        assert_eq!(
            (response.status, response.cors()),
            (200, vec![]),
            "{byte:#x}"
        );
        assert_eq!(response.vary(), VARY_ORIGIN, "{byte:#x}");
    }
}

fn a_request_without_origin_runs_and_cannot_be_read(adapter: &str) {
    let server = Server::start(adapter, FULL);
    for method in ["GET", "HEAD", "POST", "OPTIONS"] {
        server.expect(&request(method, "/"), REFUSED);
    }
}

fn options_is_a_preflight_only_with_both_headers(adapter: &str) {
    let server = Server::start(adapter, FULL);
    let options = request("OPTIONS", "/");
    server.expect(&options.clone().origin("https://example.com"), ALLOWED);
    server.expect(&options.clone().origin("https://evil.example"), REFUSED);
    let without_origin = options.header("Access-Control-Request-Method", "PUT");
    server.expect(&without_origin, REFUSED);
    // Methods are case-sensitive. This one is not a standard method.
    let lower = without_origin
        .origin("https://example.com")
        .with_method("options");
    server.expect(&lower, ALLOWED);
    let put = preflight("https://example.com", "PUT").with_method("PUT");
    server.expect(&put, ALLOWED);
}

fn two_origin_headers_are_refused(adapter: &str) {
    let server = Server::start(adapter, FULL);
    for (first, second) in [
        ("https://example.com", "https://example.com"),
        ("https://example.com", "https://evil.example"),
        ("https://evil.example", "https://example.com"),
        ("", "https://example.com"),
    ] {
        server.expect(&get(first).origin(second), REFUSED);
        server.expect(&preflight(first, "PUT").origin(second), REFUSED_PREFLIGHT);
    }
}

fn every_origin_can_read_if_any_origin_is_allowed(adapter: &str) {
    let server = Server::start(adapter, ANY_ORIGIN);
    let may_read = Answer {
        cors: &[
            "access-control-allow-origin: *",
            "access-control-expose-headers: *",
        ],
        vary: &[],
        ..ALLOWED
    };
    let may_send = Answer {
        cors: &[
            "access-control-allow-headers: *,authorization",
            "access-control-allow-methods: *",
            "access-control-allow-origin: *",
            "access-control-max-age: 0",
        ],
        vary: &[],
        ..ALLOWED_PREFLIGHT
    };
    for origin in ["https://example.com", "null", "", "not an origin", "\u{fc}"] {
        server.expect(&get(origin), may_read);
        server.expect(&get(origin).with_method("OPTIONS"), may_read);
        server.expect(&preflight(origin, "PUT"), may_send);
    }
    server.expect(&get("https://a.example").origin("null"), may_read);
    server.expect(&preflight("null", "PUT").origin("null"), may_send);
    server.expect(&request("GET", "/"), may_read);
    let without_origin = request("OPTIONS", "/").header("Access-Control-Request-Method", "PUT");
    server.expect(&without_origin, may_read);
}

fn a_key_left_out_sends_no_header(adapter: &str) {
    let server = Server::start(adapter, MINIMAL);
    let cors: &[&str] = &["access-control-allow-origin: https://example.com"];
    let allowed = Answer { cors, ..ALLOWED };
    let granted = Answer {
        cors,
        ..ALLOWED_PREFLIGHT
    };
    server.expect(&get("https://example.com"), allowed);
    server.expect(&preflight("https://example.com", "PUT"), granted);
    server.expect(&get("https://evil.example"), REFUSED);
    server.expect(&preflight("https://evil.example", "PUT"), REFUSED_PREFLIGHT);
}

fn a_wildcard_is_one_label_or_more(adapter: &str) {
    let server = Server::start(adapter, WILDCARD);
    for origin in ["https://app.example.com", "https://a.b.example.com"] {
        let acao = format!("access-control-allow-origin: {origin}");
        let cors: &[&str] = &[&acao];
        server.expect(&get(origin), Answer { cors, ..ALLOWED });
        server.expect(
            &preflight(origin, "PUT"),
            Answer {
                cors,
                ..ALLOWED_PREFLIGHT
            },
        );
    }
    for origin in [
        "https://example.com",
        "https://evilexample.com",
        "http://app.example.com",
        "https://app.example.com.evil.example",
    ] {
        server.expect(&get(origin), REFUSED);
        server.expect(&preflight(origin, "PUT"), REFUSED_PREFLIGHT);
    }
}

fn http_1_0_gets_the_same_answers(adapter: &str) {
    let server = Server::start(adapter, FULL);
    server.expect(&get("https://example.com").old(), ALLOWED);
    server.expect(&get("https://evil.example").old(), REFUSED);
    server.expect(&request("GET", "/").old(), REFUSED);
    server.expect(
        &preflight("https://example.com", "PUT").old(),
        ALLOWED_PREFLIGHT,
    );
    server.expect(
        &preflight("https://evil.example", "PUT").old(),
        REFUSED_PREFLIGHT,
    );
}

fn the_response_of_the_handler_is_kept(adapter: &str) {
    let server = Server::start(adapter, FULL);
    for status in [
        200, 201, 204, 205, 206, 301, 302, 303, 304, 307, 400, 401, 404, 429, 500, 503,
    ] {
        let target = format!("/?status={status}&header=etag:%22a%22&header=x-b:c");
        let response = server.expect(
            &get("https://example.com").to(&target),
            Answer { status, ..ALLOWED },
        );
        assert_eq!(response.lines("etag"), [r#""a""#], "{status}");
        assert_eq!(response.lines("x-b"), ["c"], "{status}");
        server.expect(
            &get("https://evil.example").to(&target),
            Answer { status, ..REFUSED },
        );
    }
    let response = server.expect(&get("https://example.com").to("/?body=h%C3%A9"), ALLOWED);
    assert_eq!(response.text(), "hé");
}

fn responses_of_the_framework_have_the_headers(adapter: &str) {
    let server = Server::start(adapter, FULL);
    for (method, path, status, runs) in [
        ("GET", "/missing", 404, 0),
        ("GET", "/missing/below", 404, 0),
        ("DELETE", "/missing", 404, 0),
        ("OPTIONS", "/missing", 404, 0),
        ("POST", "/get-only", 405, 0),
        ("OPTIONS", "/get-only", 405, 0),
        ("GET", "/get-only", 200, 1),
        ("GET", "/error", 500, 1),
        ("POST", "/error", 500, 1),
    ] {
        let allowed = request(method, path).origin("https://example.com");
        let refused = request(method, path).origin("https://evil.example");
        let answer = |answer| Answer {
            status,
            runs,
            ..answer
        };
        server.expect(&allowed, answer(ALLOWED));
        server.expect(&refused, answer(REFUSED));
        server.expect(&request(method, path), answer(REFUSED));
    }
}

/// No framework turns the panic into a response, so there are no headers to write.
fn a_panic_only_closes_the_connection(adapter: &str) {
    let server = Server::start(adapter, FULL);
    let before = server.calls();
    for _ in 0..4 {
        let answer = server.try_send(&get("https://example.com").to("/panic"));
        assert!(answer.is_none(), "{answer:?}");
    }
    assert_eq!(server.calls(), before + 4);
    server.expect(&get("https://example.com"), ALLOWED);
}

fn routes_outside_the_policy_have_no_cors_headers(adapter: &str) {
    let server = Server::start(adapter, FULL);
    let untouched = Answer {
        status: 200,
        cors: &[],
        vary: &[],
        runs: 0,
    };
    server.expect(&get("https://example.com").to("/__calls"), untouched);
    server.expect(
        &preflight("https://example.com", "PUT").to("/__calls"),
        untouched,
    );
}
