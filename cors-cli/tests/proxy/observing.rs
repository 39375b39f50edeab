//! `--explain`, `--record` and `--write-policy`.

use std::fs;
use std::io::Write;

use crate::support::{PAGE, eventually, proxy, refused, response, scripted, status, upstream};

const ORIGIN: &str = "origin: http://localhost:5173";

#[test]
fn it_says_what_browsers_would_say_to_the_upstream() {
    let allowed = "access-control-allow-origin: http://localhost:5173";
    let server = scripted(move |mut stream, head| {
        let answer = match head.split(' ').take(2).collect::<Vec<_>>()[..] {
            // The upstream allows PUT, but not the header.
            ["OPTIONS", _] => response(&[allowed, "access-control-allow-methods: PUT"]),
            ["GET", "/open"] => response(&[allowed]),
            _ => response(&[]),
        };
        let _ = stream.write_all(answer.as_bytes());
    });
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE, "--explain"]);
    proxy.get("/open", &[ORIGIN]);
    let line = proxy.wait_for("readable in");
    assert!(line.contains("Chromium, Firefox, WebKit"), "{line}");
    proxy.get("/closed", &[ORIGIN]);
    proxy.wait_for("has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header");
    proxy.wait_for("Cross-Origin Request Blocked");
    let preflight = [
        ORIGIN,
        "access-control-request-method: PUT",
        "access-control-request-headers: x-a",
    ];
    assert_eq!(status(&proxy.send("OPTIONS /open", &preflight)), "204");
    assert_eq!(status(&proxy.send("PUT /open", &[ORIGIN, "x-a: 1"])), "200");
    proxy.wait_for("Request header field x-a is not allowed by Access-Control-Allow-Headers");
}

#[test]
fn a_recording_is_a_har_file_without_secrets() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("session.har");
    // The file of an earlier session that others could read.
    fs::write(&file, "secret").expect("written");
    let server = upstream(&response(&[
        "set-cookie: sid=Zm9v",
        "location: http://a.test/?code=Zm9v",
        "access-control-allow-origin: *",
    ]));
    let path = file.to_str().expect("text");
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE, "--record", path]);
    let secrets = ["authorization: Bearer Zm9v", "x-api-key: Zm9v", ORIGIN];
    proxy.get("/users?page=2&access_token=Zm9v", &secrets);
    proxy.send(
        "POST /login",
        &[ORIGIN, "content-length: 4"].map(|line| line),
    );
    assert!(eventually(
        || fs::read_to_string(&file).is_ok_and(|text| text.contains("/users"))
    ));
    let text = fs::read_to_string(&file).expect("text");
    assert!(!text.contains("Zm9v") && !text.contains("secret"), "{text}");
    let har: har::Har = serde_json::from_str(&text).expect("a HAR file");
    let har::Spec::V1_2(log) = har.log else {
        panic!("version 1.2");
    };
    let entry = &log.entries[0];
    assert_eq!(
        entry.request.url,
        format!("{}/users?page=2&access_token=(removed)", server.url())
    );
    let mut lines = entry.response.headers.iter();
    assert!(lines.any(|line| line.name == "access-control-allow-origin" && line.value == "*"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&file).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn the_proposed_policy_is_the_smallest_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cors.toml");
    let path = file.to_str().expect("text");
    let server = upstream(&response(&["x-total: 7"]));
    let proxy = proxy(&[
        &server.url(),
        "--allow-origin",
        PAGE,
        "--credentials",
        "--write-policy",
        path,
    ]);
    let ask = |origin: &str, method: &str, headers: &str| {
        let method = format!("access-control-request-method: {method}");
        let headers = format!("access-control-request-headers: {headers}");
        proxy.send("OPTIONS /users", &[origin, &method, &headers]);
    };
    ask(ORIGIN, "PUT", "content-type,x-a");
    proxy.send(
        "PUT /users",
        &[ORIGIN, "x-a: 1", "content-type: application/json"],
    );
    // Pages of another origin, preflights without a request, and requests without a
    // preflight are no needs.
    ask("origin: https://evil.example", "PATCH", "x-evil");
    proxy.send(
        "PATCH /users",
        &["origin: https://evil.example", "x-evil: 1"],
    );
    ask(ORIGIN, "DELETE", "x-given-up");
    proxy.send("POST /users", &[ORIGIN, "x-not-asked: 1"]);
    let text = fs::read_to_string(&file).expect("a file");
    assert!(text.contains("methods = [\"PUT\"]"), "{text}");
    assert!(
        text.contains("headers = [\"content-type\", \"x-a\"]"),
        "{text}"
    );
    assert!(text.contains("# expose_headers = [\"x-total\"]"), "{text}");
    for absent in [
        "evil",
        "DELETE",
        "PATCH",
        "given-up",
        "not-asked",
        "localhost",
        "credentials",
    ] {
        assert!(!text.contains(absent), "{absent} in {text}");
    }
    // The user must write the origins.
    let config: cors_engine::Config = toml::from_str(&text).expect("TOML");
    let problems = config.build().expect_err("no origins");
    assert_eq!(problems[0].rule, cors_engine::Rule::OriginsMissing);
    let filled = text.replace("origins = []", "origins = [\"https://app.example.com\"]");
    let config: cors_engine::Config = toml::from_str(&filled).expect("TOML");
    config.build().expect("a policy");
}

#[test]
fn an_existing_policy_is_not_replaced() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    fs::write(file.path(), "origins = \"*\"").expect("written");
    let path = file.path().to_str().expect("text");
    refused(&[
        "http://127.0.0.1:1",
        "--allow-origin",
        PAGE,
        "--listen",
        "localhost:0",
        "--write-policy",
        path,
    ]);
    assert_eq!(fs::read_to_string(&file).expect("text"), "origins = \"*\"");
}
