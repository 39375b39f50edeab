//! The requests that browsers send to the API, over sockets.

use std::process::Command;

use smoke::{Example, Response, send};

const SITE: &str = "https://todo.example.com";
const FROM_SITE: &str = "Origin: https://todo.example.com";
const FROM_ELSEWHERE: &str = "Origin: https://evil.example";
const JSON: &str = "Content-Type: application/json";

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_example-warp"));
    command
        .env("LISTEN", "127.0.0.1:0")
        .env_remove("CORS_ORIGINS");
    command
}

fn start() -> (Example, u16) {
    let example = Example::start(&mut command(), "listening on");
    let port = example.port("listening on");
    (example, port)
}

/// Signs in and returns the header line with the cookie.
fn sign_in(port: u16) -> String {
    let answer = send(port, "POST /login", &[FROM_SITE], "");
    assert_eq!(answer.status, 204);
    let cookie = answer.header("set-cookie").unwrap_or_default();
    assert!(cookie.contains("HttpOnly"), "{cookie}");
    assert!(cookie.contains("SameSite=Strict"), "{cookie}");
    let pair = cookie.split(';').next().unwrap_or_default();
    assert!(pair.starts_with("session="), "{cookie}");
    format!("Cookie: {pair}")
}

/// Asserts that a page of this origin can read the response.
#[track_caller]
fn assert_readable(response: &Response, origin: &str) {
    assert_eq!(
        response.cors(),
        [
            "access-control-allow-credentials: true".to_owned(),
            format!("access-control-allow-origin: {origin}"),
            "access-control-expose-headers: etag".to_owned(),
        ]
    );
    assert!(varies_by_origin(response));
}

#[track_caller]
fn assert_unreadable(response: &Response) {
    assert_eq!(response.cors(), [""; 0]);
    assert!(varies_by_origin(response));
}

fn varies_by_origin(response: &Response) -> bool {
    let vary = response.header("vary").unwrap_or_default();
    vary.split(',')
        .filter(|name| name.trim().eq_ignore_ascii_case("origin"))
        .count()
        == 1
}

#[test]
fn preflights() {
    let (_example, port) = start();
    let put = "Access-Control-Request-Method: PUT";
    let mut origins = vec![SITE, "https://m.todo.example.com"];
    if cfg!(debug_assertions) {
        origins.push("http://localhost:3000");
    }
    for origin in origins {
        let from = format!("Origin: {origin}");
        // Browsers send no cookie with a preflight, and the response must not be
        // the 401 of `/tasks`.
        let allowed = send(port, "OPTIONS /tasks/1", &[&from, put], "");
        assert_eq!(allowed.status, 204);
        assert_eq!(
            allowed.cors(),
            [
                "access-control-allow-credentials: true".to_owned(),
                "access-control-allow-headers: content-type".to_owned(),
                "access-control-allow-methods: PUT,DELETE".to_owned(),
                format!("access-control-allow-origin: {origin}"),
                "access-control-max-age: 600".to_owned(),
            ]
        );
        assert!(varies_by_origin(&allowed));
    }

    let refused = send(port, "OPTIONS /tasks/1", &[FROM_ELSEWHERE, put], "");
    assert_eq!(refused.status, 403);
    assert_unreadable(&refused);
}

#[test]
fn a_task_is_created_changed_and_removed() {
    let (_example, port) = start();
    let cookie = sign_in(port);
    let headers = [FROM_SITE, JSON, &cookie];

    let written = send(
        port,
        "PUT /tasks/1",
        &headers,
        r#"{"text":"milk","done":false}"#,
    );
    assert_eq!(written.status, 204);
    assert_readable(&written, SITE);
    let etag = written.header("etag");
    assert!(etag.is_some());

    let read = send(port, "GET /tasks/1", &headers, "");
    assert_eq!(read.status, 200);
    assert_eq!(read.body, r#"{"text":"milk","done":false}"#);
    assert_eq!(read.header("etag"), etag);
    let vary = read.header("vary").unwrap_or_default().to_ascii_lowercase();
    assert!(vary.contains("accept-encoding"), "{vary}");
    assert_readable(&read, SITE);

    let removed = send(port, "DELETE /tasks/1", &headers, "");
    assert_eq!(removed.status, 204);
    assert_readable(&removed, SITE);
}

#[test]
fn errors_are_readable() {
    let (_example, port) = start();
    let stranger = send(port, "GET /tasks/1", &[FROM_SITE], "");
    assert_eq!(stranger.status, 401);
    assert_eq!(stranger.body, r#"{"error":"sign in first"}"#);
    assert_readable(&stranger, SITE);

    let cookie = sign_in(port);
    let missing = send(port, "GET /tasks/7", &[FROM_SITE, &cookie], "");
    assert_eq!(missing.status, 404);
    assert_eq!(missing.body, r#"{"error":"there is no such task"}"#);
    assert_readable(&missing, SITE);

    // The responses of warp to its own rejections.
    let headers = [FROM_SITE, JSON, &cookie];
    for (request, body, status) in [
        ("GET /nowhere", "", 404),
        ("GET /login", "", 405),
        ("PUT /tasks/7", "no JSON", 400),
    ] {
        let answer = send(port, request, &headers, body);
        assert_eq!(answer.status, status, "{request}");
        assert_readable(&answer, SITE);
    }

    // The handler runs for every origin. The browser hides the response.
    let elsewhere = send(port, "GET /tasks/7", &[FROM_ELSEWHERE, &cookie], "");
    assert_eq!(elsewhere.status, 404);
    assert_unreadable(&elsewhere);
}

#[test]
fn a_refused_request_gives_one_line_with_the_nearest_origin() {
    let (mut example, port) = start();
    let plain = "Origin: http://todo.example.com";
    assert_unreadable(&send(port, "GET /tasks/1", &[plain], ""));
    let line = example.line_with(" cors: ");
    for part in [
        "http://todo.example.com is not allowed: \
         the policy has https://todo.example.com (another scheme)",
        r#"method="GET" path="/tasks/1""#,
        r#"nearest="https://todo.example.com" difference="another scheme""#,
    ] {
        assert!(line.contains(part), "no `{part}` in\n{line}");
    }

    // Only refused requests give a line. A page of the server's own origin is not refused.
    send(port, "GET /tasks/1", &[FROM_SITE], "");
    let own = format!("Origin: http://localhost:{port}");
    send(port, "POST /login", &[&own], "");
    let put = "Access-Control-Request-Method: PUT";
    send(port, "OPTIONS /tasks/1", &[FROM_ELSEWHERE, put], "");
    let line = example.line_with(" cors: ");
    assert!(
        line.contains("https://evil.example is not allowed"),
        "{line}"
    );
    assert!(line.contains("preflight=true"), "{line}");
}

#[test]
fn the_environment_replaces_the_origins() {
    let mut deployed = command();
    deployed.env(
        "CORS_ORIGINS",
        "https://todo.example.org https://*.example.net",
    );
    let example = Example::start(&mut deployed, "listening on");
    let port = example.port("listening on");

    for origin in ["https://todo.example.org", "https://a.example.net"] {
        let from = format!("Origin: {origin}");
        assert_readable(&send(port, "GET /tasks", &[&from], ""), origin);
    }
    assert_unreadable(&send(port, "GET /tasks", &[FROM_SITE], ""));
}

#[test]
fn invalid_origins_in_the_environment_are_reported() {
    let wrong = "https://todo.example.org/, https://*.github.io";
    let output = command().env("CORS_ORIGINS", wrong).output();
    let output = output.expect("the example starts");
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let text = String::from_utf8_lossy(&output.stderr);
    for part in [
        "CORS_ORIGINS",
        "help: write \"https://todo.example.org\"",
        "cors::origin-has-path",
        "cors::public-suffix",
    ] {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
}
