//! The keys of the JSON output are those that `docs/outputs.md` lists, and no others.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::scripted::Scripted;
use crate::{POLICY, cors_in, folder, message, server};

type Keys = BTreeSet<String>;

/// The keys in the table below a heading of the page.
fn documented(heading: &str) -> Keys {
    let page = include_str!("../../../docs/outputs.md");
    let section = page
        .split_once(&format!("\n### {heading}\n"))
        .unwrap_or_else(|| panic!("the page has no section {heading}"))
        .1;
    let section = section.split("\n#").next().unwrap_or_default();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    let keys: Keys = rows
        .filter_map(|row| Some(row.split_once('`')?.0.to_owned()))
        .collect();
    assert!(!keys.is_empty(), "{heading}");
    keys
}

/// The path of every key of a document.
fn keys(value: &Value, path: &str, found: &mut Keys) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let path = match path {
                    "" => key.clone(),
                    path => format!("{path}.{key}"),
                };
                keys(value, &path, found);
                found.insert(path);
            }
        }
        Value::Array(entries) => {
            for entry in entries {
                keys(entry, &format!("{path}[]"), found);
            }
        }
        _ => {}
    }
}

/// Runs a verb several times. Returns the keys of the results, without those that every
/// verb has.
#[track_caller]
fn printed(runs: &[(&[&str], &str)]) -> Keys {
    let folder = folder(&[
        ("cors.toml", POLICY),
        ("wrong.toml", "origins = [\"https://example.com/\"]\n"),
    ]);
    let mut found = Keys::new();
    for (arguments, input) in runs {
        let run = cors_in(folder.path(), "json", arguments, input.as_bytes());
        keys(&run.json(), "", &mut found);
    }
    let common = documented("Every verb");
    let unknown = found
        .iter()
        .find(|key| key.starts_with("findings") && !common.contains(*key));
    assert_eq!(unknown, None);
    for key in ["verb", "version", "findings"] {
        assert!(found.contains(key), "{key}");
    }
    found.retain(|key| !common.contains(key));
    found
}

#[test]
fn the_keys_of_findings_are_documented() {
    let folder = folder(&[("wrong.toml", "origins = [\"https://example.com/\"]\n")]);
    let closed = server(false);
    let message = message(&closed.url("/"));
    let mut found = Keys::new();
    for arguments in [&["check", "wrong.toml"][..], &["explain", &message]] {
        let run = cors_in(folder.path(), "json", arguments, b"");
        keys(&run.json(), "", &mut found);
    }
    found.retain(|key| key.starts_with("findings") || key == "verb" || key == "version");
    assert_eq!(found, documented("Every verb"));
}

#[test]
fn the_keys_of_check_are_documented() {
    let found = printed(&[
        (&["check", "cors.toml"], ""),
        (&["check", "wrong.toml", "--diff"], ""),
    ]);
    assert_eq!(found, documented("`cors check`"));
}

#[test]
fn the_keys_of_rules_are_documented() {
    let found = printed(&[(&["rules"], ""), (&["rules", "origin-null"], "")]);
    assert_eq!(found, documented("`cors rules`"));
}

/// The arguments of runs of `cors try` that print every key.
fn tries<'a>(url: &'a str, broken: &'a str, down: &'a str) -> Vec<Vec<&'a str>> {
    let from = ["--from", "https://app.example.com"];
    let run = |more: &[&'a str]| [&["try"], more, &from[..]].concat();
    vec![
        run(&[url]),
        run(&[url, "-X", "PUT"]),
        run(&[url, "-X", "PUT", "--against", "cors.toml"]),
        run(&[url, "-H", "x-a: b", "--against", "cors.toml"]),
        run(&[url, "--as-curl"]),
        run(&[down, "-X", "POST", "--data", "a"]),
        run(&[down]),
        run(&[broken]),
        vec!["try", url, "--from", "null"],
    ]
}

#[test]
fn the_keys_of_try_are_documented() {
    let closed = server(false);
    let broken = Scripted::lines(|_| (502, Vec::new()));
    let (url, broken) = (closed.url("/"), broken.url("/"));
    let tries = tries(&url, &broken, "http://127.0.0.1:2/");
    let runs: Vec<_> = tries.iter().map(|run| (&run[..], "")).collect();
    assert_eq!(printed(&runs), documented("`cors try`"));
}

#[test]
fn the_keys_of_explain_are_documented() {
    let closed = server(false);
    let message = message(&closed.url("/"));
    let found = printed(&[
        (&["explain", &message, "--try"], ""),
        (&["explain"], "what is this?\nTypeError: Failed to fetch\n"),
    ]);
    let (trial, own): (Keys, Keys) = found.into_iter().partition(|key| key.starts_with("trial."));
    assert_eq!(own, documented("`cors explain`"));
    let of_try = documented("`cors try`");
    let unknown = trial
        .iter()
        .find(|key| !of_try.contains(key.trim_start_matches("trial.")));
    assert_eq!(unknown, None);
    assert!(trial.contains("trial.verdicts[].allowed"), "{trial:?}");
}

#[test]
fn the_keys_of_audit_are_documented() {
    let open = server(true);
    let url = open.url("/");
    let found = printed(&[
        (&["audit", &url], ""),
        (&["audit", &url, "--expect", "cors.toml"], ""),
    ]);
    assert_eq!(found, documented("`cors audit`"));
}
