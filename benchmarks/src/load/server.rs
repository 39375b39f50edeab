//! The scripted application on one adapter, in its own process.

use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::processors::Processors;
use crate::policy;

const PACKAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../conformance/Cargo.toml");

/// The layer that adds the CORS headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layer {
    None,
    Ours,
    Peer,
}

impl Layer {
    pub(crate) const ALL: [Layer; 3] = [Layer::None, Layer::Ours, Layer::Peer];

    /// The value of `--cors`.
    fn name(self) -> &'static str {
        match self {
            Layer::None => "none",
            Layer::Ours => "ours",
            Layer::Peer => "peer",
        }
    }
}

/// A server, which stops when this value is dropped.
pub(crate) struct Server {
    process: Child,
    /// `http://127.0.0.1:PORT`
    pub(crate) address: String,
}

/// Builds the server program next to this one.
///
/// # Errors
///
/// Fails if the program cannot be built.
pub(crate) fn build() -> Result<PathBuf, String> {
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    let target = this.ancestors().nth(2).ok_or("this program has no place")?;
    let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--release", "--locked", "--features", "peers"])
        .args(["--bin", "conformance", "--manifest-path", PACKAGE])
        .arg("--target-dir")
        .arg(target)
        .status()
        .map_err(|error| format!("cargo did not start: {error}"))?;
    match status.success() {
        true => Ok(target.join("release/conformance")),
        false => Err(format!("the servers cannot be built ({status})")),
    }
}

impl Server {
    /// Starts the server on a free port.
    ///
    /// # Errors
    ///
    /// Fails if the server does not start or does not become ready.
    pub(crate) fn start(
        program: &Path,
        adapter: &str,
        layer: Layer,
        on: &Processors,
    ) -> Result<Self, String> {
        let fail = |error: io::Error| format!("{}: {error}", program.display());
        let process = on
            .command_for_server(program)
            .args(["serve", "--adapter", adapter, "--cors", layer.name()])
            .args(["--policy", "/dev/stdin", "--listen", "127.0.0.1:0"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(fail)?;
        let mut server = Server {
            process,
            address: String::new(),
        };
        let input = server.process.stdin.take();
        let mut input = input.ok_or("the server takes no policy")?;
        input.write_all(policy().as_bytes()).map_err(fail)?;
        drop(input);
        let output = server.process.stdout.take();
        let output = output.ok_or("the server says nothing")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).map_err(fail)?;
        let address = line.trim().strip_prefix("ready ");
        let address = address.ok_or_else(|| format!("{adapter} is not ready: {line}"))?;
        address.clone_into(&mut server.address);
        Ok(server)
    }

    /// The CPU seconds of the server.
    pub(crate) fn seconds(&self) -> f64 {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.process.id()));
        let nanoseconds = |task: std::fs::DirEntry| -> Option<f64> {
            let text = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
            text.split(' ').next()?.parse().ok()
        };
        let tasks = tasks.into_iter().flatten().flatten();
        tasks.filter_map(nanoseconds).sum::<f64>() / 1e9
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Three origins, credentials and one exposed header, in the format of a file.
fn policy() -> String {
    format!(
        "origins = {:?}\nmethods = {:?}\nheaders = {:?}\nexpose_headers = [{:?}]\n\
         credentials = true\nmax_age = {}\n",
        policy::THREE,
        policy::METHODS,
        policy::HEADERS,
        policy::EXPOSED,
        policy::MAX_AGE
    )
}
