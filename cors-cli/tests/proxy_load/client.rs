//! The load: requests, large bodies, and event streams.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};

pub(crate) const PAGE: &str = "http://localhost:5173";

fn request(port: u16, method: &str, path: &str, more: &str) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost:{port}\r\norigin: {PAGE}\r\n\
         accept: */*\r\nuser-agent: load\r\nsec-fetch-site: same-site\r\n\
         cookie: cors-00000000.a=1\r\n{more}\r\n"
    )
}

/// Sends requests for this time. Returns how many were answered, and the exact time.
pub(crate) fn requests(
    port: u16,
    path: &str,
    connections: usize,
    time: Duration,
) -> (u64, Duration) {
    let text = request(port, "GET", path, "");
    let length = if path == "/small" { 200 } else { 65_536 };
    let (stop, count) = (AtomicBool::new(false), AtomicU64::new(0));
    let send = |mut stream: TcpStream| {
        let mut buffer = vec![0; 128 * 1024];
        while !stop.load(Ordering::Relaxed) {
            stream.write_all(text.as_bytes()).expect("sent");
            read_response(&mut stream, &mut buffer, length);
            count.fetch_add(1, Ordering::Relaxed);
        }
    };
    let streams: Vec<TcpStream> = (0..connections).map(|_| connect(port)).collect();
    thread::scope(|scope| {
        let start = Instant::now();
        for stream in streams {
            scope.spawn(move || send(stream));
        }
        thread::sleep(time);
        stop.store(true, Ordering::Relaxed);
        (count.load(Ordering::Relaxed), start.elapsed())
    })
}

fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).expect("connected");
    stream.set_nodelay(true).expect("a socket");
    let limit = Some(Duration::from_secs(30));
    stream.set_read_timeout(limit).expect("a limit");
    stream
}

/// Reads a response with a body of this length.
fn read_response(stream: &mut TcpStream, buffer: &mut [u8], length: usize) {
    let mut filled = 0;
    loop {
        let read = stream.read(&mut buffer[filled..]).expect("a response");
        assert!(read > 0, "the connection ended");
        filled += read;
        let end = buffer[..filled.min(4096)]
            .windows(4)
            .position(|part| part == b"\r\n\r\n");
        if end.is_some_and(|end| filled == end + 4 + length) {
            assert!(buffer.starts_with(b"HTTP/1.1 200"));
            return;
        }
    }
}

pub(crate) fn download(port: u16, mib: u64) {
    let mut stream = connect(port);
    let text = request(
        port,
        "GET",
        &format!("/download/{mib}"),
        "connection: close\r\n",
    );
    stream.write_all(text.as_bytes()).expect("sent");
    let mut buffer = vec![0; 1 << 20];
    let mut total = 0;
    loop {
        match stream.read(&mut buffer).expect("a body") {
            0 => break,
            read => total += read as u64,
        }
    }
    assert!(total > mib << 20, "{total} bytes");
}

pub(crate) fn upload(port: u16, mib: u64) {
    let mut stream = connect(port);
    let length = mib << 20;
    let head = format!("content-length: {length}\r\nconnection: close\r\n");
    let text = request(port, "POST", "/upload", &head);
    stream.write_all(text.as_bytes()).expect("sent");
    let block = vec![0; 1 << 20];
    for _ in 0..mib {
        stream.write_all(&block).expect("sent");
    }
    let mut reply = String::new();
    stream.read_to_string(&mut reply).expect("a response");
    assert!(reply.ends_with(&length.to_string()), "{reply}");
}

/// Opens streams, publishes an event, and returns when all of them have it.
#[tokio::main]
pub(crate) async fn event_streams(port: u16, streams: u64, when_open: impl FnOnce()) -> Duration {
    let text = request(port, "GET", "/events", "");
    let mut open = Vec::new();
    for _ in 0..streams {
        let address = ("127.0.0.1", port);
        let mut stream = tokio::net::TcpStream::connect(address)
            .await
            .expect("connected");
        stream.write_all(text.as_bytes()).await.expect("sent");
        open.push(stream);
    }
    for stream in &mut open {
        read_event(stream).await;
    }
    when_open();
    let start = Instant::now();
    tokio::task::spawn_blocking(move || {
        let mut stream = connect(port);
        let text = request(port, "GET", "/publish", "connection: close\r\n");
        stream.write_all(text.as_bytes()).expect("sent");
        stream.read_to_end(&mut Vec::new()).expect("published");
    })
    .await
    .expect("no panic");
    for stream in &mut open {
        read_event(stream).await;
    }
    start.elapsed()
}

async fn read_event(stream: &mut tokio::net::TcpStream) {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"data: event\n\n\r\n") {
        let read = stream.read_buf(&mut bytes).await.expect("an event");
        assert!(read > 0, "the stream ended");
    }
}
