//! The requests of the page, and the commands that it shows to its reader, without
//! a browser.

use std::process::Command;

use smoke::{Example, Response, send};

/// The CORS headers of a response that a page of this origin can read, and the
/// ETag.
fn cors_headers_for(origin: &str) -> Vec<String> {
    vec![
        "access-control-allow-credentials: true".to_owned(),
        format!("access-control-allow-origin: {origin}"),
        "access-control-expose-headers: etag".to_owned(),
    ]
}

fn quickstart() -> Example {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quickstart"));
    Example::start(&mut command, "Ctrl-C")
}

/// Every response of this API depends on the origin, and `Vary` says so.
#[track_caller]
fn assert_varies(response: &Response) {
    let vary = response.header("vary").unwrap_or_default();
    assert_eq!(vary.to_ascii_lowercase(), "origin");
}

#[test]
fn the_page_and_its_setup() {
    let example = quickstart();
    let page = send(example.port("The page:"), "GET /", &[], "");
    assert_eq!(page.status, 200);
    assert!(
        page.header("content-type")
            .is_some_and(|t| t.starts_with("text/html"))
    );
    assert!(page.body.contains("<h1>What this page may do</h1>"));

    let setup = send(example.port("The page:"), "GET /setup.json", &[], "");
    assert_eq!(setup.status, 200);
    let api = format!(r#""api":"http://localhost:{}""#, example.port("The API:"));
    assert!(setup.body.contains(&api), "{}", setup.body);
    assert!(
        setup.body.contains("methods = [GET, PUT],"),
        "{}",
        setup.body
    );
}

#[test]
fn the_printed_commands() {
    let example = quickstart();
    let commands: Vec<&str> = example
        .printed()
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("curl -i -X OPTIONS "))
        .collect();
    let [listed, unlisted] = commands[..] else {
        panic!("two commands, not {commands:?}");
    };
    let page = example.port("The page:");
    let api = example.port("The API:");
    let ask = |command: &str| {
        assert!(
            command.contains(&format!(" http://localhost:{api}/counter ")),
            "{command}"
        );
        let headers: Vec<&str> = command.split('"').skip(1).step_by(2).collect();
        assert_eq!(headers.len(), 3, "{command}");
        send(api, "OPTIONS /counter", &headers, "")
    };

    let allowed = ask(listed);
    assert_eq!(allowed.status, 204);
    assert_eq!(
        allowed.cors(),
        [
            "access-control-allow-credentials: true".to_owned(),
            "access-control-allow-headers: content-type".to_owned(),
            "access-control-allow-methods: GET,PUT".to_owned(),
            format!("access-control-allow-origin: http://localhost:{page}"),
            "access-control-max-age: 600".to_owned(),
        ]
    );
    assert_varies(&allowed);

    let refused = ask(unlisted);
    assert_eq!(refused.status, 403);
    assert_eq!(refused.cors(), [""; 0]);
    assert_varies(&refused);
}

#[test]
fn a_page_of_a_listed_origin_can_read() {
    let example = quickstart();
    let api = example.port("The API:");
    let origin = format!("http://localhost:{}", example.port("The page:"));
    let from = format!("Origin: {origin}");

    let written = send(
        api,
        "PUT /counter",
        &[&from, "Content-Type: application/json"],
        r#"{"value":7}"#,
    );
    assert_eq!(written.status, 200);
    assert_eq!(written.body, r#"{"value":7}"#);
    assert_eq!(written.cors(), cors_headers_for(&origin));

    let read = send(api, "GET /counter", &[&from], "");
    assert_eq!(read.status, 200);
    assert_eq!(read.header("etag").as_deref(), Some(r#""7""#));
    assert_eq!(read.header("x-served-by").as_deref(), Some("quickstart"));
    assert_eq!(read.cors(), cors_headers_for(&origin));
    assert_varies(&read);

    let missing = send(api, "GET /missing", &[&from], "");
    assert_eq!(missing.status, 404);
    assert_eq!(missing.cors(), cors_headers_for(&origin));
    assert_varies(&missing);
}

#[test]
fn a_cookie_is_returned() {
    let example = quickstart();
    let api = example.port("The API:");
    let from = format!("Origin: http://localhost:{}", example.port("The page:"));

    let signed_in = send(api, "POST /session", &[&from], "");
    assert_eq!(signed_in.status, 204);
    let cookie = signed_in.header("set-cookie").unwrap_or_default();
    assert!(cookie.starts_with("visitor=ada;"), "{cookie}");

    let known = send(api, "GET /session", &[&from, "Cookie: visitor=ada"], "");
    assert_eq!(known.body, r#"{"visitor":"ada"}"#);
    let unknown = send(api, "GET /session", &[&from], "");
    assert_eq!(unknown.body, r#"{"visitor":null}"#);
}

#[test]
fn a_page_of_another_origin_cannot_read() {
    let example = quickstart();
    let from = format!("Origin: http://127.0.0.1:{}", example.port("The page:"));
    let read = send(example.port("The API:"), "GET /counter", &[&from], "");
    assert_eq!(read.status, 200);
    assert_eq!(read.cors(), [""; 0]);
    assert_varies(&read);
}
