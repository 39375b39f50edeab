//! `cors try` against servers on loopback.

mod scripted;

use std::io::Write;

use scripted::{Request, Scripted, cors};

const ORIGIN: &str = "https://app.example.com";

type Lines = Vec<(&'static str, String)>;

/// A server that allows the origin and the method PUT.
fn allows_put(request: &Request) -> (u16, Lines) {
    let mut lines = vec![
        ("Access-Control-Allow-Origin", ORIGIN.to_owned()),
        ("Vary", "Origin".to_owned()),
    ];
    if request.method == "OPTIONS" {
        lines.push(("Access-Control-Allow-Methods", "PUT".to_owned()));
        lines.push(("Access-Control-Allow-Headers", "content-type".to_owned()));
    }
    (200, lines)
}

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
fn a_missing_header_is_named_with_the_line_to_change() {
    let server = Scripted::lines(|_| (200, vec![("Server", "nginx".to_owned())]));
    let run = cors(&["try", &server.url("/"), "--from", ORIGIN, "--credentials"]);
    let text = run.stdout();
    assert_eq!(run.code(), Some(1), "{text}");
    for part in [
        "error[allow-origin-missing]",
        "CORS check, step 2",
        "policy   origins = [\"https://app.example.com\"]",
        "credentials = true",
        "headers  Access-Control-Allow-Origin: https://app.example.com",
        "No 'Access-Control-Allow-Origin' header is present on the requested resource",
        "(Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 200.",
        "fault    the server",
        "server: nginx",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
}

#[test]
fn without_send_only_the_preflight_of_a_put_goes_out() {
    let server = Scripted::lines(allows_put);
    let url = server.url("/users/1");
    let run = cors(&["try", &url, "--from", ORIGIN, "-X", "PUT"]);
    assert_eq!(run.code(), Some(0), "{}", run.stdout());
    assert!(run.stdout().contains("note[not-sent]"));
    let methods: Vec<_> = server
        .received()
        .iter()
        .map(|one| one.method.clone())
        .collect();
    assert_eq!(methods, ["OPTIONS"]);
}

#[test]
fn with_send_a_put_goes_out_once_for_all_browsers() {
    let server = Scripted::lines(allows_put);
    let url = server.url("/users/1");
    let run = cors(&["try", &url, "--from", ORIGIN, "-X", "PUT", "--send"]);
    assert_eq!(run.code(), Some(0), "{}", run.stdout());
    let methods: Vec<_> = server
        .received()
        .iter()
        .map(|one| one.method.clone())
        .collect();
    assert_eq!(methods, ["OPTIONS", "PUT"]);
}

#[test]
fn a_post_without_a_preflight_is_not_sent_without_send() {
    let server = Scripted::lines(allows_put);
    let run = cors(&["try", &server.url("/"), "--from", ORIGIN, "--data", "a=1"]);
    assert_eq!(run.code(), Some(1), "nothing is known");
    assert!(
        run.stdout().contains("warning[not-sent]"),
        "{}",
        run.stdout()
    );
    assert!(server.received().is_empty());
}

#[test]
fn a_put_that_the_preflight_refuses_is_not_sent() {
    let server = Scripted::lines(allows_put);
    let url = server.url("/");
    let run = cors(&["try", &url, "--from", ORIGIN, "-X", "DELETE", "--send"]);
    assert_eq!(run.code(), Some(1));
    let text = run.stdout();
    assert!(
        text.contains("error[preflight-method-not-allowed]"),
        "{text}"
    );
    assert!(
        text.contains("policy   methods = [\"PUT\", \"DELETE\"]"),
        "{text}"
    );
    assert!(
        text.contains("headers  Access-Control-Allow-Methods: PUT, DELETE"),
        "{text}"
    );
    assert!(server.received().iter().all(|one| one.method == "OPTIONS"));
}

#[test]
fn a_redirect_to_another_host_is_shown_and_not_followed() {
    let server = Scripted::lines(|_| {
        let lines = vec![
            ("Access-Control-Allow-Origin", "*".to_owned()),
            ("Location", "http://login.invalid/".to_owned()),
        ];
        (302, lines)
    });
    let run = cors(&["try", &server.url("/"), "--from", ORIGIN]);
    let text = run.stdout();
    assert_eq!(run.code(), Some(1), "{text}");
    assert!(text.contains("warning[redirect-to-other-host]"), "{text}");
    assert!(
        text.contains("login.invalid, which was not contacted"),
        "{text}"
    );
    assert!(text.contains("Origin: null"), "{text}");
}

#[test]
fn follow_contacts_the_other_host() {
    let other = Scripted::lines(|request| {
        assert_eq!(request.header("origin"), Some("null"));
        (200, vec![("Access-Control-Allow-Origin", "*".to_owned())])
    });
    let target = format!("http://localhost:{}/", other.port);
    let server = Scripted::lines(move |_| {
        let lines = vec![
            ("Access-Control-Allow-Origin", "*".to_owned()),
            ("Location", target.clone()),
        ];
        (302, lines)
    });
    let arguments = ["try", &server.url("/"), "--from", ORIGIN];
    assert_eq!(cors(&arguments).code(), Some(1));
    assert!(other.received().is_empty());
    let run = cors(&[&arguments[..], &["--follow"]].concat());
    assert_eq!(run.code(), Some(0), "{}", run.stdout());
    assert_eq!(other.received().len(), 1);
}

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
fn cookies_are_sent_with_the_request_and_not_with_the_preflight() {
    let server = Scripted::lines(|request| {
        let mut lines = allows_put(request).1;
        lines.push(("Access-Control-Allow-Credentials", "true".to_owned()));
        lines.push(("Access-Control-Allow-Headers", "x-a".to_owned()));
        (200, lines)
    });
    let arguments = [
        "try",
        &server.url("/"),
        "--from",
        ORIGIN,
        "-H",
        "cookie: a=b",
        "-H",
        "x-a: 1",
    ];
    let run = cors(&[&arguments[..], &["--credentials"]].concat());
    let cookies: Vec<_> = server
        .received()
        .iter()
        .map(|one| one.header("cookie").map(str::to_owned))
        .collect();
    assert_eq!(cookies, [None, Some("a=b".to_owned())], "{}", run.stdout());
}

#[test]
fn different_layers_are_named() {
    let server = Scripted::lines(|request| {
        let (status, mut lines) = allows_put(request);
        let name = match &*request.method {
            "OPTIONS" => "gateway",
            _ => "app",
        };
        lines.push(("Server", name.to_owned()));
        lines.push(("Access-Control-Allow-Headers", "x-a".to_owned()));
        (status, lines)
    });
    let run = cors(&["try", &server.url("/"), "--from", ORIGIN, "-H", "x-a: 1"]);
    let text = run.stdout();
    assert!(text.contains("note[layers-differ]"), "{text}");
    assert!(
        text.contains("(server: gateway)") && text.contains("(server: app)"),
        "{text}"
    );
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

/// Every kind of server that breaks the protocol: one finding, exit code 1, no hang.
#[test]
fn servers_that_break_the_protocol_are_one_finding() {
    let garbage = Scripted::start(|_, stream| {
        let _ = stream.write_all(b"\x00\x01garbage\r\n\r\n");
    });
    let closed = Scripted::start(|_, _| {});
    let endless_headers = Scripted::start(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
        while stream
            .write_all(b"x-a: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n")
            .is_ok()
        {}
    });
    for (server, message) in [
        (&garbage, "no HTTP/1.1"),
        (&closed, "closed the connection"),
        (&endless_headers, "head of the response is too large"),
    ] {
        let run = cors(&["try", &server.url("/"), "--from", ORIGIN]);
        assert_eq!(run.code(), Some(1));
        let text = run.stdout();
        assert!(
            text.contains("error[network]") && text.contains(message),
            "{text}"
        );
    }
}

#[test]
fn a_body_that_never_ends_is_not_read() {
    let server = Scripted::start(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\n\r\n");
        while stream.write_all(&[b'a'; 1024]).is_ok() {}
    });
    let run = cors(&["try", &server.url("/"), "--from", ORIGIN]);
    assert_eq!(run.code(), Some(0), "{}", run.stdout());
}

#[test]
fn a_server_that_never_responds_is_given_up() {
    let server = Scripted::start(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
        while stream.write_all(b"x").is_ok() {
            std::thread::sleep(std::time::Duration::from_millis(500));
        }
    });
    let run = cors(&["try", &server.url("/"), "--from", ORIGIN]);
    assert_eq!(run.code(), Some(1));
    assert!(
        run.stdout().contains("no response within 10 s"),
        "{}",
        run.stdout()
    );
}

#[test]
fn hosts_that_do_not_exist_are_one_sentence() {
    let run = cors(&["try", "http://127.0.0.1:1/", "--from", ORIGIN]);
    assert_eq!(run.code(), Some(1));
    assert!(
        run.stdout().contains("accepts no connection at port 1"),
        "{}",
        run.stdout()
    );
    let run = cors(&["try", "http://api.invalid/", "--from", ORIGIN]);
    assert_eq!(run.code(), Some(1));
    assert!(
        run.stdout().contains("the name api.invalid has no address"),
        "{}",
        run.stdout()
    );
}

#[test]
fn tls_to_a_server_without_tls_is_one_sentence() {
    let server = Scripted::start(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    let url = format!("https://127.0.0.1:{}/", server.port);
    // The first bytes of TLS are no line, so the server waits for more.
    let run = cors(&["try", &url, "--from", ORIGIN]);
    assert_eq!(run.code(), Some(1));
    assert!(run.stdout().contains("error[network]"), "{}", run.stdout());
}

#[test]
fn escape_sequences_of_a_server_are_not_obeyed() {
    let server = Scripted::start(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nServer: a\xc2\x9b31mb\r\n\r\n");
    });
    let run = cors(&["try", &server.url("/"), "--from", ORIGIN]);
    assert!(!run.stdout().contains('\u{9b}'), "{}", run.stdout());
}

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
}

/// After the redirect, the browser compares with `null`: no header can allow the page.
#[test]
fn after_a_redirect_to_another_origin_no_header_is_advised() {
    for allowed in [None, Some(ORIGIN)] {
        let other = Scripted::lines(move |_| {
            let lines = allowed.map(|origin| ("Access-Control-Allow-Origin", origin.to_owned()));
            (200, lines.into_iter().collect())
        });
        let target = format!("http://localhost:{}/final", other.port);
        let location = target.clone();
        let server = Scripted::lines(move |_| {
            let lines = vec![
                ("Access-Control-Allow-Origin", "*".to_owned()),
                ("Location", location.clone()),
            ];
            (302, lines)
        });
        let arguments = ["try", &server.url("/"), "--from", ORIGIN, "--follow"];
        let text = cors(&arguments).stdout();
        assert!(text.contains("> GET http://localhost"), "{text}");
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            words.contains("the origin of the request is `null`"),
            "{text}"
        );
        assert!(
            words.contains(&format!("Request the final URL from the page: {target}")),
            "{text}"
        );
        assert!(
            !words.contains("Send `Access-Control-Allow-Origin"),
            "{text}"
        );
        assert!(
            !text.contains("\n  policy ") && !text.contains("\n  headers "),
            "{text}"
        );
    }
}

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

#[test]
fn what_fetch_rejects_is_the_fault_of_the_page() {
    let url = "https://a.example/";
    for (arguments, cause) in [
        (&[url, "-X", "A B"][..], "method-invalid"),
        (&[url, "-H", "a b: 1"], "header-invalid"),
        (&["https://a:b@a.example/"], "url-has-credentials"),
    ] {
        let run = cors(&[&["try", "--from", ORIGIN], arguments].concat());
        let text = run.stdout();
        assert!(text.contains(&format!("error[{cause}]")), "{text}");
        assert!(text.contains("fault    the page\n"), "{text}");
    }
}

#[test]
fn a_response_that_is_no_http_is_the_fault_of_the_server() {
    for answer in [
        &b"\x00\x01garbage\r\n\r\n"[..],
        b"HTTP/1.1 200 OK\r\nx-a: a\x00b\r\n\r\n",
    ] {
        let server = Scripted::start(move |_, stream| {
            let _ = stream.write_all(answer);
        });
        let text = cors(&["try", &server.url("/"), "--from", ORIGIN]).stdout();
        let fault = format!("fault    the server at 127.0.0.1:{}", server.port);
        assert!(text.contains(&fault), "{text}");
        assert!(text.contains("no HTTP/1.1: invalid"), "{text}");
    }
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
fn a_missing_vary_names_the_response() {
    let server = Scripted::lines(|request| match &*request.path {
        "/old" => {
            let lines = vec![
                ("Access-Control-Allow-Origin", ORIGIN.to_owned()),
                ("Location", "/new".to_owned()),
            ];
            (302, lines)
        }
        _ => allows_put(request),
    });
    let url = server.url("/old");
    let text = cors(&["try", &url, "--from", ORIGIN]).stdout();
    let message = format!("note[vary-missing]: the response of {url} (302)");
    assert!(text.contains(&message), "{text}");
}

#[test]
fn a_blocked_response_has_no_finding_about_vary() {
    let other = "https://other.example.com";
    let server =
        Scripted::lines(move |_| (200, vec![("Access-Control-Allow-Origin", other.to_owned())]));
    let text = cors(&["try", &server.url("/"), "--from", ORIGIN]).stdout();
    assert!(text.contains("error[allow-origin-mismatch]"), "{text}");
    assert!(!text.contains("vary-missing"), "{text}");
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

#[test]
fn a_flood_of_informational_responses_is_given_up() {
    let server =
        Scripted::start(
            |_, stream| {
                while stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").is_ok() {}
            },
        );
    let run = cors(&["try", &server.url("/"), "--from", ORIGIN]);
    assert_eq!(run.code(), Some(1), "{}", run.stdout());
    let message = "head of the response is too large";
    assert!(run.stdout().contains(message), "{}", run.stdout());
}

#[test]
fn a_preflight_that_needs_a_login_is_named() {
    for status in [401, 407] {
        let server = Scripted::lines(move |request| {
            let mut lines = allows_put(request).1;
            lines.push(("WWW-Authenticate", "Basic realm=\"x\"".to_owned()));
            (status, lines)
        });
        let run = cors(&["try", &server.url("/"), "--from", ORIGIN, "-X", "PUT"]);
        let text = run.stdout();
        assert_eq!(run.code(), Some(1), "{text}");
        assert!(text.contains("error[preflight-status-not-ok]"), "{text}");
        assert!(
            text.contains(&format!("is {status}, not 200 to 299")),
            "{text}"
        );
        assert!(text.contains("www-authenticate: Basic realm"), "{text}");
        let methods: Vec<_> = server
            .received()
            .into_iter()
            .map(|one| one.method)
            .collect();
        assert!(
            methods.iter().all(|method| method == "OPTIONS"),
            "{methods:?}"
        );
    }
}

#[test]
fn a_redirect_loop_ends() {
    let count = std::sync::atomic::AtomicUsize::new(0);
    let server = Scripted::lines(move |_| {
        let next = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let lines = vec![
            ("Access-Control-Allow-Origin", "*".to_owned()),
            ("Location", format!("/{next}")),
        ];
        (302, lines)
    });
    let run = cors(&["try", &server.url("/"), "--from", ORIGIN]);
    assert_eq!(run.code(), Some(1));
    let text = run.stdout();
    assert!(text.contains("error[redirect-count]"), "{text}");
    assert!(
        text.contains("there are more than twenty redirects"),
        "{text}"
    );
    assert_eq!(server.received().len(), 21);
}

/// Each response is in time, and all together would take minutes.
#[test]
fn slow_redirects_are_given_up() {
    let count = std::sync::atomic::AtomicUsize::new(0);
    let server = Scripted::lines(move |_| {
        std::thread::sleep(std::time::Duration::from_secs(8));
        let next = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let lines = vec![
            ("Access-Control-Allow-Origin", "*".to_owned()),
            ("Location", format!("/{next}")),
        ];
        (302, lines)
    });
    let run = cors(&["try", &server.url("/"), "--from", ORIGIN]);
    assert_eq!(run.code(), Some(1), "{}", run.stdout());
    assert!(
        run.stdout().contains("no response within 30 s"),
        "{}",
        run.stdout()
    );
}

#[test]
fn locations_that_are_no_urls_are_one_finding() {
    for location in [
        "http://[",
        "http://u:topsecret@127.0.0.1:1/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "\u{1b}[2J",
        "",
    ] {
        let server = Scripted::lines(move |_| {
            let lines = vec![
                ("Access-Control-Allow-Origin", "*".to_owned()),
                ("Location", location.to_owned()),
            ];
            (302, lines)
        });
        let run = cors(&["try", &server.url("/"), "--from", ORIGIN]);
        let text = run.stdout() + &run.stderr();
        assert_eq!(run.code(), Some(1), "{location}: {text}");
        assert!(
            !text.contains("topsecret") && !text.contains('\u{1b}'),
            "{text}"
        );
        assert!(text.contains("error["), "{location}: {text}");
    }
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
