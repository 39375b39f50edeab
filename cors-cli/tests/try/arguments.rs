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
            "write https://app",
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

/// Each refusal is one sentence that says what to write.
#[test]
fn from_takes_an_origin_and_nothing_else() {
    let app = "write https://app.example.com";
    for (from, message) in [
        ("https://app.example.com/path", app),
        ("https://app.example.com/", app),
        ("https://app.example.com:443", app),
        ("https://APP.example.com", app),
        ("HTTPS://app.example.com", app),
        ("https://user@app.example.com", app),
        (" https://app.example.com", app),
        ("\"https://app.example.com\"", app),
        ("app.example.com", app),
        ("App.Example.com/index.html", app),
        ("wss://app.example.com", app),
        ("ftp://app.example.com", app),
        ("localhost:5173", "write http://localhost:5173"),
        ("http://127.1:5173", "write http://127.0.0.1:5173"),
        ("https://*.example.com", "is a pattern"),
        ("https://*.example.com", "such as https://app.example.com"),
        ("*.example.org:*", "is a pattern"),
        ("https://preview-*.example.com", "is a pattern"),
        (
            "https://*-team.example.com:*",
            "such as https://app-team.example.com",
        ),
        ("*", "is a pattern, and a page has one origin"),
        ("*", "such as https://app.example.com"),
        (
            "https://a.example,https://b.example",
            "is a list: write one origin",
        ),
        (
            "https://a.example https://b.example",
            "is a list: write one origin",
        ),
        ("NULL", "write null"),
        ("file:///index.html", "write null"),
        ("data:text/html,x", "write null"),
        ("", "is no origin: write the page's scheme, host and port"),
        ("mailto:a@b.example", "is no origin: write"),
        ("javascript:1", "is no origin: write"),
        ("/index.html", "is no origin: write"),
    ] {
        let run = cors(&["try", "http://127.0.0.1:2/", "--from", from]);
        assert_eq!(run.code(), Some(2), "{from}");
        assert!(run.stderr().contains(message), "{from}: {}", run.stderr());
        assert_eq!(run.stderr().lines().count(), 1, "{}", run.stderr());
    }
    for from in [
        "null",
        "https://app.example.com.",
        "chrome-extension://abcdef",
        "capacitor://localhost",
    ] {
        let run = cors(&["try", "http://127.0.0.1:2/", "--from", from]);
        assert_eq!(run.code(), Some(1), "{from} is an origin: {}", run.stderr());
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
