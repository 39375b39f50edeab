//! Every request gets an answer of the table quickly, and the server keeps running.

use std::io::Write;
use std::net::Shutdown;
use std::time::{Duration, Instant};

use crate::support::{
    ANY_ORIGIN, ECHO, FULL, Request, Response, Server, on_every_adapter, preflight, request,
};

on_every_adapter! {
    sixteen_kib_of_origin_are_refused,
    sixteen_kib_of_method_do_not_change_the_answer,
    sixteen_kib_of_header_names_do_not_change_the_answer,
    sixteen_kib_are_not_echoed,
    many_lines_are_answered,
    targets_without_a_path_are_answered,
    truncated_requests_do_no_harm,
    invalid_http_is_rejected_by_the_server,
    requests_that_are_too_large_are_rejected_by_the_server,
}

const SIZE: usize = 16 * 1024;

/// Much longer than an answer takes on a busy machine. Much shorter than any work
/// that grows with the square of the request.
const SOON: Duration = Duration::from_secs(2);

const ORIGIN: &str = "https://example.com";

#[track_caller]
fn answer(server: &Server, request: &Request) -> Response {
    let start = Instant::now();
    let response = server.send(request);
    let took = start.elapsed();
    assert!(took < SOON, "{took:?} for {request:?}");
    response
}

fn sixteen_kib_of_origin_are_refused(adapter: &str) {
    let server = Server::start(adapter, FULL);
    let anyone = Server::start(adapter, ANY_ORIGIN);
    for origin in [
        "a".repeat(SIZE),
        ",".repeat(SIZE),
        "\u{ff}".repeat(SIZE / 2),
        format!("https://{}example.com", "a.".repeat(SIZE / 2)),
        format!("{ORIGIN}{}", "/".repeat(SIZE)),
        [ORIGIN, " "].concat().repeat(SIZE / 20),
    ] {
        let response = answer(&server, &request("GET", "/").origin(&origin));
        assert_eq!(response.status, 200);
        assert_eq!(response.cors(), [""; 0]);
        assert_eq!(response.vary(), ["origin"]);
        let response = answer(&server, &preflight(&origin, "PUT"));
        assert_eq!(response.status, 403);
        assert_eq!(response.cors(), [""; 0]);
        assert_eq!(response.vary(), ["origin"]);
        let response = answer(&anyone, &preflight(&origin, "PUT"));
        assert_eq!(response.status, 204);
        let acao = response.lines("access-control-allow-origin");
        assert_eq!(acao, ["*"]);
    }
}

fn sixteen_kib_of_method_do_not_change_the_answer(adapter: &str) {
    let server = Server::start(adapter, FULL);
    let usual = server.send(&preflight(ORIGIN, "PUT"));
    for method in ["M".repeat(SIZE), ",".repeat(SIZE), "PUT ".repeat(SIZE / 4)] {
        let response = answer(&server, &preflight(ORIGIN, &method));
        assert_eq!(response.status, 204);
        assert_eq!(response.cors(), usual.cors());
        let response = answer(&server, &preflight("https://evil.example", &method));
        assert_eq!(response.status, 403);
        assert_eq!(response.cors(), [""; 0]);
    }
}

fn sixteen_kib_of_header_names_do_not_change_the_answer(adapter: &str) {
    let server = Server::start(adapter, FULL);
    let usual = server.send(&preflight(ORIGIN, "PUT"));
    for names in hostile_names() {
        let preflight = preflight(ORIGIN, "PUT").header("Access-Control-Request-Headers", &names);
        let response = answer(&server, &preflight);
        assert_eq!(response.status, 204);
        assert_eq!(response.cors(), usual.cors());
    }
}

fn sixteen_kib_are_not_echoed(adapter: &str) {
    let server = Server::start(adapter, ECHO);
    let usual = server.send(&preflight(ORIGIN, "PUT"));
    for names in hostile_names() {
        let preflight = preflight(ORIGIN, "PUT").header("Access-Control-Request-Headers", &names);
        let response = answer(&server, &preflight);
        assert_eq!(response.status, 204);
        assert_eq!(response.cors(), usual.cors());
    }
    let response = answer(&server, &preflight(ORIGIN, "M".repeat(SIZE)));
    assert_eq!(response.status, 204);
    assert!(response.lines("access-control-allow-methods").is_empty());
}

fn hostile_names() -> [String; 4] {
    [
        "x-name,".repeat(SIZE / 7),
        ",".repeat(SIZE),
        format!("x,{}x", " ".repeat(SIZE)),
        "n".repeat(SIZE),
    ]
}

fn many_lines_are_answered(adapter: &str) {
    let server = Server::start(adapter, ECHO);
    let lines = |request: Request, name, value| {
        (0..60).fold(request, |request, _| request.header(name, value))
    };
    let origins = lines(request("GET", "/"), "Origin", ORIGIN);
    let response = answer(&server, &origins);
    assert_eq!(response.status, 200);
    assert_eq!(response.cors(), [""; 0]);
    let names = lines(
        preflight(ORIGIN, "PUT"),
        "Access-Control-Request-Headers",
        "x",
    );
    let response = answer(&server, &names);
    assert_eq!(response.status, 204);
    assert!(response.lines("access-control-allow-headers").is_empty());
    let methods = lines(
        preflight(ORIGIN, "PUT"),
        "Access-Control-Request-Method",
        "PUT",
    );
    let response = answer(&server, &methods);
    assert_eq!(response.status, 204);
    assert!(response.lines("access-control-allow-methods").is_empty());
}

fn targets_without_a_path_are_answered(adapter: &str) {
    let server = Server::start(adapter, FULL);
    for target in ["example.com:443", "example.com"] {
        for method in ["CONNECT", "GET", "OPTIONS"] {
            let headers = format!("Host: a\r\nOrigin: {ORIGIN}\r\nConnection: close");
            let whole = format!("{method} {target} HTTP/1.1\r\n{headers}\r\n\r\n");
            let answered = server.exchange(whole.as_bytes());
            assert!(Response::parse(&answered).is_some(), "{method} {target}");
        }
    }
    let response = answer(&server, &preflight(ORIGIN, "PUT").to("*"));
    assert_eq!(response.status, 204);
}

fn truncated_requests_do_no_harm(adapter: &str) {
    let server = Server::start(adapter, FULL);
    let before = server.calls();
    let whole = preflight(ORIGIN, "PUT").to_bytes();
    for end in (1..whole.len()).step_by(7) {
        let mut stream = server.connect();
        stream.write_all(&whole[..end]).unwrap();
        stream.shutdown(Shutdown::Both).unwrap();
    }
    // Some connections stay open, as those of slow clients do.
    let waiting: Vec<_> = (0..20)
        .map(|_| {
            let mut stream = server.connect();
            stream.write_all(&whole[..whole.len() / 2]).unwrap();
            stream
        })
        .collect();
    let response = answer(&server, &preflight(ORIGIN, "PUT"));
    assert_eq!(response.status, 204);
    let response = answer(&server, &request("GET", "/").origin(ORIGIN));
    assert_eq!(response.lines("access-control-allow-origin"), [ORIGIN]);
    assert_eq!(server.calls(), before + 1);
    drop(waiting);
}

/// The server answers these before the application sees them, and therefore without
/// CORS headers.
fn invalid_http_is_rejected_by_the_server(adapter: &str) {
    let server = Server::start(adapter, FULL);
    for bytes in [
        b"\0\0\0\0\r\n\r\n".as_slice(),
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nOrigin https://example.com\r\n\r\n",
        b"OPTIONS / HTTP/1.1\r\nHost: a\r\nOrigin : https://example.com\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nOrigin: https://example.com\0\r\n\r\n",
    ] {
        let answered = server.exchange(bytes);
        if let Some(response) = Response::parse(&answered) {
            assert_eq!(response.status, 400, "{}", bytes.escape_ascii());
            assert_eq!(response.cors(), [""; 0], "{}", bytes.escape_ascii());
            assert!(response.vary().is_empty(), "{}", bytes.escape_ascii());
        }
        let response = answer(&server, &request("GET", "/").origin(ORIGIN));
        assert_eq!(response.lines("access-control-allow-origin"), [ORIGIN]);
    }
}

fn requests_that_are_too_large_are_rejected_by_the_server(adapter: &str) {
    let server = Server::start(adapter, FULL);
    let lines = (0..2000).fold(request("GET", "/").origin(ORIGIN), |request, _| {
        request.header("X-Line", "value")
    });
    let long = request("GET", "/")
        .origin(ORIGIN)
        .header("X-Long", "v".repeat(2 * 1024 * 1024));
    for refused in [lines, long] {
        if let Some(response) = server.try_send(&refused) {
            assert!([400, 431].contains(&response.status), "{response:?}");
            assert_eq!(response.cors(), [""; 0]);
            assert!(response.vary().is_empty());
        }
        let response = answer(&server, &request("GET", "/").origin(ORIGIN));
        assert_eq!(response.lines("access-control-allow-origin"), [ORIGIN]);
    }
}
