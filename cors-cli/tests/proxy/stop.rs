//! Ctrl-C.

use std::fs;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::support::{
    PAGE, ends_within_a_second, eventually, proxy, read_to_end, read_until, response, scripted,
};
use crate::websockets::{ACCEPT, handshake};

const ORIGIN: &str = "origin: http://localhost:5173";

#[test]
fn ctrl_c_ends_the_proxy_although_streams_are_open() {
    let server = scripted(|mut stream, head| {
        let start = match head.split(' ').nth(1) {
            Some("/socket") => ACCEPT,
            Some("/events") => "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n",
            // The upload, and a request without an answer.
            _ => "",
        };
        let _ = stream.write_all((start.to_owned() + "hello").as_bytes());
        read_to_end(&mut stream);
    });
    let mut proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let mut pages: Vec<_> = [
        proxy.request("GET /events", &[ORIGIN]),
        handshake(&proxy, &[ORIGIN]),
        proxy.request("POST /upload", &[ORIGIN, "content-length: 1000"]) + "first",
        proxy.request("GET /slow", &[ORIGIN]),
    ]
    .iter()
    .map(|request| {
        let mut page = proxy.connect();
        page.write_all(request.as_bytes()).expect("sent");
        page
    })
    .collect();
    for page in pages.iter_mut().take(2) {
        read_until(page, "hello");
    }
    assert_eq!(proxy.interrupt(), Some(0));
    for page in &mut pages {
        assert!(ends_within_a_second(page));
    }
}

#[test]
fn the_files_are_complete_after_ctrl_c() {
    let long = format!("x-long: {}", "a".repeat(60_000));
    let server = crate::support::upstream(&response(&[&long]));
    for _ in 0..5 {
        let folder = tempfile::tempdir().expect("a folder");
        let (har, policy) = (folder.path().join("a.har"), folder.path().join("cors.toml"));
        let (har_path, policy_path) = (har.to_str(), policy.to_str());
        let mut proxy = proxy(&[
            &server.url(),
            "--allow-origin",
            PAGE,
            "--record",
            har_path.expect("text"),
            "--write-policy",
            policy_path.expect("text"),
        ]);
        let is_over = Arc::new(AtomicBool::new(false));
        let pages: Vec<_> = (0..4)
            .map(|page| {
                let is_over = Arc::clone(&is_over);
                let address = ("127.0.0.1", proxy.port);
                let get = proxy.request("GET /", &[ORIGIN]);
                let ask = proxy.request("OPTIONS /", &[ORIGIN, "access-control-request-method: X"]);
                thread::spawn(move || {
                    for count in 0.. {
                        if is_over.load(Ordering::Relaxed) {
                            break;
                        }
                        let Ok(mut stream) = std::net::TcpStream::connect(address) else {
                            break;
                        };
                        // Each preflight changes the policy.
                        let ask = ask.replace(": X", &format!(": M{page}-{count}"));
                        let request = if count % 2 == 0 { &get } else { &ask };
                        let _ = stream.write_all(request.as_bytes());
                        let _ = read_to_end(&mut stream);
                    }
                })
            })
            .collect();
        // The pages are in the middle of their requests.
        let has_method = |text: String| text.contains("methods = [\"M");
        assert!(eventually(
            || fs::read_to_string(&policy).is_ok_and(has_method)
        ));
        assert_eq!(proxy.interrupt(), Some(0));
        is_over.store(true, Ordering::Relaxed);
        for page in pages {
            page.join().expect("no panic");
        }
        let text = fs::read_to_string(&har).expect("text");
        let recorded: har::Har = serde_json::from_str(&text).expect("a HAR file");
        let har::Spec::V1_2(log) = recorded.log else {
            panic!("version 1.2");
        };
        assert!(!log.entries.is_empty());
        let text = fs::read_to_string(&policy).expect("text");
        assert!(text.contains("methods = [\"M"), "{text}");
        let config: Result<cors_engine::Config, _> = toml::from_str(&text);
        assert!(config.is_ok() && text.ends_with("]\n"), "{text}");
    }
}
