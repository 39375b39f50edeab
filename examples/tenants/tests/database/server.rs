//! A process of the example.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use smoke::{Example, Response, send};

const TOKEN: &str = "Authorization: Bearer of the test";

pub(crate) struct Server {
    example: Example,
    port: u16,
    admin: u16,
    log: PathBuf,
}

/// The command that starts the example on free ports.
pub(crate) fn command(url: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_example-tenants"));
    command
        .env("DATABASE_URL", url)
        .env("ADMIN_TOKEN", "of the test")
        .env("LISTEN", "127.0.0.1:0")
        .env("ADMIN", "127.0.0.1:0")
        .env_remove("STALE_AFTER");
    command
}

impl Server {
    /// Starts a process. The name is the one of its log.
    pub(crate) fn start(command: &mut Command, name: &str) -> Self {
        let log = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.log"));
        command.stderr(File::create(&log).expect("the folder is ours"));
        let example = Example::start(command, "administration on");
        Server {
            port: example.port("listening on"),
            admin: example.port("administration on"),
            example,
            log,
        }
    }

    pub(crate) fn get(&self, host: &str, origin: &str) -> Response {
        let [host, origin] = [format!("Host: {host}"), format!("Origin: {origin}")];
        send(self.port, "GET /items", &[&host, &origin], "")
    }

    pub(crate) fn preflight(&self, host: &str, origin: &str) -> Response {
        let [host, origin] = [format!("Host: {host}"), format!("Origin: {origin}")];
        let method = "Access-Control-Request-Method: PUT";
        send(self.port, "OPTIONS /items", &[&host, &origin, method], "")
    }

    pub(crate) fn send(&self, request: &str, headers: &[&str]) -> Response {
        send(self.port, request, headers, "")
    }

    /// Whether a page of this origin can read a response of this host.
    pub(crate) fn allows(&self, host: &str, origin: &str) -> bool {
        let response = self.get(host, origin);
        assert_eq!(response.status, 200);
        let allowed = response.header("access-control-allow-origin");
        assert!(allowed.is_none() || allowed.as_deref() == Some(origin));
        allowed.is_some()
    }

    /// A page of the administration.
    pub(crate) fn admin(&self, path: &str) -> Value {
        let response = send(self.admin, &format!("GET {path}"), &[TOKEN], "");
        assert_eq!(response.status, 200, "{path}");
        serde_json::from_str(&response.body).expect("it is JSON")
    }

    /// Sends the form that adds an origin.
    pub(crate) fn add(&self, host: &str, origin: &str) -> (u16, Value) {
        let path = format!("POST /tenants/{host}/origins");
        let body = serde_json::json!({ "origin": origin }).to_string();
        let response = send(
            self.admin,
            &path,
            &[TOKEN, "Content-Type: application/json"],
            &body,
        );
        (
            response.status,
            serde_json::from_str(&response.body).expect("it is JSON"),
        )
    }

    /// The status of a request to the administration with these headers.
    pub(crate) fn admin_status(&self, headers: &[&str]) -> u16 {
        send(self.admin, "GET /status", headers, "").status
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.log).expect("the log is UTF-8")
    }

    /// The memory of the process in bytes.
    pub(crate) fn memory(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.example.id())).ok()?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kibibytes: u64 = line.trim().trim_end_matches(" kB").parse().ok()?;
        Some(kibibytes * 1024)
    }
}
