//! Installs the system's packages that the chores need, on Debian.

use std::process::{Command, Stdio};

/// Programs that the tests use: browsers, PostgreSQL, and valgrind, which counts instructions.
pub(crate) const TESTS: &[&str] = &[
    "chromium",
    "firefox-esr",
    "libwebkit2gtk-4.1-0",
    "postgresql",
    "valgrind",
    "xvfb",
];

/// Programs that the benchmarks use: valgrind, and wrk, which puts a server under load.
pub(crate) const BENCHMARKS: &[&str] = &["valgrind", "wrk"];

/// Installs those of the packages that are missing, if this runs as root.
///
/// # Errors
///
/// The reason why a package is still missing.
pub(crate) fn install(packages: &[&'static str]) -> Result<(), String> {
    let missing: Vec<&str> = packages
        .iter()
        .copied()
        .filter(|name| !is_installed(name))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !has_dpkg() {
        return Err(format!(
            "this is not Debian: install the programs of these packages by hand: {}",
            missing.join(", ")
        ));
    }
    let command = format!(
        "apt-get install --no-install-recommends {}",
        missing.join(" ")
    );
    if !is_root() {
        return Err(format!(
            "not installed, because only root can run: {command}"
        ));
    }
    println!("$ {command}");
    apt_get(&["update"])?;
    let install = ["install", "--yes", "--no-install-recommends"];
    apt_get(&[&install, &missing[..]].concat())
}

fn apt_get(arguments: &[&str]) -> Result<(), String> {
    let status = Command::new("apt-get")
        // Another apt-get may be running, and the network may be slow.
        .args([
            "--quiet",
            "-o",
            "DPkg::Lock::Timeout=300",
            "-o",
            "Acquire::Retries=3",
        ])
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null())
        .status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("apt-get {}: {status}", arguments.join(" "))),
        Err(error) => Err(format!("apt-get: {error}")),
    }
}

fn is_installed(package: &str) -> bool {
    let query = Command::new("dpkg-query")
        .args(["--show", "--showformat=${db:Status-Status}", package])
        .stderr(Stdio::null())
        .output();
    query.is_ok_and(|query| query.stdout == b"installed")
}

fn has_dpkg() -> bool {
    let mut query = Command::new("dpkg-query");
    query
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_ok()
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}
