//! Files that are no policy, and files that cannot be read or written.

use crate::{cors_in, folder, is_finding, is_misuse};

const RIGHT: &str = "origins = [\"https://example.com\"]\n";
const WRONG: &str = "origins = [\"https://example.com/\"]\n";

#[test]
fn an_empty_key_is_one_clear_sentence() {
    let folder = folder(&[("cors.toml", RIGHT.as_bytes())]);
    for key in ["", ".", "a.", ".a", "a..b"] {
        let run = cors_in(folder.path(), &["check", "cors.toml", "--key", key], b"");
        is_misuse(&run, "such as `--key server.cors`");
    }
}

#[test]
fn a_key_does_not_lead_through_lists_and_values() {
    let text = b"{\"servers\": [{\"cors\": {\"origins\": \"*\"}}], \"a\": 1, \"b\": {\"c\": {}}, \"b\": {}}";
    let folder = folder(&[("a.json", text)]);
    for (key, part) in [
        ("servers.0.cors", "`servers` has no keys"),
        ("a.b", "`a` has no keys"),
        ("x", "there is no `x`"),
        ("b.c", "the key `b` twice"),
    ] {
        let run = cors_in(folder.path(), &["check", "a.json", "--key", key], b"");
        is_misuse(&run, part);
    }
}

#[test]
fn what_is_no_text_file_is_refused() {
    let folder = folder(&[
        ("binary.toml", b"\x7fELF\x02\x01\x01\x00\xff\xfe\x80"),
        ("utf16.json", b"\xff\xfe{\x00}\x00"),
        ("cors.conf", RIGHT.as_bytes()),
    ]);
    std::fs::create_dir(folder.path().join("folder.toml")).expect("a folder");
    for (name, part) in [
        ("binary.toml", "is not a text in UTF-8"),
        ("utf16.json", "is not a text in UTF-8"),
        ("folder.toml", "is a folder"),
        ("cors.conf", "is not a .toml, .json, .yaml or .yml file"),
        ("missing.toml", "cannot be read: "),
        ("cors.conf/a.toml", "cannot be read: "),
    ] {
        is_misuse(&cors_in(folder.path(), &["check", name], b""), part);
        let expect = ["audit", "http://127.0.0.1:1/", "--expect", name];
        is_misuse(&cors_in(folder.path(), &expect, b""), part);
    }
}

#[test]
fn a_huge_file_is_refused() {
    let folder = folder(&[]);
    let path = folder.path().join("huge.toml");
    let file = std::fs::File::create(&path).expect("a file");
    file.set_len(100 << 20).expect("a sparse file");
    let run = cors_in(folder.path(), &["check", "huge.toml"], b"");
    is_misuse(&run, "huge.toml is larger than 2 MiB");
    let audit = ["audit", "http://127.0.0.1:1/", "--baseline", "huge.toml"];
    is_misuse(&cors_in(folder.path(), &audit, b""), "larger than 4 MiB");
}

/// To open a named pipe waits for a writer, and a device never ends.
#[cfg(unix)]
#[test]
fn pipes_and_devices_are_refused_at_once() {
    let folder = folder(&[]);
    let pipe = folder.path().join("pipe.toml");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo").success());
    std::os::unix::fs::symlink("/dev/zero", folder.path().join("zero.toml")).expect("a link");
    for name in ["pipe.toml", "zero.toml"] {
        is_misuse(
            &cors_in(folder.path(), &["check", name], b""),
            "is no regular file",
        );
        let audit = ["audit", "http://127.0.0.1:1/", "--baseline", name];
        is_misuse(&cors_in(folder.path(), &audit, b""), "is no regular file");
    }
    is_misuse(
        &cors_in(folder.path(), &["check", "/dev/zero"], b""),
        "is not a .toml",
    );
}

/// A name with a line break printed a line of its own, which looked like a finding.
#[cfg(unix)]
#[test]
fn a_name_with_a_line_break_is_one_line() {
    let name = "\u{1b}[31ma\nb.toml:1:1: error[x]: y.toml";
    let folder = folder(&[(name, WRONG.as_bytes())]);
    let run = cors_in(
        folder.path(),
        &["check", name, "--output-format", "concise"],
        b"",
    );
    let text = run.stdout();
    assert_eq!((run.code(), text.lines().count()), (Some(1), 1), "{text}");
    assert!(text.starts_with("\\u{1b}[31ma b.toml"), "{text}");
    let run = cors_in(folder.path(), &["check", name], b"");
    assert!(run.stdout().contains("31ma b.toml"), "{}", run.stdout());
    is_misuse(
        &cors_in(folder.path(), &["check", "no\nfile.toml"], b""),
        "no file.toml",
    );
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&[("secret.toml", RIGHT.as_bytes())]);
    let path = folder.path().join("secret.toml");
    let permissions = std::fs::Permissions::from_mode(0o000);
    std::fs::set_permissions(&path, permissions).expect("permissions");
    // The administrator may read everything.
    if std::fs::read(&path).is_err() {
        is_misuse(
            &cors_in(folder.path(), &["check", "secret.toml"], b""),
            "cannot be read",
        );
    }
}

#[test]
fn deep_nesting_ends_with_one_problem() {
    let deep = |open: &str, close: &str| {
        let depth = 100_000;
        format!("{}1{}", open.repeat(depth), close.repeat(depth))
    };
    let files = [
        ("list.json", deep("[", "]")),
        ("object.json", deep("{\"a\":", "}")),
        ("list.yaml", deep("[", "]")),
        ("object.yaml", deep("{a: ", "}")),
        ("dashes.yaml", "- ".repeat(100_000) + "1"),
        ("list.toml", format!("a = {}", deep("[", "]"))),
        ("object.toml", format!("a = {}", deep("{a = ", "}"))),
        ("dotted.toml", format!("{}a = 1", "a.".repeat(100_000))),
        ("header.toml", format!("[{}a]\nb = 1", "a.".repeat(100_000))),
    ];
    for (name, text) in files {
        let folder = folder(&[(name, text.as_bytes())]);
        let run = cors_in(folder.path(), &["check", name], b"");
        is_finding(&run, "error[cors::syntax]");
        assert!(run.stdout().len() < 10_000, "{name}");
    }
}

#[test]
fn yaml_bombs_are_not_unfolded() {
    let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (name, of) in ('b'..='i').zip('a'..) {
        let aliases = vec![format!("*{of}"); 9].join(", ");
        bomb += &format!("{name}: &{name} [{aliases}]\n");
    }
    bomb += "origins: *i\n";
    let folder = folder(&[
        ("bomb.yaml", bomb.as_bytes()),
        ("merge.yaml", b"a: &a {b: *a}\n<<: *a\norigins: '*'\n"),
    ]);
    for name in ["bomb.yaml", "merge.yaml"] {
        let run = cors_in(folder.path(), &["check", name], b"");
        is_finding(&run, "an alias is not read");
    }
}

#[test]
fn line_ends_and_marks_of_windows_move_no_place() {
    let text = "\u{feff}# é\r\norigins = [\r\n  \"https://example.com/\",\r\n]\r\n";
    let folder = folder(&[("cors.toml", text.as_bytes())]);
    for (arguments, input) in [(["check", "cors.toml"], ""), (["check", "-"], text)] {
        let arguments = [&arguments[..], &["--output-format", "concise"]].concat();
        let run = cors_in(folder.path(), &arguments, input.as_bytes());
        is_finding(&run, ":3:23: error[origin-has-path]");
    }
    let fixed = cors_in(folder.path(), &["check", "cors.toml", "--fix"], b"");
    assert_eq!(fixed.code(), Some(0), "{}", fixed.stdout());
    let written = std::fs::read_to_string(folder.path().join("cors.toml")).expect("a file");
    assert_eq!(written, text.replace("com/", "com"));
}

/// Standard input with a byte order mark was read as TOML.
#[test]
fn json_with_a_byte_order_mark_is_recognized_on_standard_input() {
    let folder = folder(&[]);
    let input = "\u{feff}{\"origins\": [\"https://example.com\"]}";
    let run = cors_in(folder.path(), &["check", "-"], input.as_bytes());
    assert_eq!(run.code(), Some(0), "{}", run.stdout());
}

#[test]
fn duplicate_keys_are_found_in_every_format() {
    let files: [(&str, &[u8]); 6] = [
        ("a.toml", b"origins = \"*\"\norigins = \"*\"\n"),
        ("a.json", b"{\"origins\": \"*\", \"origins\": \"*\"}"),
        ("a.yaml", b"origins: '*'\norigins: '*'\n"),
        ("b.json", b"{\"origins\": \"*\", \"policies\": {}, \"policies\": {}}"),
        ("c.json", b"{\"origins\": \"*\", \"policies\": {\"a\": {\"origins\": \"*\"}, \"a\": {\"origins\": \"*\"}}}"),
        ("d.json", b"{\"origins\": [{\"origin\": \"https://a.example\", \"origin\": \"https://b.example\"}]}"),
    ];
    for (name, text) in files {
        let folder = folder(&[(name, text)]);
        let run = cors_in(folder.path(), &["check", name], b"");
        assert_eq!(
            run.code(),
            Some(1),
            "{name}: {}{}",
            run.stdout(),
            run.stderr()
        );
    }
}

/// Every problem searched its place among all keys, and drew every line between its two
/// places.
#[test]
fn many_keys_and_many_problems_take_seconds() {
    let policies: Vec<_> = (0..40_000)
        .map(|number| format!("\"{number}\":{{}}"))
        .collect();
    let policies = format!(
        "{{\"origins\": \"*\", \"policies\": {{{}}}}}",
        policies.join(",")
    );
    let origins: String = (0..10_000)
        .map(|number| format!("  \"http://a{number}.example\",\n"))
        .collect();
    let origins = format!("origins = [\n{origins}]\ncredentials = true\n");
    let keys: String = (0..40_000)
        .map(|number| format!("key{number}: 1\n"))
        .collect();
    let folder = folder(&[
        ("policies.json", policies.as_bytes()),
        ("origins.toml", origins.as_bytes()),
        ("keys.yaml", keys.as_bytes()),
    ]);
    for (arguments, last) in [
        (
            &["check", "policies.json", "--output-format", "concise"][..],
            "\n",
        ),
        (
            &["check", "origins.toml"],
            "9800 more: `--output-format concise` shows them all\n10000 problems in 1 file\n",
        ),
        (&["check", "keys.yaml", "--output-format", "json"], "}\n"),
    ] {
        // The run has a limit of 30 s.
        let run = cors_in(folder.path(), arguments, b"");
        assert_eq!(run.code(), Some(1), "{arguments:?} {}", run.stderr());
        assert!(run.stdout().ends_with(last), "{arguments:?}");
    }
}

/// The rules compared each `*`, and each text that they propose, with every other entry.
/// The command ended after 20 s and had checked nothing.
#[test]
fn a_file_with_very_many_entries_is_checked_to_its_end() {
    let list = |entry: &dyn Fn(usize) -> String, length: usize| {
        let entries: Vec<String> = (0..length).map(entry).collect();
        entries.join(",")
    };
    let stars = list(&|_| "\"*\"".to_owned(), 400_000);
    let words = list(&|number| format!("\"X{number} Y\""), 50_000);
    let word_list = list(&|number| format!("X{number}"), 100_000);
    let unknown_keys = list(&|number| format!("\"k{number}\":1"), 50_000);
    let policies = list(&|number| format!("\"p{number}\":{{}}"), 50_000);
    let routes = list(
        &|number| format!("{{\"nest\":\"/{number}\",\"policy\":\"q{number}\"}}"),
        20_000,
    );
    let long = "n".repeat(1 << 20);
    let last = |count| format!("{count} problems in 1 file\n");
    for (name, text, end) in [
        (
            "stars",
            format!("{{\"origins\":[{stars},\"https://a.example\"]}}"),
            last(400_000),
        ),
        (
            "words",
            format!("{{\"origins\":\"*\",\"methods\":[{words}]}}"),
            last(50_000),
        ),
        (
            "list",
            format!("{{\"origins\":\"*\",\"methods\":[\"{word_list}\"]}}"),
            "1 problem in 1 file".to_owned(),
        ),
        (
            "route",
            format!("{{\"origins\":\"*\",\"routes\":[{{{unknown_keys}}}]}}"),
            last(50_000),
        ),
        (
            "methods",
            format!(
                "{{\"origins\":\"*\",\"policies\":{{\"p\":{{\"origins\":\"*\"}}}},\"routes\":[{{\"path\":\"/a\",\"policy\":\"p\",\"methods\":[{words}]}}]}}"
            ),
            last(50_000),
        ),
        (
            "policies",
            format!("{{\"origins\":\"*\",\"policies\":{{{policies}}},\"routes\":[{routes}]}}"),
            last(70_000),
        ),
        (
            "name",
            format!("{{\"origins\":\"*\",\"policies\":{{\"{long}\":{{\"origins\":[{words}]}}}}}}"),
            "1 problem in 1 file".to_owned(),
        ),
    ] {
        let folder = folder(&[("cors.json", text.as_bytes())]);
        for arguments in [
            &["check", "cors.json"][..],
            &["check", "cors.json", "--diff"],
        ] {
            // The run has a limit of 30 s.
            let run = cors_in(folder.path(), arguments, b"");
            assert_eq!(run.code(), Some(1), "{name}: {}", run.stderr());
            if arguments.len() == 2 {
                assert!(run.stdout().contains(&end), "{name}: {}", run.stdout());
            }
        }
    }
}

/// The shortest diff of two texts without a common line takes very long.
#[test]
fn a_diff_of_many_lines_ends() {
    let origins: String = (0..20_000)
        .map(|number| format!("  \"https://a{number}.example/\",\n"))
        .collect();
    let text = format!("origins = [\n{origins}]\n");
    let folder = folder(&[("cors.toml", text.as_bytes())]);
    let run = cors_in(folder.path(), &["check", "cors.toml", "--diff"], b"");
    assert_eq!(run.code(), Some(1), "{}", run.stderr());
    assert!(run.stdout().ends_with("20000 problems would be fixed\n"));
}

#[test]
fn fix_of_a_read_only_file_is_one_sentence() {
    let folder = folder(&[("cors.toml", WRONG.as_bytes())]);
    let path = folder.path().join("cors.toml");
    let mut permissions = std::fs::metadata(&path).expect("a file").permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).expect("permissions");
    // The administrator may write everything.
    if std::fs::OpenOptions::new()
        .append(true)
        .open(&path)
        .is_err()
    {
        let run = cors_in(folder.path(), &["check", "cors.toml", "--fix"], b"");
        is_misuse(&run, "cors.toml cannot be written");
    }
}

#[cfg(unix)]
#[test]
fn fix_keeps_a_link() {
    let folder = folder(&[("target.toml", WRONG.as_bytes())]);
    let link = folder.path().join("cors.toml");
    std::os::unix::fs::symlink("target.toml", &link).expect("a link");
    let run = cors_in(folder.path(), &["check", "cors.toml", "--fix"], b"");
    assert_eq!(run.code(), Some(0), "{}", run.stdout());
    assert!(
        std::fs::symlink_metadata(&link)
            .expect("a link")
            .is_symlink()
    );
    let written = std::fs::read_to_string(folder.path().join("target.toml"));
    assert_eq!(written.expect("a file"), RIGHT);
}

#[test]
fn a_diff_without_problems_says_so() {
    let folder = folder(&[("cors.toml", RIGHT.as_bytes())]);
    let run = cors_in(folder.path(), &["check", "cors.toml", "--diff"], b"");
    assert_eq!(
        (run.code(), &*run.stdout()),
        (Some(0), "no problem in 1 file\n")
    );
}

/// The first file was written before the second one could not be read.
#[test]
fn fix_writes_no_file_if_one_cannot_be_read() {
    let folder = folder(&[("a.toml", WRONG.as_bytes()), ("b.toml", b"\xff")]);
    let run = cors_in(folder.path(), &["check", "a.toml", "b.toml", "--fix"], b"");
    is_misuse(&run, "b.toml is not a text in UTF-8");
    let kept = std::fs::read_to_string(folder.path().join("a.toml"));
    assert_eq!(kept.expect("a file"), WRONG);
}

#[test]
fn two_files_of_which_one_is_wrong_have_one_problem() {
    let folder = folder(&[("a.toml", RIGHT.as_bytes()), ("b.toml", b"origins = [")]);
    let run = cors_in(folder.path(), &["check", "a.toml", "b.toml"], b"");
    is_finding(&run, "1 problem in 2 files");
}

/// `cors schema`, `cors completions` and every error panicked if they could not be written.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_and_a_closed_pipe_are_no_panic() {
    let full = || std::fs::File::create("/dev/full").expect("the device");
    let command = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_cors"));
        command.args(arguments);
        command
    };
    for arguments in [&["schema"][..], &["rules"], &["completions", "bash"]] {
        let mut run = command(arguments);
        let output = run.stdout(full()).output().expect("the command runs");
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?} {error}");
        assert!(
            error.starts_with("error: the result cannot be printed: "),
            "{error}"
        );
        let mut run = command(arguments);
        run.stdout(std::process::Stdio::piped());
        let mut child = run.spawn().expect("the command runs");
        drop(child.stdout.take());
        let status = child.wait().expect("the command ends");
        assert_eq!(status.code(), Some(0), "{arguments:?}");
    }
    let mut run = command(&["check", "missing.toml"]);
    let status = run.stderr(full()).status().expect("the command runs");
    assert_eq!(status.code(), Some(2));
}
