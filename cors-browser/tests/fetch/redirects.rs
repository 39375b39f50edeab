//! Redirects.

use cors_browser::{Body, Browser, Fetch, Mode, ReferrerPolicy, Report, Request, text};

use crate::support::{API, PAGE, cause, open, run, wire};

const STANDARD: Browser = Browser::Standard;

/// A chain of responses: each redirects to the next URL, and the last is a 200.
fn follow_chain(browser: Browser, status: u16, fetch: &Fetch, urls: &[&str]) -> Report {
    run(browser, fetch, |request: &Request| {
        match urls.get(request.hop) {
            Some(_) if request.is_preflight() => open(),
            Some(next) => {
                let mut response = open().header("location", *next);
                response.status = status;
                response
            }
            None => open(),
        }
    })
}

fn origins(report: &Report) -> Vec<String> {
    let requests = report.exchanges.iter().map(|exchange| &exchange.request);
    requests
        .map(|request| text(&request.headers.get("origin").unwrap_or_default()))
        .collect()
}

#[test]
fn the_origin_is_null_after_a_redirect_between_two_foreign_origins() {
    let get = Fetch::get(API);
    let report = follow_chain(
        STANDARD,
        302,
        &get,
        &["/2", "https://b.example/", "https://app.example/"],
    );
    assert_eq!(origins(&report), [PAGE, PAGE, "null", "null"]);
    let from_home = follow_chain(STANDARD, 302, &Fetch::get("/"), &[API, "/2"]);
    assert_eq!(origins(&from_home), ["", PAGE, PAGE]);
    assert!(from_home.outcome.readable().expect("allowed").redirected);
}

#[test]
fn some_redirects_change_the_method_to_get() {
    for (method, status, expected) in [
        ("POST", 301, "GET"),
        ("POST", 302, "GET"),
        ("POST", 303, "GET"),
        ("POST", 307, "POST"),
        ("POST", 308, "POST"),
        ("PUT", 301, "PUT"),
        ("PUT", 302, "PUT"),
        ("PUT", 303, "GET"),
        ("HEAD", 303, "HEAD"),
    ] {
        let mut fetch = Fetch::new(method, API)
            .header("content-language", "de")
            .header("x", "1");
        if method != "HEAD" {
            fetch = fetch.body("text");
        }
        let report = follow_chain(STANDARD, status, &fetch, &["/2"]);
        let last = &report.exchanges.last().expect("a request").request;
        assert_eq!(last.method, expected, "{method} {status}");
        let kept = expected == method;
        assert_eq!(last.body.is_some(), kept && method != "HEAD");
        assert_eq!(last.headers.contains("content-language"), kept);
        assert_eq!(
            last.headers.contains("content-type"),
            kept && method != "HEAD"
        );
        assert!(last.headers.contains("x"));
    }
}

#[test]
fn every_hop_has_a_preflight() {
    let put = Fetch::put(API)
        .header("content-type", "application/json")
        .body("{}");
    let asked = "OPTIONS PUT content-type";
    let report = follow_chain(STANDARD, 307, &put, &["https://b.example/"]);
    assert_eq!(wire(&report), [asked, "PUT", asked, "PUT"]);
    let report = follow_chain(STANDARD, 303, &put, &["https://b.example/"]);
    assert_eq!(wire(&report), [asked, "PUT", "GET"]);
    let names = Browser::ALL
        .map(|browser| wire(&follow_chain(browser, 303, &put, &["https://b.example/"]))[2].clone());
    assert_eq!(
        names,
        ["GET", "GET", "OPTIONS GET", "OPTIONS GET content-type"]
    );
}

#[test]
fn authorization_is_dropped_on_a_redirect_to_another_origin() {
    let get = Fetch::get(API).header("Authorization", "x");
    let carried = |report: &Report| {
        let last = &report.exchanges.last().expect("a request").request;
        last.headers.contains("authorization")
    };
    assert!(carried(&follow_chain(STANDARD, 302, &get, &["/2"])));
    let abroad = follow_chain(
        STANDARD,
        302,
        &get,
        &["https://b.example/", "https://api.example/2"],
    );
    assert!(!carried(&abroad), "it is not added again");
    assert_eq!(
        wire(&abroad),
        ["OPTIONS GET authorization", "GET", "GET", "GET"]
    );
}

#[test]
fn firefox_sends_the_real_origin_in_the_preflight_only() {
    let put = Fetch::put(API);
    let report = follow_chain(Browser::Firefox, 307, &put, &["https://b.example/"]);
    assert_eq!(origins(&report), [PAGE, PAGE, PAGE, "null"]);
    let report = follow_chain(STANDARD, 307, &put, &["https://b.example/"]);
    assert_eq!(origins(&report), [PAGE, PAGE, "null", "null"]);
}

#[test]
fn twenty_redirects_are_followed() {
    let urls = ["/again"; 21];
    let get = Fetch::get(API);
    assert_eq!(cause(&follow_chain(STANDARD, 302, &get, &urls[..20])), "");
    let report = follow_chain(STANDARD, 302, &get, &urls);
    assert_eq!(cause(&report), "redirect-count");
    assert_eq!(report.exchanges.len(), 21);
}

#[test]
fn an_invalid_location_is_an_error_and_a_missing_one_is_not() {
    let get = Fetch::get(API);
    for (location, expected) in [
        ("http://[", "redirect-location-invalid"),
        ("data:,x", "redirect-scheme"),
        ("ftp://api.example/", "redirect-scheme"),
        ("https://user@b.example/", "redirect-userinfo"),
        ("https://:secret@api.example/", "redirect-userinfo"),
        ("https://user@app.example/", "redirect-userinfo"),
        ("https://@b.example/", ""),
    ] {
        assert_eq!(
            cause(&follow_chain(STANDARD, 302, &get, &[location])),
            expected,
            "{location}"
        );
    }
    let report = run(STANDARD, &get, |_: &Request| {
        let mut response = open();
        response.status = 302;
        response
    });
    assert_eq!(report.outcome.readable().map(|it| it.status), Some(302));
}

#[test]
fn user_names_are_allowed_same_origin_and_without_cors() {
    let home = Fetch::get("/");
    assert_eq!(
        cause(&follow_chain(
            STANDARD,
            302,
            &home,
            &["https://user@app.example/2"]
        )),
        ""
    );
    assert_eq!(
        cause(&follow_chain(
            STANDARD,
            302,
            &home,
            &["https://user@b.example/"]
        )),
        "redirect-userinfo"
    );
    let opaque = Fetch::get(API).mode(Mode::NoCors);
    assert_eq!(
        cause(&follow_chain(
            STANDARD,
            302,
            &opaque,
            &["https://user@b.example/"]
        )),
        ""
    );
}

#[test]
fn a_stream_cannot_be_sent_twice() {
    let stream = Fetch::post(API).body(Body::Stream(b"x".to_vec()));
    assert_eq!(
        cause(&follow_chain(STANDARD, 307, &stream, &["/2"])),
        "redirect-stream"
    );
    assert_eq!(
        cause(&follow_chain(STANDARD, 302, &stream, &["/2"])),
        "redirect-stream"
    );
    assert_eq!(cause(&follow_chain(STANDARD, 303, &stream, &["/2"])), "");
}

#[test]
fn the_mode_same_origin_applies_to_every_redirect() {
    let fetch = Fetch::get("/").mode(Mode::SameOrigin);
    assert_eq!(cause(&follow_chain(STANDARD, 302, &fetch, &["/2"])), "");
    assert_eq!(
        cause(&follow_chain(STANDARD, 302, &fetch, &["/2", API])),
        "mode-same-origin"
    );
}

#[test]
fn a_preflight_is_not_redirected() {
    for (location, status, expected) in [
        (Some("/2"), 302, "preflight-redirect"),
        (None, 302, "preflight-redirect"),
        (Some("/2"), 304, "preflight-status-not-ok"),
    ] {
        let report = run(STANDARD, &Fetch::put(API), |_: &Request| {
            let mut response = open();
            response.status = status;
            match location {
                Some(location) => response.header("location", location),
                None => response,
            }
        });
        assert_eq!(cause(&report), expected);
        assert_eq!(report.exchanges.len(), 1);
    }
}

#[test]
fn webkit_checks_redirects_of_same_origin_requests_as_if_with_credentials() {
    let causes = Browser::ALL.map(|browser| {
        cause(&follow_chain(
            browser,
            302,
            &Fetch::get("/"),
            &[API, "https://b.example/"],
        ))
    });
    assert_eq!(
        causes,
        ["", "", "", "allow-origin-wildcard-with-credentials"]
    );
}

#[test]
fn a_redirect_can_hide_the_origin_by_a_referrer_policy() {
    let origin = |policy: Option<&str>, first: ReferrerPolicy| {
        let post = Fetch::post(API).mode(Mode::NoCors).referrer_policy(first);
        let report = run(STANDARD, &post, |request: &Request| {
            let mut response = open();
            if request.hop == 0 {
                response.status = 308;
                response = response.header("location", "/2");
                if let Some(policy) = policy {
                    response = response.header("referrer-policy", policy);
                }
            }
            response
        });
        origins(&report).swap_remove(1)
    };
    let default = ReferrerPolicy::default();
    assert_eq!(origin(None, default), PAGE);
    assert_eq!(origin(Some("no-referrer"), default), "null");
    assert_eq!(origin(Some("Same-Origin"), default), "null");
    assert_eq!(origin(Some("origin"), ReferrerPolicy::NoReferrer), PAGE);
    // The last valid policy counts. Others are ignored.
    assert_eq!(origin(Some("no-referrer, origin, later"), default), PAGE);
    assert_eq!(origin(Some("later"), ReferrerPolicy::NoReferrer), "null");
    assert_eq!(origin(Some(""), ReferrerPolicy::NoReferrer), "null");
}
