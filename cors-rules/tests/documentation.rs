//! The page of the rules, `rules.md`, has a section for each rule, and its examples
//! are correct.
//!
//! A section is a heading `## rule-name`, a line in italics with the code and
//! the kind, prose, and one block of examples. A line of examples is `wrong: `,
//! `noted: ` or `right: ` and a policy in the language of the macros.

use cors_rules::{Declaration, Entry, Input, Key, Problem, RoutePath, Rule, RuleKind, Value};

/// Rules about tokens, which the macros check.
const OF_TOKENS: [Rule; 4] = [
    Rule::CfgInvalid,
    Rule::AttributeTarget,
    Rule::AttributeBelowRoute,
    Rule::RouteMethodNotAllowed,
];

/// Rules about a list of routes, which the engine checks.
const OF_ROUTES: [Rule; 3] = [
    Rule::PolicyUnknown,
    Rule::RouteDuplicate,
    Rule::RouteShadowed,
];

/// The letters that `…` replaces in an example.
const MANY_LETTERS: usize = 300;

/// The page.
const PAGE: &str = include_str!("../rules.md");

#[test]
fn every_rule_has_its_section_and_no_other_has_one() {
    let headings: Vec<&str> = sections().map(|(name, _)| name).collect();
    let rules: Vec<&str> = Rule::ALL.iter().map(|rule| rule.name()).collect();
    assert_eq!(headings, rules);
    for behind in PAGE.split("](#").skip(1) {
        let link = behind.split(')').next().unwrap_or_default();
        assert!(rules.contains(&link), "#{link}");
    }
}

/// The Public Suffix List is part of the package.
#[test]
fn the_license_names_the_mpl_of_the_suffix_list() {
    assert_eq!(env!("CARGO_PKG_LICENSE"), "(MIT OR Apache-2.0) AND MPL-2.0");
    let text = include_str!("../LICENSE-MPL");
    assert!(text.starts_with("Mozilla Public License Version 2.0"));
}

#[test]
fn every_section_says_code_and_kind() {
    for (rule, section) in rules() {
        let kind = match rule.kind() {
            RuleKind::Error => "an error".to_owned(),
            RuleKind::Allowable => format!(
                "an error unless `#[allow({})]` allows it",
                rule.allow_name()
            ),
            RuleKind::Warning => format!(
                "a warning unless `#[allow({})]` silences it",
                rule.allow_name()
            ),
            _ => "a note".to_owned(),
        };
        let first = section.lines().find(|line| !line.is_empty());
        assert_eq!(first, Some(&*format!("*`cors::{rule}`, {kind}*")));
    }
}

#[test]
fn every_section_has_examples_of_both_sides() {
    for (rule, section) in rules() {
        let has = |label: &str| examples(rule, section).any(|example| example.label == label);
        let is_note = matches!(rule.kind(), RuleKind::Note | RuleKind::Warning);
        assert!(has("right"), "{rule}");
        assert_eq!((has("wrong"), has("noted")), (!is_note, is_note), "{rule}");
        let allowed = format!("s = [#[allow({})]", rule.allow_name());
        assert!(
            !rule.is_allowable() || section.contains(&allowed),
            "{rule} has no example with `allow`"
        );
    }
}

#[test]
fn every_example_is_what_it_says() {
    for (rule, section) in rules() {
        for Example { label, policy } in examples(rule, section) {
            if OF_TOKENS.contains(&rule) && (label == "wrong" || policy.starts_with("#[cors(")) {
                continue;
            }
            if OF_ROUTES.contains(&rule) {
                continue;
            }
            if rule == Rule::RoutePathInvalid {
                let path = policy.trim_start_matches("path = ").trim_matches('"');
                let found = path.parse::<RoutePath>().map_err(|problem| problem.rule);
                assert_eq!(found.err(), (label == "wrong").then_some(rule), "{path}");
                continue;
            }
            let names = |problems: &[Problem]| -> Vec<Rule> {
                problems.iter().map(|problem| problem.rule).collect()
            };
            let found = declaration(rule, policy)
                .check()
                .map(|checked| names(checked.notes()))
                .map_err(|problems| names(&problems));
            let expected = match label {
                "wrong" => Err(vec![rule]),
                "noted" => Ok(vec![rule]),
                _ => Ok(vec![]),
            };
            assert_eq!(found, expected, "{rule}: {label}: {policy}");
        }
    }
}

/// Names and contents of the sections, in their order.
fn sections() -> impl Iterator<Item = (&'static str, &'static str)> {
    let named = |section| str::split_once(section, '\n').unwrap_or((section, ""));
    PAGE.split("\n## ").skip(1).map(named)
}

fn rules() -> impl Iterator<Item = (Rule, &'static str)> {
    sections().map(|(name, section)| (name.parse().expect(name), section))
}

/// One line of a block of examples.
struct Example<'p> {
    label: &'p str,
    policy: &'p str,
}

fn examples(rule: Rule, section: &str) -> impl Iterator<Item = Example<'_>> {
    let parts: Vec<&str> = section.split("\n```").collect();
    let [_, block, _] = parts[..] else {
        panic!("{rule} has one block of examples");
    };
    let block = block
        .strip_prefix("text\n")
        .expect("examples are plain text");
    block.lines().map(move |line| {
        let (label, policy) = line.split_once(": ").expect(line);
        assert!(
            ["wrong", "noted", "right"].contains(&label),
            "{rule}: {line}"
        );
        Example { label, policy }
    })
}

/// A policy in the part of the language that the examples use. If no origins are
/// written, some are added, unless the rule is about missing origins.
fn declaration(rule: Rule, policy: &str) -> Declaration {
    let input = match rule {
        Rule::Syntax => Input::File,
        _ => Input::Macro,
    };
    let mut declaration = Declaration::new(input);
    let mut has_origins = rule == Rule::OriginsMissing;
    for field in parts(policy) {
        let (key, value) = match field.split_once('=') {
            Some((key, value)) => (key.trim(), read_value(value.trim())),
            None if field == Key::Credentials.name() => (field, Value::Flag(true)),
            None => (field, Value::Missing),
        };
        has_origins |= Key::meant_by(key) == Some(Key::Origins);
        declaration.push(key, value);
    }
    if !has_origins {
        declaration.push(Key::Origins.name(), Value::list(["https://example.com"]));
    }
    declaration
}

fn read_value(text: &str) -> Value {
    let list = |text: &str| Some(text.strip_prefix('[')?.strip_suffix(']')?.to_owned());
    match text {
        "" => Value::Missing,
        "*" => Value::list(["*"]),
        "true" | "false" => Value::Flag(text == "true"),
        _ if text.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => {
            Value::Duration(text.to_owned())
        }
        _ => match list(text) {
            Some(entries) => Value::list(parts(&entries).into_iter().map(read_entry)),
            None => Value::Other(text.to_owned()),
        },
    }
}

fn read_entry(mut text: &str) -> Entry {
    let mut allow = Vec::new();
    let mut cfg = None;
    while let Some((attribute, rest)) = text.strip_prefix("#[").and_then(|on| on.split_once(']')) {
        let argument = |name: &str| {
            attribute
                .strip_prefix(name)?
                .strip_prefix('(')?
                .strip_suffix(')')
        };
        match (argument("allow"), argument("cfg")) {
            (Some(rule), _) => allow.push(rule),
            (_, Some(condition)) => cfg = Some(condition),
            _ => panic!("what is #[{attribute}]?"),
        }
        text = rest.trim_start();
    }
    let quoted = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    let value = quoted.unwrap_or(text).replace("\\\\", "\\");
    let entry = Entry::new(value.replace('…', &"a".repeat(MANY_LETTERS)));
    let entry = allow.into_iter().fold(entry, Entry::allow_named);
    match cfg {
        Some(condition) => entry.cfg(condition),
        None => entry,
    }
}

/// Splits a text at the commas outside of quotes and brackets.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth, mut quoted) = (0, 0, false);
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '[' | '(' if !quoted => depth += 1,
            ']' | ')' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}
