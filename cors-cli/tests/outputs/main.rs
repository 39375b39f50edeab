//! The formats for programs: JSON as its page describes it, and SARIF as its schema does.

mod json;
mod sarif;
#[path = "../scripted/mod.rs"]
mod scripted;

use std::path::Path;

use scripted::{Request, Run, Scripted};
use tempfile::TempDir;

const POLICY: &str = "origins = [\"https://app.example.com\"]\nmethods = [\"PUT\"]\n";

/// A console message with a URL and an origin.
fn message(url: &str) -> String {
    format!(
        "Access to fetch at '{url}' from origin 'https://app.example.com' has been blocked by \
         CORS policy: Method PUT is not allowed by Access-Control-Allow-Methods in preflight \
         response."
    )
}

/// A server that allows every origin with credentials, or none.
fn server(is_open: bool) -> Scripted {
    Scripted::lines(move |request: &Request| {
        let origin = request.header("origin").filter(|_| is_open);
        let allowed = origin.map(|origin| {
            [
                ("Vary", "Origin".to_owned()),
                ("Access-Control-Allow-Origin", origin.to_owned()),
                ("Access-Control-Allow-Credentials", "true".to_owned()),
            ]
        });
        (200, allowed.into_iter().flatten().collect())
    })
}

/// A folder with files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

/// Runs the command in a folder.
#[track_caller]
fn cors_in(folder: &Path, format: &str, arguments: &[&str], input: &[u8]) -> Run {
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_cors"))
        .args(["--output-format", format])
        .args(arguments)
        .current_dir(folder)
        .write_stdin(input)
        .timeout(std::time::Duration::from_secs(60))
        .output()
        .expect("the command runs");
    Run(output)
}
