//! The transcripts in the documentation that need no server are what the command prints.

use std::path::Path;

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

#[test]
fn the_transcripts_of_cors_try_are_what_it_prints() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/try.md");
    let page = std::fs::read_to_string(page).expect("the page");
    let block = |start: &str| {
        page.split(start)
            .nth(1)
            .and_then(|rest| rest.split("```").next())
    };
    let folder = std::env::temp_dir().join(format!("cors-transcripts-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let policy = block("```toml\n").expect("a policy");
    std::fs::write(folder.join("cors.toml"), policy).expect("a file");

    let mut compared = 0;
    for block in page.split("```console\n$ cors ").skip(1) {
        let block = block.split("\n```").next().unwrap_or_default();
        let (command, expected) = block.split_once('\n').expect("a transcript");
        if !command.contains("--against") && !command.contains("--as-curl") {
            continue;
        }
        let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_cors"))
            .args(words(command))
            .current_dir(&folder)
            .output()
            .expect("the command runs");
        let printed = String::from_utf8(output.stdout).expect("text");
        assert_eq!(printed.trim_end(), expected.trim_end(), "{command}");
        compared += 1;
    }
    assert_eq!(compared, 2);
}
