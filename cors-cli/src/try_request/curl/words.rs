//! Splits a command into words, as a POSIX shell or `cmd.exe` does.

mod posix;
mod windows;

use crate::output::Misuse;

/// The words of the command, without quotation marks.
pub(super) fn split(command: &str) -> Result<Vec<String>, Misuse> {
    match is_windows(command) {
        true => windows::split(command),
        false => posix::split(command),
    }
}

/// `cmd.exe` escapes quotation marks and line ends with `^`.
fn is_windows(command: &str) -> bool {
    command.contains("^\"") || command.lines().any(|line| line.trim_end().ends_with(" ^"))
}

fn second_command(character: char) -> Misuse {
    Misuse::new(format!(
        "the command after --curl has {character:?} outside of quotation marks: only one curl \
         command is read"
    ))
}

fn unfinished() -> Misuse {
    Misuse::new("the command after --curl is cut: a quotation mark is not closed")
}

#[cfg(test)]
mod tests {
    use super::split;

    #[track_caller]
    fn assert_words(command: &str, expected: &[&str]) {
        assert_eq!(split(command).expect(command), expected, "{command}");
    }

    #[test]
    fn quotation_marks_of_a_posix_shell() {
        assert_words(
            r#"curl 'a b' "c \" \\ \d" e\ f ''"#,
            &["curl", "a b", r#"c " \ \d"#, "e f", ""],
        );
        assert_words(
            "curl 'a' \\\n  -X 'PUT' \\\r\n -i",
            &["curl", "a", "-X", "PUT", "-i"],
        );
        assert_words(
            r"curl $'it\'s \u0021 a\\b\n\x41\u00e9'",
            &["curl", "it's ! a\\b\nAé"],
        );
    }

    #[test]
    fn what_a_shell_would_do_is_refused() {
        for command in [
            "curl 'a' ; rm b",
            "curl a && b",
            "curl $(id)",
            "curl \"$HOME\"",
            "curl `id`",
            "curl a > b",
            "curl 'a",
            "curl \"a",
            "curl $'a",
            "curl a\\",
            "curl ^\"a^\" & b",
        ] {
            assert!(split(command).is_err(), "{command}");
        }
    }

    #[test]
    fn cmd_of_current_chromium() {
        assert_words(
            "curl ^\"http://a.example/?x=^\\^\"hi^\\^\"^&y=%^41^\" ^\n  -X ^\"PUT^\" ^\n  \
             --data-raw ^\"^{^\\^\"a^\\^\":^\\^\"b^\\^\\c^\\^\"^}^\n\nd^\"",
            &[
                "curl",
                "http://a.example/?x=\"hi\"&y=%41",
                "-X",
                "PUT",
                "--data-raw",
                "{\"a\":\"b\\c\"}\nd",
            ],
        );
    }

    #[test]
    fn cmd_of_older_chromium() {
        assert_words(
            "curl \"http://a.example/\" ^\n  -H \"x: a\"\"b\"\"\" ^\n --data-raw \"50\"%\"\"",
            &[
                "curl",
                "http://a.example/",
                "-H",
                "x: a\"b\"",
                "--data-raw",
                "50%",
            ],
        );
    }

    #[test]
    fn cmd_of_firefox() {
        assert_words(
            "curl ^\"http://a.example/^\" --compressed -X POST -H ^\"x: y^\" --data-raw \
             ^\"^{^\\^\"a^\\^\":1^}^\"",
            &[
                "curl",
                "http://a.example/",
                "--compressed",
                "-X",
                "POST",
                "-H",
                "x: y",
                "--data-raw",
                "{\"a\":1}",
            ],
        );
    }
}
