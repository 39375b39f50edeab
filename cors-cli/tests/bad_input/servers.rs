//! Servers that break the protocol, or that would keep the command for ever.

use std::io::Write;
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::scripted::{Run, Scripted};
use crate::{cors_in, folder, is_finding, is_misuse};

/// Audits a server that writes these bytes.
#[track_caller]
fn audit(write: impl Fn(&mut TcpStream) + Send + Sync + 'static, scheme: &str) -> Run {
    let server = Scripted::start(move |_, stream| write(stream));
    let url = format!("{scheme}://127.0.0.1:{}/", server.port);
    cors_in(Path::new("."), &["audit", &url], b"")
}

#[test]
fn servers_that_break_the_protocol_are_one_finding() {
    let line = "a".repeat(1 << 20);
    let answers: [(String, &str); 7] = [
        (String::new(), "closed the connection"),
        ("garbage\r\n\r\n".to_owned(), "no HTTP/1.1"),
        ("\0\u{1b}[31m\r\n\r\n".to_owned(), "no HTTP/1.1"),
        (
            "HTTP/1.1 200 OK\r\nno colon\r\n\r\n".to_owned(),
            "no HTTP/1.1",
        ),
        (
            "HTTP/1.1 200 OK\r\na: b".to_owned(),
            "closed the connection",
        ),
        (format!("HTTP/1.1 200 OK\r\na: {line}\r\n\r\n"), "too large"),
        (
            format!("HTTP/1.1 200 OK\r\n{}\r\n", "a: b\r\n".repeat(1000)),
            "too large",
        ),
    ];
    for (answer, part) in answers {
        let run = audit(
            move |stream| {
                let _ = stream.write_all(answer.as_bytes());
            },
            "http",
        );
        is_finding(&run, "error[network]: a probe has no response: ");
        is_finding(&run, part);
        is_finding(&run, "# 1 request, 0 origins, 1 finding");
    }
}

#[test]
fn a_server_that_speaks_no_tls_is_one_finding() {
    let run = audit(|_| {}, "https");
    is_finding(
        &run,
        "error[network]: a probe has no response: TLS to 127.0.0.1 failed",
    );
}

/// Headers without an end, in pieces, are cut off by size or by time.
#[test]
fn endless_headers_end() {
    let start = Instant::now();
    let run = audit(
        |stream| {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
            while stream.write_all(b"a: b\r\n").is_ok() {}
        },
        "http",
    );
    is_finding(&run, "too large");
    let run = audit(
        |stream| {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
            while stream.write_all(b"a: b\r\n").is_ok() {
                std::thread::sleep(Duration::from_millis(500));
            }
        },
        "http",
    );
    is_finding(&run, "there was no response within 10 s");
    assert!(start.elapsed() < Duration::from_secs(25));
}

/// A server can send interim responses for ever.
#[test]
fn endless_interim_responses_end() {
    let run = audit(
        |stream| {
            while stream
                .write_all(b"HTTP/1.1 103 Early Hints\r\n\r\n")
                .is_ok()
            {}
        },
        "http",
    );
    is_finding(&run, "the head of the response is too large");
}

/// The body of a response has no part in CORS.
#[test]
fn an_endless_body_is_not_read() {
    let run = audit(
        |stream| {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while stream.write_all(b"4\r\nbody\r\n").is_ok() {}
        },
        "http",
    );
    assert_eq!(run.code(), Some(0), "{}", run.stdout());
}

/// The text of a server is data, for the terminal and for the printed policy.
#[test]
fn headers_of_a_hostile_server_are_printed_without_control_characters() {
    let server = Scripted::start(|request, stream| {
        let origin = request.header("origin").unwrap_or_default();
        let head = format!("HTTP/1.1 302 X\r\nAccess-Control-Allow-Origin: {origin}\r\n");
        let mut head = head.into_bytes();
        head.extend_from_slice(b"Location: \xff\x9b31m\xe2\x80\xae\r\n");
        head.extend_from_slice(b"Access-Control-Expose-Headers: \"\xff], \xe2\x80\xae\r\n");
        head.extend_from_slice(b"Access-Control-Max-Age: 99999999999999999999\r\n\r\n");
        let _ = stream.write_all(&head);
    });
    let url = server.url("/");
    for format in ["text", "concise", "json", "sarif"] {
        let arguments = ["audit", &url, "--output-format", format];
        let run = cors_in(Path::new("."), &arguments, b"");
        assert_eq!(run.code(), Some(1), "{}", run.stderr());
        let is_unsafe = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
        let is_text = matches!(format, "text" | "concise");
        assert!(!is_text || !run.stdout().contains(is_unsafe), "{format}");
    }
}

#[test]
fn a_baseline_that_is_no_result_is_refused() {
    let deep = "[".repeat(100_000);
    let files = [
        ("deep.json", deep.as_str()),
        ("text.json", "what?"),
        ("list.json", "[]"),
        ("other.json", "{\"findings\": [{}]}"),
    ];
    for (name, text) in files {
        let folder = folder(&[(name, text.as_bytes())]);
        let audit = ["audit", "http://127.0.0.1:1/", "--baseline", name];
        let run = cors_in(folder.path(), &audit, b"");
        is_misuse(&run, "is no JSON output of `cors audit`");
    }
}

/// An answer of the limit says nothing about the policy, and more requests make it worse.
#[test]
fn a_server_that_limits_the_rate_ends_the_audit() {
    let run = audit(
        |stream| {
            let _ = stream.write_all(b"HTTP/1.1 429 X\r\nRetry-After: 60\r\n\r\n");
        },
        "http",
    );
    is_finding(&run, "warning[rate-limited]");
    is_finding(&run, "# 1 request, 0 origins, 1 finding");
}
