//! Instruction counts by callgrind, which are the same in every run.
//!
//! The program runs itself under valgrind. Callgrind counts the instructions within
//! [`counted`], and writes the count for each subject after [`finished`]. Requests
//! come one after the other, as in a server, so that each uses the memory of the
//! one before.

use std::fs;
use std::iter;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::case::Case;
use crate::framework::{Framework, Kind};
use crate::matrix::cells;
use crate::subject::{BATCH, Subject};

/// The instructions per request of each subject, in the order of [`cells`].
pub(crate) fn count(frameworks: &[Framework]) -> Result<Vec<f64>, String> {
    let names = frameworks.iter().map(|framework| framework.name());
    count_by(iter::once("count").chain(names))
}

/// The instructions per request of each subject, in the order in which the program
/// with these arguments serves them.
pub(crate) fn count_by<'a>(arguments: impl Iterator<Item = &'a str>) -> Result<Vec<f64>, String> {
    let folder = std::env::temp_dir().join(format!("benchmarks-{}", std::process::id()));
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let counts = counts(&folder, arguments);
    let removed = fs::remove_dir_all(&folder);
    removed.map_err(|error| format!("{}: {error}", folder.display()))?;
    counts
}

fn counts<'a>(folder: &Path, arguments: impl Iterator<Item = &'a str>) -> Result<Vec<f64>, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let status = Command::new("valgrind")
        .args(["--tool=callgrind", "--quiet", "--collect-atstart=no"])
        .arg(format!("--toggle-collect={COUNTED}"))
        .arg(format!("--dump-after={FINISHED}"))
        .arg(format!(
            "--callgrind-out-file={}",
            folder.join("out").display()
        ))
        // Every block comes from the list of freed blocks of its size. Otherwise
        // the count for the same request varies by about 40.
        .env(
            "GLIBC_TUNABLES",
            "glibc.malloc.tcache_max=1048576:glibc.malloc.tcache_count=1000",
        )
        .arg(program)
        .args(arguments)
        .stdout(Stdio::null())
        .status()
        .map_err(|error| format!("valgrind (Debian: apt-get install valgrind): {error}"))?;
    if !status.success() {
        return Err(format!("valgrind: {status}"));
    }
    let mut counts = Vec::new();
    loop {
        let path = folder.join(format!("out.{}", counts.len() + 1));
        let Ok(text) = fs::read_to_string(&path) else {
            return Ok(counts);
        };
        let total = text.lines().find_map(|line| line.strip_prefix("totals: "));
        let total: Option<f64> = total.and_then(|total| total.trim().parse().ok());
        let total = total.ok_or_else(|| format!("{}: no totals", path.display()))?;
        counts.push(total / BATCH as f64);
    }
}

/// Serves every subject for the count.
pub(crate) fn serve_all(frameworks: &[Framework]) {
    for mut cell in cells(&Case::all(), frameworks) {
        serve(&mut *cell.subject);
    }
}

/// Serves one subject, to read callgrind's output for it.
pub(crate) fn serve_one(framework: &str, case: &str, kind: &str) -> Result<(), String> {
    let cases = Case::all();
    let case = cases.iter().find(|known| known.name == case);
    let kind = Kind::named(kind)?;
    let framework = Framework::named(&[framework])?[0];
    let subject = case.and_then(|case| framework.subject(case, kind));
    let mut subject = subject.ok_or("there is no such case")?;
    serve(&mut *subject);
    Ok(())
}

/// Serves one subject for the count.
pub(crate) fn serve(subject: &mut dyn Subject) {
    for _ in 0..WARM {
        subject.load(1);
        subject.serve();
    }
    for _ in 0..BATCH {
        subject.load(1);
        counted(subject);
    }
    finished();
}

/// The counts do not change after this number of requests.
pub(crate) const WARM: usize = 20;

/// The names by which callgrind finds the functions below.
const COUNTED: &str = concat!(module_path!(), "::counted");
const FINISHED: &str = concat!(module_path!(), "::finished");

#[inline(never)]
fn counted(subject: &mut dyn Subject) {
    subject.serve();
}

#[inline(never)]
fn finished() {
    std::hint::black_box(());
}
