//! What `cors check` says about usual mistakes: the right place, and a help that grants nothing.

use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;

fn cors(arguments: &[&str], input: &[u8]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cors"))
        .args(arguments)
        .write_stdin(input)
        .output()
        .expect("the command ends")
}

/// The lines of `--output-format concise`.
fn concise(input: &str) -> Vec<String> {
    let arguments = ["check", "-", "--output-format", "concise"];
    let output = cors(&arguments, input.as_bytes());
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.lines().map(str::to_owned).collect()
}

fn helps(input: &str) -> Vec<Option<String>> {
    let output = cors(&["check", "-", "--output-format", "json"], input.as_bytes());
    let output: Value = serde_json::from_slice(&output.stdout).expect("one JSON document");
    let findings = output["findings"].as_array().expect("findings").iter();
    let help = |one: &Value| one["help"].as_str().map(str::to_owned);
    findings.map(help).collect()
}

/// The helps were `["GET", "PUT"]`, `["authorization"]`, `["etag"]` and
/// `["https://example.com"]`: permissions that are not in the text.
#[test]
fn the_help_for_a_list_in_one_text_has_the_entries_of_the_text() {
    let origins = "origins = [\"https://a.test\"]\n";
    for (line, help) in [
        (
            "methods = \"GET, POST\"",
            "write methods = [\"GET\", \"POST\"]",
        ),
        ("methods = \"GET\"", "write methods = [\"GET\"]"),
        (
            "headers = \"x-a, x-b\"",
            "write headers = [\"x-a\", \"x-b\"]",
        ),
        (
            "expose_headers = \"etag; link\"",
            "write expose_headers = [\"etag\", \"link\"]",
        ),
        (
            "methods = \"get, post\"",
            "write a list, such as methods = [\"GET\", \"PUT\"]",
        ),
    ] {
        let found = helps(&format!("{origins}{line}\n"));
        assert_eq!(found, [Some(help.to_owned())], "{line}");
    }
    assert_eq!(
        helps("origins: https://a.test, https://b.test\n"),
        [Some(
            "write origins: [\"https://a.test\", \"https://b.test\"]".to_owned()
        )]
    );
}

/// The route with `method` had no fix, the one without `methods` had no help, and the unknown
/// policy was found after both were fixed.
#[test]
fn a_misspelled_key_of_a_route_hides_no_other_problem() {
    let policy =
        "origins = [\"https://a.test\"]\n[policies.admin]\norigins = [\"https://b.test\"]\n";
    for (route, expected) in [
        (
            "path = \"/a\"\nmethod = \"get\"\npolicy = \"admn\"",
            vec!["write `methods`", "write \"admin\""],
        ),
        (
            "path = \"/a\"\npolicy = \"admn\"",
            vec![
                "write the methods, such as methods = [\"PUT\"], or `nest`, which is for every method",
                "write \"admin\"",
            ],
        ),
        (
            "pth = \"/a\"\nmethods = [\"GET\"]\npolicy = \"none\"",
            vec!["write `path`"],
        ),
        (
            "paths = \"/a\"\nmethods = [\"GET\"]\npolicy = \"none\"",
            vec!["write `path`"],
        ),
        ("Nest = \"/a\"\npolicy = \"none\"", vec!["write `nest`"]),
        ("nest = \"/a\"\npolic = \"none\"", vec!["write `policy`"]),
        (
            "nest = \"/a\"\npolicy = \"none\"\n_path = 1",
            vec!["the keys of a route are `path`, `nest`, `methods`, `policy`"],
        ),
    ] {
        let found = helps(&format!("{policy}[[routes]]\n{route}\n"));
        let found: Vec<&str> = found.iter().flatten().map(String::as_str).collect();
        assert_eq!(found, expected, "{route}");
        assert_eq!(
            helps(&format!("{policy}[[routes]]\n{route}\n")).len(),
            expected.len()
        );
    }
}

/// The parser reads the next key as an entry, and reported a missing comma before it.
#[test]
fn a_list_that_is_not_closed_is_marked_at_its_bracket() {
    let unclosed = "error[syntax]: this list is not closed with `]`";
    for (text, place) in [
        (
            "origins = [\"https://a.test\"\nmethods = [\"GET\"]\n",
            "1:11",
        ),
        (
            "origins = [\"https://a.test\",\nmethods = [\"GET\"]\n",
            "1:11",
        ),
        (
            "origins = [\n  \"https://[::1]\"\n\n[policies.a]\norigins = \"*\"\n",
            "1:11",
        ),
        (
            "methods = [\"GET\"]\norigins = [\n  \"https://a.test\" # [\n[[routes]]\n",
            "2:11",
        ),
        (
            "origins = [\"https://a.test\",\n[[routes]]\npath = \"/a\"\n",
            "1:11",
        ),
        ("origins = [\n", "1:11"),
    ] {
        assert_eq!(
            concise(text),
            [format!("<stdin>:{place}: {unclosed}")],
            "{text}"
        );
    }
    for text in [
        "origins = [\n  \"https://a.test\"\n  \"https://b.test\"\n]\n",
        "origins = [\"https://a.test\" \"https://b.test\"]\n",
        "origins = [\n  [\"https://a.test\"]\n  [\"https://b.test\"]\n]\n",
    ] {
        let lines = concise(text);
        assert!(lines[0].contains("missing comma"), "{text}{lines:?}");
    }
}

/// The message was "while scanning a plain scalar, found a tab", on the line before the tab.
#[test]
fn a_tab_that_indents_yaml_is_marked() {
    for (text, place) in [
        ("origins:\n\t- https://a.test\n", "2:1"),
        ("origins:\n  - https://a.test\n\t- https://b.test\n", "3:1"),
        ("cors:\n\torigins: \"*\"\n", "2:1"),
    ] {
        let message = "error[syntax]: indent with spaces, not with a tab";
        assert_eq!(
            concise(text),
            [format!("<stdin>:{place}: {message}")],
            "{text}"
        );
    }
}

/// The help did not name the path, and a missing `origins` was reported, too.
#[test]
fn a_policy_in_a_table_needs_the_key_of_the_table() {
    for (text, option) in [
        ("[cors]\norigins = [\"https://a.test\"]\n", "`--key cors`"),
        (
            "[server]\nport = 1\n[server.cors]\norgins = \"*\"\n",
            "`--key server.cors`",
        ),
        (
            "server:\n  cors:\n    allowed_origins: \"*\"\n",
            "`--key server.cors`",
        ),
    ] {
        let found = helps(text);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].as_ref().is_some_and(|help| help.ends_with(option)),
            "{found:?}"
        );
    }
    // The table has no policy, so the file has none.
    assert_eq!(helps("[server]\nport = 1\n").len(), 2);
}
