//! `cargo xtask bench`: what CORS costs, beside the peers.

use std::path::Path;
use std::process::Command;

use crate::packages;

/// What is measured, and by which command of the program in `benchmarks`.
const PARTS: [(&str, &str); 4] = [
    ("", "run"),
    ("--routes", "routes"),
    ("--compile", "compile"),
    ("--load", "load"),
];

/// Builds the program, which is no part of the workspace, and runs it.
pub(crate) fn run(root: &Path, part: &str) -> Result<(), String> {
    let known = PARTS.iter().find(|(option, _)| *option == part);
    let (_, command) = known.ok_or_else(|| format!("bench has no option {part}"))?;
    if let Err(why) = packages::install(packages::BENCHMARKS) {
        eprintln!("valgrind or wrk may be missing: {why}");
    }
    let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["run", "--release", "--locked", "--manifest-path"])
        .arg(root.join("benchmarks/Cargo.toml"))
        .args(["--", command])
        .arg(root.join("docs"))
        .status()
        .map_err(|error| format!("cargo did not start: {error}"))?;
    match status.success() {
        true => Ok(()),
        false => Err(format!("the benchmarks failed ({status})")),
    }
}
