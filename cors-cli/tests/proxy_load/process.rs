//! The proxies as processes, with their CPU time and memory.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::bare::UPSTREAM;
use crate::client::PAGE;

/// A process that listens on a port.
pub(crate) struct Process {
    child: Child,
    pub(crate) port: u16,
}

impl Process {
    /// Starts a process that prints its address as `http://localhost:PORT`.
    fn start(command: &mut Command) -> Self {
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut child = child.spawn().expect("the process starts");
        let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines();
        let line = lines
            .by_ref()
            .map_while(Result::ok)
            .find(|line| line.starts_with("http://localhost:"))
            .expect("an address");
        std::thread::spawn(move || lines.for_each(drop));
        let digits = line.trim_start_matches("http://localhost:");
        let digits: String = digits.chars().take_while(char::is_ascii_digit).collect();
        Process {
            child,
            port: digits.parse().expect("a port"),
        }
    }

    pub(crate) fn proxy(upstream: u16) -> Self {
        let upstream = format!("http://127.0.0.1:{upstream}");
        Process::start(
            Command::new(env!("CARGO_BIN_EXE_cors"))
                .args(["proxy", &upstream, "--listen", "localhost:0"])
                .args(["--allow-origin", PAGE]),
        )
    }

    /// The bare proxy is this program, started again.
    pub(crate) fn bare(upstream: u16) -> Self {
        let program = std::env::current_exe().expect("this program");
        Process::start(
            Command::new(program)
                .args(["bare::process", "--exact", "--ignored", "--nocapture"])
                .env(UPSTREAM, upstream.to_string()),
        )
    }

    /// The CPU time of the process. The kernel counts it in hundredths of a second.
    pub(crate) fn cpu(&self) -> Duration {
        let path = format!("/proc/{}/stat", self.child.id());
        let stat = std::fs::read_to_string(path).expect("a process");
        let fields = stat.rsplit(')').next().unwrap_or_default();
        let times = fields.split_whitespace().skip(11).take(2);
        let ticks: u64 = times.filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
        Duration::from_millis(ticks * 10)
    }

    /// The memory that the process has used at most, and uses now, in KiB.
    pub(crate) fn memory(&self) -> (u64, u64) {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(path).expect("a process");
        let value = |key: &str| {
            let line = status.lines().find(|line| line.starts_with(key));
            let digits = line
                .unwrap_or_default()
                .chars()
                .filter(char::is_ascii_digit);
            digits.collect::<String>().parse().expect("a number")
        };
        (value("VmHWM:"), value("VmRSS:"))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
