//! What the compiler says of policies that are where they cannot be.
//!
//! `TRYBUILD=overwrite` writes the `.stderr` files anew; review the difference.

use std::process::Command;

/// The compiler whose rendering the `.stderr` files show.
const RENDERED_BY: &str = "rustc 1.95.";

#[test]
fn wrong_places_do_not_compile() {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc)
        .arg("--version")
        .output()
        .map(|output| output.stdout);
    if !version.is_ok_and(|version| version.starts_with(RENDERED_BY.as_bytes())) {
        println!("skipped: the .stderr files are those of {RENDERED_BY}x");
        return;
    }
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
