//! The table of rules that all inputs share, through the macro.

#[path = "../../../cors-rules/tests/table/mod.rs"]
mod rows;

use cors_rules::Checked;
use serde_json::Value as Json;

use super::{name, parsed, underlined};
use crate::check::check;
use crate::diagnostic::Diagnostic;

#[test]
fn every_row() {
    for row in rows::rows("macro") {
        let source = source(&row.policy);
        let parsed = parsed(&source);
        assert!(
            parsed.diagnostics.is_empty(),
            "{source}\n{:#?}",
            parsed.diagnostics
        );
        row.check(parsed.declaration().check().map(Checked::into_notes));
    }
}

/// The compiler underlines the value that the error shows.
#[test]
fn every_problem_of_a_value_is_underlined_there() {
    for row in rows::rows("macro") {
        let source = source(&row.policy);
        let parsed = parsed(&source);
        let Err(problems) = parsed.declaration().check() else {
            continue;
        };
        let errors = check(&parsed).expect_err(&source);
        let is_first = |error: &&Diagnostic| error.text.contains("note: cors::");
        let errors: Vec<_> = errors.iter().filter(is_first).collect();
        assert_eq!(problems.len(), errors.len(), "{source}");
        for (problem, error) in problems.iter().zip(errors) {
            assert_eq!(problem.rule.name(), name(error), "{source}");
            let Some(value) = &problem.value else {
                continue;
            };
            let underlined = underlined(&source, error.span);
            assert!(
                [value.clone(), literal(value)].contains(&underlined.to_owned()),
                "{source}\n{underlined}\n{problem}"
            );
        }
    }
}

/// The policy of a row in the syntax of the macro.
fn source(policy: &[(String, Json)]) -> String {
    let field = |(key, value): &(String, Json)| format!("{key} = {}", value_source(key, value));
    policy.iter().map(field).collect::<Vec<_>>().join(", ")
}

fn value_source(key: &str, value: &Json) -> String {
    match value {
        Json::String(text) if text == "*" => text.clone(),
        Json::String(text) if key == "max_age" && is_one_token(text) => text.clone(),
        Json::String(text) => literal(text),
        Json::Array(entries) => {
            let entries: Vec<String> = entries.iter().map(entry_source).collect();
            format!("[{}]", entries.join(", "))
        }
        other => other.to_string(),
    }
}

/// Whether a text is a number with a sign or a unit, which is one literal.
fn is_one_token(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '.');
    plain
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.parse::<proc_macro2::Literal>().is_ok()
}

fn entry_source(entry: &Json) -> String {
    let rows_entry = rows::entry(entry);
    let allow = match rows_entry.allowed().is_empty() {
        true => String::new(),
        false => format!("#[allow({})] ", rows_entry.allowed().join(", ")),
    };
    match rows_entry.value() {
        "*" => format!("{allow}*"),
        value => format!("{allow}{}", literal(value)),
    }
}

fn literal(text: &str) -> String {
    proc_macro2::Literal::string(text).to_string()
}
