//! `cargo xtask bench`: what CORS costs, compared with other implementations.

use std::path::Path;
use std::process::Command;

use crate::debian;

/// The options, and for each the command of the program in `benchmarks`.
const PARTS: [(&str, &str); 4] = [
    ("", "run"),
    ("--routes", "routes"),
    ("--compile", "compile"),
    ("--load", "load"),
];

/// Builds the program in `benchmarks`, which is outside of the workspace, and runs it.
pub(crate) fn run(root: &Path, part: &str) -> Result<(), String> {
    let known = PARTS.iter().find(|(option, _)| *option == part);
    let (_, command) = known.ok_or_else(|| format!("bench has no option {part}"))?;
    if let Err(why) = debian::install(debian::BENCHMARKS) {
        eprintln!("valgrind or wrk may be missing: {why}");
    }
    let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["run", "--release", "--locked", "--manifest-path"])
        .arg(root.join("benchmarks/Cargo.toml"))
        .args(["--", command])
        .arg(root.join("docs"))
        .status()
        .map_err(|error| format!("cargo did not start: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("the benchmarks failed ({status})"))
    }
}
