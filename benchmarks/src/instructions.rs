//! Instructions, as callgrind counts them: the same in every run.
//!
//! The program runs itself under valgrind. There it serves each subject in one
//! call of [`counted`], and callgrind writes down what happened within.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::case::Case;
use crate::framework::Framework;
use crate::matrix::cells;
use crate::subject::{BATCH, Subject};

/// Instructions of each subject's request, in the order of [`cells`].
pub(crate) fn count(frameworks: &[Framework]) -> Result<Vec<f64>, String> {
    let folder = std::env::temp_dir().join(format!("benchmarks-{}", std::process::id()));
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let counts = counts(&folder, frameworks);
    let removed = fs::remove_dir_all(&folder);
    removed.map_err(|error| format!("{}: {error}", folder.display()))?;
    counts
}

fn counts(folder: &Path, frameworks: &[Framework]) -> Result<Vec<f64>, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let status = Command::new("valgrind")
        .args(["--tool=callgrind", "--quiet", "--collect-atstart=no"])
        .arg(format!("--toggle-collect={COUNTED}"))
        .arg(format!("--dump-after={COUNTED}"))
        .arg(format!(
            "--callgrind-out-file={}",
            folder.join("out").display()
        ))
        .arg(program)
        .arg("count")
        .args(frameworks.iter().map(|framework| framework.name()))
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

/// Serves every subject, to be counted.
pub(crate) fn serve_all(frameworks: &[Framework]) {
    for mut cell in cells(&Case::all(), frameworks) {
        cell.subject.load();
        cell.subject.serve();
        cell.subject.load();
        counted(&mut *cell.subject);
    }
}

/// What callgrind knows the function below by.
const COUNTED: &str = concat!(module_path!(), "::counted");

#[inline(never)]
fn counted(subject: &mut dyn Subject) {
    subject.serve();
}
