//! Requests that a browser refuses before it sends anything.

use crate::scripted::{Scripted, cors};
use crate::{ORIGIN, allows_put};

#[test]
fn mixed_content_is_a_cause_of_its_own_and_nothing_is_sent() {
    let arguments = ["try", "http://api.invalid/", "--from", ORIGIN, "-X", "PUT"];
    let run = cors(&arguments);
    let text = run.stdout();
    assert_eq!(run.code(), Some(1), "{text}");
    for part in [
        "error[mixed-content]: a page over https: requests http://api.invalid/",
        "fault    the page",
        "fix      Let the page request the URL over `https:`",
        "standard main fetch, step 7, https://fetch.spec.whatwg.org/#concept-main-fetch",
        "Mixed Content: The page at 'https://app.example.com/' was loaded over HTTPS",
        "| Blocked loading mixed active content “http://api.invalid/”",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    assert!(!text.contains("  > "), "{text}");
    assert!(!text.contains("no address"), "{text}");
    assert_eq!(text.matches("blocked (mixed-content)").count(), 4, "{text}");
}

#[test]
fn a_redirect_to_http_is_the_fault_of_the_server() {
    let server = Scripted::lines(|request| {
        let mut lines = allows_put(request).1;
        lines.push(("Location", "http://api.invalid/new".to_owned()));
        (308, lines)
    });
    let url = server.url("/old");
    let text = cors(&["try", &url, "--from", ORIGIN, "--follow"]).stdout();
    assert!(
        text.contains("a redirect leads a page over https: to http://api.invalid/new"),
        "{text}"
    );
    assert!(text.contains("fault    the server"), "{text}");
    assert!(
        text.contains("fix      Redirect to the `https:` URL"),
        "{text}"
    );
}

#[test]
fn a_page_over_http_requests_http() {
    let server = Scripted::lines(|_| (200, vec![("Access-Control-Allow-Origin", "*".to_owned())]));
    let run = cors(&["try", &server.url("/"), "--from", "http://app.example.com"]);
    assert_eq!(run.code(), Some(0), "{}", run.stdout());
    assert!(!run.stdout().contains("mixed content"), "{}", run.stdout());
}

/// Chromium and Firefox allow it, and WebKit does not.
#[test]
fn a_server_on_this_machine_is_tried_with_a_note_about_safari() {
    let server = Scripted::lines(allows_put);
    for (host, browser, has_note) in [
        ("127.0.0.1", "all", true),
        ("localhost", "webkit", true),
        ("localhost", "firefox", false),
    ] {
        let url = format!("http://{host}:{}/", server.port);
        let run = cors(&["try", &url, "--from", ORIGIN, "--browser", browser]);
        let text = run.stdout();
        assert_eq!(run.code(), Some(0), "{text}");
        let note = "note[blocked-in-safari]";
        assert_eq!(text.contains(note), has_note, "{text}");
    }
    let run = cors(&["try", &server.url("/"), "--from", "http://localhost:5173"]);
    assert!(!run.stdout().contains("safari"), "{}", run.stdout());
}

#[test]
fn bad_ports_are_a_cause_of_their_own_and_nothing_is_sent() {
    for port in ["6000", "6667", "10080"] {
        let url = format!("http://127.0.0.1:{port}/");
        let run = cors(&["try", &url, "--from", "http://localhost:5173"]);
        let text = run.stdout();
        assert_eq!(run.code(), Some(1), "{text}");
        for part in [
            "error[bad-port]: browsers send no request to port",
            "main fetch, step 7",
            "Let the server listen on another port, such as 8080",
            &format!("Not allowed to use restricted network port {port}: {url}"),
        ] {
            assert!(text.contains(part), "{part} is not in\n{text}");
        }
        assert!(!text.contains("  > "), "{text}");
        // Its verdict is about a server, which no browser has asked.
        let text = cors(&["try", &url, "--from", ORIGIN]).stdout();
        assert!(!text.contains("blocked-in-safari"), "{text}");
    }
}

/// Chromium asks for a secure context before a page may use the local network.
#[test]
fn a_page_over_http_that_requests_this_machine_has_a_note_for_chromium() {
    let server = Scripted::lines(|_| (200, vec![("Access-Control-Allow-Origin", "*".to_owned())]));
    let url = server.url("/");
    let note = "note[blocked-in-chromium]";
    for (from, browser, expected) in [
        ("http://app.example.com", "all", true),
        ("http://app.example.com", "firefox", false),
        ("https://app.example.com", "all", false),
        ("http://localhost:5173", "all", false),
        ("null", "all", false),
    ] {
        let text = cors(&["try", &url, "--from", from, "--browser", browser]).stdout();
        assert_eq!(text.contains(note), expected, "{from} {browser}: {text}");
    }
}
