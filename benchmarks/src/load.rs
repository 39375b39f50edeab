//! Under real load: servers on loopback, and wrk.
//!
//! Each server is a process of its own, and serves the same application bare,
//! with ours and with the peer. Rounds are interleaved, and what counts are the
//! ratios within a round.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::framework::{Framework, Kind};
use crate::machine;

mod servers;

pub(crate) use servers::serve;

/// Those that have a server; axum's runs on the same hyper as tower's.
const FRAMEWORKS: [Framework; 4] = [
    Framework::Tower,
    Framework::Axum,
    Framework::Actix,
    Framework::Warp,
];
const KINDS: [Kind; 3] = [Kind::Bare, Kind::Compiled, Kind::Peer];
const ROUNDS: usize = 5;
const SECONDS: &str = "2s";

pub(crate) fn run(folder: &Path) -> Result<(), String> {
    let text = measured()?;
    println!("{text}");
    let path = folder.join("benchmarks-load.md");
    fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
}

fn measured() -> Result<String, String> {
    let mut text = format!(
        "{HEAD}Measured on {}, on {}, with {}.\n\n{ORDINARY}",
        machine::today(),
        machine::processor(),
        machine::compiler()
    );
    let mut flooded = String::new();
    for framework in FRAMEWORKS {
        eprintln!("{}", framework.name());
        let servers = KINDS.map(|kind| Server::start(framework, kind));
        let [bare, ours, peer] = servers;
        let servers = [bare?, ours?, peer?];
        let mut rounds = Vec::new();
        let mut floods = Vec::new();
        for _ in 0..ROUNDS {
            let [bare, ours, peer] = servers.each_ref().map(|server| server.load(None));
            rounds.push([bare?, ours?, peer?]);
            let [bare, ours, peer] = servers.each_ref().map(|server| server.load(Some(FLOOD)));
            floods.push([bare?, ours?, peer?]);
        }
        let middle = |figure: &dyn Fn(usize) -> f64| {
            let mut figures: Vec<f64> = (0..ROUNDS).map(figure).collect();
            figures.sort_by(f64::total_cmp);
            figures[ROUNDS / 2]
        };
        let rate = |kind: usize| middle(&|round| rounds[round][kind].rate / rounds[round][0].rate);
        let late = |kind: usize| middle(&|round| rounds[round][kind].late / rounds[round][0].late);
        let bare = middle(&|round| rounds[round][0].rate);
        let _ = writeln!(
            text,
            "| {} | {bare:.0} | {:.2} | {:.2} | {:.2} | {:.2} |",
            framework.name(),
            rate(1),
            rate(2),
            late(1),
            late(2)
        );
        let flood =
            |kind: usize| middle(&|round| floods[round][kind].late / rounds[round][kind].late);
        let left =
            |kind: usize| middle(&|round| floods[round][kind].rate / rounds[round][kind].rate);
        let _ = writeln!(
            flooded,
            "| {} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} |",
            framework.name(),
            left(0),
            left(1),
            left(2),
            flood(0),
            flood(1),
            flood(2)
        );
    }
    text.push_str(FLOODED);
    text.push_str(&flooded);
    Ok(text)
}

/// What wrk saw.
struct Load {
    /// Requests a second.
    rate: f64,
    /// Microseconds within which 99 of 100 were answered.
    late: f64,
}

/// A server, which ends with this value.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(framework: Framework, kind: Kind) -> Result<Self, String> {
        let program = std::env::current_exe().map_err(|error| error.to_string())?;
        let mut process = Command::new(program)
            .args(["serve", framework.name(), kind.name()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| error.to_string())?;
        let mut line = String::new();
        let output = process.stdout.take().ok_or("no output")?;
        let read = BufReader::new(output).read_line(&mut line);
        read.map_err(|error| error.to_string())?;
        let address = line
            .trim()
            .strip_prefix("ready ")
            .ok_or("the server is not ready")?;
        Ok(Server {
            address: address.to_owned(),
            process,
        })
    }

    /// Ordinary traffic, beside a flood of these headers if there are any.
    fn load(&self, flood: Option<&[(&str, usize)]>) -> Result<Load, String> {
        let flood = flood.map(|headers| self.wrk(OPTIONS, headers, "4", "3s").spawn());
        let output = self.wrk("", &[], "8", SECONDS).output();
        let flooded = flood.map(|flood| flood.and_then(|mut flood| flood.wait()));
        let output =
            output.map_err(|error| format!("wrk (Debian: apt-get install wrk): {error}"))?;
        if let Some(flooded) = flooded {
            let status = flooded.map_err(|error| format!("wrk: {error}"))?;
            if !status.success() {
                return Err(format!("wrk: {status}"));
            }
        }
        let said = String::from_utf8_lossy(&output.stdout);
        let field = |name: &str| {
            let line = said.lines().find_map(|line| line.trim().strip_prefix(name));
            line.and_then(|line| line.split_whitespace().next())
        };
        let rate = field("Requests/sec:").and_then(|rate| rate.parse().ok());
        let late = field("99%").and_then(microseconds);
        match (rate, late) {
            (Some(rate), Some(late)) => Ok(Load { rate, late }),
            _ => Err(format!("wrk said: {said}")),
        }
    }

    fn wrk(
        &self,
        method: &str,
        headers: &[(&str, usize)],
        connections: &str,
        time: &str,
    ) -> Command {
        let mut wrk = Command::new("wrk");
        wrk.args(["--threads", "1", "--latency", "--connections", connections])
            .args(["--duration", time])
            .args(["--header", &format!("Origin: {}", crate::policy::APP)]);
        for (name, length) in headers {
            wrk.args([
                "--header",
                &format!("{name}: {}", "x-a,".repeat(length / 4)),
            ]);
        }
        if !method.is_empty() {
            let script = std::env::temp_dir().join(format!("{}.lua", std::process::id()));
            let written = fs::write(&script, format!("wrk.method = \"{method}\"\n"));
            if written.is_ok() {
                wrk.arg("--script").arg(script);
            }
        }
        wrk.arg(format!("http://{}/", self.address));
        wrk.stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        wrk
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A preflight that asks for more than any page would.
const OPTIONS: &str = "OPTIONS";
const FLOOD: &[(&str, usize)] = &[
    ("Access-Control-Request-Method", 4 << 10),
    ("Access-Control-Request-Headers", 16 << 10),
];

fn microseconds(text: &str) -> Option<f64> {
    let unit = text.find(|c: char| c.is_ascii_alphabetic())?;
    let number: f64 = text[..unit].parse().ok()?;
    let factor = match &text[unit..] {
        "us" => 1.0,
        "ms" => 1_000.0,
        "s" => 1_000_000.0,
        _ => return None,
    };
    Some(number * factor)
}

const HEAD: &str = "\
# What CORS costs under load

Written by `cargo xtask bench --load`. Server and client share the machine, so what
the client takes is in every figure; only the ratios say something, and those of
the slowest hundredth vary most.

";

const ORDINARY: &str = "\
Requests with an allowed origin, over 8 connections that are kept: requests a second of
the application without CORS, and what ours and the peer come to as a multiple of it;
the same for the time within which 99 of 100 were answered. The middle one of 5 rounds.

| framework | requests/s, bare | ours | peer | p99, ours | p99, peer |
|---|--:|--:|--:|--:|--:|
";

const FLOODED: &str = "
The same requests beside a flood of preflights, over 4 connections more, each of which
asks for a method of 4 KiB and header names of 16 KiB; as a multiple of what the same
server did without the flood. Part of it is what any request takes that the server has
to read.

| framework | requests/s, bare | ours | peer | p99, bare | ours | peer |
|---|--:|--:|--:|--:|--:|--:|
";
