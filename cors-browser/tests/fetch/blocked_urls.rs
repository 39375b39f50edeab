//! URLs that browsers request from no page, or from no page over `https:`.
//!
//! What the browsers do was observed in Chromium 156, Firefox ESR 153 and WebKitGTK 2.50
//! with a page at `https://localhost`.

use cors_browser::{
    Browser, ConsoleLine, Fetch, Initiator, Kind, Lookalike, Page, Report, Request, Response,
    UserAgent,
};

use super::support::{PAGE, cause, open, run};

const BROWSERS: [Browser; 3] = [Browser::Chromium, Browser::Firefox, Browser::WebKit];

fn get(browser: Browser, url: &str) -> Report {
    run(browser, &Fetch::get(url), |_: &Request| open())
}

/// Step 7 of the main fetch in the standard's text of July 2026.
#[track_caller]
fn ends_before_anything_is_sent(report: &Report, name: &str) {
    assert_eq!(cause(report), name);
    assert_eq!(report.exchanges, []);
    let blocked = report.outcome.blocked().expect("a cause");
    assert_eq!(blocked.cause.step().to_string(), "main fetch, step 7");
    assert_eq!(blocked.cause.phase(), None);
    assert!(report.help().is_some());
}

#[test]
fn an_http_url_is_mixed_content_for_a_page_over_https() {
    for browser in Browser::ALL {
        for url in [
            "http://api.example/",
            "http://192.0.2.1/",
            "http://[2001:db8::1]:81/",
        ] {
            ends_before_anything_is_sent(&get(browser, url), "mixed-content");
            let put = Fetch::put(url).header("x-a", "1");
            let report = run(browser, &put, |_: &Request| open());
            ends_before_anything_is_sent(&report, "mixed-content");
        }
        assert_eq!(cause(&get(browser, "https://api.example/")), "");
    }
}

#[test]
fn a_page_over_http_has_no_mixed_content() {
    for page in ["http://localhost:5173", "http://app.example", "null"] {
        let page = Page::at(page).expect("an origin");
        for browser in Browser::ALL {
            let fetch = Fetch::get("http://api.example/");
            let report = UserAgent::new(browser).fetch(&page, &fetch, |_: &Request| open());
            assert_eq!(cause(&report), "", "{browser:?}");
        }
    }
}

#[test]
fn this_machine_is_no_mixed_content() {
    for host in [
        "localhost",
        "localhost.",
        "a.localhost",
        "127.0.0.1",
        "127.9.9.9",
        "[::1]",
    ] {
        for browser in Browser::ALL {
            assert_eq!(
                cause(&get(browser, &format!("http://{host}:8080/"))),
                "",
                "{host}"
            );
        }
    }
    for host in ["localhost.example", "notlocalhost", "128.0.0.1", "[::2]"] {
        for browser in Browser::ALL {
            let report = get(browser, &format!("http://{host}:8080/"));
            assert_eq!(cause(&report), "mixed-content", "{host}");
        }
    }
}

#[test]
fn only_chromium_lets_a_page_over_https_request_the_local_network() {
    for host in [
        "192.168.77.1",
        "10.1.2.3",
        "172.16.0.9",
        "169.254.1.1",
        "100.64.0.1",
        "0.0.0.0",
        "printer.local",
        "[fd00::1]",
        "[fe80::1]",
        "[::ffff:127.0.0.1]",
    ] {
        let url = format!("http://{host}:8080/");
        assert_eq!(cause(&get(Browser::Chromium, &url)), "", "{host}");
        for browser in [Browser::Standard, Browser::Firefox, Browser::WebKit] {
            ends_before_anything_is_sent(&get(browser, &url), "mixed-content");
        }
    }
    for host in [
        "11.0.0.1",
        "172.32.0.1",
        "100.128.0.1",
        "local",
        "[::ffff:8.8.8.8]",
    ] {
        let report = get(Browser::Chromium, &format!("http://{host}:8080/"));
        assert_eq!(cause(&report), "mixed-content", "{host}");
    }
}

#[test]
fn a_redirect_to_http_is_mixed_content() {
    for browser in Browser::ALL {
        let report = run(
            browser,
            &Fetch::get("https://api.example/"),
            |_: &Request| open().header("location", "http://api.example/"),
        );
        assert_eq!(cause(&report), "", "no redirect status");
        let report = run(
            browser,
            &Fetch::get("https://api.example/"),
            |_: &Request| {
                let mut redirect = open().header("location", "http://api.example/");
                redirect.status = 301;
                redirect
            },
        );
        assert_eq!(cause(&report), "mixed-content");
        assert_eq!(report.exchanges.len(), 1);
        let help = report.help().expect("help");
        assert!(help.starts_with("Redirect to"), "{help}");
    }
}

/// Browsers request images, audio and video over `https:` instead.
#[test]
fn images_are_not_mixed_content() {
    let page = Page::at(PAGE).expect("an origin");
    for initiator in [Initiator::Image, Initiator::Media] {
        let image = Fetch::get("http://img.example/").initiator(initiator);
        let mut agent = UserAgent::new(Browser::Standard);
        let report = agent.fetch(&page, &image, |_: &Request| open());
        assert_eq!(cause(&report), "");
    }
}

#[test]
fn bad_ports_are_blocked_in_every_browser() {
    for browser in Browser::ALL {
        for port in [0, 1, 22, 6000, 6667, 10080] {
            for url in [
                format!("https://api.example:{port}/"),
                format!("http://localhost:{port}/"),
            ] {
                let report = get(browser, &url);
                ends_before_anything_is_sent(&report, "bad-port");
                assert!(report.help().expect("help").contains(&port.to_string()));
            }
        }
        for port in [2, 442, 6001, 6670, 8080, 10081] {
            assert_eq!(
                cause(&get(browser, &format!("https://api.example:{port}/"))),
                ""
            );
        }
        // The port of the scheme itself.
        assert_eq!(cause(&get(browser, "https://api.example:443/")), "");
        let report = run(
            browser,
            &Fetch::get("https://api.example/"),
            |_: &Request| {
                Response::new(302)
                    .header("access-control-allow-origin", "*")
                    .header("location", "https://api.example:6000/")
            },
        );
        assert_eq!(cause(&report), "bad-port");
    }
}

#[test]
fn the_console_says_what_the_browsers_said() {
    let page = Page::at("https://localhost:18443").expect("an origin");
    let lines = |browser: Browser, fetch: &Fetch| {
        let mut agent = UserAgent::new(browser);
        let report = agent.fetch(&page, fetch, |_: &Request| {
            let mut redirect = open().header("location", "http://mixed.example/z");
            redirect.status = 302;
            redirect
        });
        report.console(browser)
    };
    let get = Fetch::get("http://mixed.example/f");
    assert_eq!(
        lines(Browser::Chromium, &get),
        [
            "Mixed Content: The page at 'https://localhost:18443/' was loaded over HTTPS, but \
             requested an insecure resource 'http://mixed.example/f'. This request has been \
             blocked; the content must be served over HTTPS."
        ]
    );
    assert_eq!(
        lines(Browser::Firefox, &get),
        ["Blocked loading mixed active content “http://mixed.example/f”"]
    );
    assert_eq!(
        lines(Browser::WebKit, &get),
        [
            "[blocked] The page at https://localhost:18443/ requested insecure content from \
             http://mixed.example/f. This content was blocked and must be served over HTTPS.",
            "Not allowed to request resource",
            "Fetch API cannot load http://mixed.example/f due to access control checks.",
        ]
    );
    let redirected = Fetch::get("https://localhost:18443/redir");
    assert_eq!(
        lines(Browser::WebKit, &redirected),
        [
            "[blocked] The page at https://localhost:18443/ requested insecure content from \
             http://mixed.example/z. This content was blocked and must be served over HTTPS.",
            "Fetch API cannot load https://localhost:18443/redir due to access control checks.",
        ]
    );
    let port = Fetch::get("https://localhost:6667/i");
    assert_eq!(lines(Browser::Chromium, &port), [""; 0]);
    assert_eq!(lines(Browser::Firefox, &port), [""; 0]);
    assert_eq!(
        lines(Browser::WebKit, &port),
        ["Not allowed to use restricted network port 6667: https://localhost:6667/i"]
    );
}

#[test]
fn what_the_console_says_is_read_as_the_same_failure() {
    for (url, expected) in [
        ("http://mixed.example/f", Lookalike::MixedContent),
        ("https://localhost:6667/", Lookalike::BadPort),
    ] {
        for browser in BROWSERS {
            let report = get(browser, url);
            let console = report.console(browser).join("\n");
            if console.is_empty() {
                continue;
            }
            let line = ConsoleLine::read(&console).expect(&console);
            assert_eq!(line.kind, Kind::LooksLikeCors(expected), "{console}");
            assert_eq!(expected.name(), cause(&report));
        }
    }
    for line in ["net::ERR_UNSAFE_PORT", "NS_ERROR_PORT_ACCESS_NOT_ALLOWED"] {
        let line = ConsoleLine::read(line).expect(line);
        assert_eq!(line.kind, Kind::LooksLikeCors(Lookalike::BadPort));
    }
}
