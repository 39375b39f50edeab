//! Arguments that are wrong.

use crate::ORIGIN;
use crate::scripted::cors;

#[test]
fn misuse_is_one_sentence_and_exit_code_2() {
    for (arguments, message) in [
        (
            &["try", "api.example.com", "--from", ORIGIN][..],
            "did you mean https://",
        ),
        (
            &["try", "ftp://a.example/", "--from", ORIGIN],
            "is no http:// or https:// URL",
        ),
        (&["try", "https://a.example/"], "--from"),
        (
            &["try", "https://a.example/", "--from", "app"],
            "is not an origin",
        ),
        (
            &["try", "https://a.example/", "--from", ORIGIN, "-H", "x"],
            "is no header",
        ),
        (
            &[
                "try",
                "https://a.example/",
                "--from",
                ORIGIN,
                "--against",
                "/nowhere.toml",
            ],
            "cannot be read",
        ),
    ] {
        let run = cors(arguments);
        assert_eq!(run.code(), Some(2), "{arguments:?}");
        assert!(run.stderr().contains(message), "{}", run.stderr());
        assert!(run.stdout().is_empty());
    }
}

#[test]
fn a_wrong_url_has_the_hint_that_fits() {
    for (url, hint) in [
        ("", Some("the URL is empty")),
        ("notaurl", Some("did you mean https://notaurl?")),
        (
            "localhost:8197/x",
            Some("did you mean http://localhost:8197/x?"),
        ),
        ("https://a.example:99999/", Some("invalid port number")),
        ("a.example:99999", None),
        ("javascript:1", None),
    ] {
        for arguments in [&["try", url, "--from", ORIGIN][..], &["audit", url]] {
            let run = cors(arguments);
            let text = run.stderr();
            assert_eq!(run.code(), Some(2), "{text}");
            match hint {
                Some(hint) => assert!(text.contains(hint), "{text}"),
                None => assert!(!text.contains("did you mean"), "{text}"),
            }
        }
    }
}

#[test]
fn from_takes_an_origin_and_no_url() {
    for from in [
        "https://app.example.com/path",
        "https://app.example.com/",
        "https://app.example.com:443",
        "https://APP.example.com",
    ] {
        let run = cors(&["try", "http://127.0.0.1:1/", "--from", from]);
        assert_eq!(run.code(), Some(2), "{from}");
        assert!(
            run.stderr().contains("write https://app.example.com"),
            "{}",
            run.stderr()
        );
    }
    let run = cors(&["try", "http://127.0.0.1:1/", "--from", "null"]);
    assert_eq!(run.code(), Some(1), "`null` is an origin");
}

#[test]
fn from_takes_no_pattern_and_no_scheme_alone() {
    for (from, message) in [
        ("https://*.example.com", "is a pattern"),
        ("*", "is not an origin"),
        ("mailto:a@b.example", "is not an origin"),
        ("file:///index.html", "write null"),
        ("data:text/html,x", "write null"),
    ] {
        let run = cors(&["try", "http://127.0.0.1:1/", "--from", from]);
        assert_eq!(run.code(), Some(2), "{from}");
        assert!(run.stderr().contains(message), "{from}: {}", run.stderr());
    }
}

#[test]
fn as_curl_says_why_a_browser_rejects_a_request() {
    for arguments in [
        &["-X", "A B"][..],
        &["-X", "TRACE"],
        &["-H", "x y: 1"],
        &["-H", "x: a\nb"],
    ] {
        let all = [
            &["try", "http://127.0.0.1:1/", "--from", ORIGIN, "--as-curl"],
            arguments,
        ];
        let run = cors(&all.concat());
        assert_eq!(run.code(), Some(1), "{arguments:?}");
        assert!(run.stdout().contains("error["), "{}", run.stdout());
    }
}
