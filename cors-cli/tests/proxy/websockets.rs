//! WebSockets, to which browsers apply no CORS.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::sync::mpsc;
use std::time::Duration;

use crate::support::{
    PAGE, Proxy, Upstream, ends_within_a_second, has_cors, proxy, read_until, response, scripted,
    status, upstream, values,
};

pub(crate) const ACCEPT: &str = "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\
    connection: Upgrade\r\nsec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\
    access-control-allow-origin: *\r\n\r\n";
pub(crate) const HANDSHAKE: [&str; 3] = [
    "upgrade: websocket",
    "sec-websocket-version: 13",
    "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==",
];
const ORIGIN: &str = "origin: http://localhost:5173";

/// An upstream that accepts a WebSocket and returns every byte.
fn echo() -> Upstream {
    scripted(|mut stream, _| {
        let _ = stream.write_all(ACCEPT.as_bytes());
        let mut bytes = [0; 1024];
        while let Ok(length) = stream.read(&mut bytes) {
            if length == 0 || stream.write_all(&bytes[..length]).is_err() {
                return;
            }
        }
    })
}

pub(crate) fn handshake(proxy: &Proxy, headers: &[&str]) -> String {
    let lines = [&HANDSHAKE[..], headers].concat();
    let request = proxy.request("GET /socket", &lines);
    request.replace("connection: close", "connection: keep-alive, Upgrade")
}

#[test]
fn bytes_pass_in_both_directions() {
    let server = echo();
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let mut page = proxy.connect();
    let request = handshake(&proxy, &[ORIGIN]);
    page.write_all(request.as_bytes()).expect("sent");
    let head = read_until(&mut page, "\r\n\r\n");
    assert_eq!(status(&head), "101", "{head}");
    assert_eq!(values(&head, "upgrade"), ["websocket"]);
    assert_eq!(values(&head, "sec-websocket-accept").len(), 1);
    assert_eq!(values(&head, "access-control-allow-origin"), [PAGE]);
    for text in ["\u{1}first", "second\0", &"long".repeat(100_000)] {
        let mut writer = page.try_clone().expect("a socket");
        let bytes = text.to_owned();
        std::thread::spawn(move || writer.write_all(bytes.as_bytes()));
        let mut echoed = vec![0; text.len()];
        page.read_exact(&mut echoed).expect("echoed");
        assert_eq!(echoed, text.as_bytes());
    }
    let sent = server.only();
    assert_eq!(values(&sent, "origin"), [PAGE]);
    assert_eq!(
        values(&sent, "sec-websocket-key"),
        ["dGhlIHNhbXBsZSBub25jZQ=="]
    );
}

#[test]
fn a_page_of_another_origin_opens_no_websocket() {
    let server = echo();
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    for headers in [
        vec!["origin: https://evil.example"],
        vec!["origin: null"],
        vec!["origin: http://localhost:5174"],
        vec!["sec-fetch-site: cross-site"],
        vec![ORIGIN, "origin: https://evil.example"],
    ] {
        let mut page = proxy.connect();
        let request = handshake(&proxy, &headers);
        page.write_all(request.as_bytes()).expect("sent");
        let head = read_until(&mut page, "\r\n\r\n");
        assert_eq!(status(&head), "403", "{headers:?}");
        assert!(!has_cors(&head));
    }
    let request = handshake(&proxy, &[]).replace("host: localhost", "host: evil.example");
    let mut page = proxy.connect();
    page.write_all(request.as_bytes()).expect("sent");
    assert_eq!(status(&read_until(&mut page, "\r\n\r\n")), "403");
    assert_eq!(server.received(), [""; 0]);
}

#[test]
fn a_refused_handshake_is_passed_on() {
    let server = upstream(&response(&[]).replace("200 OK", "401 Unauthorized"));
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let mut page = proxy.connect();
    let request = handshake(&proxy, &[ORIGIN]);
    page.write_all(request.as_bytes()).expect("sent");
    let head = read_until(&mut page, "\r\n\r\n");
    assert_eq!(status(&head), "401");
    assert!(values(&head, "upgrade").is_empty());
}

#[test]
fn only_websockets_switch_protocols() {
    let server = upstream(ACCEPT);
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    assert_eq!(status(&proxy.get("/", &[ORIGIN])), "502");
    let server = upstream(&ACCEPT.replace("websocket", "h2c"));
    let proxy = crate::support::proxy(&[&server.url(), "--allow-origin", PAGE]);
    let request = handshake(&proxy, &[ORIGIN]).replace("keep-alive,", "close,");
    assert_eq!(status(&proxy.send_bytes(&request)), "502");
}

#[test]
fn an_upstream_that_goes_away_ends_the_websocket() {
    let server = scripted(|mut stream, _| {
        let _ = stream.write_all((ACCEPT.to_owned() + "hello").as_bytes());
        // Unread bytes make the operating system reset the connection.
        std::thread::sleep(Duration::from_millis(200));
    });
    let mut proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let mut page = proxy.connect();
    let request = handshake(&proxy, &[ORIGIN]);
    page.write_all(request.as_bytes()).expect("sent");
    read_until(&mut page, "hello");
    page.write_all(b"unread").expect("sent");
    assert!(ends_within_a_second(&mut page));
    assert!(proxy.is_running());
    assert_eq!(status(&proxy.get("/", &["origin: null"])), "403");
}

#[test]
fn a_page_that_goes_away_ends_the_websocket() {
    let (ended, wait) = mpsc::channel();
    let server = scripted(move |mut stream, _| {
        let _ = stream.write_all((ACCEPT.to_owned() + "hello").as_bytes());
        let _ = ended.send(ends_within_a_second(&mut stream));
    });
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let mut page = proxy.connect();
    let request = handshake(&proxy, &[ORIGIN]);
    page.write_all(request.as_bytes()).expect("sent");
    read_until(&mut page, "hello");
    page.shutdown(Shutdown::Both).expect("closed");
    assert!(wait.recv_timeout(Duration::from_secs(20)).expect("an end"));
}

/// The upstream waited for a body that the proxy did not send.
#[test]
fn a_handshake_has_no_body() {
    let server = echo();
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let mut page = proxy.connect();
    let request = handshake(&proxy, &[ORIGIN, "content-length: 5"]);
    page.write_all((request + "hello").as_bytes())
        .expect("sent");
    assert_eq!(status(&read_until(&mut page, "\r\n\r\n")), "101");
    assert!(values(&server.only(), "content-length").is_empty());
}

#[test]
fn bytes_after_a_refused_handshake_are_a_request_of_their_own() {
    let refusal = response(&[]).replace("200 OK", "401 Unauthorized");
    let server = upstream(&refusal.replace("connection: close\r\n", ""));
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let evil = proxy.request("GET /admin", &["origin: https://evil.example"]);
    let reply = proxy.send_bytes(&(handshake(&proxy, &[ORIGIN]) + &evil));
    assert!(
        reply.contains("HTTP/1.1 401 ") && reply.contains("HTTP/1.1 403 "),
        "{reply}"
    );
    assert!(server.only().starts_with("GET /socket "));
}

/// Old browsers send no `Sec-Fetch-Mode`, so `--explain` took a WebSocket for a fetch.
#[test]
fn a_websocket_is_not_explained() {
    let server = echo();
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE, "--explain"]);
    let mut page = proxy.connect();
    let request = handshake(&proxy, &[ORIGIN]);
    page.write_all(request.as_bytes()).expect("sent");
    assert_eq!(status(&read_until(&mut page, "\r\n\r\n")), "101");
    proxy.get("/after", &[ORIGIN]);
    proxy.wait_for("/after no answer");
    assert!(!proxy.printed().contains("/socket"), "{}", proxy.printed());
}
