use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::client::{Request, Response, request};

/// Longer than any answer takes.
const PATIENCE: Duration = Duration::from_secs(10);

/// Added to the name of an adapter, it puts the policies into a `Live`.
const LIVE: &str = "+live";

/// The application on one adapter with one policy. It stops when the value is
/// dropped.
pub(crate) struct Server {
    process: Child,
    address: SocketAddr,
    printed: BufReader<ChildStdout>,
}

/// The expected answer to a request.
#[derive(Clone, Copy)]
pub(crate) struct Answer<'a> {
    pub(crate) status: u16,
    /// All CORS headers, sorted by name.
    pub(crate) cors: &'a [&'a str],
    /// The names in `Vary`, in lower case, sorted.
    pub(crate) vary: &'a [&'a str],
    /// How often a handler runs.
    pub(crate) runs: usize,
}

impl Server {
    /// Starts the application on a free port.
    pub(crate) fn start(adapter: &str, policy: &str) -> Self {
        Self::start_with(adapter, policy, &[])
    }

    /// Starts the application with routes and scopes, such as `PUT /a` and `/b`,
    /// that have their own policies.
    pub(crate) fn start_with(adapter: &str, policy: &str, places: &[(&str, &str)]) -> Self {
        let places: Vec<(&str, PolicyFile)> = places
            .iter()
            .map(|(place, policy)| (*place, PolicyFile::new(policy)))
            .collect();
        let routes = places
            .iter()
            .flat_map(|(place, file)| ["--route".to_owned(), format!("{place}={}", file.path())]);
        Self::spawn(adapter, policy, routes)
    }

    /// Starts the application with another layer, or with none.
    pub(crate) fn start_with_layer(adapter: &str, policy: &str, layer: &str) -> Self {
        Self::spawn(adapter, policy, ["--cors", layer].map(str::to_owned))
    }

    /// Starts the application with a chooser: the conditions, such as `host api.example`, and
    /// their policies.
    pub(crate) fn start_choosing(adapter: &str, policy: &str, conditions: &[(&str, &str)]) -> Self {
        Self::start_choosing_with(adapter, policy, conditions, &[])
    }

    /// Starts the application with a chooser, and with routes that have their own policies.
    pub(crate) fn start_choosing_with(
        adapter: &str,
        policy: &str,
        conditions: &[(&str, &str)],
        places: &[(&str, &str)],
    ) -> Self {
        let conditions = conditions.iter().map(|pair| ("--choose", pair));
        let places = places.iter().map(|pair| ("--route", pair));
        let files: Vec<(&str, &str, PolicyFile)> = conditions
            .chain(places)
            .map(|(option, (of, policy))| (option, *of, PolicyFile::new(policy)))
            .collect();
        let options = files
            .iter()
            .flat_map(|(option, of, file)| [option.to_string(), format!("{of}={}", file.path())]);
        Self::spawn(adapter, policy, options)
    }

    /// Replaces the policy of the application. Returns what the application says about it.
    pub(crate) fn replace(&mut self, policy: &str) -> String {
        let file = PolicyFile::new(policy);
        let input = self.process.stdin.as_mut().unwrap();
        writeln!(input, "{}", file.path()).unwrap();
        let mut line = String::new();
        self.printed.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    fn spawn(adapter: &str, policy: &str, options: impl IntoIterator<Item = String>) -> Self {
        let file = PolicyFile::new(policy);
        let (adapter, live) = match adapter.strip_suffix(LIVE) {
            Some(adapter) => (adapter, Some("--live")),
            None => (adapter, None),
        };
        let mut process = Command::new(env!("CARGO_BIN_EXE_conformance"))
            .args(["serve", "--adapter", adapter, "--policy", file.path()])
            .args(["--listen", "127.0.0.1:0"])
            .args(options)
            .args(live)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut printed = BufReader::new(process.stdout.take().unwrap());
        printed.read_line(&mut line).unwrap();
        let address = line.strip_prefix("ready http://");
        let address = address.unwrap_or_else(|| panic!("{adapter} printed {line:?}"));
        let address = address.trim_end().parse().unwrap();
        Server {
            process,
            address,
            printed,
        }
    }

    /// The response to a request of a browser.
    pub(crate) fn answer(&self, asked: &cors_browser::Request) -> cors_browser::Answer {
        let mut sent = request(&asked.method, asked.url.path());
        for name in [
            "Origin",
            "Access-Control-Request-Method",
            "Access-Control-Request-Headers",
        ] {
            if let Some(value) = asked.headers.get(name) {
                sent = sent.header(name, value);
            }
        }
        let Some(response) = self.try_send(&sent) else {
            return cors_browser::Answer::NetworkError;
        };
        let answer = cors_browser::Response::new(response.status);
        let lines = response.headers.into_iter();
        lines
            .fold(answer, |answer, (name, value)| answer.header(name, value))
            .into()
    }

    /// The response, or `None` if the server closes the connection.
    pub(crate) fn try_send(&self, request: &Request) -> Option<Response> {
        Response::parse(&self.exchange(&request.to_bytes()))
    }

    /// The response to a request.
    pub(crate) fn send(&self, request: &Request) -> Response {
        self.try_send(request)
            .unwrap_or_else(|| panic!("no answer to {request:?}"))
    }

    /// Sends a request and checks the response.
    #[track_caller]
    pub(crate) fn expect(&self, request: &Request, expected: Answer<'_>) -> Response {
        let before = self.calls();
        let response = self.send(request);
        let runs = self.calls() - before;
        assert_eq!(response.status, expected.status, "status: {request:?}");
        assert_eq!(response.cors(), expected.cors, "{request:?}");
        assert_eq!(response.vary(), expected.vary, "Vary: {request:?}");
        assert_eq!(runs, expected.runs, "handler runs: {request:?}");
        response
    }

    /// Sends bytes and returns all bytes that come back.
    pub(crate) fn exchange(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        // A server that rejects a request may close before it has read all of it.
        let _ = stream.write_all(bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        answer
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// The number of times that a handler has run.
    pub(crate) fn calls(&self) -> usize {
        let response = self.send(&request("GET", "/__calls"));
        assert_eq!(response.status, 200);
        response.text().parse().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A file that is deleted when the value is dropped.
pub(crate) struct PolicyFile(PathBuf);

impl PolicyFile {
    pub(crate) fn new(policy: impl AsRef<[u8]>) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("policy-{}-{number}.toml", std::process::id());
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::write(&path, policy).unwrap();
        PolicyFile(path)
    }

    pub(crate) fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for PolicyFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
