//! No secret is printed.

use crate::scripted::{Scripted, cors};
use crate::{ORIGIN, allows_put};

#[test]
fn secrets_are_redacted_in_every_format() {
    let server = Scripted::lines(|request| {
        let mut lines = allows_put(request).1;
        let echo = request.header("authorization").unwrap_or_default();
        lines.push(("X-Echo", echo.to_owned()));
        lines.push((
            "Set-Cookie",
            "sid=topsecret2; Path=/; SameSite=Lax".to_owned(),
        ));
        (401, lines)
    });
    for format in ["text", "concise", "json", "sarif"] {
        for browser in ["all", "chromium"] {
            let run = cors(&[
                "try",
                &server.url("/"),
                "--from",
                ORIGIN,
                "-H",
                "authorization: Bearer topsecret1",
                "-H",
                "cookie: sid=topsecret3",
                "--credentials",
                "--output-format",
                format,
                "--browser",
                browser,
            ]);
            let printed = run.stdout() + &run.stderr();
            assert!(!printed.contains("topsecret"), "{printed}");
            assert!(!printed.is_empty());
        }
    }
    let run = cors(&[
        "try",
        "https://a.example/",
        "--from",
        ORIGIN,
        "--as-curl",
        "-H",
        "authorization: Bearer topsecret1",
    ]);
    assert!(run.stdout().contains("$AUTHORIZATION"), "{}", run.stdout());
    assert!(!run.stdout().contains("topsecret"));
}

#[test]
fn passwords_and_tokens_of_redirects_are_redacted() {
    let other = Scripted::lines(|_| (200, Vec::new()));
    let port = other.port;
    for user in ["", "user:topsecret4@"] {
        let server = Scripted::lines(move |request| {
            let location = format!(
                "http://{user}localhost:{port}/?page=1&access_token=topsecret5&sig=topsecret6\
                 #key=topsecret7"
            );
            let mut lines = allows_put(request).1;
            lines.push(("Location", location));
            (302, lines)
        });
        let url = server.url("/?token=topsecret8");
        for format in ["text", "concise", "json", "sarif"] {
            for more in [&["--follow"][..], &[], &["-H", "x-a: 1"]] {
                let arguments = ["try", &url, "--from", ORIGIN, "--output-format", format];
                let run = cors(&[&arguments[..], more].concat());
                let printed = run.stdout() + &run.stderr();
                assert!(!printed.contains("topsecret"), "{printed}");
                assert!(printed.contains("token=redacted"), "{printed}");
            }
            let run = cors(&["audit", &url, "--output-format", format]);
            let printed = run.stdout() + &run.stderr();
            assert!(!printed.contains("topsecret"), "{printed}");
        }
    }
    let paths: Vec<_> = other
        .received()
        .iter()
        .map(|one| one.path.clone())
        .collect();
    assert!(
        paths.iter().all(|path| path.contains("topsecret5")),
        "they are sent: {paths:?}"
    );
    assert!(!paths.is_empty());
}

#[test]
fn secrets_of_the_query_are_sent_and_not_printed() {
    let server = Scripted::lines(|request| {
        let mut lines = allows_put(request).1;
        // The server repeats the secret.
        lines.push(("Server", request.path.clone()));
        lines.push(("Access-Control-Allow-Origin", "topsecret1".to_owned()));
        (200, lines)
    });
    let url = server.url("/a?token=topsecret1&access_token=topsecret2&x=kept&sig=topsecret3");
    let message = format!(
        "Access to fetch at '{url}' from origin '{ORIGIN}' has been blocked by CORS policy: No \
         'Access-Control-Allow-Origin' header is present on the requested resource."
    );
    for format in ["text", "concise", "json", "sarif"] {
        for arguments in [
            &["explain", "--try", &message, "--output-format", format][..],
            &["try", &url, "--from", ORIGIN, "--output-format", format],
            &[
                "try",
                &url,
                "--from",
                ORIGIN,
                "--as-curl",
                "--output-format",
                format,
            ],
        ] {
            let run = cors(arguments);
            let printed = run.stdout() + &run.stderr();
            assert!(!printed.contains("topsecret"), "{printed}");
        }
    }
    let paths: Vec<_> = server.received().into_iter().map(|one| one.path).collect();
    assert_eq!(paths.len(), 8, "{paths:?}");
    let sent = "/a?token=topsecret1&access_token=topsecret2&x=kept&sig=topsecret3";
    assert!(paths.iter().all(|path| path == sent), "{paths:?}");
    let commands = cors(&["try", &url, "--from", ORIGIN, "--as-curl"]).stdout();
    assert!(
        commands.contains(
            "/a?token='\"$TOKEN\"'&access_token='\"$ACCESS_TOKEN\"'&x=kept&sig='\"$SIG\""
        ),
        "{commands}"
    );
}

#[test]
fn a_misuse_quotes_no_secret() {
    let url = "http://127.0.0.1:1/";
    for arguments in [
        &["u:topsecret@a.example/", "--from", ORIGIN][..],
        &["//u:topsecret@a.example/", "--from", ORIGIN],
        &["ftp://u:topsecret@a.example/", "--from", ORIGIN],
        &["a.example/?token=topsecret", "--from", ORIGIN],
        &[url, "--from", "u:topsecret@a.example"],
        &[url, "--from", "https://u:topsecret@a.example"],
        &[url, "--from", "https://a.example/?token=topsecret"],
        &[url, "--from", ORIGIN, "-H", "topsecret"],
        &["--from", ORIGIN, "--curl", "curl a -H topsecret"],
        &["--from", ORIGIN, "--curl", "curl a -b topsecret"],
        &["--from", ORIGIN, "--curl", "curl a -u u:topsecret"],
        &["--from", ORIGIN, "--curl", "curl a -x http://u:topsecret@b"],
        &[
            "--from",
            ORIGIN,
            "--curl",
            "fetch('https://a/?token=topsecret')",
        ],
        &["--from", ORIGIN, "--curl", "curl u:topsecret@a.example"],
    ] {
        let run = cors(&[&["try"], arguments].concat());
        assert_eq!(run.code(), Some(2), "{arguments:?}");
        let error = run.stderr();
        assert!(!error.contains("topsecret"), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}
