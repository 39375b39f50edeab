//! The table of rules: policies, and the problems that are expected.
//!
//! The table is in `rules.json`, one row per line. Every input runs the same rows:
//! the declaration, the builder, the configuration and the macro.
//!
//! A row has a `policy`, which is an object or a list of pairs, or one entry:
//! `origin`, `method`, `header`, `expose` or `max_age`, and `credentials`. It expects
//! one `rule` or `note` with its details, a list of `rules`, or `accepted`. `inputs`
//! lists the inputs that the row is for, unless it is for all: `builder`, `file`,
//! `json` (a file in which keys can be repeated) and `macro`.

// Each test uses a part of this module.
#![allow(dead_code)]

use cors_rules::{Declaration, Entry, Input, Problem, Problems, Rule, Value};
use serde_json::{Map, Value as Json};

/// A row of the table.
pub(crate) struct Row {
    /// The row as it is written in the file.
    pub(crate) text: String,
    /// The keys of the policy and their values, in order.
    pub(crate) policy: Vec<(String, Json)>,
    expected: Map<String, Json>,
    input: String,
}

/// Every row that is for this input.
pub(crate) fn rows(input: &str) -> Vec<Row> {
    let rows: Vec<Map<String, Json>> = serde_json::from_str(include_str!("../rules.json"))
        .expect("rules.json is a list of objects");
    let is_for = |row: &Map<String, Json>| {
        row.get("inputs").map_or(input != "json", |inputs| {
            inputs
                .as_array()
                .is_some_and(|inputs| inputs.iter().any(|named| named == input))
        })
    };
    let rows: Vec<Row> = rows
        .into_iter()
        .filter(is_for)
        .map(|row| Row::new(row, input))
        .collect();
    assert!(!rows.is_empty(), "no row is for the input {input}");
    rows
}

impl Row {
    fn new(expected: Map<String, Json>, input: &str) -> Self {
        Row {
            text: Json::Object(expected.clone()).to_string(),
            policy: policy(&expected),
            expected,
            input: input.to_owned(),
        }
    }

    /// The declaration of the policy.
    pub(crate) fn declaration(&self, input: Input) -> Declaration {
        let mut declaration = Declaration::new(input);
        for (key, value) in &self.policy {
            declaration.push(key.clone(), declared(key, value));
        }
        declaration
    }

    /// Compares the result of an input with the expected one.
    pub(crate) fn check(&self, said: Result<Vec<Problem>, Problems>) {
        let row = &self.text;
        let field = |name: &str| self.expected.get(name).and_then(Json::as_str);
        let list = field("rule").map(|rule| vec![rule]).or_else(|| {
            let rules = self.expected.get("rules")?.as_array()?;
            rules.iter().map(Json::as_str).collect()
        });
        match (said, list) {
            (Err(problems), Some(rules)) => {
                let names: Vec<&str> = problems.iter().map(|problem| problem.rule.name()).collect();
                assert_eq!(names, rules, "{row}\n{problems}");
                if self.expected.contains_key("rule") {
                    self.check_details(&problems[0]);
                }
            }
            (Ok(notes), None) => {
                let names: Vec<&str> = notes.iter().map(|note| note.rule.name()).collect();
                assert_eq!(
                    names,
                    field("note").into_iter().collect::<Vec<_>>(),
                    "{row}"
                );
                notes.iter().for_each(|note| self.check_details(note));
            }
            (Ok(_), Some(rules)) => panic!("accepted, but breaks {rules:?}: {row}"),
            (Err(problems), None) => panic!("{row}\nis right, yet:\n{problems}"),
        }
    }

    fn check_details(&self, problem: &Problem) {
        let row = &self.text;
        let (key, value) = self.location();
        assert_eq!(problem.key, key, "{row}");
        assert_eq!(problem.value.as_deref(), value.as_deref(), "{row}");
        let marked = value
            .as_deref()
            .and_then(|value| value.get(problem.span.clone()))
            .unwrap_or_default();
        assert_eq!(
            marked,
            self.expected
                .get("span")
                .and_then(Json::as_str)
                .unwrap_or_default(),
            "{row}"
        );
        let value = problem.value.as_deref().unwrap_or_default();
        let allow = how_to_allow(problem.rule, &self.input, value);
        let help = self.expected["help"].as_str();
        let help = help.map(|help| help.replace("{allow}", &allow));
        assert_eq!(problem.help, help, "{row}");
        assert_eq!(
            problem.other.is_some(),
            self.expected.contains_key("other"),
            "{row}"
        );
        assert!(
            !problem.message.is_empty() && problem.message.len() < 140,
            "{row}\n{}",
            problem.message
        );
    }

    /// The key and the value that are wrong.
    fn location(&self) -> (String, Option<String>) {
        let text = |name| {
            self.expected
                .get(name)
                .and_then(Json::as_str)
                .map(str::to_owned)
        };
        match shorthand(&self.expected) {
            Some((key, value)) => (key.to_owned(), Some(value)),
            None => (text("key").expect("a row names the key"), text("value")),
        }
    }
}

/// The text of an input for `{allow}`.
fn how_to_allow(rule: Rule, input: &str, value: &str) -> String {
    match input {
        "macro" => format!("allow it for this entry: `#[allow({})]`", rule.allow_name()),
        "builder" => format!("allow it: `.allow(Rule::{rule:?})`"),
        _ => {
            let key = match rule {
                Rule::HeaderMisspelled => "header",
                _ => "origin",
            };
            format!("allow it for this entry: {{ {key} = \"{value}\", allow = [\"{rule}\"] }}")
        }
    }
}

/// The rules that the table expects.
pub(crate) fn rules_of_the_table() -> Vec<Rule> {
    let rows: Vec<Map<String, Json>> =
        serde_json::from_str(include_str!("../rules.json")).expect("rules.json");
    let named = |row: &Map<String, Json>| {
        let one = [row.get("rule"), row.get("note")]
            .into_iter()
            .flatten()
            .cloned();
        let many = row
            .get("rules")
            .and_then(Json::as_array)
            .cloned()
            .unwrap_or_default();
        one.chain(many)
            .filter_map(|rule| rule.as_str()?.parse().ok())
            .collect::<Vec<Rule>>()
    };
    rows.iter().flat_map(named).collect()
}

fn shorthand(row: &Map<String, Json>) -> Option<(&'static str, String)> {
    [
        ("origin", "origins"),
        ("method", "methods"),
        ("header", "headers"),
        ("expose", "expose_headers"),
        ("max_age", "max_age"),
    ]
    .into_iter()
    .find_map(|(short, key)| Some((key, row.get(short)?.as_str()?.to_owned())))
}

fn policy(row: &Map<String, Json>) -> Vec<(String, Json)> {
    match row.get("policy") {
        Some(Json::Object(policy)) => return policy.clone().into_iter().collect(),
        Some(Json::Array(pairs)) => {
            let pair = |pair: &Json| Some((pair[0].as_str()?.to_owned(), pair[1].clone()));
            return pairs.iter().filter_map(pair).collect();
        }
        _ => {}
    }
    let (key, value) = shorthand(row).expect("a row has a policy or an entry");
    let mut policy = Vec::new();
    if key != "origins" {
        policy.push((
            "origins".to_owned(),
            Json::from(vec!["https://example.com"]),
        ));
    }
    let value = if key == "max_age" {
        Json::from(value)
    } else {
        Json::from(vec![value])
    };
    policy.push((key.to_owned(), value));
    if let Some(credentials) = row.get("credentials") {
        policy.push(("credentials".to_owned(), credentials.clone()));
    }
    policy
}

fn declared(key: &str, value: &Json) -> Value {
    match value {
        Json::Bool(flag) => Value::Flag(*flag),
        Json::String(text) if key == "max_age" => Value::Duration(text.clone()),
        Json::String(text) if text == "*" => Value::list(["*"]),
        Json::Array(entries) => Value::list(entries.iter().map(entry)),
        other => Value::Other(other.to_string()),
    }
}

/// An entry, which is a string or a table of `origin` or `header`, and `allow`.
pub(crate) fn entry(entry: &Json) -> Entry {
    let value = entry.as_str().or(entry["origin"].as_str());
    let value = value.or(entry["header"].as_str());
    let names = entry["allow"].as_array().into_iter().flatten();
    let entry = Entry::new(value.expect("an entry is a text or has one"));
    names
        .filter_map(Json::as_str)
        .fold(entry, Entry::allow_named)
}
