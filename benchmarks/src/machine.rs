//! The machine, the tools and the date of the measurement.

use std::fs;
use std::process::Command;

/// The processor's name.
pub(crate) fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text
        .lines()
        .find_map(|line| line.strip_prefix("model name"));
    let name = name.map(|name| name.trim_start_matches(['\t', ' ', ':']));
    let family = |key| {
        let line = text.lines().find(|line| line.starts_with(key));
        line.and_then(|line| line.split(": ").nth(1)).unwrap_or("?")
    };
    format!(
        "{} (family {}, model {}), {}",
        name.unwrap_or("unknown"),
        family("cpu family"),
        family("model\t"),
        std::env::consts::ARCH
    )
}

/// The load average.
pub(crate) fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let average = text.split(' ').next().unwrap_or("?");
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    format!("with {average} processes on {count} processors at the start")
}

/// The date, in UTC.
pub(crate) fn today() -> String {
    said(Command::new("date").args(["--utc", "+%Y-%m-%d"]))
}

pub(crate) fn compiler() -> String {
    said(Command::new("rustc").arg("--version"))
}

fn said(command: &mut Command) -> String {
    let output = command.output().map(|output| output.stdout);
    let text = output.map(|output| String::from_utf8_lossy(&output).into_owned());
    text.map_or_else(|_| "unknown".to_owned(), |text| text.trim().to_owned())
}

/// The versions of these packages in a lock file.
pub(crate) fn versions(lock: &str, names: &[&str]) -> Vec<String> {
    let mut versions = Vec::new();
    let mut package = "";
    for line in lock.lines() {
        let quoted = |key| {
            line.strip_prefix(key)
                .map(|value: &str| value.trim_matches('"'))
        };
        if let Some(name) = quoted("name = ") {
            package = name;
        }
        if let Some(version) = quoted("version = ")
            && names.contains(&package)
        {
            versions.push(format!("{package} {version}"));
        }
    }
    versions
}
