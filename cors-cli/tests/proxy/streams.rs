//! Bodies pass as they arrive, and the end of one connection ends the other.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::sync::mpsc;
use std::time::Duration;

use crate::support::{
    PAGE, ends_within_a_second, proxy, read_to_end, read_until, response, scripted, status,
    upstream, values,
};

const ORIGIN: &str = "origin: http://localhost:5173";
const EVENTS: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\
                      transfer-encoding: chunked\r\n\r\n";
const SECOND: Duration = Duration::from_secs(1);

/// An event as a chunk.
fn event(text: &str) -> String {
    let event = format!("data: {text}\n\n");
    format!("{:x}\r\n{event}\r\n", event.len())
}

#[test]
fn events_arrive_at_once() {
    for coding in ["", "content-encoding: gzip\r\n"] {
        let (go, wait) = mpsc::channel::<()>();
        let wait = std::sync::Mutex::new(wait);
        let head = EVENTS.replace("transfer", &format!("{coding}transfer"));
        let server = scripted(move |mut stream, _| {
            let _ = stream.write_all((head.clone() + &event("one")).as_bytes());
            // The second event follows after the page has read the first one.
            let _ = wait.lock().expect("no panic").recv_timeout(20 * SECOND);
            let _ = stream.write_all((event("two") + "0\r\n\r\n").as_bytes());
        });
        let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
        let mut page = proxy.connect();
        let request = proxy.request("GET /events", &[ORIGIN]);
        page.write_all(request.as_bytes()).expect("sent");
        read_until(&mut page, "data: one\n\n");
        go.send(()).expect("the server waits");
        read_until(&mut page, "data: two\n\n");
    }
}

#[test]
fn uploads_are_not_collected() {
    let (arrived, wait) = mpsc::channel::<()>();
    let server = scripted(move |mut stream, _| {
        read_until(&mut stream, "first");
        let _ = arrived.send(());
        read_until(&mut stream, "second");
        let _ = stream.write_all(response(&[]).as_bytes());
    });
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let mut page = proxy.connect();
    // The proxy itself answers that the page may send the body.
    let lines = [ORIGIN, "content-length: 11", "expect: 100-continue"];
    let head = proxy.request("POST /upload", &lines);
    page.write_all((head + "first").as_bytes()).expect("sent");
    wait.recv_timeout(20 * SECOND)
        .expect("the first part has arrived");
    page.write_all(b"second").expect("sent");
    let reply = read_to_end(&mut page);
    assert!(reply.starts_with("HTTP/1.1 100 Continue\r\n"), "{reply}");
    assert!(reply.contains("HTTP/1.1 200 OK\r\n"), "{reply}");
    assert!(values(&server.only(), "expect").is_empty());
}

/// Tells the test how long the connection with the proxy lasted.
fn watched(first: impl Into<String>) -> (crate::support::Upstream, mpsc::Receiver<bool>) {
    let (ended, wait) = mpsc::channel();
    let first = first.into();
    let server = scripted(move |mut stream, _| {
        let _ = stream.write_all(first.as_bytes());
        let _ = ended.send(ends_within_a_second(&mut stream));
    });
    (server, wait)
}

#[test]
fn a_page_that_goes_away_ends_the_event_stream_of_the_upstream() {
    let (server, ended) = watched(EVENTS.to_owned() + &event("one"));
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let mut page = proxy.connect();
    let request = proxy.request("GET /events", &[ORIGIN]);
    page.write_all(request.as_bytes()).expect("sent");
    read_until(&mut page, "data: one\n\n");
    drop(page);
    assert!(ended.recv_timeout(20 * SECOND).expect("an end"));
}

#[test]
fn a_page_that_goes_away_ends_a_request_without_an_answer() {
    let (server, ended) = watched("");
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let mut page = proxy.connect();
    let request = proxy.request("GET /slow", &[ORIGIN]);
    page.write_all(request.as_bytes()).expect("sent");
    while server.received().is_empty() {
        std::thread::sleep(Duration::from_millis(5));
    }
    page.shutdown(Shutdown::Both).expect("closed");
    assert!(ended.recv_timeout(20 * SECOND).expect("an end"));
}

#[test]
fn a_page_that_goes_away_ends_an_upload() {
    let (server, ended) = watched("");
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let mut page = proxy.connect();
    let head = proxy.request("POST /upload", &[ORIGIN, "content-length: 1000"]);
    page.write_all((head + "first").as_bytes()).expect("sent");
    while server.received().is_empty() {
        std::thread::sleep(Duration::from_millis(5));
    }
    drop(page);
    assert!(ended.recv_timeout(20 * SECOND).expect("an end"));
}

#[test]
fn an_upstream_that_goes_away_ends_the_response() {
    for head in [EVENTS, "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n"] {
        let text = head.to_owned() + &event("one");
        let server = scripted(move |mut stream, _| {
            let _ = stream.write_all(text.as_bytes());
            std::thread::sleep(Duration::from_millis(100));
        });
        let mut proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
        let mut page = proxy.connect();
        // The connection could be kept: the end must be one of the response.
        let request = proxy
            .request("GET /", &[ORIGIN])
            .replace("close", "keep-alive");
        page.write_all(request.as_bytes()).expect("sent");
        read_until(&mut page, "data: one\n\n");
        assert!(ends_within_a_second(&mut page));
        assert!(proxy.is_running());
    }
}

#[test]
fn a_response_without_an_end_is_no_complete_one() {
    let (go, wait) = mpsc::channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    let server = scripted(move |mut stream, _| {
        let _ = stream.write_all((EVENTS.to_owned() + &event("one")).as_bytes());
        // The server goes away after the page has read the event. Without an end, the proxy
        // would not have to send it.
        let _ = wait.lock().expect("no panic").recv_timeout(20 * SECOND);
    });
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let mut page = proxy.connect();
    let request = proxy.request("GET /", &[ORIGIN]);
    page.write_all(request.as_bytes()).expect("sent");
    read_until(&mut page, "data: one\n\n");
    go.send(()).expect("the server waits");
    let rest = read_to_end(&mut page);
    assert!(!rest.ends_with("0\r\n\r\n"), "{rest}");
}

#[test]
fn an_upstream_that_answers_early_is_heard() {
    let server = scripted(|mut stream, _| {
        let text = response(&[]).replace("200 OK", "413 Too Large");
        let _ = stream.write_all(text.as_bytes());
        let _ = stream.read(&mut [0; 64]);
    });
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let mut page = proxy.connect();
    let head = proxy.request("POST /upload", &[ORIGIN, "content-length: 1000000"]);
    page.write_all((head + "first").as_bytes()).expect("sent");
    assert_eq!(status(&read_until(&mut page, "\r\n\r\n")), "413");
}

#[test]
fn responses_without_a_body_end() {
    for (line, start, length) in [
        ("HEAD /", "200 OK", "1000"),
        ("GET /", "304 Not Modified", ""),
        ("DELETE /", "204 No Content", ""),
    ] {
        let length_line = match length {
            "" => String::new(),
            length => format!("content-length: {length}\r\n"),
        };
        let server = upstream(&format!("HTTP/1.1 {start}\r\n{length_line}\r\n"));
        let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
        let reply = proxy.send(line, &[ORIGIN]);
        assert_eq!(status(&reply), &start[..3], "{reply}");
        assert!(reply.ends_with("\r\n\r\n"), "{reply}");
        assert_eq!(values(&reply, "content-length").join(""), length, "{reply}");
        assert_eq!(values(&reply, "access-control-allow-origin"), [PAGE]);
    }
}

#[test]
fn every_line_of_a_header_passes() {
    let server = upstream(&response(&["x-a: 1", "x-a: 2", "link: <a>", "link: <b>"]));
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let reply = proxy.get("/?q=a%20b&q=ü", &[ORIGIN, "x-b: 1", "x-b: 2"]);
    assert_eq!(values(&reply, "x-a"), ["1", "2"]);
    assert_eq!(values(&reply, "link"), ["<a>", "<b>"]);
    let head = server.only();
    assert_eq!(values(&head, "x-b"), ["1", "2"]);
    assert!(head.starts_with("GET /?q=a%20b&q=ü HTTP/1.1"), "{head}");
}

/// The proxy passed on the length, and cut the body there.
#[test]
fn a_response_with_two_lengths_is_not_cut() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n";
    let server = upstream(&(head.to_owned() + "5\r\nhello\r\n0\r\n\r\n"));
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    let reply = proxy.get("/", &[ORIGIN]);
    assert!(reply.contains("hello"), "{reply}");
    assert!(values(&reply, "content-length").is_empty(), "{reply}");
    assert_eq!(values(&reply, "transfer-encoding"), ["chunked"]);
    // The connection with the page has a coding of its own.
    let server = upstream(&(head.replace("chunked", "gzip, chunked") + "2\r\nok\r\n0\r\n\r\n"));
    let proxy = crate::support::proxy(&[&server.url(), "--allow-origin", PAGE]);
    assert_eq!(
        values(&proxy.get("/", &[ORIGIN]), "transfer-encoding"),
        ["chunked"]
    );
    // Two different lengths are no HTTP.
    let server = upstream(&response(&["content-length: 3"]));
    let proxy = crate::support::proxy(&[&server.url(), "--allow-origin", PAGE]);
    assert_eq!(status(&proxy.get("/", &[ORIGIN])), "502");
}

#[test]
fn bytes_after_a_response_are_no_second_one() {
    let evil = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil";
    let text = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok".to_owned() + evil;
    let server = scripted(move |mut stream, _| {
        while stream.write_all(text.as_bytes()).is_ok()
            && stream.read(&mut [0]).is_ok_and(|n| n > 0)
        {
            read_until(&mut stream, "\r\n\r\n");
        }
    });
    let proxy = proxy(&[&server.url(), "--allow-origin", PAGE]);
    for _ in 0..50 {
        assert!(!proxy.get("/", &[ORIGIN]).contains("evil"));
    }
}

#[test]
fn endless_interim_responses_end() {
    let (ended, wait) = mpsc::channel();
    let server = scripted(move |mut stream, _| {
        let hints = "HTTP/1.1 103 Early Hints\r\naccess-control-allow-origin: *\r\n\r\n";
        while stream.write_all(hints.as_bytes()).is_ok() {
            std::thread::sleep(Duration::from_millis(1));
        }
        let _ = ended.send(());
    });
    let options = ["--allow-origin", PAGE, "--timeout", "1"];
    let proxy = proxy(&[&[&*server.url()], &options[..]].concat());
    let reply = proxy.get("/", &[ORIGIN]);
    assert_eq!(status(&reply), "504", "{reply}");
    assert_eq!(values(&reply, "access-control-allow-origin"), [PAGE]);
    wait.recv_timeout(20 * SECOND).expect("the connection ends");
}
