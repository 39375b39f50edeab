//! What each browser does, and how it is printed.

use crate::scripted::{Scripted, cors};
use crate::{ORIGIN, allows_put};

#[test]
fn an_allowed_request_is_readable_in_every_browser() {
    let server = Scripted::lines(allows_put);
    let run = cors(&["try", &server.url("/"), "--from", ORIGIN]);
    assert_eq!(run.code(), Some(0), "{}", run.stdout());
    assert_eq!(
        run.stdout()
            .matches("the page can read the response")
            .count(),
        4
    );
    assert_eq!(server.received().len(), 1, "the browsers share a request");
    assert_eq!(server.received()[0].header("origin"), Some(ORIGIN));
}

#[test]
fn against_a_policy_file_nothing_is_sent() {
    let folder = std::env::temp_dir().join(format!("cors-try-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("cors.toml");
    std::fs::write(
        &file,
        "origins = [\"https://app.example.com\"]\nmethods = [\"PUT\"]\n",
    )
    .expect("a file");
    let file = file.to_str().expect("a path");
    let against = |method: &str| {
        cors(&[
            "try",
            "https://api.invalid/",
            "--from",
            ORIGIN,
            "-X",
            method,
            "--against",
            file,
        ])
    };
    let run = against("PUT");
    assert_eq!(run.code(), Some(0), "{}", run.stdout());
    let run = against("DELETE");
    assert_eq!(run.code(), Some(1), "{}", run.stdout());
    assert!(run.stdout().contains("preflight-method-not-allowed"));
}

#[test]
fn json_has_the_verdicts_and_the_exchanges() {
    let server = Scripted::lines(allows_put);
    let run = cors(&[
        "try",
        &server.url("/"),
        "--from",
        ORIGIN,
        "-X",
        "DELETE",
        "--output-format",
        "json",
    ]);
    let json = run.json();
    assert_eq!(json["verb"], "try");
    assert_eq!(json["verdicts"].as_array().map(Vec::len), Some(4));
    assert_eq!(json["verdicts"][0]["allowed"], false);
    assert_eq!(json["verdicts"][0]["cause"], "preflight-method-not-allowed");
    assert_eq!(json["exchanges"][0]["preflight"], true);
    assert_eq!(json["findings"][0]["name"], "preflight-method-not-allowed");
}

/// Without credentials the page can read the response, which contradicts the message.
#[test]
fn explain_tries_a_request_with_credentials_if_the_message_is_about_them() {
    let server = Scripted::lines(|_| (200, vec![("Access-Control-Allow-Origin", "*".to_owned())]));
    let wildcard = "The value of the 'Access-Control-Allow-Origin' header in the response must not \
                    be the wildcard '*' when the request's credentials mode is 'include'.";
    let message = format!(
        "Access to fetch at '{}' from origin '{ORIGIN}' has been blocked by CORS policy: {wildcard}",
        server.url("/users")
    );
    let run = cors(&["explain", "--try", &message]);
    let text = run.stdout();
    assert!(text.contains("requests GET"), "{text}");
    assert!(text.contains("with credentials."), "{text}");
    assert!(!text.contains("can read the response"), "{text}");
}

#[test]
fn explain_tries_the_request_that_the_message_names() {
    let server = Scripted::lines(allows_put);
    let message = format!(
        "Access to fetch at '{}' from origin '{ORIGIN}' has been blocked by CORS policy: \
         Method DELETE is not allowed by Access-Control-Allow-Methods in preflight response.",
        server.url("/users/1")
    );
    let run = cors(&["explain", "--try", &message]);
    let text = run.stdout();
    assert_eq!(run.code(), Some(1), "{text}");
    assert!(text.contains("> OPTIONS"), "{text}");
    assert!(
        text.contains("Access-Control-Allow-Methods is \"PUT\""),
        "{text}"
    );
    let explanation = text.find("error[preflight-method-not-allowed]");
    assert!(explanation < text.find("> OPTIONS"), "{text}");
    let received = server.received();
    assert_eq!(received.len(), 1);
    let method = received[0].header("access-control-request-method");
    assert_eq!((&*received[0].method, method), ("OPTIONS", Some("DELETE")));

    let run = cors(&[
        "explain",
        "--try",
        "CORS header ‘Access-Control-Allow-Origin’ missing",
    ]);
    assert_eq!(run.code(), Some(2), "the message names no URL");
    let text = run.stdout();
    assert!(text.starts_with("error[allow-origin-missing]"), "{text}");
    let error = run.stderr();
    assert!(error.contains("no message names the URL"), "{error}");
}

#[test]
fn explain_says_what_a_message_means_if_its_url_cannot_be_tried() {
    let message = format!(
        "Access to fetch at 'http://[::1' from origin '{ORIGIN}' has been blocked by CORS policy: \
         Method PUT is not allowed by Access-Control-Allow-Methods in preflight response."
    );
    for format in ["text", "concise", "json", "sarif"] {
        let run = cors(&["explain", "--try", &message, "--output-format", format]);
        assert_eq!(run.code(), Some(2), "{format}");
        let text = run.stdout();
        assert!(text.contains("preflight-method-not-allowed"), "{text}");
        assert!(!run.stderr().is_empty(), "{format}");
    }
}

#[test]
fn an_empty_header_and_a_body_of_one_byte_are_said_in_words() {
    let server = Scripted::lines(|_| (200, vec![("Access-Control-Allow-Origin", String::new())]));
    let arguments = [
        "try",
        &server.url("/"),
        "--from",
        ORIGIN,
        "--data",
        "a",
        "--send",
    ];
    let text = cors(&arguments).stdout();
    assert!(
        text.contains("has an Access-Control-Allow-Origin that is empty"),
        "{text}"
    );
    assert!(text.contains("(a body of 1 byte)"), "{text}");
}

#[test]
fn the_url_of_a_message_in_html_is_tried_without_its_escapes() {
    let server = Scripted::lines(allows_put);
    let message = format!(
        "Access to fetch at &#39;{}&#39; from origin &#39;{ORIGIN}&#39; has been blocked by CORS \
         policy: No &#39;Access-Control-Allow-Origin&#39; header is present on the requested \
         resource.",
        server.url("/?a=1&amp;b=2")
    );
    let run = cors(&["explain", "--try", &message]);
    let paths: Vec<_> = server.received().into_iter().map(|one| one.path).collect();
    assert_eq!(paths, ["/?a=1&b=2"], "{}{}", run.stdout(), run.stderr());
}
