//! The requests that browsers send to the service, byte for byte.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::process::Command;
use std::time::Duration;

use smoke::{Example, send};

const SITE: &str = "https://dice.example.com";
const FROM_SITE: &str = "Origin: https://dice.example.com";
const FROM_ELSEWHERE: &str = "Origin: https://evil.example";
const GRPC_WEB: &str = "Content-Type: application/grpc-web+proto";

/// A gRPC-Web frame with a Protobuf message whose field 1 is this number.
const fn message(number: u8) -> [u8; 7] {
    [0, 0, 0, 0, 2, 0x08, number]
}

fn start() -> (Example, u16) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_example-tonic-web"));
    command
        .env("LISTEN", "127.0.0.1:0")
        .env_remove("CORS_ORIGINS");
    let example = Example::start(&mut command, "listening on");
    let port = example.port("listening on");
    (example, port)
}

struct Answer {
    /// The names are in lower case.
    head: String,
    /// The flags and the data of each frame.
    frames: Vec<(u8, Vec<u8>)>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .find(|(given, _)| *given == name)
            .map(|(_, value)| value)
    }

    #[track_caller]
    fn assert_readable(&self) {
        assert_eq!(self.header("access-control-allow-origin"), Some(SITE));
        let exposed = self.header("access-control-expose-headers");
        assert_eq!(exposed, Some("grpc-status,grpc-message"));
        assert_eq!(self.header("vary"), Some("origin"));
    }
}

/// Calls a method as a page of this origin does.
fn call(port: u16, method: &str, origin: &str, body: &[u8]) -> Answer {
    let head = format!(
        "POST /dice.Dice/{method} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\
         {origin}\r\n{GRPC_WEB}\r\nX-Grpc-Web: 1\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("it listens");
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .expect("the time limit is not zero");
    stream.write_all(head.as_bytes()).expect("it reads");
    stream.write_all(body).expect("it reads");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("it answers");

    let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let (head, body) = answer.split_at(end.expect("a head ends") + 4);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let body = match head.contains("transfer-encoding: chunked") {
        true => unchunked(body),
        false => body.to_vec(),
    };
    Answer {
        head,
        frames: frames(&body),
    }
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n");
        let (size, chunks) = rest.split_at(end.expect("a size ends"));
        let size = std::str::from_utf8(size).expect("a size is text");
        let size = usize::from_str_radix(size, 16).expect("a size is a number");
        if size == 0 {
            return body;
        }
        body.extend_from_slice(&chunks[2..2 + size]);
        rest = &chunks[2 + size + 2..];
    }
}

fn frames(mut rest: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut frames = Vec::new();
    while let [flags, a, b, c, d, data @ ..] = rest {
        let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
        frames.push((*flags, data[..length].to_vec()));
        rest = &data[length..];
    }
    frames
}

#[test]
fn preflights() {
    let (_example, port) = start();
    let headers = [
        FROM_SITE,
        "Access-Control-Request-Method: POST",
        "Access-Control-Request-Headers: content-type,x-grpc-web",
    ];
    let allowed = send(port, "OPTIONS /dice.Dice/Throw", &headers, "");
    assert_eq!(allowed.status, 204);
    assert_eq!(
        allowed.cors(),
        [
            "access-control-allow-headers: content-type,grpc-timeout,x-grpc-web,x-user-agent",
            "access-control-allow-origin: https://dice.example.com",
            "access-control-max-age: 600",
        ]
    );

    let headers = [FROM_ELSEWHERE, headers[1], headers[2]];
    let refused = send(port, "OPTIONS /dice.Dice/Throw", &headers, "");
    assert_eq!(refused.status, 403);
    assert_eq!(refused.cors(), [""; 0]);
}

#[test]
fn a_successful_call() {
    let (_example, port) = start();
    let thrown = call(port, "Throw", FROM_SITE, &message(6));
    assert!(thrown.head.starts_with("http/1.1 200"), "{}", thrown.head);
    thrown.assert_readable();
    assert_eq!(
        thrown.header("content-type"),
        Some("application/grpc-web+proto")
    );
    let [(0, face), (0x80, trailers)] = &thrown.frames[..] else {
        panic!("a message and trailers, not {:?}", thrown.frames);
    };
    assert!(matches!(face[..], [0x08, 1..=6]), "{face:?}");
    let trailers = String::from_utf8_lossy(trailers);
    assert!(trailers.contains("grpc-status:0\r\n"), "{trailers}");
}

#[test]
fn an_error_is_in_exposed_headers() {
    let (_example, port) = start();
    let failed = call(port, "Throw", FROM_SITE, &message(1));
    assert_eq!(failed.header("grpc-status"), Some("3"));
    assert!(failed.header("grpc-message").is_some());
    failed.assert_readable();

    let unknown = call(port, "Catch", FROM_SITE, &message(6));
    assert_eq!(unknown.header("grpc-status"), Some("12"));
    unknown.assert_readable();

    // tonic-web rejects this request itself.
    let get = send(port, "GET /dice.Dice/Throw", &[FROM_SITE, GRPC_WEB], "");
    assert_eq!(get.status, 405);
    assert_eq!(
        get.header("access-control-allow-origin").as_deref(),
        Some(SITE)
    );
}

#[test]
fn a_page_of_another_origin_cannot_read_the_result() {
    let (_example, port) = start();
    let thrown = call(port, "Throw", FROM_ELSEWHERE, &message(6));
    assert_eq!(thrown.frames.len(), 2);
    assert!(!thrown.head.contains("access-control-"), "{}", thrown.head);
    assert_eq!(thrown.header("vary"), Some("origin"));
}

#[test]
fn invalid_origins_in_the_environment_are_reported() {
    let output = Command::new(env!("CARGO_BIN_EXE_example-tonic-web"))
        .env("CORS_ORIGINS", "https://dice.example.org/")
        .output();
    let output = output.expect("the example starts");
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("cors::origin-has-path"), "{text}");
}
