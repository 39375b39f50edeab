//! Pages and upstreams that are wrong: one clear sentence, no panic, no hang.

use std::io::Write;

use crate::support::{PAGE, proxy, read_to_end, scripted, status, upstream};

const ORIGIN: &str = "origin: http://localhost:5173";

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

#[test]
fn an_upstream_that_cannot_be_reached_is_named() {
    for (url, expected) in [
        (
            "http://127.0.0.1:1",
            "no server answers there. Start it, or check the port\n",
        ),
        (
            "http://unknown.invalid",
            "this host is not known. Check its name\n",
        ),
    ] {
        let proxy = proxy(&[url, "--allow-origin", PAGE]);
        let reply = proxy.get("/", &[ORIGIN]);
        assert_eq!(status(&reply), "502", "{reply}");
        assert!(
            reply.ends_with(&format!("cors proxy: {url}: {expected}")),
            "{reply}"
        );
        let printed = proxy.wait_for(&format!("{url}: "));
        assert!(
            expected.starts_with(printed.trim_start_matches(&format!("{url}: "))),
            "{printed}"
        );
    }
}
