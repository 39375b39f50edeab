//! `cors explain` as a user runs it.

use std::process::Output;

use assert_cmd::Command;

fn explain(arguments: &[&str], input: &[u8]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cors"))
        .arg("explain")
        .args(arguments)
        .write_stdin(input)
        .output()
        .expect("the command ends")
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("the output is UTF-8")
}

const PUT: &str = "Access to fetch at 'https://api.example.com/' from origin \
    'https://app.example.com' has been blocked by CORS policy: Method PUT is not allowed by \
    Access-Control-Allow-Methods in preflight response.";

#[test]
fn a_cause_is_a_finding_with_the_line_to_change() {
    let output = explain(&[PUT], b"");
    assert_eq!(output.status.code(), Some(1));
    let text = text(&output);
    for part in [
        "error[preflight-method-not-allowed]",
        "fault    the server",
        "policy   methods = [\"PUT\"]",
        "headers  Access-Control-Allow-Methods: PUT",
        "https://developer.mozilla.org/",
        "an extension fixes nothing",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn standard_input_is_read_without_an_argument_and_with_a_hyphen() {
    let console =
        format!("app.js:7 hello\n{PUT}\nUncaught (in promise) TypeError: Failed to fetch\n");
    for arguments in [&[][..], &["-"]] {
        let output = explain(arguments, console.as_bytes());
        assert_eq!(output.status.code(), Some(1));
        let text = text(&output);
        assert!(
            text.contains("error[preflight-method-not-allowed]"),
            "{text}"
        );
        assert!(text.contains("note[no-reason]"), "{text}");
        assert!(!text.contains("hello"), "{text}");
    }
}

#[test]
fn an_unknown_message_is_not_guessed() {
    let output = explain(&["the cat sat on the mat"], b"");
    assert_eq!(output.status.code(), Some(1));
    let text = text(&output);
    assert!(text.starts_with("warning[unknown-message]"), "{text}");
    assert!(!text.contains("policy"), "{text}");
}

#[test]
fn nothing_to_explain_is_a_misuse() {
    let output = explain(&[], b" \n\n");
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.contains("the input is empty"), "{error}");
}

#[test]
fn the_format_changes_no_exit_code() {
    for format in ["text", "concise", "json", "sarif"] {
        let with = |more: &[&str]| {
            let mut arguments = vec![PUT, "--output-format", format];
            arguments.extend(more);
            explain(&arguments, b"").status.code()
        };
        assert_eq!(with(&[]), Some(1), "{format}");
        assert_eq!(with(&["--exit-zero"]), Some(0), "{format}");
    }
}

#[test]
fn json_has_the_values_of_the_message() {
    let output = explain(&[PUT, "--output-format", "json"], b"");
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let entry = &json["entries"][0];
    assert_eq!(entry["source"], "Chromium (Chrome, Edge, Opera, Electron)");
    assert_eq!(entry["name"], "preflight-method-not-allowed");
    assert_eq!(entry["url"], "https://api.example.com/");
    assert_eq!(entry["origin"], "https://app.example.com");
    assert_eq!(entry["policy"], "methods = [\"PUT\"]");
}

#[test]
fn less_severe_findings_are_left_out() {
    let lookalike = "Uncaught (in promise) TypeError: Failed to fetch";
    let output = explain(&[lookalike, "--min-severity", "error"], b"");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output), "");
}

#[test]
fn escape_sequences_of_the_input_do_not_reach_the_terminal() {
    let output = explain(&[], format!("\u{1b}[2J{PUT}\u{1b}]0;title\u{7}").as_bytes());
    assert!(!text(&output).contains('\u{1b}'));
    let output = explain(&["\u{1b}[31mthe cat"], b"");
    assert!(!text(&output).contains('\u{1b}'));
}

#[test]
fn bytes_that_are_no_text_do_no_harm() {
    let mut bytes = b"\xff\xfe\x00".repeat(10_000);
    bytes.extend(PUT.as_bytes());
    let output = explain(&[], &bytes);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{output:?}");
    let output = explain(&[], &vec![b'a'; (16 << 20) + 1]);
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(error, "error: standard input is larger than 16 MiB\n");
}

#[test]
fn color_is_for_terminals_alone() {
    let run = |name: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cors"));
        let output = command.args(["explain", PUT]).env(name, "1").output();
        text(&output.expect("the command runs"))
    };
    assert!(!run("NO_COLOR").contains('\u{1b}'));
    assert!(run("CLICOLOR_FORCE").contains('\u{1b}'));
}

#[test]
fn secrets_of_the_input_are_not_printed() {
    let input = "* Connected to a.example\n\
        * [HTTP/2] [1] [authorization: Bearer hunter2]\n\
        > GET /?a=b&token=hunter2&x=kept HTTP/1.1\n\
        > Host: a.example\n> Origin: https://b.example\n> Cookie: sid=hunter2\n\
        > Authorization: Bearer hunter2\n> Proxy-Authorization: Basic hunter2\n\
        > X-Api-Key: hunter2\n>\n< HTTP/1.1 200 OK\n\
        < Set-Cookie: sid=hunter2; Secure\n<\n\
        Access to fetch at 'https://u:hunter2@a.example/?access_token=hunter2' from origin \
        'https://b.example' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' \
        header is present on the requested resource.\n\
        curl -H 'Authorization: Bearer hunter2' 'https://a.example/#id_token=hunter2'\n";
    for format in ["text", "concise", "json", "sarif"] {
        let output = explain(&["--output-format", format], input.as_bytes());
        let text = text(&output);
        assert_eq!(output.status.code(), Some(1), "{format}");
        assert!(!text.contains("hunter2"), "{format}: {text}");
        assert!(text.contains("allow-origin-missing"), "{format}: {text}");
    }
    let unknown = "the cat sat on https://a.example/?session=hunter2&x=kept";
    let output = explain(&[unknown], b"");
    let text = text(&output);
    assert!(
        !text.contains("hunter2") && text.contains("x=kept"),
        "{text}"
    );
}

/// Lines of a mebibyte. If the time grew with the square of the length, each of these would
/// take minutes.
#[test]
fn long_lines_and_long_consoles_take_seconds() {
    let spaces = " ".repeat(1 << 19);
    let known: String = (0..3000)
        .map(|index| PUT.replace("api", &format!("api{index}")) + "\n")
        .collect();
    for text in [
        "//a".repeat(350_000),
        "https://a.example/?b&".repeat(50_000),
        format!("{spaces}{}", "token:".repeat(90_000)),
        "curl -u 'a' ".repeat(90_000),
        "curl -u 'a\n".repeat(90_000),
        "curl -H \"\\\"a\n".repeat(80_000),
        "curl ^\"^\\^\"".repeat(80_000),
        "\"token\":\"\\\"a".repeat(80_000),
        "Bearer a ".repeat(110_000),
        (0..60_000)
            .map(|index| format!("sid=secret{index}\n"))
            .collect(),
        known,
    ] {
        let began = std::time::Instant::now();
        let output = explain(&["--output-format", "json"], text.as_bytes());
        assert_eq!(output.status.code(), Some(1));
        let start: String = text.chars().take(20).collect();
        assert!(
            began.elapsed().as_secs() < 60,
            "{start}: {:?}",
            began.elapsed()
        );
    }
}

#[test]
fn passwords_and_cookies_of_a_command_are_not_printed() {
    let input = "$ curl -i -u 'admin:hunter2' --cookie \"sid=hunter2\" --user=a:hunter2 \\\n\
        -b sid=hunter2 'https://a.example/' -H 'Origin: https://b.example'\nHTTP/1.1 200 OK\n";
    for format in ["text", "concise", "json", "sarif"] {
        let output = explain(&["--output-format", format], input.as_bytes());
        let text = text(&output);
        assert!(!text.contains("hunter2"), "{format}: {text}");
        assert!(text.contains("allow-origin-missing"), "{format}: {text}");
    }
}

#[test]
fn a_transcript_has_no_escaped_line_breaks() {
    let input = "% Total\n\r  0 --:--:-- 0* Connected to a.example\r\n> GET / HTTP/1.1\r\n> Host: a.example\r\n>\r\n\
        < HTTP/1.1 200 OK\r\n<\r\n";
    for format in ["text", "json"] {
        let text = text(&explain(&["--output-format", format], input.as_bytes()));
        assert!(text.contains("no-origin"), "{text}");
        assert!(!text.contains("\\u{d}") && !text.contains("\\r"), "{text}");
    }
}

#[test]
fn concise_is_one_line_for_a_text_of_multiple_lines() {
    let arguments = ["--output-format", "concise"];
    let output = explain(&arguments, b"the cat sat\non the mat\nall day\n");
    assert_eq!(text(&output).lines().count(), 1, "{output:?}");
}

#[test]
fn a_console_that_names_the_reason_is_not_sent_to_look_for_it() {
    let console = format!(
        "{PUT}\nGET https://api.example.com/ net::ERR_FAILED\nTypeError: Failed to fetch\n"
    );
    let text = text(&explain(&[], console.as_bytes()));
    assert_eq!(text.matches("note[no-reason]").count(), 2, "{text}");
    assert!(!text.contains("pass it here"), "{text}");
    assert!(text.contains("fix that one first"), "{text}");
}

/// `cors rules` knows no names of causes.
#[test]
fn the_other_causes_of_a_message_are_in_words() {
    let line = "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote \
        resource at https://a.example/. (Reason: CORS request did not succeed). Status code: (null).";
    let text = text(&explain(&[line], b""));
    assert!(
        text.contains("  or       the browser says the same for: "),
        "{text}"
    );
    assert!(
        !text.contains("preflight-network") && !text.contains("redirect-userinfo"),
        "{text}"
    );
}

#[test]
fn a_response_without_its_command_needs_the_command() {
    for response in ["HTTP/1.1 200 OK\nServer: nginx\n", "HTTP/2 200\n"] {
        let text = text(&explain(&[], response.as_bytes()));
        assert!(
            text.contains("put the curl command with its `Origin`"),
            "{text}"
        );
        assert!(!text.contains("paste the whole message"), "{text}");
    }
}
