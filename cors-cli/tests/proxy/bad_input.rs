//! Options, pages and upstreams that are wrong: one clear sentence, no panic, no hang.

use std::io::Write;

use crate::support::{
    PAGE, proxy, read_to_end, refused, refused_with_env, scripted, status, upstream,
};

const ORIGIN: &str = "origin: http://localhost:5173";

#[test]
fn options_that_are_wrong_are_named() {
    for (arguments, expected) in [
        (
            vec!["api.example.com"],
            "did you mean https://api.example.com?",
        ),
        (vec!["ftp://api.example.com"], "http:// or https://"),
        (
            vec!["http://user:secret@api.test"],
            "user name or a password",
        ),
        (vec!["http://api.test/?a"], "end with its path"),
        (
            vec![
                "http://api.test",
                "--allow-origin",
                "http://localhost:5173/",
            ],
            "origin",
        ),
        (
            vec!["http://api.test", "--allow-origin", "localhost"],
            "origin",
        ),
        (
            vec!["http://api.test", "--listen", "example.com:80"],
            "not an address with a port",
        ),
        (
            vec!["http://api.test", "--policy", "/nowhere/cors.toml"],
            "cannot be read",
        ),
        (
            vec!["--page", "http://p.test", "--api", "api"],
            "/api=https://",
        ),
        (
            vec!["--page", "http://p.test", "--api", "/=http://a.test"],
            "two servers",
        ),
        (
            vec![
                "http://a.test",
                "--allow-origin",
                PAGE,
                "--send-origin",
                "a.test",
            ],
            "not an origin",
        ),
        (
            vec!["http://a.test", "--allow-origin", PAGE, "--timeout", "0"],
            "--timeout",
        ),
        (
            vec![
                "http://a.test",
                "--allow-origin",
                PAGE,
                "--record",
                "/nowhere/x.har",
            ],
            "cannot be written",
        ),
    ] {
        let printed = refused(&arguments);
        assert!(printed.contains(expected), "{arguments:?}: {printed}");
        assert!(
            !printed.contains("panicked") && !printed.contains("secret"),
            "{printed}"
        );
    }
}

/// A message about an upstream that is no URL quoted its password and its tokens.
#[test]
fn a_message_about_an_upstream_has_no_secrets() {
    for upstream in [
        "http://user:topsecret@api.test:99999",
        "user:topsecret@api.test",
        "ftp://user:topsecret@api.test",
        "ftp://api.test/?token=topsecret",
        "http://api.test/?token=topsecret",
    ] {
        let printed = refused(&[upstream, "--allow-origin", PAGE]);
        assert!(printed.starts_with("error: the upstream"), "{printed}");
        assert!(!printed.contains("topsecret"), "{printed}");
    }
}

#[test]
fn a_server_that_is_missing_or_too_many_is_named() {
    const PAGE_AND_API: &str =
        "cors proxy --page http://localhost:5173 --api /api=http://localhost:3000";
    let (page, api) = ("--page=http://localhost:5173", "--api=/api=http://a.test");
    for (arguments, problem, help) in [
        (
            &["--allow-origin", PAGE][..],
            "name the server that receives the requests",
            "cors proxy http://localhost:3000 --allow-origin http://localhost:5173",
        ),
        (
            &["--allow-origin", PAGE, api],
            "--api needs a server for all other paths",
            PAGE_AND_API,
        ),
        (&[page], "--page needs the API", PAGE_AND_API),
        (
            &["http://a.test", page],
            "with --page, the upstream needs a path",
            PAGE_AND_API,
        ),
        (
            &["http://a.test", page, api],
            "with --page, the upstream needs a path",
            PAGE_AND_API,
        ),
    ] {
        let printed = refused(arguments);
        assert!(
            printed.starts_with(&format!("error: {problem}")),
            "{printed}"
        );
        assert!(printed.ends_with(&format!(". Write {help}\n")), "{printed}");
        assert_eq!(printed.lines().count(), 1, "{printed}");
    }
}

#[test]
fn an_origin_that_is_none_gets_a_help_that_the_proxy_accepts() {
    for (origin, help) in [
        ("", "http://localhost:5173"),
        ("null", "http://localhost:5173"),
        ("*", "http://localhost:5173"),
        ("http://*:5174", "http://localhost:5174"),
        ("http://localhost:5174/", "http://localhost:5174"),
        ("localhost:5174", "http://localhost:5174"),
    ] {
        let printed = refused(&["http://127.0.0.1:1", "--allow-origin", origin]);
        assert!(printed.starts_with("error: "), "{printed}");
        assert!(
            printed.ends_with(&format!(" --allow-origin {help}\n")),
            "{printed}"
        );
        assert_eq!(printed.lines().count(), 1, "{printed}");
        proxy(&["http://127.0.0.1:1", "--allow-origin", help]);
    }
}

#[test]
fn the_origins_of_the_option_are_not_blamed_on_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cors.toml");
    let policy = "origins = [\"https://app.example.com\"]\ncredentials = true\n";
    std::fs::write(&file, policy).expect("written");
    let file = file.to_str().expect("text");
    let origin = "http://192.168.1.5:5173";
    let printed = refused(&["http://a.test", "--policy", file, "--allow-origin", origin]);
    assert!(
        printed.starts_with(&format!("error: --allow-origin {origin}: ")),
        "{printed}"
    );
    assert!(
        !printed.contains("cors.toml") && !printed.contains(".allow("),
        "{printed}"
    );
    // The file decides about credentials.
    let printed = refused(&["http://a.test", "--policy", file, "--credentials"]);
    assert!(printed.contains("`credentials = true`"), "{printed}");
}

#[test]
fn other_formats_than_text_are_refused() {
    let server = ["http://127.0.0.1:1", "--allow-origin", PAGE];
    for format in ["json", "sarif", "concise"] {
        let printed = refused(&[&server[..], &["--output-format", format]].concat());
        assert!(printed.contains("Leave out --output-format"), "{printed}");
        assert_eq!(printed.lines().count(), 1, "{printed}");
        let printed = refused_with_env(&server, &[("CORS_OUTPUT_FORMAT", format)]);
        assert!(printed.contains("CORS_OUTPUT_FORMAT"), "{printed}");
    }
    proxy(&[&server[..], &["--output-format", "text"]].concat());
}

#[test]
fn an_option_without_effect_is_refused() {
    let server = ["http://127.0.0.1:1", "--allow-origin", PAGE];
    for listen in ["localhost:0", "127.0.0.1:0", "[::1]:0"] {
        let exposed = ["--expose", "192.168.1.5", "--listen", listen];
        let printed = refused(&[&server[..], &exposed].concat());
        assert!(printed.contains("none can reach"), "{printed}");
    }
    for name in [
        "",
        "*",
        "http://192.168.1.5",
        "192.168.1.5:8010",
        "a/b",
        "a b",
    ] {
        let exposed = ["--expose", name, "--listen", "0.0.0.0:0"];
        let printed = refused(&[&server[..], &exposed].concat());
        assert!(printed.contains("is not a host"), "{printed}");
    }
}

#[test]
fn a_server_that_does_not_speak_http_is_named() {
    for (answer, expected) in [
        ("SSH-2.0-OpenSSH_9.2\r\n", "not HTTP"),
        ("HTTP/1.1 200 OK\r\nb\0d: x\r\n\r\n", "not HTTP"),
        ("\u{15}\u{3}\u{1}\0\u{2}\u{2}\n", "not HTTP"),
        ("", "closed before"),
        ("HTTP/1.1 200 OK\r\ncontent-", "closed before"),
    ] {
        let server = upstream(answer);
        let mut proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
        let reply = proxy.get("/", &[ORIGIN]);
        assert_eq!(status(&reply), "502", "{reply}");
        assert!(reply.contains(expected), "{answer:?}: {reply}");
        assert!(proxy.is_running());
    }
}

#[test]
fn an_endless_head_of_a_response_ends() {
    let server = scripted(|mut stream, _| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
        let line = format!("x-a: {}\r\n", "a".repeat(1000));
        while stream.write_all(line.as_bytes()).is_ok() {}
    });
    let mut proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let reply = proxy.get("/", &[ORIGIN]);
    assert_eq!(status(&reply), "502", "{reply}");
    assert!(reply.contains("too large"), "{reply}");
    assert!(proxy.is_running());
}

#[test]
fn an_endless_head_of_a_request_ends() {
    let server = upstream("");
    let mut proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let (lines, line) = ("a".repeat(1000) + "\r\nx-b: ", "a".repeat(1000));
    for filler in [lines, line] {
        let mut page = proxy.connect();
        let host = proxy.host();
        let _ = page.write_all(format!("GET / HTTP/1.1\r\nhost: {host}\r\nx-a: ").as_bytes());
        while page.write_all(filler.as_bytes()).is_ok() {}
        let _ = read_to_end(&mut page);
    }
    assert_eq!(server.received(), [""; 0]);
    assert!(proxy.is_running());
}

#[test]
fn bytes_that_are_no_request_are_refused() {
    let server = upstream("");
    let mut proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    for bytes in [
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\r\n\r\n",
        "GET\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET / HTTP/1.1\r\nhost : x\r\n\r\n",
        "\0\0\0\0",
    ] {
        let mut page = proxy.connect();
        page.write_all(bytes.as_bytes()).expect("sent");
        let _ = page.shutdown(std::net::Shutdown::Write);
        let reply = read_to_end(&mut page);
        assert!(matches!(status(&reply), "" | "400"), "{bytes:?}: {reply}");
    }
    let star = proxy.send("OPTIONS *", &[ORIGIN]);
    assert_eq!(status(&star), "403", "{star}");
    assert_eq!(server.received(), [""; 0]);
    assert!(proxy.is_running());
}

/// `--explain` would have advised to allow `null`, or an origin that no page has.
#[test]
fn the_sent_origin_is_that_of_a_page() {
    for origin in [
        "null",
        "ws://a.test",
        "https://*.a.test",
        "*",
        "https://a.test/",
    ] {
        let printed = refused(&[
            "http://127.0.0.1:1",
            "--allow-origin",
            PAGE,
            "--send-origin",
            origin,
        ]);
        assert!(printed.contains("is not an origin of a page"), "{printed}");
        let help = "--send-origin https://app.example.com\n";
        assert!(printed.ends_with(help), "{printed}");
        assert_eq!(printed.lines().count(), 1, "{printed}");
    }
}

/// Passwords of other options than the upstream were printed.
#[test]
fn a_message_about_an_option_has_no_password() {
    let listen = ["--listen", "0.0.0.0:0"];
    for options in [
        &["--allow-origin", "http://user:topsecret@localhost:5173"][..],
        &["--allow-origin", "user:topsecret@localhost:5173"],
        &[
            "--allow-origin",
            PAGE,
            "--send-origin",
            "http://user:topsecret@a.test",
        ],
        &[
            "--allow-origin",
            PAGE,
            "--listen",
            "http://user:topsecret@localhost:8010",
        ],
        &[
            "--allow-origin",
            PAGE,
            listen[0],
            listen[1],
            "--expose",
            "http://user:topsecret@a",
        ],
        &[
            "--allow-origin",
            PAGE,
            listen[0],
            listen[1],
            "--expose",
            "user:topsecret@a",
        ],
    ] {
        let printed = refused(&[&["http://127.0.0.1:1"], options].concat());
        assert!(!printed.contains("topsecret"), "{printed}");
        assert!(printed.contains(" Write "), "{printed}");
    }
}
