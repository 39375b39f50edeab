//! `cors check` on every row of the table of rules: the rule and its place, in TOML, JSON
//! and YAML.

use std::path::Path;

use serde_json::{Map, Value};

type Row = Map<String, Value>;

const FORMATS: [&str; 3] = ["toml", "json", "yaml"];

fn rows() -> Vec<Row> {
    serde_json::from_str(include_str!("../../cors-rules/tests/rules.json")).expect("rows")
}

/// Whether a file in this format can contain the row. Only JSON and YAML can repeat a key.
fn is_for(row: &Row, format: &str) -> bool {
    let Some(inputs) = row.get("inputs").and_then(Value::as_array) else {
        return true;
    };
    inputs.contains(&"file".into()) || inputs.contains(&"json".into()) && format != "toml"
}

/// The keys and the values of the row's policy, and the value that the row is about.
fn policy(row: &Row) -> (Vec<(String, Value)>, Option<String>) {
    let text = |key: &str| row.get(key).and_then(Value::as_str).map(str::to_owned);
    match row.get("policy") {
        Some(Value::Object(policy)) => {
            let pairs = policy
                .iter()
                .map(|(key, value)| (key.clone(), value.clone()));
            return (pairs.collect(), text("value"));
        }
        Some(Value::Array(pairs)) => {
            let pair =
                |pair: &Value| (pair[0].as_str().expect("a key").to_owned(), pair[1].clone());
            return (pairs.iter().map(pair).collect(), text("value"));
        }
        _ => {}
    }
    let shorthands = [
        ("origin", "origins"),
        ("method", "methods"),
        ("header", "headers"),
        ("expose", "expose_headers"),
        ("max_age", "max_age"),
    ];
    let (key, value) = shorthands
        .into_iter()
        .find_map(|(short, key)| Some((key, row.get(short)?.clone())))
        .expect("a row has a policy or an entry");
    let mut policy = Vec::new();
    if key != "origins" {
        policy.push(("origins".to_owned(), vec!["https://example.com"].into()));
    }
    let list = match key {
        "max_age" => value.clone(),
        _ => vec![value.clone()].into(),
    };
    policy.push((key.to_owned(), list));
    if let Some(credentials) = row.get("credentials") {
        policy.push(("credentials".to_owned(), credentials.clone()));
    }
    (policy, value.as_str().map(str::to_owned))
}

/// The policy as a file, with a line for each entry.
fn file(policy: &[(String, Value)], format: &str) -> String {
    let line = |(key, value): &(String, Value)| {
        let value = written(value, format);
        let is_plain = key
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
        let key = match is_plain || format == "json" {
            true => key.clone(),
            false => format!("{key:?}"),
        };
        match format {
            "toml" => format!("{key} = {value}"),
            "json" => format!("  {key:?}: {value}"),
            _ => format!("{key}: {value}"),
        }
    };
    let lines: Vec<_> = policy.iter().map(line).collect();
    match format {
        "json" => format!("{{\n{}\n}}\n", lines.join(",\n")),
        // An empty file is no YAML document.
        "yaml" if lines.is_empty() => "{}\n".to_owned(),
        _ => lines.join("\n") + "\n",
    }
}

fn written(value: &Value, format: &str) -> String {
    match value {
        Value::Array(entries) => {
            let entries: Vec<_> = entries.iter().map(|entry| written(entry, format)).collect();
            format!("[\n    {}\n  ]", entries.join(",\n    "))
        }
        Value::Object(fields) => {
            let sign = if format == "toml" { " =" } else { ":" };
            let field = |(key, value): (&String, &Value)| match format {
                "toml" => format!("{key}{sign} {value}"),
                _ => format!("{key:?}{sign} {value}"),
            };
            let fields: Vec<_> = fields.iter().map(field).collect();
            format!("{{ {} }}", fields.join(", "))
        }
        // Neither TOML nor YAML takes this character as it is.
        other => other.to_string().replace('\u{7f}', "\\u007f"),
    }
}

/// Runs the command on files. Returns the findings of each file.
fn check(folder: &Path, files: &[String]) -> Vec<Vec<Value>> {
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_cors"))
        .args(["check", "--output-format", "json"])
        .args(files)
        .current_dir(folder)
        .output()
        .expect("the command runs");
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let findings = json["findings"].as_array().expect("findings");
    let of = |name: &String| {
        let findings = findings.iter();
        let own = findings.filter(|one| one["place"]["file"]["path"] == **name);
        own.cloned().collect()
    };
    files.iter().map(of).collect()
}

/// The text of a file at the place of a finding, and the whole lines.
fn marked(text: &str, finding: &Value) -> (String, String) {
    let number = |key: &str| finding["place"]["file"][key].as_u64().expect(key) as usize;
    let (line, end_line) = (number("line"), number("end_line"));
    let (column, end_column) = (number("column"), number("end_column"));
    let lines: Vec<_> = text
        .split('\n')
        .skip(line - 1)
        .take(end_line + 1 - line)
        .collect();
    let mut marked = String::new();
    for (index, text) in lines.iter().enumerate() {
        let start = if index == 0 { column - 1 } else { 0 };
        let end = match index + 1 == lines.len() {
            true => end_column - 1,
            false => text.chars().count(),
        };
        marked.extend(text.chars().skip(start).take(end.saturating_sub(start)));
    }
    (marked, lines.join("\n"))
}

#[test]
fn every_row_of_the_table_breaks_its_rule_at_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows = rows();
    for format in FORMATS {
        let rows: Vec<_> = rows.iter().filter(|row| is_for(row, format)).collect();
        let (mut names, mut texts) = (Vec::new(), Vec::new());
        for (index, row) in rows.iter().enumerate() {
            let name = format!("{index}.{format}");
            let text = file(&policy(row).0, format);
            std::fs::write(folder.path().join(&name), &text).expect("a file");
            names.push(name);
            texts.push(text);
        }
        let found = check(folder.path(), &names);
        for ((row, text), findings) in rows.iter().zip(&texts).zip(&found) {
            check_row(row, text, findings);
            check_helps(findings, format);
        }
        assert!(rows.len() > 200, "{}", rows.len());
    }
}

/// A help can be copied into the file.
fn check_helps(findings: &[Value], format: &str) {
    for help in findings.iter().filter_map(|one| one["help"].as_str()) {
        let outside: Vec<_> = help.split('"').step_by(2).collect();
        let outside = outside.join("");
        let wrong: &[&str] = match format {
            "toml" => &["= *", "[*", ": ["],
            _ => &[" = ", ": *", "[*", "[[", "[p"],
        };
        for wrong in wrong {
            assert!(!outside.contains(wrong), "{help}");
        }
    }
}

fn check_row(row: &Row, text: &str, findings: &[Value]) {
    let shown = format!("{}\n{text}\n{findings:#?}", Value::from(row.clone()));
    let expected: Vec<&str> = ["rule", "note"]
        .into_iter()
        .filter_map(|key| row.get(key)?.as_str())
        .chain(
            row.get("rules")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(Value::as_str),
        )
        .collect();
    let severity = match row.get("note").and_then(Value::as_str) {
        Some("localhost-without-port" | "header-misspelled") => "warning",
        Some(_) => "note",
        None => "error",
    };
    let found = findings.iter().filter(|one| one["severity"] == severity);
    let names: Vec<_> = found
        .clone()
        .filter_map(|one| one["name"].as_str())
        .collect();
    // `rules` are in the order of the table, findings in the order of the file.
    let sorted = |names: &[&str]| {
        let mut names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        names.sort_unstable();
        names
    };
    assert_eq!(sorted(&names), sorted(&expected), "{shown}");
    if !row.contains_key("rule") && !row.contains_key("note") {
        return;
    }
    let finding = found.into_iter().next().expect("a finding");
    let (marked, lines) = marked(text, finding);
    let span = row.get("span").and_then(Value::as_str).unwrap_or_default();
    let value = policy(row).1;
    let Some(value) = value else { return };
    // The place is in the line with the value, and is the wrong part of it, if the file
    // has the value without escapes.
    let is_plain = format!("{value:?}") == format!("\"{value}\"");
    if is_plain {
        assert!(lines.contains(&value), "{shown}");
    }
    if is_plain && !span.is_empty() {
        assert_eq!(marked, span, "{shown}");
    }
}
