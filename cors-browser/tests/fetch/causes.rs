//! The cause that the model reports, and its fields.

use cors_browser::{
    Browser, Cause, CheckFailure, Credentials, Fetch, Initiator, Mode, Page, Phase, Redirect,
    Request, Response, Url, UserAgent,
};

use crate::support::{API, PAGE, cause, run};

/// The cause of a PUT with `x-b` and `x-a` whose preflight gets these headers.
fn preflight(browser: Browser, status: u16, headers: &[(&str, &str)]) -> String {
    let fetch = Fetch::put(API).header("x-b", "1").header("x-a", "1");
    let report = run(browser, &fetch, |_: &Request| {
        let response = Response::new(status);
        headers.iter().fold(response, |response, (name, value)| {
            response.header(*name, *value)
        })
    });
    match &report.outcome.blocked().expect("no preflight passes").cause {
        Cause::PreflightHeaderNotAllowed { written, .. } => format!("header {written}"),
        cause => cause.name().to_owned(),
    }
}

/// A status, headers, and the cause in each browser.
type Row<'a> = (u16, &'a [(&'a str, &'a str)], [&'a str; 4]);

#[test]
fn of_multiple_mistakes_each_browser_reports_its_first() {
    const ORIGIN: (&str, &str) = ("access-control-allow-origin", "*");
    const METHODS: &str = "access-control-allow-methods";
    const HEADERS: &str = "access-control-allow-headers";
    let rows: [Row<'_>; 6] = [
        (
            404,
            &[],
            [
                "preflight-allow-origin-missing",
                "preflight-allow-origin-missing",
                "preflight-allow-origin-missing",
                "preflight-status-not-ok",
            ],
        ),
        (
            500,
            &[
                ("access-control-allow-origin", "https://x.example"),
                (METHODS, "a b"),
            ],
            [
                "preflight-allow-origin-mismatch",
                "preflight-allow-origin-mismatch",
                "preflight-allow-origin-mismatch",
                "preflight-status-not-ok",
            ],
        ),
        (
            200,
            &[ORIGIN, (METHODS, "a b"), (HEADERS, "c d")],
            ["preflight-allow-methods-unparsable"; 4],
        ),
        (
            200,
            &[ORIGIN, (METHODS, "GET"), (HEADERS, "c d")],
            [
                "preflight-allow-headers-unparsable",
                "preflight-allow-headers-unparsable",
                "preflight-method-not-allowed",
                "preflight-allow-headers-unparsable",
            ],
        ),
        (200, &[ORIGIN], ["preflight-method-not-allowed"; 4]),
        (
            200,
            &[ORIGIN, (METHODS, "PUT")],
            ["header x-a", "header x-a", "header x-a", "header x-b"],
        ),
    ];
    for (status, headers, expected) in rows {
        let got = Browser::ALL.map(|browser| preflight(browser, status, headers));
        assert_eq!(got, expected, "{status} {headers:?}");
    }
}

#[test]
fn with_credentials_the_wildcard_is_a_name() {
    let fetch = Fetch::put(API)
        .header("x-a", "1")
        .credentials(Credentials::Include);
    let server = |methods: &'static str, headers: &'static str| {
        move |_: &Request| {
            Response::new(200)
                .header("access-control-allow-origin", PAGE)
                .header("access-control-allow-credentials", "true")
                .header("access-control-allow-methods", methods)
                .header("access-control-allow-headers", headers)
        }
    };
    for browser in Browser::ALL {
        let name = |methods, headers| cause(&run(browser, &fetch, server(methods, headers)));
        assert_eq!(name("*", "*"), "preflight-method-not-allowed");
        assert_eq!(name("PUT", "*"), "preflight-header-not-allowed");
        assert_eq!(name("PUT", "X-A"), "");
    }
}

#[test]
fn a_cause_has_the_details_for_a_message() {
    let start = format!("{API}start");
    let report = run(
        Browser::Standard,
        &Fetch::get(start.as_str()),
        |request: &Request| match request.hop {
            0 => Response::new(302)
                .header("access-control-allow-origin", "*")
                .header("location", "/end"),
            _ => Response::new(403).header("access-control-allow-origin", "https://x.example"),
        },
    );
    let blocked = report.outcome.blocked().expect("a mismatch");
    assert_eq!(
        blocked.cause,
        Cause::CorsCheck {
            phase: Phase::Actual,
            status: 403,
            failure: CheckFailure::AllowOriginMismatch {
                value: b"https://x.example".to_vec(),
                origin: PAGE.to_owned(),
            },
        }
    );
    assert_eq!(
        blocked.url.as_ref().map(Url::as_str),
        Some("https://api.example/end")
    );
    let from = blocked.redirected_from.as_ref().map(Url::as_str);
    assert_eq!(from, Some(start.as_str()));
    assert_eq!(blocked.origin.to_string(), PAGE);
    assert_eq!(blocked.cause.step().to_string(), "CORS check, step 4");
    let address = "https://fetch.spec.whatwg.org/#concept-cors-check";
    assert_eq!(blocked.cause.step().url(), address);
}

#[test]
fn an_invalid_request_is_reported_before_anything_is_sent() {
    let rows = [
        (Fetch::get("http://["), "url-invalid"),
        (
            Fetch::get("https://user@api.example/"),
            "url-has-credentials",
        ),
        (Fetch::new("GET /", API), "method-invalid"),
        (Fetch::new("track", API), "forbidden-method"),
        (Fetch::get(API).header("x y", "1"), "header-invalid"),
        (Fetch::get(API).header("x", "1\n2"), "header-invalid"),
        (Fetch::get(API).body("text"), "body-not-allowed"),
        (Fetch::put(API).mode(Mode::NoCors), "no-cors-method"),
        (
            Fetch::get(API)
                .mode(Mode::NoCors)
                .redirect(Redirect::Manual),
            "no-cors-redirect-mode",
        ),
        (Fetch::get(API).mode(Mode::SameOrigin), "mode-same-origin"),
        (Fetch::get("ftp://api.example/"), "scheme-not-http"),
        (Fetch::get("blob:https://api.example/1"), "scheme-not-http"),
        (
            Fetch::post(API)
                .mode(Mode::NoCors)
                .body(cors_browser::Body::Stream(Vec::new())),
            "no-cors-stream",
        ),
    ];
    for (fetch, expected) in rows {
        let report = run(Browser::Standard, &fetch, |_: &Request| Response::new(200));
        assert_eq!(cause(&report), expected);
        assert_eq!(report.exchanges, []);
    }
    let xhr = Fetch::get("https://user@api.example/").initiator(Initiator::Xhr);
    let report = run(Browser::Standard, &xhr, |_: &Request| Response::new(200));
    assert_eq!(report.exchanges.len(), 1, "only fetch() refuses user names");
}

/// Step numbers of the standard's text of July 2026.
#[test]
fn each_error_of_the_constructor_has_its_step() {
    let stream = cors_browser::Body::Stream(Vec::new());
    for (fetch, step) in [
        (Fetch::get("http://["), "5.2"),
        (Fetch::get("https://user@api.example/"), "5.3"),
        (Fetch::new("GET /", API), "25.2"),
        (Fetch::new("track", API), "25.2"),
        (Fetch::put(API).mode(Mode::NoCors), "32.1"),
        (Fetch::get(API).body("text"), "35"),
        (Fetch::post(API).mode(Mode::NoCors).body(stream), "39.2"),
    ] {
        let report = run(Browser::Standard, &fetch, |_: &Request| Response::new(200));
        let blocked = report.outcome.blocked().expect("nothing is sent");
        let expected = format!("new Request(), step {step}");
        assert_eq!(blocked.cause.step().to_string(), expected);
    }
}

#[test]
fn a_page_without_an_origin_is_called_null() {
    let mut agent = UserAgent::new(Browser::Standard);
    for (allowed, readable) in [("null", true), ("*", true), ("NULL", false), ("", false)] {
        let report = agent.fetch(&Page::opaque(), &Fetch::get(API), |request: &Request| {
            assert_eq!(request.headers.get("origin").as_deref(), Some(&b"null"[..]));
            Response::new(200).header("access-control-allow-origin", allowed)
        });
        assert_eq!(report.outcome.readable().is_some(), readable, "{allowed}");
    }
}

#[test]
fn a_nul_byte_is_a_network_error_in_browsers_and_a_mismatch_in_the_standard() {
    let names = Browser::ALL.map(|browser| {
        let report = run(browser, &Fetch::get(API), |_: &Request| {
            Response::new(200).header("access-control-allow-origin", "*\0")
        });
        cause(&report)
    });
    assert_eq!(
        names,
        ["allow-origin-mismatch", "network", "network", "network"]
    );
}
