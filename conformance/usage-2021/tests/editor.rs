//! The view of rust-analyzer. It reads the crate with `rust_analyzer` set, and
//! every key in a policy is a name that resolves to its documentation.

use std::process::Command;

/// Checks this package's library, and returns what the compiler said. Checking builds no
/// code for the dependencies.
fn compile(conditions: &[&str]) -> (bool, String) {
    let conditions = conditions.iter().flat_map(|name| ["--cfg", name]);
    let output = Command::new(env!("CARGO"))
        .args([
            "rustc",
            "--quiet",
            "--offline",
            "--profile",
            "check",
            "--lib",
        ])
        .arg("--manifest-path")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .arg("--")
        .args(conditions)
        .output()
        .expect("cargo runs");
    (
        output.status.success(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

#[test]
fn the_keys_resolve() {
    let (compiles, said) = compile(&["rust_analyzer"]);
    assert!(compiles, "{said}");
}

/// A policy is often wrong while someone types it. Its keys still resolve, and an
/// unknown key adds no second error.
#[test]
fn the_keys_of_a_wrong_policy_resolve() {
    let (compiles, said) = compile(&["rust_analyzer", "mistakes"]);
    assert!(!compiles);
    assert!(said.contains("cors::origin-has-path"), "{said}");
    assert!(said.contains("cors::key-unknown"), "{said}");
    assert!(said.contains("due to 2 previous errors"), "{said}");
}
