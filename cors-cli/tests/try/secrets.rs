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

/// All arguments that carry a secret. Each secret begins with `topsecret`.
fn with_secrets(port: u16) -> Vec<String> {
    let url = format!(
        "http://127.0.0.1:{port}/a;jsessionid=topsecret1?token=topsecret%2B2\
         &next=https%3A%2F%2Fu%3Atopsecret3%40a.example%2F%3Fkey%3Dtopsecret4\
         #access_token=topsecret5"
    );
    let arguments = [
        "try",
        &url,
        "--from",
        ORIGIN,
        "--credentials",
        "-H",
        "authorization: Bearer topsecret+6/a==",
        "-H",
        "X-Api-Key: topsecret7 topsecret8",
        "-H",
        "cookie: sid=topsecret9",
        "-H",
        "content-type: application/json",
        "-X",
        "PUT",
        "--data",
        r#"{"user": {"password": "topsecret10", "pins": [1]}}"#,
    ];
    arguments.map(str::to_owned).to_vec()
}

#[track_caller]
fn prints_no_secret(arguments: &[String], more: &[&str]) -> String {
    let mut printed = String::new();
    for format in ["text", "concise", "json", "sarif"] {
        let arguments = arguments.iter().map(String::as_str);
        let format = ["--output-format", format];
        let run = cors(
            &arguments
                .chain(more.iter().copied())
                .chain(format)
                .collect::<Vec<_>>(),
        );
        let text = run.stdout() + &run.stderr();
        assert!(!text.contains("topsecret"), "{text}");
        printed += &text;
    }
    printed
}

/// A server that repeats the whole request, as it is and percent-encoded, in each header
/// that is printed.
#[test]
fn what_a_server_repeats_is_redacted_in_every_format() {
    for place in ["location", "origin", "methods", "headers", "other"] {
        let server = Scripted::lines(move |request| {
            let mut all = request.path.clone();
            for (name, value) in &request.headers {
                if ["authorization", "x-api-key", "cookie"].contains(&&**name) {
                    all = format!("{all} {value}");
                }
            }
            all += " topsecret10";
            let encoded: String = all.bytes().map(|byte| format!("%{byte:02x}")).collect();
            let escaped = all
                .replace('%', "%25")
                .replace(' ', "%20")
                .replace('+', "%2B");
            let mut lines = vec![
                ("Access-Control-Allow-Credentials", "true".to_owned()),
                ("Vary", "Origin".to_owned()),
            ];
            let origin = match place {
                "origin" => all.clone(),
                _ => ORIGIN.to_owned(),
            };
            lines.push(("Access-Control-Allow-Origin", origin));
            let methods = match place {
                "methods" => "topsecret10, GET".to_owned(),
                _ => "PUT".to_owned(),
            };
            lines.push(("Access-Control-Allow-Methods", methods));
            let headers = match place {
                "headers" => "topsecret10".to_owned(),
                _ => "authorization, x-api-key, content-type".to_owned(),
            };
            lines.push(("Access-Control-Allow-Headers", headers));
            if request.method != "OPTIONS" {
                lines.push(("Server", all.clone()));
                lines.push(("Via", escaped.clone()));
                lines.push(("WWW-Authenticate", format!("Bearer error=\"{all}\"")));
                lines.push(("Set-Cookie", format!("a=topsecret; Path=/{escaped}")));
                lines.push(("X-Echo", all.clone()));
            }
            if place == "location" && request.method != "OPTIONS" {
                let location = format!("/{escaped}?next=//a.example/%3Ftoken={encoded}&u={all}");
                lines.push(("Location", location.replace(' ', "%20")));
                return (302, lines);
            }
            (200, lines)
        });
        let printed = prints_no_secret(&with_secrets(server.port), &["--send"]);
        for kept in ["OPTIONS", "PUT", ORIGIN, "x-api-key", "127.0.0.1"] {
            assert!(printed.contains(kept), "{kept} is not in {printed}");
        }
        let received = server.received();
        let is_sent = received
            .iter()
            .any(|one| one.path.contains("topsecret%2B2"));
        assert!(is_sent, "{received:?}");
    }
}

#[test]
fn curl_commands_have_no_secret() {
    let printed = prints_no_secret(&with_secrets(2), &["--as-curl"]);
    for variable in [
        "$AUTHORIZATION",
        "$X_API_KEY",
        "$COOKIE",
        "$TOKEN",
        "$NEXT",
        "$BODY",
    ] {
        assert!(printed.contains(variable), "{variable} is not in {printed}");
    }
    let form = ["--data", "user=a&password=topsecret", "--as-curl"];
    let url = "https://a.example/?b=1#c";
    let arguments = ["try", url, "--from", ORIGIN].map(str::to_owned);
    let printed = prints_no_secret(&arguments, &form);
    assert!(printed.contains("'https://a.example/?b=1'\n"), "{printed}");
    let printed = prints_no_secret(&arguments, &["--data", "user=a", "--as-curl"]);
    assert!(printed.contains("--data-raw 'user=a'"), "{printed}");
}

/// GitHub's tokens are the user name of a URL.
#[test]
fn a_user_name_without_a_password_can_be_a_token() {
    for url in [
        "https://topsecret@a.example/",
        "https://u:topsecret@a.example/",
    ] {
        let arguments = ["try", url, "--from", ORIGIN].map(str::to_owned);
        for more in [&["--as-curl"][..], &[]] {
            let printed = prints_no_secret(&arguments, more);
            assert!(printed.contains("url-has-credentials"), "{printed}");
        }
    }
    let server = Scripted::lines(|request| {
        let mut lines = allows_put(request).1;
        lines.push(("Location", "https://topsecret@a.example/".to_owned()));
        (302, lines)
    });
    let arguments = ["try", &server.url("/"), "--from", ORIGIN].map(str::to_owned);
    let printed = prints_no_secret(&arguments, &["--follow"]);
    assert!(printed.contains("redirect-userinfo"), "{printed}");
}
