//! docs/proxy.md: the list of holes names tests, and the transcripts are what happens.

use std::fs;
use std::path::Path;

use crate::support::{Upstream, proxy, refused, response, upstream};

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/proxy.md");
    fs::read_to_string(path).expect("the page")
}

#[test]
fn every_hole_of_the_list_has_a_test() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/proxy");
    let files = fs::read_dir(folder).expect("a folder");
    let sources: String = files
        .map(|file| fs::read_to_string(file.expect("a file").path()).expect("text"))
        .collect();
    let page = page();
    let named: Vec<&str> = page
        .lines()
        .filter(|line| line.starts_with("| ") && line.ends_with("` |"))
        .filter_map(|line| line.rsplit('`').nth(1))
        .collect();
    assert!(named.len() > 40, "{named:?}");
    for name in &named {
        assert!(sources.contains(&format!("#[test]\nfn {name}()")), "{name}");
    }
    // The other way: every test of these files is in the list.
    let files = [
        include_str!("guard.rs"),
        include_str!("headers.rs"),
        include_str!("server_choice.rs"),
    ];
    let tests = files
        .iter()
        .flat_map(|file| file.split("#[test]\nfn ").skip(1));
    for test in tests.filter_map(|test| test.split('(').next()) {
        assert!(named.contains(&test), "{test}");
    }
}

#[test]
fn transcripts_are_what_happens() {
    let page = page();
    let blocks = page.split("```console\n").skip(1);
    let blocks: Vec<&str> = blocks
        .filter_map(|block| block.split("```").next())
        .collect();
    assert_eq!(blocks.len(), 6);
    for block in blocks {
        let (command, output) = block.split_once('\n').expect("a command and its output");
        let arguments = command.strip_prefix("$ cors proxy ").expect("a command");
        if output.starts_with("error: ") {
            let arguments: Vec<&str> = arguments.split(' ').collect();
            assert_eq!(refused(&arguments), output);
            continue;
        }
        let server = upstream(&response(&[]));
        let arguments = local(arguments, &server);
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let proxy = proxy(&arguments);
        let expected = local(output, &server);
        let expected = expected.replace("localhost:8010", &proxy.host());
        if arguments.contains(&"--explain") {
            proxy.get("/users", &["origin: http://localhost:5173"]);
        }
        for line in expected.lines() {
            assert_eq!(proxy.wait_for(line), line);
        }
    }
}

/// The text with the address of this upstream.
fn local(text: &str, server: &Upstream) -> String {
    text.replace("localhost:3000", &format!("localhost:{}", server.port))
}
