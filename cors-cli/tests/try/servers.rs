//! Servers that are down, or that break the protocol.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use crate::ORIGIN;
use crate::scripted::{Scripted, cors};

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
            std::thread::sleep(Duration::from_millis(500));
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

/// A browser waits longer, so nothing is blocked.
#[test]
fn a_server_that_is_slower_than_the_limit_is_not_called_blocked() {
    let server = Scripted::lines(|request| {
        if request.method == "GET" {
            std::thread::sleep(Duration::from_secs(12));
        }
        let lines = vec![
            ("Access-Control-Allow-Origin", ORIGIN.to_owned()),
            ("Access-Control-Allow-Headers", "x-a".to_owned()),
        ];
        (200, lines)
    });
    let url = server.url("/");
    let arguments = ["try", &url, "--from", ORIGIN, "-H", "x-a: 1"];
    let arguments = [&arguments[..], &["--browser", "chromium"]].concat();
    let run = cors(&arguments);
    let text = run.stdout();
    assert_eq!(run.code(), Some(1), "{text}");
    let verdict = "chromium  unknown: the server took longer than the limit";
    assert!(text.contains(verdict), "{text}");
    let warning = "warning[response-late]: 127.0.0.1:";
    assert!(text.contains(warning), "{text}");
    assert!(text.contains("took longer than 10 s"), "{text}");
    assert!(
        !text.contains("blocked") && !text.contains("error["),
        "{text}"
    );
    let json = cors(&[&arguments[..], &["--output-format", "json"]].concat()).json();
    assert!(json["verdicts"][0]["allowed"].is_null(), "{json}");
    assert!(json["advice"].as_array().is_some_and(Vec::is_empty));
}

#[test]
fn hosts_that_do_not_exist_are_one_sentence() {
    let run = cors(&["try", "http://127.0.0.1:2/", "--from", ORIGIN]);
    assert_eq!(run.code(), Some(1));
    assert!(
        run.stdout().contains("accepts no connection at port 2"),
        "{}",
        run.stdout()
    );
    let run = cors(&["try", "https://api.invalid/", "--from", ORIGIN]);
    assert_eq!(run.code(), Some(1));
    assert!(
        run.stdout().contains("the name api.invalid has no address"),
        "{}",
        run.stdout()
    );
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

/// Every one of these servers keeps the connection open.
#[test]
fn servers_that_stop_in_the_middle_are_given_up() {
    let starts: [&[u8]; 4] = [
        b"",
        b"HTTP/1.",
        b"HTTP/1.1 200 OK\r\nA: b",
        b"HTTP/1.1 200 OK\r\n",
    ];
    let runs = starts.map(|start| {
        std::thread::spawn(move || {
            let server = Scripted::start(move |_, stream| {
                let _ = stream.write_all(start);
                std::thread::sleep(Duration::from_secs(20));
            });
            let time = Instant::now();
            (
                cors(&["try", &server.url("/"), "--from", ORIGIN]),
                time.elapsed(),
            )
        })
    });
    for run in runs {
        let (run, time) = run.join().expect("a run");
        assert_eq!(run.code(), Some(1), "{}", run.stdout());
        assert!(
            run.stdout().contains("there was no response within 10 s"),
            "{}",
            run.stdout()
        );
        assert!(time < Duration::from_secs(13), "{time:?}");
    }
}

#[test]
fn half_a_response_is_no_response() {
    let starts: [&[u8]; 3] = [
        b"HTTP/1.",
        b"HTTP/1.1 200 OK\r\nA: b",
        b"HTTP/1.1 200 OK\r\n",
    ];
    for start in starts {
        let server = Scripted::start(move |_, stream| {
            let _ = stream.write_all(start);
        });
        let run = cors(&["try", &server.url("/"), "--from", ORIGIN]);
        assert_eq!(run.code(), Some(1), "{}", run.stdout());
        assert!(
            run.stdout()
                .contains("closed the connection before the response was complete"),
            "{}",
            run.stdout()
        );
    }
}

#[test]
fn informational_responses_without_an_end_are_given_up() {
    let server = Scripted::start(|_, stream| {
        while stream
            .write_all(b"HTTP/1.1 103 Early Hints\r\n\r\n")
            .is_ok()
        {
            std::thread::sleep(Duration::from_millis(100));
        }
    });
    let time = Instant::now();
    let run = cors(&["try", &server.url("/"), "--from", ORIGIN]);
    assert_eq!(run.code(), Some(1), "{}", run.stdout());
    assert!(
        run.stdout().contains("there was no response within 10 s"),
        "{}",
        run.stdout()
    );
    assert!(
        time.elapsed() < Duration::from_secs(13),
        "{:?}",
        time.elapsed()
    );
}

#[test]
fn a_server_that_does_not_read_the_request_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let data = "a".repeat(100_000);
    let headers = format!("x-a: {data}");
    let arguments = ["try", &url, "--from", ORIGIN, "--data", &data, "--send"];
    let time = Instant::now();
    let run = cors(&[&arguments[..], &["-H", &headers]].concat());
    assert_eq!(run.code(), Some(1), "{}", run.stdout());
    assert!(
        run.stdout().contains("there was no response within 10 s"),
        "{}",
        run.stdout()
    );
    assert!(
        time.elapsed() < Duration::from_secs(23),
        "{:?}",
        time.elapsed()
    );
}

/// The first bytes of TLS are no line, so `Scripted` would wait for more of them.
#[test]
fn a_server_that_answers_tls_with_garbage_is_one_sentence() {
    let answers: [(&'static [u8], &str); 3] = [
        (
            b"HTTP/1.1 400 Bad Request\r\n\r\n",
            "does not speak TLS at this port",
        ),
        (
            b"\x16\x03\x03\xff\xff\x02garbage",
            "does not speak TLS at this port",
        ),
        (b"", "the server closed the connection"),
    ];
    for (answer, message) in answers {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("https://{}/", listener.local_addr().expect("an address"));
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut hello = [0; 4096];
                let _ = stream.read(&mut hello);
                let _ = stream.write_all(answer);
            }
        });
        let time = Instant::now();
        let run = cors(&["try", &url, "--from", ORIGIN]);
        let text = run.stdout();
        assert_eq!(run.code(), Some(1), "{text}");
        assert!(text.contains("TLS to 127.0.0.1 failed"), "{text}");
        assert!(text.contains(message), "{text}");
        assert!(
            time.elapsed() < Duration::from_secs(5),
            "{:?}",
            time.elapsed()
        );
    }
}

#[test]
fn each_kind_of_failure_says_what_to_check() {
    let closed = Scripted::start(|_, _| {});
    for (url, words, fault) in [
        (
            "https://api.invalid/",
            "Check the spelling of the host",
            "fault    the network",
        ),
        (
            "http://127.0.0.1:2/",
            "Start the server, and check the host and the port",
            "fault    the network",
        ),
        (
            &closed.url("/"),
            "Start the server, and check the host and the port",
            "fault    the network",
        ),
        (
            &format!("https://127.0.0.1:{}/", closed.port),
            "Open the URL in a tab of its own",
            "fault    the server",
        ),
    ] {
        let text = cors(&["try", url, "--from", ORIGIN, "--browser", "chromium"]).stdout();
        assert!(text.contains(words) && text.contains(fault), "{text}");
        assert!(!text.contains("os error"), "{text}");
    }
}

/// Browsers stop at 256 KiB.
#[test]
fn a_head_of_more_than_256_kib_is_no_response() {
    for (lines, is_read) in [(200, true), (300, false), (390, false)] {
        let server = Scripted::lines(move |_| {
            let mut head = vec![("Access-Control-Allow-Origin", "*".to_owned())];
            head.extend((0..lines).map(|_| ("x-a", "a".repeat(1020))));
            (200, head)
        });
        let run = cors(&["try", &server.url("/"), "--from", ORIGIN]);
        let text = run.stdout();
        assert_eq!(run.code(), Some(i32::from(!is_read)), "{lines}: {text}");
        let message = "head of the response is too large";
        assert_eq!(text.contains(message), !is_read, "{lines}: {text}");
    }
}
