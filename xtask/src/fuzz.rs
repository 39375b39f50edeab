//! `cargo xtask test --fuzz`: a short run of each fuzz target with its kept corpus.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::step::{Output, Step, cargo_program};

/// Other versions pass other options to the fuzzer.
const CARGO_FUZZ: &str = "0.13.2";

/// How long all targets run together.
const SECONDS: usize = 60;

/// Runs the targets one after the other, and stops at the first that fails.
pub(crate) fn run(root: &Path) -> Result<(), String> {
    check_installed(root)?;
    let targets = targets(root)?;
    let build = [Step::cargo(
        "build",
        &["fuzz", "build", "--sanitizer", "none"],
    )];
    let seconds = (SECONDS / targets.len().max(1)).max(1);
    let runs = targets.iter().map(|target| step(root, target, seconds));
    let steps = build.into_iter().map(Ok).chain(runs);
    for step in steps.collect::<Result<Vec<_>, _>>()? {
        if let Some(failure) = step.run(root, Output::Live).failure {
            return Err(failure);
        }
    }
    println!("\nNo target failed: {}", targets.join(", "));
    Ok(())
}

/// The names of the targets, sorted.
fn targets(root: &Path) -> Result<Vec<String>, String> {
    let folder = root.join("fuzz/fuzz_targets");
    let files = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let names = files.filter_map(|file| {
        let path = file.ok()?.path();
        Some(path.file_stem()?.to_str()?.to_owned())
    });
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    Ok(names)
}

fn step(root: &Path, target: &str, seconds: usize) -> Result<Step, String> {
    // The fuzzer writes what it finds into the first folder, so that is not the kept corpus.
    let found = format!("fuzz/target/corpus/{target}");
    fs::create_dir_all(root.join(&found)).map_err(|error| format!("{found}: {error}"))?;
    let kept = format!("fuzz/corpus/{target}");
    let dictionary = format!("-dict=fuzz/dictionaries/{target}.dict");
    let time = format!("-max_total_time={seconds}");
    let fuzzer = [
        &*dictionary,
        &*time,
        "-timeout=10",
        "-max_len=1000",
        "-verbosity=0",
    ];
    let run = [
        "fuzz",
        "run",
        "--sanitizer",
        "none",
        target,
        &*found,
        &*kept,
        "--",
    ];
    Ok(Step::cargo(target, &[&run[..], &fuzzer].concat()))
}

fn check_installed(root: &Path) -> Result<(), String> {
    let mut command = Command::new(cargo_program());
    let output = command
        .current_dir(root)
        .args(["fuzz", "--version"])
        .output();
    let version = output.map(|output| output.stdout).unwrap_or_default();
    let version = String::from_utf8_lossy(&version);
    if version.trim() == format!("cargo-fuzz {CARGO_FUZZ}") {
        return Ok(());
    }
    Err(format!(
        "cargo-fuzz {CARGO_FUZZ} is missing; install it: cargo install --locked cargo-fuzz@{CARGO_FUZZ}"
    ))
}
