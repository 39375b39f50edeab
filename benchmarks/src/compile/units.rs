//! The time of rustc per package. Cargo calls this program in place of rustc.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::{Command, ExitCode};

use super::seconds_of_children;

/// CPU seconds by package and version.
pub(crate) type Units = BTreeMap<String, f64>;

/// The environment variable with the path of the file for the times.
pub(super) const UNITS: &str = "BENCHMARKS_UNITS";

/// The file for the times, if cargo called this program.
pub(crate) fn units() -> Option<OsString> {
    std::env::var_os(UNITS)
}

/// Runs rustc and records its time.
pub(crate) fn rustc(units: &OsString) -> ExitCode {
    match compiled(Path::new(units)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("benchmarks: rustc: {error}");
            ExitCode::FAILURE
        }
    }
}

fn compiled(units: &Path) -> std::io::Result<bool> {
    let mut arguments = std::env::args_os().skip(1);
    let rustc = arguments.next().unwrap_or_else(|| "rustc".into());
    let status = Command::new(rustc).args(arguments).status()?;
    let variable = |name| std::env::var(name).ok();
    // Cargo also calls rustc to query its features.
    if let (Some(name), Some(version)) = (variable("CARGO_PKG_NAME"), variable("CARGO_PKG_VERSION"))
    {
        let mut file = OpenOptions::new().create(true).append(true).open(units)?;
        // One write, because other processes also write.
        let line = format!("{name} {version} {}\n", seconds_of_children());
        file.write_all(line.as_bytes())?;
    }
    Ok(status.success())
}

pub(super) fn read(path: &Path) -> Result<Units, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut units = Units::new();
    for line in text.lines() {
        let parts = line.rsplit_once(' ');
        let seconds = parts.and_then(|(package, seconds)| Some((package, seconds.parse().ok()?)));
        let (package, seconds): (&str, f64) = seconds.ok_or_else(|| line.to_owned())?;
        *units.entry(package.to_owned()).or_default() += seconds;
    }
    Ok(units)
}

/// Whether this is the application itself, which is part of every build.
pub(super) fn is_application(package: &str) -> bool {
    package.starts_with("application ")
}
