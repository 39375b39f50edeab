//! A policy with keys replaced keeps the rules that the same policy keeps if
//! it is written in full.

use cors_rules::{Declaration, Key};
use quote::quote;

use super::tokens;
use crate::lower::declaration;
use crate::parse::parse;
use crate::replaced::judge;
use crate::written::{Home, Written};

const ORIGINS: [&str; 7] = [
    "*",
    r#"["https://a.example", "https://b.example:8443"]"#,
    r#"["http://localhost:*"]"#,
    r#"["http://a.example"]"#,
    r#"["https://*.github.io"]"#,
    r#"["https://a.example", #[allow(insecure_origin)] "http://a.example"]"#,
    r#"["https://a.example", "https://a.example"]"#,
];

fn written(source: &str) -> Written {
    parse(tokens(source), Home::Attribute)
}

/// What the conditions ask of the named policy, answered from its source.
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
        "! p :: lifts_rules (API)" => !origins.contains("allow"),
        "p :: lists_exact_https (API)" => !origins.contains("http:") && !origins.contains('*'),
        other => panic!("an unknown question: {other}"),
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

/// Each choice of replacing keys.
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

/// The keys of one, and of the other what it does not replace.
fn in_full(keys: &Written, base: &Written) -> Declaration {
    let mut full = declaration(keys);
    let is_replaced = |key: &str| keys.fields.iter().any(|field| field.key == key);
    for field in declaration(base).fields() {
        if !is_replaced(&field.key) {
            full.push(field.key.clone(), field.value.clone());
        }
    }
    full
}

#[test]
fn whatever_is_replaced() {
    let (mut right, mut wrong, mut unseen) = (0, 0, 0);
    for base in policies().filter(|base| declaration(&written(base)).check().is_ok()) {
        for keys in replacements() {
            let replaced = written(&format!("API, {keys}"));
            let named = replaced.named.as_ref().expect("a name");
            let judged = judge(&replaced, named, &quote!(p), &quote!(API));
            let mut conditions = judged.conditions.iter();
            let accepted = judged.checked.is_ok()
                && conditions.all(|one| holds(&one.truth.to_string(), &base));
            let full = in_full(&replaced, &written(&base)).check();
            // Whether the origins of the other are fit for credentials cannot
            // be known of all of them.
            let origins = replaced.fields.iter().any(|f| f.key == Key::Origins.name());
            let adds = keys.contains("credentials,") && !base.contains("credentials");
            match (accepted, full.is_ok()) {
                (true, true) => right += 1,
                (false, false) => wrong += 1,
                (false, true) if adds && !origins => unseen += 1,
                (accepted, _) => panic!("{accepted}: {keys} in {base}: {full:?}"),
            }
        }
    }
    assert!(
        right > 100 && wrong > 100 && unseen > 0,
        "{right}, {wrong}, {unseen}"
    );
}
