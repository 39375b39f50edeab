//! Wrong arguments get a help that leads to the right ones.

use std::process::Output;

use assert_cmd::Command;

fn cors(arguments: &[&str], input: &[u8]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cors"))
        .args(arguments)
        .write_stdin(input)
        .output()
        .expect("the command ends")
}

/// The message was "File exists (os error 17)".
#[test]
fn man_pages_need_a_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a1.toml");
    std::fs::write(&file, "").expect("a file");
    let output = cors(&["man", file.to_str().expect("UTF-8")], b"");
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(
        error.ends_with("a1.toml is a file; name a folder\n"),
        "{error}"
    );
    let help = cors(&["help", "man"], b"");
    let help = String::from_utf8(help.stdout).expect("UTF-8");
    assert!(
        help.contains("<FOLDER>\n          The folder for the man pages"),
        "{help}"
    );
}

/// The tip was to pass the option as a value.
#[test]
fn an_option_of_another_command_gets_our_name() {
    let url = "https://a.test";
    for (arguments, ours) in [
        (["try", url, "-d", "x"], "'--data'"),
        (["try", url, "--origin", url], "'--from'"),
        (["proxy", url, "--port", "8741"], "'--listen'"),
        (["proxy", url, "-p", "8741"], "'--listen'"),
        (["proxy", url, "--origin", url], "'--allow-origin'"),
    ] {
        let output = cors(&arguments, b"");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let error = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(error.contains(ours), "{error}");
        assert!(!error.contains("as a value"), "{error}");
    }
}

#[test]
fn a_timeout_of_zero_is_refused_in_words() {
    let output = cors(&["proxy", "https://a.test", "--timeout", "0"], b"");
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(error.contains("from 1 to 86400"), "{error}");
}

/// `safari` was said to be similar to `standard`.
#[test]
fn a_browser_can_have_the_name_of_its_vendor() {
    for (name, browser) in [
        ("safari", "webkit"),
        ("chrome", "chromium"),
        ("edge", "chromium"),
    ] {
        let run = |browser: &str| {
            let url = "https://api.test/";
            let arguments = [
                "try",
                url,
                "--from",
                "https://a.test",
                "-X",
                "PUT",
                "--as-curl",
            ];
            cors(&[&arguments[..], &["--browser", browser]].concat(), b"")
        };
        let output = run(name);
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(output.stdout, run(browser).stdout, "{name}");
    }
}
