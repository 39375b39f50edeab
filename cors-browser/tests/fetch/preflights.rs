//! When a preflight is sent, and its contents.

use cors_browser::{
    Body, Browser, Credentials, Fetch, Initiator, Request, Response, UserAgent, Warning,
};

use crate::support::{API, PAGE, cause, open, page, run, wire};

const STANDARD: Browser = Browser::Standard;

#[test]
fn a_preflight_has_the_headers_of_the_standard() {
    let fetch = Fetch::put(API)
        .header("X-B", "1")
        .header("x-a", "2")
        .header("x-B", "3")
        .header("accept", "text/html")
        .credentials(Credentials::Include)
        .body("text");
    let report = run(STANDARD, &fetch, |_: &Request| open());
    let preflight = &report.exchanges[0].request;
    let lines: Vec<_> = preflight.headers.iter().collect();
    assert_eq!(
        lines,
        [
            ("Accept", &b"*/*"[..]),
            ("Access-Control-Request-Method", b"PUT"),
            ("Access-Control-Request-Headers", b"x-a,x-b"),
            ("Origin", PAGE.as_bytes()),
        ]
    );
    assert_eq!(preflight.method, "OPTIONS");
    assert_eq!(preflight.body, None);
    assert!(!preflight.credentials, "a preflight never carries cookies");
}

#[test]
fn the_request_has_the_headers_of_the_page() {
    let fetch = Fetch::post(API).header("Range", "bytes=0-9").body("text");
    let report = run(STANDARD, &fetch, |_: &Request| open());
    let request = &report.exchanges[0].request;
    let lines: Vec<_> = request.headers.iter().collect();
    assert_eq!(
        lines,
        [
            ("Range", &b"bytes=0-9"[..]),
            ("Content-Type", b"text/plain;charset=UTF-8"),
            ("Accept", b"*/*"),
            ("Origin", PAGE.as_bytes()),
        ]
    );
    assert_eq!(request.body.as_deref(), Some(&b"text"[..]));
    assert!(!request.credentials);
}

#[test]
fn only_non_safelisted_requests_need_a_preflight() {
    let typed = |content_type: &str| Body::Typed {
        content_type: content_type.into(),
        bytes: Vec::new(),
    };
    for (fetch, expected) in [
        (Fetch::get(API), ""),
        (Fetch::head(API), ""),
        (Fetch::new("post", API), ""),
        (Fetch::put(API), "OPTIONS PUT"),
        (Fetch::new("patch", API), "OPTIONS patch"),
        (Fetch::new("QUERY", API).body("text"), "OPTIONS QUERY"),
        (Fetch::new("query", API).body("text"), "OPTIONS query"),
        (Fetch::post(API).body("text"), ""),
        (Fetch::post(API).body(vec![0]), ""),
        (
            Fetch::post(API).body(typed("multipart/form-data; boundary=a")),
            "",
        ),
        (
            Fetch::post(API).body(typed("application/json")),
            "OPTIONS POST content-type",
        ),
        (
            Fetch::post(API).body(Body::Stream(Vec::new())),
            "OPTIONS POST",
        ),
        (Fetch::get(API).header("DPR", "1"), "OPTIONS GET dpr"),
        (Fetch::get(API).header("cookie", "a=1"), ""),
    ] {
        let report = run(STANDARD, &fetch, |_: &Request| open());
        let first = &wire(&report)[0];
        assert_eq!(
            first
                .strip_prefix(&fetch.method.to_uppercase())
                .unwrap_or(first),
            expected
        );
        assert!(report.outcome.readable().is_some(), "{fetch:?}");
    }
}

#[test]
fn upload_listeners_need_a_preflight() {
    let upload = Fetch::post(API)
        .initiator(Initiator::Xhr)
        .upload_listeners(true);
    let only_origin = || Response::new(200).header("access-control-allow-origin", "*");
    let report = run(STANDARD, &upload, |_: &Request| only_origin());
    assert_eq!(
        wire(&report),
        ["OPTIONS POST", "POST"],
        "no method needs to be listed"
    );

    for browser in Browser::ALL {
        let mut agent = UserAgent::new(browser);
        agent.fetch(&page(), &upload, |_: &Request| only_origin());
        let again = agent.fetch(&page(), &upload, |_: &Request| only_origin());
        assert_eq!(wire(&again), ["POST"], "{browser:?}");
    }

    let quiet = Fetch::post(API).initiator(Initiator::Xhr);
    assert_eq!(
        wire(&run(STANDARD, &quiet, |_: &Request| only_origin())),
        ["POST"]
    );
    let no_xhr = Fetch::post(API).upload_listeners(true);
    assert_eq!(
        wire(&run(STANDARD, &no_xhr, |_: &Request| only_origin())),
        ["POST"]
    );
}

#[test]
fn an_event_source_needs_no_preflight() {
    let again = Fetch::get(API)
        .initiator(Initiator::EventSource)
        .header("Last-Event-ID", "7");
    let report = run(STANDARD, &again, |_: &Request| open());
    assert_eq!(wire(&report), ["GET"]);
    let accept = report.exchanges[0].request.headers.get("accept");
    assert_eq!(accept.as_deref(), Some(&b"text/event-stream"[..]));
}

#[test]
fn an_xml_http_request_joins_headers_and_sends_no_body_with_get() {
    let fetch = Fetch::get(API)
        .initiator(Initiator::Xhr)
        .header("accept", "a".repeat(100))
        .header("accept", "b".repeat(100))
        .body("ignored");
    let report = run(STANDARD, &fetch, |_: &Request| open());
    assert_eq!(wire(&report), ["OPTIONS GET accept", "GET"]);
    assert_eq!(report.exchanges[1].request.body, None);
}

#[test]
fn forbidden_headers_are_dropped_with_a_warning() {
    let fetch = Fetch::get(API)
        .header("Cookie", "a=1")
        .header("Sec-X", "1")
        .header("X-HTTP-Method-Override", "TRACE");
    let report = run(STANDARD, &fetch, |_: &Request| open());
    let dropped = |name: &str| Warning::HeaderDropped { name: name.into() };
    let names = ["Cookie", "Sec-X", "X-HTTP-Method-Override"];
    assert_eq!(report.warnings, names.map(dropped));
    assert_eq!(wire(&report), ["GET"]);
}

#[test]
fn browsers_let_the_wildcard_cover_authorization_with_a_warning() {
    let fetch = Fetch::get(API).header("Authorization", "x");
    let star = |_: &Request| {
        Response::new(200)
            .header("access-control-allow-origin", "*")
            .header("access-control-allow-headers", "*")
    };
    let report = run(STANDARD, &fetch, star);
    assert_eq!(cause(&report), "preflight-header-not-allowed");
    for browser in [Browser::Chromium, Browser::Firefox, Browser::WebKit] {
        let report = run(browser, &fetch, star);
        assert!(report.outcome.readable().is_some());
        let url = report.exchanges[0].request.url.clone();
        assert_eq!(report.warnings, [Warning::AuthorizationByWildcard { url }]);
    }
}

#[test]
fn a_misdirected_request_is_sent_once_more() {
    for (misdirected, expected, blocked) in [
        (1, &["OPTIONS PUT", "OPTIONS PUT", "PUT"][..], ""),
        (
            2,
            &["OPTIONS PUT", "OPTIONS PUT"],
            "preflight-status-not-ok",
        ),
    ] {
        let mut left = misdirected;
        let report = run(STANDARD, &Fetch::put(API), |_: &Request| {
            let mut response = open();
            if left > 0 {
                left -= 1;
                response.status = 421;
            }
            response
        });
        assert_eq!(wire(&report), expected);
        assert_eq!(cause(&report), blocked);
    }
}

/// A header would help nothing: the next check is the one of the status.
#[test]
fn the_help_for_a_preflight_without_headers_is_about_its_status() {
    for (status, words) in [
        (301, "before anything redirects"),
        (308, "before anything redirects"),
        (401, "before authentication and routing"),
        (404, "before authentication and routing"),
        (405, "before authentication and routing"),
        (500, "before authentication and routing"),
        (
            200,
            "Send `Access-Control-Allow-Origin: https://app.example`",
        ),
        (
            403,
            "Allow the origin https://app.example, the method and the headers",
        ),
    ] {
        for browser in Browser::ALL {
            let put = Fetch::put(API);
            let report = run(browser, &put, |_: &Request| {
                Response::new(status).header("location", "/other")
            });
            let help = report.help().expect("help");
            assert!(help.contains(words), "{status}: {help}");
        }
    }
}

/// With the headers on the redirect, the browser would follow it with `Origin: null`.
#[test]
fn the_help_for_a_redirect_to_another_origin_is_to_request_its_target() {
    for fetch in [Fetch::put(API), Fetch::get(API)] {
        let report = run(Browser::Chromium, &fetch, |_: &Request| {
            Response::new(302).header("location", "https://login.example/")
        });
        let help = report.help().expect("help");
        let first = "Let the page request https://login.example/ itself";
        assert!(help.starts_with(first), "{help}");
    }
}
