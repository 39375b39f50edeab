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

/// The expansion of a policy with these origins.
fn expanded(origins: &[String]) -> String {
    let origins: Vec<String> = origins.iter().map(|origin| format!("{origin:?}")).collect();
    let policy = format!("[::cors_engine] origins = [{}]", origins.join(", "));
    expand::expression(tokens(&policy)).to_string()
}

#[test]
fn a_label_glob_is_one_call() {
    let preview = "https://preview-*.example.com".to_owned();
    // `preview-` has 8 of the 63 bytes of a label.
    let call = "label_glob (__origin , b\"https://preview-\" , b\".example.com\" , 55)";
    assert!(expanded(&[preview]).contains(call));
    let team = "http://*-team.app.localhost:*".to_owned();
    let call = "label_glob_any_port (__origin , b\"http://\" , b\"-team.app.localhost\" , 58 , 80)";
    assert!(expanded(&[team]).contains(call));
}

/// Other policies have no code for label globs, and the table of a long list does not look
/// for them.
#[test]
fn only_label_globs_have_code_for_label_globs() {
    let one = ["https://*.example.com:*".to_owned()];
    assert!(!expanded(&one).contains("glob"));
    let many: Vec<String> = (0..100)
        .map(|index| format!("https://*.a{index}.example"))
        .collect();
    let table = expanded(&many);
    assert!(table.contains("partial : false"));
    assert!(table.contains("glob_starts : 0u64 , glob_ends : 0u64"));
}
