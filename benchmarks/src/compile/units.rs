//! What rustc takes for each package: cargo calls this program in its place.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::{Command, ExitCode};

use super::seconds_of_children;

/// CPU seconds by package and version.
pub(crate) type Units = BTreeMap<String, f64>;

/// The variable that names the file they are noted in.
pub(super) const UNITS: &str = "BENCHMARKS_UNITS";

/// The file to note them in, where cargo calls.
pub(crate) fn units() -> Option<OsString> {
    std::env::var_os(UNITS)
}

/// Is rustc, and notes what it took.
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
    // Cargo asks what rustc can do, too.
    if let (Some(name), Some(version)) = (variable("CARGO_PKG_NAME"), variable("CARGO_PKG_VERSION"))
    {
        let mut file = OpenOptions::new().create(true).append(true).open(units)?;
        // In one write, since others write too.
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

/// Whether it is the application itself, which every build builds.
pub(super) fn is_application(package: &str) -> bool {
    package.starts_with("application ")
}
