//! The proxy as a process, a client that sends exact bytes, and scripted upstreams.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// The page that most tests name.
pub(crate) const PAGE: &str = "http://localhost:5173";

/// A running `cors proxy`.
pub(crate) struct Proxy {
    child: Child,
    pub(crate) port: u16,
    printed: Arc<Mutex<String>>,
}

/// Starts the proxy with these arguments, at a free port of `localhost` unless they name an
/// address.
pub(crate) fn proxy(arguments: &[&str]) -> Proxy {
    proxy_with_env(arguments, &[])
}

pub(crate) fn proxy_with_env(arguments: &[&str], env: &[(&str, &str)]) -> Proxy {
    let mut child = command(arguments)
        .envs(env.iter().copied())
        .spawn()
        .expect("the command starts");
    let printed = Arc::new(Mutex::new(String::new()));
    let stdout = child.stdout.take().expect("piped");
    let stderr = child.stderr.take().expect("piped");
    collect(BufReader::new(stdout), &printed);
    collect(BufReader::new(stderr), &printed);
    let mut proxy = Proxy {
        child,
        port: 0,
        printed,
    };
    let line = proxy.wait_for(" forwards to ");
    let (host, _) = line.split_once(" forwards to ").expect("found");
    let (_, port) = host.rsplit_once(':').expect("a port");
    let digits: String = port.chars().take_while(char::is_ascii_digit).collect();
    proxy.port = digits.parse().expect("a port");
    proxy
}

/// Runs the proxy with arguments that it must refuse; returns what it printed.
pub(crate) fn refused(arguments: &[&str]) -> String {
    refused_with_env(arguments, &[])
}

pub(crate) fn refused_with_env(arguments: &[&str], env: &[(&str, &str)]) -> String {
    let mut command = command(arguments);
    let mut child = command
        .envs(env.iter().copied())
        .spawn()
        .expect("it starts");
    if !eventually(|| !matches!(child.try_wait(), Ok(None))) {
        let _ = child.kill();
    }
    let output = child.wait_with_output().expect("the output");
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
    String::from_utf8(output.stderr).expect("text")
}

fn command(arguments: &[&str]) -> Command {
    let listen: &[&str] = match arguments.contains(&"--listen") {
        true => &[],
        false => &["--listen", "localhost:0"],
    };
    let mut command = Command::new(env!("CARGO_BIN_EXE_cors"));
    command
        .arg("proxy")
        .args(arguments)
        .args(listen)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn collect(mut from: impl BufRead + Send + 'static, to: &Arc<Mutex<String>>) {
    let to = Arc::clone(to);
    thread::spawn(move || {
        let mut line = String::new();
        while from.read_line(&mut line).is_ok_and(|length| length > 0) {
            to.lock().expect("no panic").push_str(&line);
            line.clear();
        }
    });
}

impl Proxy {
    /// Everything that was printed so far.
    pub(crate) fn printed(&self) -> String {
        self.printed.lock().expect("no panic").clone()
    }

    /// Waits for a line that contains this text.
    pub(crate) fn wait_for(&self, text: &str) -> String {
        let line = || {
            let printed = self.printed();
            let mut lines = printed.lines();
            lines.find(|line| line.contains(text)).map(str::to_owned)
        };
        assert!(
            eventually(|| line().is_some()),
            "{text:?} in {}",
            self.printed()
        );
        line().expect("found")
    }

    pub(crate) fn connect(&self) -> TcpStream {
        connect(SocketAddr::from((Ipv4Addr::LOCALHOST, self.port)))
    }

    /// The `Host` of requests to the proxy.
    pub(crate) fn host(&self) -> String {
        format!("localhost:{}", self.port)
    }

    /// Sends one request with these header lines and reads the whole response.
    pub(crate) fn send(&self, request_line: &str, headers: &[&str]) -> String {
        self.send_bytes(&self.request(request_line, headers))
    }

    pub(crate) fn get(&self, path: &str, headers: &[&str]) -> String {
        self.send(&format!("GET {path}"), headers)
    }

    /// The bytes of a request.
    pub(crate) fn request(&self, request_line: &str, headers: &[&str]) -> String {
        let host = self.host();
        let mut text = format!("{request_line} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
        for line in headers {
            text.push_str(line);
            text.push_str("\r\n");
        }
        text + "\r\n"
    }

    pub(crate) fn send_bytes(&self, bytes: &str) -> String {
        let mut stream = self.connect();
        stream.write_all(bytes.as_bytes()).expect("sent");
        read_to_end(&mut stream)
    }

    /// Presses Ctrl-C; returns the exit code if the process ends within two seconds.
    #[cfg(unix)]
    pub(crate) fn interrupt(&mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        let kill = Command::new("kill").args(["-INT", &id]).status();
        assert!(kill.expect("kill").success());
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(2) {
            if let Ok(Some(status)) = self.child.try_wait() {
                return status.code();
            }
            thread::sleep(Duration::from_millis(5));
        }
        None
    }

    pub(crate) fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("connected");
    let limit = Some(Duration::from_secs(20));
    stream.set_read_timeout(limit).expect("a limit");
    stream
}

/// Reads until the connection ends, in whatever way.
pub(crate) fn read_to_end(stream: &mut impl Read) -> String {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Reads up to and including this text; panics if the connection ends before.
pub(crate) fn read_until(stream: &mut impl Read, text: &str) -> String {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(text.as_bytes()) {
        match stream.read(&mut byte) {
            Ok(1) => bytes.push(byte[0]),
            end => panic!("{end:?} after {:?}", String::from_utf8_lossy(&bytes)),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whether the connection ends within a second.
pub(crate) fn ends_within_a_second(stream: &mut TcpStream) -> bool {
    let limit = Some(Duration::from_secs(1));
    stream.set_read_timeout(limit).expect("a limit");
    let mut bytes = [0; 1024];
    loop {
        match stream.read(&mut bytes) {
            Ok(0) => return true,
            Ok(_) => {}
            Err(error) => return error.kind() == std::io::ErrorKind::ConnectionReset,
        }
    }
}

pub(crate) fn eventually(mut is_true: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(20) {
        if is_true() {
            return true;
        }
        thread::sleep(Duration::from_millis(20));
    }
    false
}

/// A server that answers as a test says, and remembers the heads of requests.
pub(crate) struct Upstream {
    pub(crate) port: u16,
    heads: Arc<Mutex<Vec<String>>>,
}

/// Answers every request with these bytes.
pub(crate) fn upstream(answer: &str) -> Upstream {
    let answer = answer.to_owned();
    scripted(move |mut stream, _| {
        let _ = stream.write_all(answer.as_bytes());
    })
}

/// A response with these header lines.
pub(crate) fn response(headers: &[&str]) -> String {
    let mut text = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n".to_owned();
    for line in headers {
        text.push_str(line);
        text.push_str("\r\n");
    }
    text + "\r\nok"
}

/// Runs the script for every connection, after it has read the head of a request.
pub(crate) fn scripted(script: impl Fn(TcpStream, &str) + Send + Sync + 'static) -> Upstream {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let heads = Arc::new(Mutex::new(Vec::new()));
    let received = Arc::clone(&heads);
    let script = Arc::new(script);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let (received, script) = (Arc::clone(&received), Arc::clone(&script));
            thread::spawn(move || {
                let limit = Some(Duration::from_secs(20));
                stream.set_read_timeout(limit).expect("a limit");
                if let Some(head) = read_head(&mut stream) {
                    received.lock().expect("no panic").push(head.clone());
                    script(stream, &head);
                }
            });
        }
    });
    Upstream { port, heads }
}

fn read_head(stream: &mut impl Read) -> Option<String> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        bytes.push(byte[0]);
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

impl Upstream {
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The heads of all requests that have arrived.
    pub(crate) fn received(&self) -> Vec<String> {
        self.heads.lock().expect("no panic").clone()
    }

    /// The head of the only request.
    pub(crate) fn only(&self) -> String {
        let mut heads = self.received();
        assert_eq!(heads.len(), 1, "{heads:?}");
        heads.remove(0)
    }
}

/// The values of a header, one for each line.
pub(crate) fn values<'m>(message: &'m str, name: &str) -> Vec<&'m str> {
    let head = message.split("\r\n\r\n").next().unwrap_or_default();
    let lines = head.lines().filter_map(|line| line.split_once(':'));
    let found = lines.filter(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim()).collect()
}

/// Whether a message has any CORS header.
pub(crate) fn has_cors(message: &str) -> bool {
    let head = message.split("\r\n\r\n").next().unwrap_or_default();
    head.to_ascii_lowercase().contains("access-control-")
}

pub(crate) fn status(message: &str) -> &str {
    message.split(' ').nth(1).unwrap_or_default()
}
