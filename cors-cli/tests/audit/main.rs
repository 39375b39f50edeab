//! `cors audit` against servers on loopback.

mod differences;
mod faithful;
mod files;
mod limits;
mod mistakes;
mod printed;
mod report;
#[path = "../scripted/mod.rs"]
mod scripted;

use std::path::PathBuf;

use scripted::{Request, Scripted, cors};

const ORIGIN: &str = "https://app.example.com";

const POLICY: &str = r#"
origins = ["https://app.example.com"]
methods = ["PUT"]
headers = ["content-type"]
credentials = true
"#;

type Lines = Vec<(&'static str, String)>;

/// A file in a folder of its own test.
fn file(name: &str, text: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("cors-audit-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join(name);
    std::fs::write(&path, text).expect("a file");
    path
}

/// A server that follows `POLICY`, with another check of the origin.
fn server(allows: impl Fn(&str) -> bool + Send + Sync + 'static) -> Scripted {
    Scripted::lines(move |request| (200, respond(request, &allows)))
}

fn respond(request: &Request, allows: &dyn Fn(&str) -> bool) -> Lines {
    let mut lines = vec![("Vary", "Origin".to_owned())];
    let origin = request
        .header("origin")
        .filter(|_| request.lines("origin") == 1);
    let Some(origin) = origin.filter(|origin| allows(origin)) else {
        return lines;
    };
    lines.push(("Access-Control-Allow-Origin", origin.to_owned()));
    lines.push(("Access-Control-Allow-Credentials", "true".to_owned()));
    if request.method == "OPTIONS" {
        lines.push(("Access-Control-Allow-Methods", "PUT".to_owned()));
        lines.push(("Access-Control-Allow-Headers", "content-type".to_owned()));
    }
    lines
}

/// The names and messages of the findings, and the exit code.
fn audit(server: &Scripted, more: &[&str]) -> (Vec<(String, String)>, Option<i32>) {
    // Audits run at the same time.
    let policy = file(&format!("policy-{}.toml", server.port), POLICY);
    let url = server.url("/users?page=1");
    let expect = policy.to_str().expect("a path");
    let arguments = ["audit", &url, "--expect", expect, "--output-format", "json"];
    let run = cors(&[&arguments[..], more].concat());
    let json = run.json();
    let findings = json["findings"].as_array().expect("findings");
    let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
    let findings = findings
        .iter()
        .map(|one| (text(&one["name"]), text(&one["message"])))
        .collect();
    (findings, run.code())
}
