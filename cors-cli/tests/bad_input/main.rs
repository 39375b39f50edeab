//! Files and servers that are wrong: one clear sentence, exit code 1 or 2, no panic, and
//! an end.

mod files;
#[path = "../scripted/mod.rs"]
mod scripted;
mod servers;

use std::path::Path;
use std::time::Duration;

use scripted::Run;
use tempfile::TempDir;

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

#[track_caller]
fn cors_in(folder: &Path, arguments: &[&str], input: &[u8]) -> Run {
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_cors"))
        .args(arguments)
        .current_dir(folder)
        .write_stdin(input)
        .timeout(Duration::from_secs(30))
        .output()
        .expect("the command runs");
    Run(output)
}

/// The command could not be run, and says why in one line with this part.
#[track_caller]
fn is_misuse(run: &Run, part: &str) {
    let error = run.stderr();
    assert_eq!(run.code(), Some(2), "{error}{}", run.stdout());
    assert!(
        error.starts_with("error: ") && error.contains(part),
        "{error}"
    );
    assert_eq!(error.trim_end().lines().count(), 1, "{error}");
    assert_eq!(run.stdout(), "");
}

/// There is one finding, with this part in its message.
#[track_caller]
fn is_finding(run: &Run, part: &str) {
    let text = run.stdout();
    assert_eq!(run.code(), Some(1), "{}{text}", run.stderr());
    assert!(text.contains(part), "{text}");
    assert!(!text.contains('\0') && !text.contains("panicked"), "{text}");
}
