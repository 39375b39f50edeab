//! Options that are wrong: one sentence that says what to write.

use crate::support::{PAGE, proxy, refused, refused_with_env};

#[test]
fn options_that_are_wrong_are_named() {
    for (arguments, expected) in [
        (
            vec!["api.example.com"],
            "did you mean https://api.example.com?",
        ),
        (vec!["ftp://api.example.com"], "http:// or https://"),
        (
            vec!["http://user:secret@api.test"],
            "user name or a password",
        ),
        (
            vec!["http://api.test/a?x=1"],
            "so leave out `?x=1`. Write http://api.test/a",
        ),
        (
            vec!["http://api.test/a?token=topsecret"],
            "so leave out `?token=redacted`",
        ),
        (
            vec!["http://api.test", "--allow-origin", "http://localhost:*"],
            "Write the port of your page, such as --allow-origin http://localhost:5173",
        ),
        (
            vec![
                "http://api.test",
                "--allow-origin",
                "http://localhost:5173/",
            ],
            "origin",
        ),
        (
            vec!["http://api.test", "--allow-origin", "localhost"],
            "origin",
        ),
        (
            vec!["http://api.test", "--listen", "example.com:80"],
            "not an address with a port",
        ),
        (
            vec!["http://api.test", "--policy", "/nowhere/cors.toml"],
            "cannot be read",
        ),
        (
            vec!["--page", "http://p.test", "--api", "api"],
            "/api=https://",
        ),
        (
            vec!["--page", "http://p.test", "--api", "/=http://a.test"],
            "two servers",
        ),
        (
            vec![
                "http://a.test",
                "--allow-origin",
                PAGE,
                "--send-origin",
                "a.test",
            ],
            "not an origin",
        ),
        (
            vec!["http://a.test", "--allow-origin", PAGE, "--timeout", "0"],
            "--timeout",
        ),
        (
            vec![
                "http://a.test",
                "--allow-origin",
                PAGE,
                "--record",
                "/nowhere/x.har",
            ],
            "the folder does not exist. Create it",
        ),
        (
            vec![
                "http://a.test",
                "--allow-origin",
                PAGE,
                "http://secret@b.test",
            ],
            "more than one upstream",
        ),
    ] {
        let printed = refused(&arguments);
        assert!(printed.contains(expected), "{arguments:?}: {printed}");
        assert!(
            !printed.contains("panicked") && !printed.contains("secret"),
            "{printed}"
        );
    }
}

/// A message about an upstream that is no URL quoted its password and its tokens.
#[test]
fn a_message_about_an_upstream_has_no_secrets() {
    for upstream in [
        "http://user:topsecret@api.test:99999",
        "user:topsecret@api.test",
        "ftp://user:topsecret@api.test",
        "ftp://api.test/?token=topsecret",
        "http://api.test/?token=topsecret",
    ] {
        let printed = refused(&[upstream, "--allow-origin", PAGE]);
        assert!(printed.starts_with("error: the upstream"), "{printed}");
        assert!(!printed.contains("topsecret"), "{printed}");
    }
}

#[test]
fn a_server_that_is_missing_or_too_many_is_named() {
    const PAGE_AND_API: &str =
        "cors proxy --page http://localhost:5173 --api /api=http://localhost:3000";
    let (page, api) = ("--page=http://localhost:5173", "--api=/api=http://a.test");
    for (arguments, problem, help) in [
        (
            &["--allow-origin", PAGE][..],
            "name the server that receives the requests",
            "cors proxy http://localhost:3000 --allow-origin http://localhost:5173",
        ),
        (
            &["--allow-origin", PAGE, api],
            "--api needs a server for all other paths",
            PAGE_AND_API,
        ),
        (&[page], "--page needs the API", PAGE_AND_API),
        (
            &["http://a.test", page],
            "with --page, the upstream needs a path",
            PAGE_AND_API,
        ),
        (
            &["http://a.test", page, api],
            "with --page, the upstream needs a path",
            PAGE_AND_API,
        ),
    ] {
        let printed = refused(arguments);
        assert!(
            printed.starts_with(&format!("error: {problem}")),
            "{printed}"
        );
        assert!(printed.ends_with(&format!(". Write {help}\n")), "{printed}");
        assert_eq!(printed.lines().count(), 1, "{printed}");
    }
}

#[test]
fn other_formats_than_text_are_refused() {
    let server = ["http://127.0.0.1:1", "--allow-origin", PAGE];
    for format in ["json", "sarif", "concise"] {
        let printed = refused(&[&server[..], &["--output-format", format]].concat());
        assert!(printed.contains("Leave out --output-format"), "{printed}");
        assert_eq!(printed.lines().count(), 1, "{printed}");
        let printed = refused_with_env(&server, &[("CORS_OUTPUT_FORMAT", format)]);
        assert!(printed.contains("CORS_OUTPUT_FORMAT"), "{printed}");
    }
    proxy(&[&server[..], &["--output-format", "text"]].concat());
}

/// Passwords of other options than the upstream were printed.
#[test]
fn a_message_about_an_option_has_no_password() {
    let listen = ["--listen", "0.0.0.0:0"];
    for options in [
        &["--allow-origin", "http://user:topsecret@localhost:5173"][..],
        &["--allow-origin", "user:topsecret@localhost:5173"],
        &[
            "--allow-origin",
            PAGE,
            "--send-origin",
            "http://user:topsecret@a.test",
        ],
        &[
            "--allow-origin",
            PAGE,
            "--listen",
            "http://user:topsecret@localhost:8010",
        ],
        &[
            "--allow-origin",
            PAGE,
            listen[0],
            listen[1],
            "--expose",
            "http://user:topsecret@a",
        ],
        &[
            "--allow-origin",
            PAGE,
            listen[0],
            listen[1],
            "--expose",
            "user:topsecret@a",
        ],
    ] {
        let printed = refused(&[&["http://127.0.0.1:1"], options].concat());
        assert!(!printed.contains("topsecret"), "{printed}");
        assert!(printed.contains(" Write "), "{printed}");
    }
}

/// Browsers on this machine take `0.0.0.0` for it, and other machines cannot reach it.
#[test]
fn an_address_of_no_machine_is_not_exposed() {
    for address in ["0.0.0.0", "[::]"] {
        let listen = ["--listen", "0.0.0.0:0", "--expose", address];
        let page = ["http://127.0.0.1:1", "--allow-origin", PAGE];
        let printed = refused(&[&page[..], &listen].concat());
        assert!(
            printed.contains("such as --expose 192.168.1.5"),
            "{printed}"
        );
    }
}

/// Each message says what to write, in one line, and without the password.
#[test]
fn a_message_about_an_upstream_says_what_to_write() {
    for (upstream, help) in [
        ("", "Write it like http://localhost:3000"),
        ("3000", "Write http://localhost:3000"),
        ("ws://localhost:3000", "Write http://localhost:3000"),
        (
            "wss://u:topsecret@a.test/v1",
            "Write https://redacted@a.test/v1",
        ),
        ("ftp://a.test", "Write it like http://localhost:3000"),
        ("http://u:topsecret@a.test/v1", "Write http://a.test/v1"),
        ("http://topsecret@a.test", "Write http://a.test/"),
        ("https://a.test/v1?key=topsecret", "Write https://a.test/v1"),
        ("https://a.test/v1#top", "Write https://a.test/v1"),
    ] {
        let api = format!("/api={upstream}");
        let page = "http://localhost:5173";
        for (arguments, start) in [
            (&[upstream, "--allow-origin", PAGE][..], "the upstream: "),
            (&["--page", page, "--api", &api], "--api /api: "),
            (
                &["--page", upstream, "--api", "/api=http://a.test"],
                "--page: ",
            ),
        ] {
            let printed = refused(arguments);
            assert!(printed.starts_with(&format!("error: {start}")), "{printed}");
            assert!(printed.ends_with(&format!(". {help}\n")), "{printed}");
            assert!(!printed.contains("topsecret"), "{printed}");
            assert_eq!(printed.lines().count(), 1, "{printed}");
        }
    }
}

/// The proxy started, and no request ever reached the server.
#[test]
fn a_path_that_no_request_has_is_refused() {
    for path in [
        "/a b", "/../x", "/x/..", "//x", "/\u{fc}", "/a?b", "/a#b", "/api/*", "\\api", ":80/a",
    ] {
        let api = format!("{path}=http://a.test");
        let printed = refused(&["--page", "http://p.test", "--api", &api]);
        let help = ". Write it like --api /api=https://api.example.com\n";
        assert!(printed.ends_with(help), "{path}: {printed}");
    }
    for apis in [
        ["/=http://a.test", "/b=http://a.test"],
        ["/a=http://a.test", "/a/=http://b.test"],
    ] {
        let printed = refused(&[
            "--page",
            "http://p.test",
            "--api",
            apis[0],
            "--api",
            apis[1],
        ]);
        assert!(printed.ends_with("for --api, such as /api\n"), "{printed}");
    }
}

/// `--record cors.toml` replaced the policy file.
#[test]
fn a_recording_replaces_no_file_of_another_kind() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("text").to_owned();
    let (policy, har, new) = (path("cors.toml"), path("folder.har"), path("new.toml"));
    let text = "origins = [\"http://localhost:5173\"]\n";
    std::fs::write(&policy, text).expect("written");
    std::fs::create_dir(&har).expect("a folder");
    let server = ["http://127.0.0.1:1", "--policy", &policy];
    for (options, expected) in [
        (
            &["--record", &*policy][..],
            "Write a name such as session.har",
        ),
        (
            &["--record", &new, "--write-policy", &new],
            "Write a name such as session.har",
        ),
        (
            &["--record", &har, "--write-policy", &new],
            "Write the name of a new file",
        ),
        (&["--write-policy", &policy], "Write the name of a new file"),
    ] {
        let printed = refused(&[&server[..], options].concat());
        assert!(printed.ends_with(&format!(". {expected}\n")), "{printed}");
        assert_eq!(std::fs::read_to_string(&policy).expect("text"), text);
        assert!(!std::path::Path::new(&new).exists(), "{printed}");
    }
}

#[test]
fn an_option_for_other_pages_needs_one() {
    let page = ["--page", "http://p.test", "--api", "/api=http://a.test"];
    for option in [
        &["--credentials"][..],
        &["--explain"],
        &["--send-origin", "https://a.test"],
        &["--write-policy", "/nowhere/cors.toml"],
    ] {
        let printed = refused(&[&page[..], option].concat());
        let start = format!("error: {} is for pages of other origins", option[0]);
        assert!(printed.starts_with(&start), "{printed}");
    }
    proxy(
        &[
            &page[..],
            &["--allow-origin", PAGE, "--credentials", "--explain"],
        ]
        .concat(),
    );
}
