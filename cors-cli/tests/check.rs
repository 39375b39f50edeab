//! `cors check` as a user runs it.

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

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("one JSON document")
}

const WRONG: &[u8] = b"origins = [\"https://example.com/\"]\n";
const RIGHT: &[u8] = b"origins = [\"https://example.com\"]\n";

#[test]
fn the_exit_code_is_the_same_in_every_format() {
    for format in ["text", "concise", "json", "sarif"] {
        let run = |more: &[&str], input| {
            let arguments = [&["check", "-", "--output-format", format], more].concat();
            cors(&arguments, input).status.code()
        };
        assert_eq!(run(&[], RIGHT), Some(0), "{format}");
        assert_eq!(run(&[], WRONG), Some(1), "{format}");
        assert_eq!(run(&["--exit-zero"], WRONG), Some(0), "{format}");
        assert_eq!(run(&["--key", "nope"], RIGHT), Some(2), "{format}");
        assert_eq!(run(&[], b"\xff\xfe"), Some(2), "{format}");
    }
}

#[test]
fn files_that_are_no_policy_end_with_one_sentence() {
    let endless = vec![b' '; 3 << 20];
    let inputs: [&[u8]; 9] = [
        b"",
        b"\0",
        b"[",
        b"{",
        b"- a",
        b"<html>",
        b"{}",
        b"\x1b[31m",
        &endless,
    ];
    for input in inputs {
        let output = cors(&["check", "-"], input);
        assert!(matches!(output.status.code(), Some(1 | 2)), "{input:?}");
        let shown = [output.stdout, output.stderr].concat();
        let shown = String::from_utf8(shown).unwrap();
        assert!(shown.contains("error"), "{shown}");
        assert!(
            !shown.contains('\u{1b}') && !shown.contains("panicked"),
            "{shown}"
        );
    }
}

#[test]
fn json_names_the_place() {
    let output = cors(&["check", "-", "--output-format", "json"], WRONG);
    let document = json(&output);
    let finding = &document["findings"][0];
    assert_eq!(finding["name"], "origin-has-path");
    assert_eq!(finding["severity"], "error");
    assert_eq!(finding["place"]["file"]["line"], 1);
    assert_eq!(finding["place"]["file"]["column"], 32);
}

#[test]
fn sarif_has_what_its_schema_requires() {
    let log = json(&cors(&["check", "-", "--output-format", "sarif"], WRONG));
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "cors");
    let result = &run["results"][0];
    let rules = driver["rules"].as_array().unwrap();
    assert!(rules.iter().any(|rule| rule["id"] == result["ruleId"]));
    assert!(result["message"]["text"].is_string());
    let region = &result["locations"][0]["physicalLocation"]["region"];
    for key in ["startLine", "startColumn", "endLine", "endColumn"] {
        assert!(
            region[key].as_u64().is_some_and(|number| number >= 1),
            "{key}"
        );
    }
}

#[test]
fn fix_writes_the_file_and_diff_does_not() {
    let folder = std::env::temp_dir().join(format!("cors-check-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("cors.toml");
    std::fs::write(&file, WRONG).unwrap();
    let path = file.to_str().unwrap();

    let diff = cors(&["check", path, "--diff"], b"");
    assert!(
        String::from_utf8(diff.stdout)
            .unwrap()
            .contains("+origins = [\"https://example.com\"]")
    );
    assert_eq!(std::fs::read(&file).unwrap(), WRONG);

    assert_eq!(cors(&["check", path, "--fix"], b"").status.code(), Some(0));
    assert_eq!(std::fs::read(&file).unwrap(), RIGHT);
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Applies a unified diff as `patch` does.
fn patched(text: &str, diff: &str) -> String {
    let mut left: Vec<&str> = text.split_inclusive('\n').collect();
    let (mut patched, mut at) = (String::new(), 0);
    // The first two lines name the file, and the last one counts the problems.
    let mut lines = diff.split_inclusive('\n').skip(2).peekable();
    while let Some(line) = lines.next() {
        let next = lines.peek().copied().unwrap_or_default();
        let content = match next.starts_with("\\ No newline") {
            true => line[1..].trim_end_matches('\n'),
            false => &line[1..],
        };
        if let Some(header) = line.strip_prefix("@@ -") {
            let start: usize = header
                .split_once(',')
                .and_then(|(start, _)| start.parse().ok())
                .expect("a number of a line");
            let skipped = left.drain(..start - 1 - at);
            patched.extend(skipped);
            at = start - 1;
        } else if line.starts_with([' ', '-']) {
            assert_eq!(left.remove(0), content, "{diff}");
            at += 1;
        }
        if line.starts_with([' ', '+']) {
            patched.push_str(content);
        }
    }
    patched.extend(left);
    patched
}

/// The line ends of Windows were escaped, and the missing end of the last line was not
/// mentioned.
#[test]
fn a_diff_can_be_applied() {
    let end: String = (0..20).map(|index| format!("# line {index}\r\n")).collect();
    let folder = std::env::temp_dir().join(format!("cors-diff-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("cors.toml");
    for text in [
        String::from_utf8(WRONG.to_vec()).unwrap(),
        "origins = [\"https://example.com/\"]".to_owned(),
        "methods = [\"put\"]\norigins = [\"https://example.com\"]".to_owned(),
        format!("origins = [\"https://a.example/\"]\r\n{end}methods = [\"put\"]\r\n{end}"),
        format!(
            "{end}headers = [\n \"cookie\",\n \"x-a\",\n \"cookie\",\n\n \"x-b\", \"x-b\"\n]\n{end}methods = [\"put\",\n\"put\",\n\"PUT\"]\norigins = [\n\"https://a.example/\",\n]"
        ),
        format!("{end}{end}origins = [\"https://a.example/\"]\r\n# é"),
        "# a\n\n\n\n\norigins = [\"https://a.example/\"]\nmethods = [\n  \"put\"\n]\n".to_owned(),
    ] {
        std::fs::write(&path, &text).unwrap();
        let file = path.to_str().unwrap();
        let diff = String::from_utf8(cors(&["check", file, "--diff"], b"").stdout).unwrap();
        let (diff, _) = diff.trim_end().rsplit_once('\n').unwrap();
        cors(&["check", file, "--fix"], b"");
        let fixed = std::fs::read_to_string(&path).unwrap();
        assert_ne!(fixed, text);
        assert_eq!(patched(&text, &format!("{diff}\n")), fixed, "{diff}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn fix_leaves_what_is_less_severe_alone() {
    let folder = std::env::temp_dir().join(format!("cors-severity-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("cors.toml");
    let text = "origins = [\"https://a.example\"]\nheaders = [\"accept\", \"x-a\"]\n";
    std::fs::write(&path, text).unwrap();
    let file = path.to_str().unwrap();
    cors(&["check", file, "--fix", "--min-severity", "error"], b"");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    cors(&["check", file, "--fix"], b"");
    let fixed = text.replace("\"accept\", ", "");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), fixed);
    std::fs::remove_dir_all(&folder).unwrap();
}

/// A file that cannot be written is the second one here: it is larger than the limit of the
/// shell.
#[cfg(unix)]
#[test]
fn a_failed_write_names_the_files_that_were_fixed() {
    let folder = std::env::temp_dir().join(format!("cors-write-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("a.toml"), WRONG).unwrap();
    let long = [WRONG, "# long\n".repeat(1000).as_bytes()].concat();
    std::fs::write(folder.join("b.toml"), &long).unwrap();
    let script = "trap '' XFSZ; ulimit -f 1; exec \"$0\" check --fix a.toml b.toml";
    let output = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_cors")])
        .current_dir(&folder)
        .output()
        .unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(error.contains("b.toml cannot be written"), "{error}");
    assert!(error.contains("fixed already: a.toml"), "{error}");
    assert_eq!(std::fs::read(folder.join("a.toml")).unwrap(), RIGHT);
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Warnings of the compiler are warnings of the command. They can be left out, or silenced.
#[test]
fn warnings_are_shown_as_warnings() {
    let text = b"origins = [\"http://localhost\"]\nheaders = [\"x-token\", \"autorization\"]\n";
    let shown = cors(&["check", "-", "--output-format", "concise"], text);
    assert_eq!(shown.status.code(), Some(1));
    let shown = String::from_utf8(shown.stdout).unwrap();
    let lines: Vec<&str> = shown.lines().collect();
    assert!(
        lines[0].starts_with("<stdin>:1:12: warning[localhost-without-port]: "),
        "{shown}"
    );
    assert!(
        lines[1].starts_with("<stdin>:2:24: warning[header-misspelled]: "),
        "{shown}"
    );
    assert_eq!(lines.len(), 2, "{shown}");

    let drawn = String::from_utf8(cors(&["check", "-"], text).stdout).unwrap();
    let help = r#"{ header = "autorization", allow = ["header-misspelled"] }"#;
    assert!(
        drawn.contains("warning[cors::header-misspelled]"),
        "{drawn}"
    );
    assert!(drawn.contains(help), "{drawn}");

    let sarif = json(&cors(&["check", "-", "--output-format", "sarif"], text));
    for result in sarif["runs"][0]["results"].as_array().unwrap() {
        assert_eq!(result["level"], "warning");
    }
    let errors_only = cors(&["check", "-", "--min-severity", "error"], text);
    assert_eq!(errors_only.status.code(), Some(0));
    let warnings = cors(&["check", "-", "--min-severity", "warning"], text);
    assert_eq!(warnings.status.code(), Some(1));

    let silenced = br#"
        origins = [{ origin = "http://localhost", allow = ["localhost-without-port"] }]
        headers = ["x-token", { header = "autorization", allow = ["header-misspelled"] }]
        expose_headers = [{ header = "x-crsf-token", allow = ["header_misspelled"] }]
    "#;
    let shown = cors(&["check", "-", "--output-format", "json"], silenced);
    assert_eq!(json(&shown)["findings"], Value::from(Vec::<Value>::new()));
    assert_eq!(shown.status.code(), Some(0));
}

/// The right name would allow another header.
#[test]
fn a_misspelled_header_is_not_fixed() {
    let text = b"origins = \"*\"\nheaders = [\"autorization\"]\n";
    let diff = cors(&["check", "-", "--diff"], text);
    let shown = String::from_utf8(diff.stdout).unwrap();
    assert!(!shown.contains("+headers"), "{shown}");
}

/// Every help said what to write in TOML, and `*` without quotation marks.
#[test]
fn a_help_is_in_the_syntax_of_its_file() {
    let yaml = "origins: [\"http://intranet\"]\nmethods: GET\ncredentials: yes\n";
    let in_json = r#"{"origins": ["http://intranet"], "methods": "GET", "credentials": 1}"#;
    let toml = "methods = \"GET\"\n";
    let cases: [(&str, &[&str]); 3] = [
        (
            yaml,
            &[
                "{ origin: \"http://intranet\", allow: [\"insecure-origin\"] }",
                "write methods: [\"GET\"]",
                "write credentials: true",
            ],
        ),
        (
            in_json,
            &[
                "{ \"origin\": \"http://intranet\", \"allow\": [\"insecure-origin\"] }",
                "write \"methods\": [\"GET\"]",
                "write \"credentials\": true",
            ],
        ),
        (
            toml,
            &[
                "write methods = [\"GET\"]",
                "write origins = [\"https://example.com\"]; if every site may read, `origins = \"*\"`",
            ],
        ),
    ];
    for (text, helps) in cases {
        let output = json(&cors(
            &["check", "-", "--output-format", "json"],
            text.as_bytes(),
        ));
        let found = output["findings"].as_array().expect("findings").iter();
        let found: Vec<_> = found.filter_map(|one| one["help"].as_str()).collect();
        for help in helps {
            assert!(
                found.iter().any(|one| one.contains(help)),
                "{help} is not in {found:#?}"
            );
        }
    }
}

#[test]
fn a_file_with_the_line_ends_of_windows_is_drawn() {
    let toml = b"origins = [\"https://example.com/\"]\r\nmethods = [\"put\"]\r\n";
    let output = cors(&["check", "-"], toml);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    for line in [
        "1 | origins = [\"https://example.com/\"]\n  |                                ^\n",
        "2 | methods = [\"put\"]\n  |             ^^^\n",
    ] {
        assert!(text.contains(line), "{text}");
    }
}

#[test]
fn a_star_without_quotation_marks_in_yaml_needs_them() {
    for yaml in [
        "origins: *\n",
        "origins: [*]\n",
        "origins:\n  - *.example.com\n",
    ] {
        let output = cors(
            &["check", "-", "--output-format", "concise"],
            yaml.as_bytes(),
        );
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(
            text.contains("needs quotation marks in YAML"),
            "{yaml}{text}"
        );
        assert_eq!(text.lines().count(), 1, "{text}");
    }
}

/// A wrong YAML file on standard input was read as TOML.
#[test]
fn the_first_line_says_the_format_of_standard_input() {
    for (text, expected) in [
        ("# a = 1\n\nserver:\n  origins: *\n", "in YAML"),
        ("---\norigins: *\n", "in YAML"),
        ("- *\n", "in YAML"),
        (
            "# a: b\n[policies.a]\norigins = [\n",
            "this list is not closed with `]`",
        ),
        (
            "origins = [\"https://a.example\"\n",
            "this list is not closed with `]`",
        ),
        ("\n {\"origins\": }", "brace"),
        ("{\n\"origins\": }", "brace"),
        ("%YAML 1.2\n---\norigins: *\n", "in YAML"),
        ("{origins: *}\n", "in YAML"),
    ] {
        let output = cors(
            &["check", "-", "--output-format", "concise"],
            text.as_bytes(),
        );
        let shown = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(shown.contains(expected), "{text}{shown}");
    }
}

#[test]
fn the_help_for_an_unknown_key_at_the_root_names_all_keys() {
    let help = |text: &str, index: usize| {
        let output = json(&cors(
            &["check", "-", "--output-format", "json"],
            text.as_bytes(),
        ));
        let help = output["findings"][index]["help"].as_str();
        help.expect("a help").to_owned()
    };
    let root = help("[server]\norigins = \"*\"\n", 0);
    assert!(root.contains("`policies`, `routes`"), "{root}");
    assert!(root.contains("--key"), "{root}");
    assert!(!help("origins = \"*\"\nserver = 1\n", 0).contains("--key"));
    // A policy of a name has none of them.
    let named = help(
        "origins = \"*\"\n[policies.a]\norigins = \"*\"\nserver = 1\n",
        0,
    );
    assert!(!named.contains("routes"), "{named}");
}

#[test]
fn an_empty_variable_for_the_format_is_not_set() {
    let run = |format: &str, more: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_cors"))
            .args(["rules", "origin-null"])
            .args(more)
            .env("CORS_OUTPUT_FORMAT", format)
            .output()
            .unwrap();
        let start = output.stdout.first().copied().map(char::from);
        (output.status.code(), start)
    };
    assert_eq!(run("", &[]), (Some(0), Some('#')));
    assert_eq!(run("json", &[]), (Some(0), Some('{')));
    assert_eq!(run("", &["--output-format", "json"]), (Some(0), Some('{')));
    assert_eq!(run("nonsense", &[]).0, Some(2));
}

#[test]
fn the_man_pages_name_the_variable_for_the_format() {
    let folder = std::env::temp_dir().join(format!("cors-man-{}", std::process::id()));
    let output = cors(&["man", folder.to_str().unwrap()], b"");
    assert_eq!(output.status.code(), Some(0));
    for page in ["cors.1", "cors-check.1"] {
        let page = std::fs::read_to_string(folder.join(page)).unwrap();
        assert!(page.contains("CORS_OUTPUT_FORMAT"), "{page}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_diff_says_how_many_problems_stay() {
    let text = "origins = [\"https://a.test/\", \"https://b.test/\", \"null\"]\ncolour = 1\n";
    let output = cors(&["check", "-", "--diff"], text.as_bytes());
    let shown = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(
        shown.ends_with("\n2 problems would be fixed, and 2 would stay\n"),
        "{shown}"
    );
    let output = cors(&["check", "-", "--diff"], WRONG);
    let shown = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(shown.ends_with("\n1 problem would be fixed\n"), "{shown}");
}

/// `--diff` won, and no file was written.
#[test]
fn fix_and_diff_together_are_refused() {
    let output = cors(&["check", "-", "--fix", "--diff"], RIGHT);
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(
        error.contains("'--diff' cannot be used with '--fix'")
            || error.contains("'--fix' cannot be used with '--diff'"),
        "{error}"
    );
}
