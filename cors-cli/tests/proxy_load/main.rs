//! `cors proxy` beside a proxy of hyper that does nothing else, and under load.
//!
//! `cargo test --release -p cors-cli --test proxy_load -- --ignored --nocapture --test-threads 1`
//!
//! `CORS_LOAD_MIB`, `CORS_LOAD_STREAMS` and `CORS_LOAD_SECONDS` change the size. The
//! defaults are 1024 MiB, 1000 streams, and 1 second for each measurement.

#![cfg(target_os = "linux")]

mod bare;
mod client;
mod server;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The median of the ratios of throughput must be at least this.
const LEAST_RATIO: f64 = 0.9;

const ROUNDS: usize = 12;

/// The measurements of one process.
#[derive(Default)]
struct Runs {
    requests: u64,
    wall: Duration,
    cpu: Duration,
}

impl Runs {
    /// Returns the requests per second.
    fn add(&mut self, requests: u64, wall: Duration, cpu: Duration) -> f64 {
        self.requests += requests;
        self.wall += wall;
        self.cpu += cpu;
        requests as f64 / wall.as_secs_f64()
    }
}

impl std::fmt::Display for Runs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let each = |time: Duration| time.as_secs_f64() * 1e6 / self.requests as f64;
        let (wall, cpu) = (each(self.wall), each(self.cpu));
        write!(f, "{wall:.1} µs each, {cpu:.1} µs of CPU")
    }
}

/// A process that listens on a port.
struct Process {
    child: Child,
    port: u16,
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

    fn proxy(upstream: u16) -> Self {
        let upstream = format!("http://127.0.0.1:{upstream}");
        Process::start(
            Command::new(env!("CARGO_BIN_EXE_cors"))
                .args(["proxy", &upstream, "--listen", "localhost:0"])
                .args(["--allow-origin", client::PAGE]),
        )
    }

    /// The bare proxy is this program, started again.
    fn bare(upstream: u16) -> Self {
        let program = std::env::current_exe().expect("this program");
        Process::start(
            Command::new(program)
                .args(["bare::process", "--exact", "--ignored", "--nocapture"])
                .env(bare::UPSTREAM, upstream.to_string()),
        )
    }

    /// The CPU time of the process. The kernel counts it in hundredths of a second.
    fn cpu(&self) -> Duration {
        let path = format!("/proc/{}/stat", self.child.id());
        let stat = std::fs::read_to_string(path).expect("a process");
        let fields = stat.rsplit(')').next().unwrap_or_default();
        let times = fields.split_whitespace().skip(11).take(2);
        let ticks: u64 = times.filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
        Duration::from_millis(ticks * 10)
    }

    /// The memory that the process has used at most, and uses now, in KiB.
    fn memory(&self) -> (u64, u64) {
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

fn number(variable: &str, default: u64) -> u64 {
    let value = std::env::var(variable).ok();
    value
        .and_then(|value| value.parse().ok())
        .unwrap_or(default)
}

#[test]
#[ignore = "load"]
fn it_is_about_as_fast_as_a_bare_proxy() {
    let upstream = server::start();
    let (bare, ours) = (Process::bare(upstream), Process::proxy(upstream));
    let time = Duration::from_secs(number("CORS_LOAD_SECONDS", 1));
    for (name, path, connections) in [
        ("small responses, 32 connections", "/small", 32),
        ("64 KiB responses, 32 connections", "/large", 32),
        ("small responses, 1 connection", "/small", 1),
    ] {
        let mut bare_runs = Runs::default();
        let mut our_runs = Runs::default();
        let mut ratios = Vec::new();
        for round in 0..=ROUNDS {
            // The order changes, so that a slow moment does not always hit the same one.
            let mut measure = |ours_first: bool| {
                let (process, runs) = match ours_first == (round % 2 == 0) {
                    true => (&ours, &mut our_runs),
                    false => (&bare, &mut bare_runs),
                };
                let cpu = process.cpu();
                let count = client::requests(process.port, path, connections, time);
                runs.add(count, time, process.cpu() - cpu)
            };
            let rates = (measure(true), measure(false));
            // The first round warms up.
            if round > 0 {
                let ratio = rates.0 / rates.1;
                ratios.push(if round % 2 == 0 { ratio } else { 1.0 / ratio });
            }
        }
        ratios.sort_by(f64::total_cmp);
        let ratio = ratios[ratios.len() / 2];
        println!(
            "{name}: ratio {ratio:.3} ({:.3} to {:.3}); bare {bare_runs}; ours {our_runs}",
            ratios[0],
            ratios[ratios.len() - 1]
        );
        assert!(ratio >= LEAST_RATIO, "{name}: {ratio}");
    }
}

#[test]
#[ignore = "load"]
fn memory_is_flat_while_bodies_pass() {
    let upstream = server::start();
    let proxy = Process::proxy(upstream);
    let mib = number("CORS_LOAD_MIB", 1024);
    client::download(proxy.port, 16);
    client::upload(proxy.port, 16);
    let (before, _) = proxy.memory();
    client::download(proxy.port, mib);
    let (down, _) = proxy.memory();
    client::upload(proxy.port, mib);
    let (up, _) = proxy.memory();
    println!(
        "most memory: {before} KiB after 16 MiB, {down} KiB after {mib} MiB down, {up} KiB after {mib} MiB up"
    );
    assert!(
        up < before + 8 * 1024,
        "{before} KiB, then {down} KiB, then {up} KiB"
    );
}

#[test]
#[ignore = "load"]
fn a_thousand_event_streams_are_open() {
    let upstream = server::start();
    let proxy = Process::proxy(upstream);
    let streams = number("CORS_LOAD_STREAMS", 1000);
    let (_, before) = proxy.memory();
    let delay = client::event_streams(proxy.port, streams, || {
        let (_, during) = proxy.memory();
        println!(
            "{streams} event streams: {} KiB each",
            (during.saturating_sub(before)) / streams
        );
    });
    println!("an event reached all of them in {delay:?}");
    assert!(delay < Duration::from_secs(5));
}
