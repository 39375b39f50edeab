//! The lines of a policy and of a response that are proposed.

use crate::ORIGIN;
use crate::scripted::{Scripted, cors};

#[test]
fn patch_in_lower_case_is_the_fault_of_the_page() {
    let server = Scripted::lines(|_| {
        let lines = vec![
            ("Access-Control-Allow-Origin", ORIGIN.to_owned()),
            ("Access-Control-Allow-Methods", "PATCH".to_owned()),
        ];
        (200, lines)
    });
    let run = cors(&["try", &server.url("/"), "--from", ORIGIN, "-X", "patch"]);
    let text = run.stdout();
    assert_eq!(run.code(), Some(1), "{text}");
    assert!(text.contains("fault    the page"), "{text}");
    assert!(text.contains("Write `PATCH` in the page"), "{text}");
    assert!(
        !text.contains("\n  policy ") && !text.contains("\n  headers "),
        "{text}"
    );
}

/// Methods are case-sensitive, and the names of headers are not.
#[test]
fn the_lines_to_change_respect_the_case_of_methods_only() {
    let server = Scripted::lines(|_| {
        let lines = vec![
            ("Access-Control-Allow-Origin", ORIGIN.to_owned()),
            ("Access-Control-Allow-Methods", "lock".to_owned()),
            ("Access-Control-Allow-Headers", "X-A".to_owned()),
        ];
        (200, lines)
    });
    let url = server.url("/");
    let text = cors(&["try", &url, "--from", ORIGIN, "-X", "LOCK"]).stdout();
    assert!(
        text.contains("headers  Access-Control-Allow-Methods: lock, LOCK"),
        "{text}"
    );
    let text = cors(&[
        "try", &url, "--from", ORIGIN, "-H", "x-a: 1", "-H", "x-b: 1",
    ])
    .stdout();
    assert!(
        text.contains("headers  Access-Control-Allow-Headers: X-A, x-b"),
        "{text}"
    );
}

/// Pages of these origins can read the response now.
#[test]
fn the_policy_keeps_the_origins_that_are_allowed_already() {
    for (allowed, kept) in [
        ("https://a.example", "\"https://a.example\", "),
        (
            "https://a.example, https://b.example",
            "\"https://a.example\", \"https://b.example\", ",
        ),
        ("https://app.example.com/", ""),
        ("null", ""),
        ("*, https://*.example", ""),
        ("https://A.example", ""),
    ] {
        let server = Scripted::lines(move |_| {
            (
                200,
                vec![("Access-Control-Allow-Origin", allowed.to_owned())],
            )
        });
        let text = cors(&["try", &server.url("/"), "--from", ORIGIN]).stdout();
        let line = format!("policy   origins = [{kept}\"{ORIGIN}\"]");
        assert!(text.contains(&line), "{line} is not in {text}");
    }
}

/// With the origin only, the next run would stop at the method, and the one after it at the
/// header.
#[test]
fn the_lines_for_a_preflight_have_all_that_it_asks_for() {
    let run = |listed: &'static [(&'static str, &'static str)], more: &[&str]| {
        let server = Scripted::lines(move |_| {
            let lines = listed.iter();
            let lines = lines.map(|(name, value)| (*name, (*value).to_owned()));
            (200, lines.collect())
        });
        let url = server.url("/");
        let arguments = ["try", &url, "--from", ORIGIN, "-X", "PUT", "-H", "x-a: 1"];
        let json = ["--output-format", "json"];
        let run = cors(&[&arguments[..], &json, more].concat());
        run.json()["advice"][0]["policy"].clone()
    };
    let origins = format!("origins = [\"{ORIGIN}\"]");
    assert_eq!(
        run(&[], &[]),
        serde_json::json!([origins, "methods = [\"PUT\"]", "headers = [\"x-a\"]"])
    );
    assert_eq!(
        run(
            &[
                ("Access-Control-Allow-Methods", "PUT"),
                ("Access-Control-Allow-Headers", "x-b"),
            ],
            &[]
        ),
        serde_json::json!([origins, "headers = [\"x-b\", \"x-a\"]"])
    );
    assert_eq!(
        run(
            &[
                ("Access-Control-Allow-Methods", "*"),
                ("Access-Control-Allow-Headers", "X-A"),
            ],
            &[]
        ),
        serde_json::json!([origins])
    );
    let any = &[
        ("Access-Control-Allow-Methods", "*"),
        ("Access-Control-Allow-Headers", "*"),
    ];
    assert_eq!(
        run(any, &["--credentials"]),
        serde_json::json!([
            origins,
            "methods = [\"PUT\"]",
            "headers = [\"x-a\"]",
            "credentials = true"
        ])
    );
}

/// `credentials = true` is for every origin of a policy, so another origin would gain it.
#[test]
fn no_other_origin_gains_credentials() {
    const OTHER: &str = "https://other.example";
    for (has_credentials, kept) in [(false, ""), (true, "\"https://other.example\", ")] {
        let server = Scripted::lines(move |_| {
            let mut lines = vec![("Access-Control-Allow-Origin", OTHER.to_owned())];
            if has_credentials {
                lines.push(("Access-Control-Allow-Credentials", "true".to_owned()));
            }
            (200, lines)
        });
        let text = cors(&["try", &server.url("/"), "--from", ORIGIN, "--credentials"]).stdout();
        let line = format!("policy   origins = [{kept}\"{ORIGIN}\"]\n");
        assert!(text.contains(&line), "{line} is not in {text}");
        assert!(text.contains("credentials = true"), "{text}");
        let note = "note     Other origins are allowed now, without credentials.";
        assert_eq!(text.contains(note), !has_credentials, "{text}");
    }
}
