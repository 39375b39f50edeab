//! Compares the expansion of a common policy with a file that a reviewer can read.
//!
//! The tests of `cors-engine` compile that file and use its policy.

use std::path::Path;

use super::tokens;
use crate::expand;

const POLICY: &str = r#"
    origins = [
        "https://example.com",
        "https://www.example.com",
        "https://admin.example.net",
        "https://*.example.org",
        #[cfg(debug_assertions)] "http://localhost:*",
    ],
    methods = [GET, PUT, DELETE],
    headers = ["authorization", "Content-Type"],
    expose_headers = ["etag"],
    credentials,
    max_age = 10m,
"#;

#[test]
fn a_common_policy() {
    let expression = expand::expression(tokens(&format!("[::cors_engine] {POLICY}")));
    let item = quote::quote!(pub(crate) static API: ::cors_engine::Policy = #expression;);
    let file = syn::parse2(item).expect("an item");
    let expanded = format!(
        "// cors! {{{POLICY}}}\n",
        POLICY = POLICY.replace('\n', "\n// ")
    ) + &prettyplease::unparse(&file);

    let snapshot =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../cors-core/tests/expansion/policy.rs");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&snapshot, &expanded).expect("the snapshot can be written");
    }
    let reviewed = std::fs::read_to_string(&snapshot).expect("the snapshot is checked in");
    assert_eq!(
        expanded, reviewed,
        "run with BLESS=1 and review the difference"
    );
}
