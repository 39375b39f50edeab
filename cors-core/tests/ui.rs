//! Compile errors of wrong policies. Correct policies compile without warnings.
//!
//! `TRYBUILD=overwrite` writes the `.stderr` files again; review the difference.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cors_engine::{Rule, RuleKind};

/// The compiler that rendered the `.stderr` files. Other versions underline and wrap a
/// little differently.
const RENDERED_BY: &str = "rustc 1.95.";

#[test]
fn correct_policies_compile() {
    trybuild::TestCases::new().pass("tests/ui/pass/*.rs");
}

#[test]
fn wrong_policies_do_not() {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc)
        .arg("--version")
        .output()
        .map(|output| output.stdout);
    if !version.is_ok_and(|version| version.starts_with(RENDERED_BY.as_bytes())) {
        println!("skipped: the .stderr files were rendered by {RENDERED_BY}x");
        return;
    }
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}

#[test]
fn every_rule_has_a_file_in_which_it_is_broken() {
    // The tests of the adapters break the rules about routes.
    let of_routes = [
        Rule::AttributeBelowRoute,
        Rule::RouteMethodNotAllowed,
        Rule::RoutePathInvalid,
        Rule::PolicyUnknown,
        Rule::RouteDuplicate,
    ];
    let rules = Rule::ALL.iter().filter(|rule| !of_routes.contains(rule));
    for rule in rules.filter(|rule| rule.kind() != RuleKind::Note) {
        let name = rule.name().replace('-', "_");
        let shown = fs::read_to_string(folder().join(format!("{name}.stderr")));
        let shown = shown.unwrap_or_else(|error| panic!("{name}.stderr: {error}"));
        assert!(
            shown.contains(&format!("note: cors::{rule}\n")),
            "{name}.stderr"
        );
    }
}

/// A mistake in a policy is one error; rustc adds no other.
#[test]
fn no_error_follows_from_another() {
    for file in fs::read_dir(folder()).expect("tests/ui") {
        let path = file.expect("an entry").path();
        if path
            .extension()
            .is_some_and(|extension| extension == "stderr")
        {
            let shown = fs::read_to_string(&path).expect("a text");
            assert!(!shown.contains("error[E"), "{}", path.display());
            assert!(!shown.contains("warning"), "{}", path.display());
        }
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui")
}
