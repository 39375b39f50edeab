//! wrk, which sends traffic and reports the results.

use std::process::{Child, Command, Output, Stdio};

use super::processors::Processors;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/load/traffic.lua");

/// Requests in turn, over persistent connections.
pub(crate) struct Traffic {
    pub(crate) requests: Vec<String>,
    pub(crate) connections: u32,
    /// Requests per second over all connections, or `None` for as many as possible.
    pub(crate) rate: Option<u32>,
}

/// The results of wrk.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    pub(crate) responses: f64,
    /// Responses per second.
    pub(crate) rate: f64,
    /// Microseconds within which 99 of 100 responses came.
    pub(crate) late: f64,
    /// Broken connections, and responses that did not arrive.
    broken: f64,
    /// Responses with a status of 400 or above.
    refused: f64,
}

/// Traffic that continues until it is [stopped](Flood::stop) or the value is
/// dropped.
pub(crate) struct Flood(Option<Child>);

/// Sends traffic for this number of seconds.
///
/// # Errors
///
/// Fails if wrk is missing, or if a request failed.
pub(crate) fn send(
    traffic: &Traffic,
    address: &str,
    seconds: u32,
    on: &Processors,
) -> Result<Seen, String> {
    let output = command(traffic, address, seconds, on).output();
    let seen = Seen::read(&output.map_err(missing)?)?;
    match seen.refused == 0.0 {
        true => Ok(seen),
        false => Err(format!("{} ordinary requests were refused", seen.refused)),
    }
}

impl Flood {
    /// # Errors
    ///
    /// Fails if wrk is missing.
    pub(crate) fn start(traffic: &Traffic, address: &str, on: &Processors) -> Result<Self, String> {
        /// Longer than any measurement.
        const SECONDS: u32 = 60;
        let started = command(traffic, address, SECONDS, on).spawn();
        Ok(Flood(Some(started.map_err(missing)?)))
    }

    /// Stops the traffic and returns the results.
    ///
    /// # Errors
    ///
    /// Fails if a request was not answered.
    pub(crate) fn stop(mut self) -> Result<Seen, String> {
        let flood = self.0.take().ok_or("there is no flood")?;
        // wrk prints its results when it is interrupted.
        let interrupted = Command::new("kill")
            .args(["-INT", &flood.id().to_string()])
            .status();
        interrupted.map_err(|error| format!("kill: {error}"))?;
        let output = flood.wait_with_output();
        Seen::read(&output.map_err(|error| format!("wrk: {error}"))?)
    }
}

impl Drop for Flood {
    fn drop(&mut self) {
        if let Some(flood) = &mut self.0 {
            let _ = flood.kill();
            let _ = flood.wait();
        }
    }
}

/// The version that wrk prints.
///
/// # Errors
///
/// Fails if wrk is missing.
pub(crate) fn version() -> Result<String, String> {
    let output = Command::new("wrk").arg("--version").output();
    let said = output.map_err(missing)?.stdout;
    let said = String::from_utf8_lossy(&said);
    let words: Vec<&str> = said.split_whitespace().take(2).collect();
    Ok(words.join(" "))
}

fn missing(error: std::io::Error) -> String {
    format!("wrk (Debian: apt-get install wrk): {error}")
}

fn command(traffic: &Traffic, address: &str, seconds: u32, on: &Processors) -> Command {
    let mut wrk = on.command_for_clients("wrk");
    wrk.args(["--threads", "1", "--script", SCRIPT])
        .args(["--connections", &traffic.connections.to_string()])
        .args(["--duration", &format!("{seconds}s")])
        .args([&format!("{address}/"), "--"])
        .arg(traffic.rate.unwrap_or(0).to_string())
        .args(&traffic.requests)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    wrk
}

impl Seen {
    fn read(output: &Output) -> Result<Self, String> {
        let said = String::from_utf8_lossy(&output.stdout);
        let figure = |name: &str| -> Result<f64, String> {
            let line = said.lines().find_map(|line| line.strip_prefix(name));
            let figure = line.and_then(|figure| figure.trim().parse().ok());
            figure.ok_or_else(|| {
                let wrong = String::from_utf8_lossy(&output.stderr);
                format!("wrk says nothing of {name}: {said}{wrong}")
            })
        };
        let seen = Seen {
            responses: figure("responses")?,
            rate: figure("rate")?,
            late: figure("p99")?,
            broken: figure("broken")?,
            refused: figure("refused")?,
        };
        match seen.broken == 0.0 {
            true => Ok(seen),
            false => Err(format!("{} requests were not answered", seen.broken)),
        }
    }
}
