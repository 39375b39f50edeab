//! A page in real browsers uses `cors proxy`: cookies, a preflight, server-sent events and
//! a WebSocket. A page of another origin cannot.
//!
//! `cargo test -p cors-cli --test proxy_browsers -- --ignored --nocapture`
//!
//! It needs Chromium, Firefox and WebKitGTK, as the browser run in `conformance` does, and
//! starts them in the same way.

#![cfg(target_os = "linux")]

#[path = "../../../conformance/browsers/src/browser.rs"]
#[allow(dead_code)]
mod browser;
#[path = "../../../conformance/browsers/src/folder.rs"]
mod folder;
#[path = "../../../conformance/browsers/src/process.rs"]
#[allow(dead_code)]
mod process;
#[path = "../proxy/support.rs"]
#[allow(dead_code)]
mod support;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::mpsc;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use browser::Browser;
use support::{proxy, response, scripted, values};

/// In the page, PROXY is the port of the proxy, and OWN the host of the page.
const PAGE: &str = include_str!("page.html");

#[test]
#[ignore = "needs browsers"]
fn chromium_uses_the_proxy() {
    run(Browser::Chromium);
}

#[test]
#[ignore = "needs browsers"]
fn firefox_uses_the_proxy() {
    run(Browser::Firefox);
}

#[test]
#[ignore = "needs browsers"]
fn webkit_uses_the_proxy() {
    run(Browser::WebKit);
}

fn run(browser: Browser) {
    let program = browser.find().expect("the browser is installed");
    let api = scripted(api);
    let (sender, reports) = mpsc::channel();
    // The page needs the port of the proxy, and the proxy that of the page.
    let proxy_port = std::sync::Arc::new(std::sync::OnceLock::<u16>::new());
    let known = std::sync::Arc::clone(&proxy_port);
    let pages = scripted(move |mut stream, head| {
        if head.starts_with("POST /report") {
            let mut body = vec![0; length(head)];
            let _ = stream.read_exact(&mut body);
            let _ = sender.send(String::from_utf8_lossy(&body).into_owned());
            let _ = stream.write_all(response(&[]).as_bytes());
            return;
        }
        let port = known.get().copied().unwrap_or_default();
        let own = values(head, "host").join("");
        let html = PAGE
            .replace("PROXY", &port.to_string())
            .replace("OWN", &own);
        let text = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{html}",
            html.len()
        );
        let _ = stream.write_all(text.as_bytes());
    });
    let page = format!("http://localhost:{}", pages.port);
    let proxy = proxy(&[&api.url(), "--allow-origin", &page, "--credentials"]);
    proxy_port.set(proxy.port).expect("set once");
    let _running = browser.start(&program, &page).expect("the browser starts");
    let report = |what| {
        let report = reports.recv_timeout(Duration::from_secs(60));
        report.unwrap_or_else(|_| panic!("no report of the {what} page: {}", proxy.printed()))
    };
    let named = report("named");
    println!("{browser}: {named}");
    for expected in [
        "cookie=sid=1; __Host-b=2",
        "put=200 7",
        "error=404",
        "event=one",
        "socket=hello",
    ] {
        assert!(named.contains(expected), "{expected} in {named}");
    }
    let before = api.received().len();
    let evil = report("other");
    println!("{browser}: {evil}");
    for expected in [
        "cookie=TypeError",
        "put=TypeError",
        "event=failed",
        "socket=failed",
    ] {
        assert!(evil.contains(expected), "{expected} in {evil}");
    }
    assert_eq!(api.received().len(), before, "{:?}", api.received());
}

fn length(head: &str) -> usize {
    values(head, "content-length").join("").parse().unwrap_or(0)
}

/// The API, which knows nothing about CORS.
fn api(mut stream: TcpStream, head: &str) {
    let path = head.split(' ').nth(1).unwrap_or_default();
    let cookies = values(head, "cookie").join("; ");
    let text = match path {
        "/login" => response(&[
            "set-cookie: sid=1; Domain=127.0.0.1; Path=/; Secure; HttpOnly; SameSite=None",
            "set-cookie: __Host-b=2; Path=/; Secure; HttpOnly",
        ]),
        "/me" => format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{cookies}",
            cookies.len()
        ),
        "/put" => response(&["x-total: 7"]),
        "/events" => {
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: one\n\n".to_owned()
        }
        "/socket" => {
            let key = values(head, "sec-websocket-key").join("");
            let text = format!("{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
            let hash =
                ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, text.as_bytes());
            let accept = BASE64_STANDARD.encode(hash);
            format!(
                "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n\
                 sec-websocket-accept: {accept}\r\n\r\n"
            )
        }
        _ => response(&[]).replace("200 OK", "404 Not Found"),
    };
    let _ = stream.write_all(text.as_bytes());
    if path == "/socket" {
        // A frame with the text `hello`.
        let _ = stream.write_all(b"\x81\x05hello");
    }
    if matches!(path, "/socket" | "/events") {
        std::thread::sleep(Duration::from_secs(2));
    }
}
