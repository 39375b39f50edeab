//! The transcripts in the documentation are what the command prints.

mod scripted;

use std::path::Path;

use scripted::{Request, Scripted};

/// The words of a command line with single quotation marks.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_quoted = false;
    for character in line.chars() {
        match character {
            '\'' => is_quoted = !is_quoted,
            ' ' if !is_quoted => words.push(String::new()),
            other => words.last_mut().expect("a word").push(other),
        }
    }
    words
}

/// The address of the server in the documentation.
const SERVER: &str = "127.0.0.1:8099";

/// A gateway that answers preflights itself, and whose application is down.
fn gateway(request: &Request) -> (u16, Vec<(&'static str, String)>) {
    let lines: &[_] = match &*request.method {
        "OPTIONS" => &[
            ("Server", "nginx"),
            ("Access-Control-Allow-Origin", "http://localhost:5173"),
            ("Access-Control-Allow-Methods", "GET, POST"),
            ("Access-Control-Allow-Headers", "x-token"),
        ],
        _ => &[("Server", "gunicorn"), ("Content-Type", "text/html")],
    };
    let status = match &*request.method {
        "OPTIONS" => 204,
        _ => 502,
    };
    let lines = lines
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()));
    (status, lines.collect())
}

#[test]
fn the_transcripts_of_cors_try_are_what_it_prints() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/try.md");
    let page = std::fs::read_to_string(page).expect("the page");
    let policy = page.split("```toml\n").nth(1).expect("a policy");
    let policy = policy.split("```").next().expect("its end");
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("cors.toml"), policy).expect("a file");
    let server = Scripted::lines(gateway);
    let address = format!("127.0.0.1:{}", server.port);

    let mut compared = 0;
    for block in page.split("```console\n$ cors ").skip(1) {
        let block = block.split("\n```").next().unwrap_or_default();
        let (command, expected) = block.split_once('\n').expect("a transcript");
        let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_cors"))
            .args(words(&command.replace(SERVER, &address)))
            .current_dir(&folder)
            .output()
            .expect("the command runs");
        let printed = String::from_utf8(output.stdout).expect("text");
        let printed = printed.replace(&address, SERVER);
        assert_eq!(printed.trim_end(), expected.trim_end(), "{command}");
        compared += 1;
    }
    assert_eq!(compared, 3);
}

#[test]
fn the_transcripts_of_other_verbs_are_what_they_print() {
    trycmd::TestCases::new()
        .register_bin("cors", trycmd::cargo::cargo_bin("cors"))
        .case("../docs/check.md")
        .case("../docs/explain.md");
}
