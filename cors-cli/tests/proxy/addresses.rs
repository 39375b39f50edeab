//! The address that the proxy listens on, and the origins that it names.

use std::io::Write;

use crate::support::{PAGE, proxy, read_to_end, refused, status, upstream};

const ORIGIN: &str = "origin: http://localhost:5173";

#[test]
fn an_origin_that_is_none_gets_a_help_that_the_proxy_accepts() {
    for (origin, help) in [
        ("", "http://localhost:5173"),
        ("null", "http://localhost:5173"),
        ("*", "http://localhost:5173"),
        ("http://*:5174", "http://localhost:5174"),
        ("http://localhost:5174/", "http://localhost:5174"),
        ("localhost:5174", "http://localhost:5174"),
    ] {
        let printed = refused(&["http://127.0.0.1:1", "--allow-origin", origin]);
        assert!(printed.starts_with("error: "), "{printed}");
        assert!(
            printed.ends_with(&format!(" --allow-origin {help}\n")),
            "{printed}"
        );
        assert_eq!(printed.lines().count(), 1, "{printed}");
        proxy(&["http://127.0.0.1:1", "--allow-origin", help]);
    }
}

#[test]
fn the_origins_of_the_option_are_not_blamed_on_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cors.toml");
    let policy = "origins = [\"https://app.example.com\"]\ncredentials = true\n";
    std::fs::write(&file, policy).expect("written");
    let file = file.to_str().expect("text");
    let origin = "http://192.168.1.5:5173";
    let printed = refused(&["http://a.test", "--policy", file, "--allow-origin", origin]);
    assert!(
        printed.starts_with(&format!("error: --allow-origin {origin}: ")),
        "{printed}"
    );
    assert!(
        !printed.contains("cors.toml") && !printed.contains(".allow("),
        "{printed}"
    );
    // The file decides about credentials.
    let printed = refused(&["http://a.test", "--policy", file, "--credentials"]);
    assert!(printed.contains("`credentials = true`"), "{printed}");
}

#[test]
fn an_option_without_effect_is_refused() {
    let server = ["http://127.0.0.1:1", "--allow-origin", PAGE];
    for listen in ["localhost:0", "127.0.0.1:0", "[::1]:0"] {
        let exposed = ["--expose", "192.168.1.5", "--listen", listen];
        let printed = refused(&[&server[..], &exposed].concat());
        assert!(printed.contains("none can reach"), "{printed}");
    }
    for name in [
        "",
        "*",
        "http://192.168.1.5",
        "192.168.1.5:8010",
        "a/b",
        "a b",
    ] {
        let exposed = ["--expose", name, "--listen", "0.0.0.0:0"];
        let printed = refused(&[&server[..], &exposed].concat());
        assert!(printed.contains("is not a host"), "{printed}");
    }
}

/// `--explain` would have advised to allow `null`, or an origin that no page has.
#[test]
fn the_sent_origin_is_that_of_a_page() {
    for origin in [
        "null",
        "ws://a.test",
        "https://*.a.test",
        "*",
        "https://a.test/",
    ] {
        let printed = refused(&[
            "http://127.0.0.1:1",
            "--allow-origin",
            PAGE,
            "--send-origin",
            origin,
        ]);
        assert!(printed.contains("is not an origin of a page"), "{printed}");
        let help = "--send-origin https://app.example.com\n";
        assert!(printed.ends_with(help), "{printed}");
        assert_eq!(printed.lines().count(), 1, "{printed}");
    }
}

#[test]
fn an_address_that_cannot_be_used_is_named() {
    let other = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = other.local_addr().expect("an address").port();
    let next = port.checked_add(1).unwrap_or(8010);
    let (used, next) = (
        format!("localhost:{port}"),
        format!("--listen localhost:{next}\n"),
    );
    let server = ["http://127.0.0.1:1", "--allow-origin", PAGE];
    for (options, expected) in [
        (&["--listen", &used][..], &*next),
        (
            &["--listen", "192.0.2.1:0", "--expose", "a.test"],
            "--listen localhost:8010\n",
        ),
        (&["--listen", "localhost"], "--listen localhost:8010\n"),
        (&["--listen", "127.0.0.1"], "--listen localhost:8010\n"),
        (&["--listen", "example.com:80"], "--listen localhost:8010\n"),
        (&["--listen", "+8010"], "--listen localhost:8010\n"),
    ] {
        let printed = refused(&[&server[..], options].concat());
        assert!(printed.ends_with(expected), "{printed}");
        assert!(!printed.contains("os error"), "{printed}");
        assert_eq!(printed.lines().count(), 1, "{printed}");
    }
}

/// The proxy said `localhost`, where it did not listen, and refused its own address.
#[test]
#[cfg(target_os = "linux")]
fn the_address_that_is_printed_works() {
    let server = upstream(&crate::support::response(&[]));
    let start = [&*server.url(), "--allow-origin", PAGE].map(str::to_owned);
    let start: Vec<&str> = start.iter().map(String::as_str).collect();
    let other = proxy(&[&start[..], &["--listen", "127.0.0.2:0"]].concat());
    let host = format!("127.0.0.2:{}", other.port);
    let expected = format!("http://{host} forwards to {}", server.url());
    assert_eq!(other.wait_for("forwards"), expected);
    let mut page = crate::support::connect(host.parse().expect("an address"));
    let request = other
        .request("GET /", &[ORIGIN])
        .replace(&other.host(), &host);
    page.write_all(request.as_bytes()).expect("sent");
    assert_eq!(status(&read_to_end(&mut page)), "200");

    let exposed = ["--listen", "0.0.0.0:0", "--expose", "dev.test"];
    let exposed = proxy(&[&start[..], &exposed].concat());
    let line = exposed.wait_for("other machines");
    assert!(
        line.ends_with(&format!("http://dev.test:{}", exposed.port)),
        "{line}"
    );
}
