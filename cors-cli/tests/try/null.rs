//! No advice allows `null`.

use crate::scripted::{Run, Scripted, cors};
use crate::{ORIGIN, allows_put};

/// Any site can send `Origin: null` from a sandboxed frame.
#[track_caller]
fn advises_no_null(run: &Run, words: &[&str]) {
    assert_eq!(run.code(), Some(1), "{}", run.stdout());
    let json = run.json();
    let advice = json["advice"].as_array().expect("a list");
    assert!(!advice.is_empty(), "{json}");
    for one in advice {
        assert!(one["policy"].is_null() && one["headers"].is_null(), "{one}");
        let fix = one["fix"].as_str().expect("a text");
        assert!(!fix.contains("Allow-Origin"), "{fix}");
        for word in words {
            assert!(fix.contains(word), "{word} is not in {fix}");
        }
    }
}

/// Responses that fail each step of the CORS check of `Origin: null` with credentials.
const REFUSALS_OF_NULL: [Option<&str>; 4] = [None, Some(ORIGIN), Some("*"), Some("null")];

#[test]
fn after_a_redirect_to_another_origin_no_header_is_advised() {
    for allowed in REFUSALS_OF_NULL {
        let other = Scripted::lines(move |_| {
            let lines = allowed.map(|origin| ("Access-Control-Allow-Origin", origin.to_owned()));
            (200, lines.into_iter().collect())
        });
        let target = format!("http://localhost:{}/final", other.port);
        let location = target.clone();
        let server = Scripted::lines(move |request| {
            let mut lines = allows_put(request).1;
            lines.push(("Access-Control-Allow-Credentials", "true".to_owned()));
            lines.push(("Location", location.clone()));
            (302, lines)
        });
        let url = server.url("/");
        let arguments = ["try", &url, "--from", ORIGIN, "--follow", "--credentials"];
        let run = cors(&[&arguments[..], &["--output-format", "json"]].concat());
        let answer = format!("Answer at {url} without a redirect");
        let request = format!("let the page request {target} itself");
        advises_no_null(&run, &[&answer, &request, "Never allow `null`"]);
        let text = cors(&arguments).stdout();
        assert!(text.contains("> GET http://localhost"), "{text}");
        assert!(text.contains("fault    the server"), "{text}");
    }
}

#[test]
fn a_page_with_the_origin_null_gets_no_header_to_allow_it() {
    for allowed in REFUSALS_OF_NULL {
        for method in ["GET", "PUT"] {
            let server = Scripted::lines(move |_| {
                let lines = allowed.map(|value| ("Access-Control-Allow-Origin", value.to_owned()));
                (200, lines.into_iter().collect())
            });
            let url = server.url("/");
            let arguments = ["try", &url, "--from", "null", "-X", method, "--credentials"];
            let run = cors(&[&arguments[..], &["--output-format", "json"]].concat());
            advises_no_null(&run, &["http://localhost:5173", "Never allow `null`"]);
            let text = cors(&arguments).stdout();
            assert!(text.contains("fault    the page"), "{text}");
        }
    }
}

/// With credentials, every site reads what the user reads. It was a note, beside a note about
/// `Vary`, whose fix changes nothing.
#[test]
fn a_server_that_allows_null_with_credentials_is_an_error() {
    let server = Scripted::lines(|_| {
        let lines = vec![
            ("Access-Control-Allow-Origin", "null".to_owned()),
            ("Access-Control-Allow-Credentials", "true".to_owned()),
        ];
        (200, lines)
    });
    let run = cors(&["try", &server.url("/"), "--from", "null", "--credentials"]);
    let text = run.stdout();
    assert_eq!(run.code(), Some(1), "{text}");
    assert!(text.contains("error[null-allowed]"), "{text}");
    assert!(!text.contains("vary-missing"), "{text}");
}

/// It is the mistake that follows from an advice to allow `null`.
#[test]
fn a_server_that_allows_null_is_a_note() {
    for (allowed, from, has_note) in [
        ("null", "null", true),
        ("*", "null", false),
        (ORIGIN, ORIGIN, false),
    ] {
        let server = Scripted::lines(move |_| {
            (
                200,
                vec![("Access-Control-Allow-Origin", allowed.to_owned())],
            )
        });
        let run = cors(&["try", &server.url("/"), "--from", from]);
        let text = run.stdout();
        assert_eq!(run.code(), Some(0), "{text}");
        assert_eq!(text.contains("note[null-allowed]"), has_note, "{text}");
    }
}
