//! The table of rules that all doors share, through the input of the macro.

#[path = "../../../cors-rules/tests/table/mod.rs"]
mod rows;

use cors_rules::Checked;
use serde_json::Value as Json;

use super::{name, underlined, written};
use crate::lower::{declaration, lower};
use crate::mistake::Mistake;

#[test]
fn every_row() {
    for row in rows::rows("macro") {
        let source = source(&row.policy);
        let written = written(&source);
        assert!(
            written.mistakes.is_empty(),
            "{source}\n{:#?}",
            written.mistakes
        );
        row.check(declaration(&written).check().map(Checked::into_notes));
    }
}

/// The compiler underlines the value that the problem shows.
#[test]
fn every_problem_of_a_value_is_underlined_there() {
    for row in rows::rows("macro") {
        let source = source(&row.policy);
        let written = written(&source);
        let Err(problems) = declaration(&written).check() else {
            continue;
        };
        let mistakes = lower(&written).expect_err(&source);
        let is_rule = |mistake: &&Mistake| mistake.text.contains("note: cors::");
        let mistakes: Vec<_> = mistakes.iter().filter(is_rule).collect();
        assert_eq!(problems.len(), mistakes.len(), "{source}");
        for (problem, mistake) in problems.iter().zip(mistakes) {
            assert_eq!(problem.rule.name(), name(mistake), "{source}");
            let Some(value) = &problem.value else {
                continue;
            };
            let underlined = underlined(&source, mistake.at);
            assert!(
                [value.clone(), literal(value)].contains(&underlined.to_owned()),
                "{source}\n{underlined}\n{problem}"
            );
        }
    }
}

/// The policy of a row in the words of the macro.
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

/// A number, with what may stand round it.
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
