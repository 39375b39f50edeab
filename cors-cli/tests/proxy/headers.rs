//! The headers that the proxy removes, replaces and adds.

use std::time::Duration;

use crate::support::{
    PAGE, has_cors, proxy, proxy_with_env, response, scripted, status, upstream, values,
};

const EVIL: &str = "origin: https://evil.example";
const ORIGIN: &str = "origin: http://localhost:5173";

#[test]
fn no_preflight_outlives_the_proxy() {
    let server = upstream(&response(&[]));
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cors.toml");
    let policy = "origins = [\"https://app.example.com\"]\nmethods = [\"PUT\"]\nmax_age = \"2h\"";
    std::fs::write(&file, policy).expect("written");
    let file = file.to_str().expect("text");
    for options in [vec![], vec!["--credentials"], vec!["--policy", file]] {
        let mut arguments = vec!["--allow-origin", PAGE];
        arguments.extend(&options);
        let url = server.url();
        arguments.push(&url);
        let proxy = proxy(&arguments);
        let preflight = [ORIGIN, "access-control-request-method: PUT"];
        let reply = proxy.send("OPTIONS /", &preflight);
        assert_eq!(status(&reply), "204", "{reply}");
        assert_eq!(values(&reply, "access-control-max-age"), ["0"]);
        assert_eq!(values(&reply, "access-control-allow-origin"), [PAGE]);
    }
    assert_eq!(server.received(), [""; 0]);
}

#[test]
fn exposed_headers_work_with_credentials() {
    let server = upstream(&response(&["x-total: 7", "set-cookie: a=1"]));
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE, "--credentials"]);
    let reply = proxy.get("/", &[ORIGIN]);
    let exposed = values(&reply, "access-control-expose-headers").join(",");
    let names: Vec<&str> = exposed.split(',').collect();
    assert!(names.contains(&"x-total"), "{reply}");
    assert!(
        !names.contains(&"*") && !names.contains(&"set-cookie"),
        "{reply}"
    );
    let of_cors = |name: &&str| name.starts_with("access-control-");
    assert!(!names.iter().any(of_cors), "{reply}");
    assert_eq!(values(&reply, "access-control-allow-credentials"), ["true"]);
}

#[test]
fn vary_names_the_origin_once() {
    let server = upstream(&response(&[
        "vary: Accept-Encoding, Origin",
        "Vary: origin",
    ]));
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let vary = values(&proxy.get("/", &[ORIGIN]), "vary").join(",");
    let names = vary.split(',').map(|name| name.trim().to_ascii_lowercase());
    let names: Vec<String> = names.filter(|name| !name.is_empty()).collect();
    assert_eq!(
        names.iter().filter(|name| *name == "origin").count(),
        1,
        "{vary}"
    );
    assert!(names.contains(&"accept-encoding".to_owned()), "{vary}");
}

#[test]
fn the_cors_headers_of_the_upstream_are_replaced() {
    let foreign = [
        "access-control-allow-origin: *",
        "access-control-allow-origin: https://evil.example",
        "access-control-allow-credentials: true",
        "access-control-expose-headers: x-secret",
        "access-control-max-age: 86400",
        "access-control-allow-private-network: true",
        "ACCESS-CONTROL-ALLOW-ORIGIN: null",
        "Access-Control-Allow-credentials: true",
        "connection: access-control-allow-origin, vary",
    ];
    for start in [
        "200 OK",
        "404 Not Found",
        "500 Oops",
        "302 Found",
        "304 Not Modified",
    ] {
        let text = response(&foreign).replace("200 OK", start);
        let server = upstream(&text);
        let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
        let reply = proxy.get("/", &[ORIGIN]);
        assert_eq!(status(&reply), &start[..3]);
        assert_eq!(
            values(&reply, "access-control-allow-origin"),
            [PAGE],
            "{reply}"
        );
        assert!(
            values(&reply, "access-control-allow-credentials").is_empty(),
            "{reply}"
        );
        assert!(
            !reply.contains("x-secret") && !reply.contains("86400"),
            "{reply}"
        );
        assert!(!reply.contains("private-network"), "{reply}");
        // Without a page, there is nothing to allow.
        assert!(!has_cors(&proxy.get("/", &[])));
    }
}

#[test]
fn errors_of_the_proxy_have_cors_headers() {
    let silent = scripted(|stream, _| {
        std::thread::sleep(Duration::from_secs(5));
        drop(stream);
    });
    let none = "http://127.0.0.1:1";
    let api = format!("/slow={}", silent.url());
    let proxy = proxy(&[
        "--page",
        none,
        "--api",
        &api,
        "--allow-origin",
        PAGE,
        "--timeout",
        "1",
    ]);
    for (path, expected) in [("/", "502"), ("/slow", "504")] {
        let reply = proxy.get(path, &[ORIGIN]);
        assert_eq!(status(&reply), expected, "{reply}");
        assert_eq!(values(&reply, "access-control-allow-origin"), [PAGE]);
        assert!(!has_cors(&proxy.get(path, &[EVIL])));
    }
}

#[test]
fn headers_of_the_connection_end_at_the_proxy() {
    let server = upstream(&response(&[
        "connection: x-internal",
        "x-internal: 1",
        "keep-alive: timeout=5",
        "proxy-authenticate: Basic",
        "proxy-connection: keep-alive",
    ]));
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let reply = proxy.get(
        "/",
        &[
            ORIGIN,
            "connection: x-private, upgrade, http2-settings",
            "x-private: 1",
            "upgrade: h2c",
            "http2-settings: AAMAAABkAARAAAAAAAIAAAAA",
            "proxy-authorization: Basic c2VjcmV0",
            "proxy-connection: keep-alive",
            "keep-alive: 300",
            "te: trailers",
        ],
    );
    assert_eq!(status(&reply), "200");
    assert_eq!(values(&reply, "connection"), ["close"]);
    let head = server.only().to_ascii_lowercase();
    for name in [
        "connection",
        "x-private",
        "upgrade",
        "http2-settings",
        "proxy-",
        "keep-alive",
        "te:",
    ] {
        assert!(!head.contains(&format!("\n{name}")), "{name} in {head}");
    }
    // The same, where `Connection` does not name them.
    proxy.get("/", &[ORIGIN, "upgrade: h2c", "http2-settings: AAMAAABk"]);
    let head = server.received()[1].to_ascii_lowercase();
    assert!(
        !head.contains("upgrade") && !head.contains("http2-settings"),
        "{head}"
    );
    for name in [
        "x-internal",
        "keep-alive",
        "proxy-authenticate",
        "proxy-connection",
    ] {
        assert!(values(&reply, name).is_empty(), "{name} in {reply}");
    }
}

#[test]
fn nothing_changes_how_browsers_treat_localhost() {
    let server = upstream(&response(&[
        "strict-transport-security: max-age=31536000; includeSubDomains",
        "alt-svc: h3=\":443\"",
        "clear-site-data: \"*\"",
        "public-key-pins: x",
    ]));
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let reply = proxy.get("/", &[ORIGIN]).to_ascii_lowercase();
    for name in [
        "strict-transport-security",
        "alt-svc",
        "clear-site-data",
        "public-key-pins",
    ] {
        assert!(!reply.contains(name), "{reply}");
    }
}

#[test]
fn a_request_with_two_lengths_smuggles_no_second_one() {
    let server = scripted(|mut stream, _| {
        use std::io::Write;
        let body = crate::support::read_until(&mut stream, "0\r\n\r\n");
        assert!(!body.contains("GET /admin"), "{body}");
        let _ = stream.write_all(response(&[]).as_bytes());
    });
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let head = ["content-length: 4", "transfer-encoding: chunked"];
    let mut request = proxy.request("POST /", &head);
    request.push_str("0\r\n\r\nGET /admin HTTP/1.1\r\nhost: x\r\n\r\n");
    let _ = proxy.send_bytes(&request);
    for head in server.received() {
        assert!(head.starts_with("POST / "), "{head}");
        assert!(values(&head, "content-length").is_empty(), "{head}");
    }
}

#[test]
fn text_of_the_network_is_escaped_and_secrets_are_not_printed() {
    // With a terminal, nothing else removes escape sequences.
    let terminal = [("CLICOLOR_FORCE", "1")];
    let server = upstream(&response(&["access-control-allow-origin: \u{9b}31mred"]));
    let proxy = proxy_with_env(
        &[&server.url(), "--allow-origin", PAGE, "--explain"],
        &terminal,
    );
    let secrets = [ORIGIN, "cookie: sid=Zm9v", "authorization: Bearer Zm9v"];
    let _ = proxy.get("/a?token=Zm9v", &secrets);
    proxy.wait_for(r"\u{9b}31mred");
    // Every part of a refused request that is printed.
    let _ = proxy.get(
        "/b?token=Zm9v",
        &["cookie: Zm9v", "origin: https://e\u{9b}31m.example"],
    );
    proxy.wait_for(r"https://e\u{9b}31m.example");
    let _ = proxy.get("/c\u{9b}31m\u{202e}", &[EVIL]);
    proxy.wait_for(r"/c\u{9b}31m\u{202e}");
    let _ = proxy
        .send_bytes("GET /d HTTP/1.1\r\nhost: e\u{9b}31m.example\r\nconnection: close\r\n\r\n");
    proxy.wait_for(r"`e\u{9b}31m.example`");
    let printed = proxy.printed();
    assert!(!printed.contains("Zm9v"), "{printed}");
    assert!(
        !printed.contains(['\u{1b}', '\u{9b}', '\u{202e}']),
        "{printed:?}"
    );
}
