//! A policy with keys replaced is accepted exactly if the same policy is accepted when
//! it is written out.

use cors_rules::{Declaration, Key};
use quote::quote;

use super::tokens;
use crate::parse::parse;
use crate::parsed::{Parsed, Position};
use crate::replaced::check;

const ORIGINS: [&str; 7] = [
    "*",
    r#"["https://a.example", "https://b.example:8443"]"#,
    r#"["http://localhost:*"]"#,
    r#"["http://a.example"]"#,
    r#"["https://*.github.io"]"#,
    r#"["https://a.example", #[allow(insecure_origin)] "http://a.example"]"#,
    r#"["https://a.example", "https://a.example"]"#,
];

fn parsed(source: &str) -> Parsed {
    parse(tokens(source), Position::Attribute)
}

/// Evaluates a condition on the named policy from its source.
fn holds(truth: &str, base: &str) -> bool {
    let origins = base.split(", expose").next().unwrap_or_default();
    let is_any = origins == "origins = *";
    let has_credentials = base.contains("credentials");
    let parts = truth.split(" || ").map(|part| match part {
        "! API . allows_any_origin ()" => !is_any,
        "API . allows_any_origin ()" => is_any,
        "API . credentials ()" => has_credentials,
        "! API . credentials ()" => !has_credentials,
        "! p :: exposes_any (API)" => !base.contains("expose_headers = *"),
        "! p :: allows_rules (API)" => !origins.contains("allow"),
        "p :: lists_exact_https (API)" => !origins.contains("http:") && !origins.contains('*'),
        other => panic!("an unknown condition: {other}"),
    });
    parts.into_iter().any(|part| part)
}

fn policies() -> impl Iterator<Item = String> {
    let keys = |origins| {
        ["", ", expose_headers = *"]
            .into_iter()
            .flat_map(move |exposed| {
                let credentials = ["", ", credentials"].into_iter();
                credentials.map(move |flag| format!("origins = {origins}{exposed}{flag}"))
            })
    };
    ORIGINS.into_iter().flat_map(keys)
}

/// Every choice of keys to replace.
fn replacements() -> Vec<String> {
    let mut all = Vec::new();
    for origins in [None].into_iter().chain(ORIGINS.map(Some)) {
        for exposed in ["", "expose_headers = *,", "expose_headers = [\"etag\"],"] {
            for flag in ["", "credentials,", "credentials = false,"] {
                let origins = origins.map(|list| format!("origins = {list},"));
                all.push(format!("{}{exposed}{flag}", origins.unwrap_or_default()));
            }
        }
    }
    all
}

/// The keys that are written, and the keys of the base that they do not replace.
fn written_out(keys: &Parsed, base: &Parsed) -> Declaration {
    let mut full = keys.declaration().clone();
    let is_replaced = |key: &str| keys.position(|name| name == key).is_some();
    for field in base.declaration().fields() {
        if !is_replaced(&field.key) {
            full.push(field.key.clone(), field.value.clone());
        }
    }
    full
}

#[test]
fn replaced_keys_follow_the_rules_of_a_policy_written_out() {
    let (mut accepted_both, mut rejected_both, mut too_strict) = (0, 0, 0);
    for base in policies().filter(|base| parsed(base).declaration().check().is_ok()) {
        for keys in replacements() {
            let replaced = parsed(&format!("API, {keys}"));
            let named = replaced.named.as_ref().expect("a name");
            let result = check(&replaced, named, &quote!(p), &quote!(API));
            let mut conditions = result.conditions.iter();
            let accepted = result.checked.is_ok()
                && conditions.all(|one| holds(&one.truth.to_string(), &base));
            let full = written_out(&replaced, &parsed(&base)).check();
            // Whether credentials are allowed for the origins of the base is known only
            // for some origins, see `lists_exact_https`.
            let origins = replaced.has(Key::Origins);
            let adds = keys.contains("credentials,") && !base.contains("credentials");
            match (accepted, full.is_ok()) {
                (true, true) => accepted_both += 1,
                (false, false) => rejected_both += 1,
                (false, true) if adds && !origins => too_strict += 1,
                (accepted, _) => panic!("{accepted}: {keys} in {base}: {full:?}"),
            }
        }
    }
    assert!(
        accepted_both > 100 && rejected_both > 100 && too_strict > 0,
        "{accepted_both}, {rejected_both}, {too_strict}"
    );
}
