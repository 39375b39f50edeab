//! What the compiler says about policies and paths in wrong positions.
//!
//! `TRYBUILD=overwrite` replaces the `.stderr` files. Review the difference.

use std::process::Command;

/// The compiler that rendered the `.stderr` files.
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
