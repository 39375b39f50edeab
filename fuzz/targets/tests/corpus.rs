//! Runs every target on its kept corpus, without a fuzzer.

use std::collections::BTreeSet;
use std::fs;
use std::panic;
use std::path::{Path, PathBuf};

type Run = fn(&[u8]);

const TARGETS: [(&str, Run); 7] = [
    ("browser_model", fuzz_targets::browser_model::run),
    ("config", fuzz_targets::config::run),
    ("console_line", fuzz_targets::console_line::run),
    ("origin_pattern", fuzz_targets::origin_pattern::run),
    ("request_http02", fuzz_targets::request_http02::run),
    ("request_http1", fuzz_targets::request_http1::run),
    ("routes", fuzz_targets::routes::run),
];

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
    let files = files.map(|file| file.expect("a file").path());
    files.collect()
}

fn replay(target: &str) {
    let run = TARGETS.iter().find(|(name, _)| *name == target);
    let (_, run) = run.expect("a target");
    let files = files(&folder("corpus").join(target));
    assert!(files.len() > 20, "the corpus has {} files", files.len());
    for file in &files {
        let data = fs::read(file).expect("a file");
        let result = panic::catch_unwind(|| run(&data));
        assert!(result.is_ok(), "{target} fails for {}", file.display());
    }
}

#[test]
fn browser_model() {
    replay("browser_model");
}

#[test]
fn config() {
    replay("config");
}

#[test]
fn console_line() {
    replay("console_line");
}

#[test]
fn origin_pattern() {
    replay("origin_pattern");
}

#[test]
fn request_http02() {
    replay("request_http02");
}

#[test]
fn request_http1() {
    replay("request_http1");
}

#[test]
fn routes() {
    replay("routes");
}

#[test]
fn every_target_has_a_program_a_corpus_and_a_dictionary() {
    let expected: BTreeSet<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
    for folder_name in ["fuzz_targets", "corpus", "dictionaries"] {
        let files = files(&folder(folder_name));
        let names = files.iter().filter_map(|file| file.file_stem()?.to_str());
        assert_eq!(names.collect::<BTreeSet<_>>(), expected, "{folder_name}");
    }
}
