//! The modes `no-cors` and `same-origin`, and same-origin requests.

use cors_browser::{
    Body, Browser, Credentials, Fetch, Mode, Page, Redirect, ReferrerPolicy, Request, Response,
    ResponseType, UserAgent,
};

use crate::support::{API, PAGE, cause, open, run, wire};

const STANDARD: Browser = Browser::Standard;

#[test]
fn a_same_origin_fetch_needs_no_preflight_and_hides_only_cookies() {
    let fetch = Fetch::put("/users/1")
        .header("x-a", "1")
        .credentials(Credentials::SameOrigin);
    let report = run(STANDARD, &fetch, |request: &Request| {
        assert_eq!(request.url.as_str(), "https://app.example/users/1");
        assert_eq!(
            request.headers.get("origin").as_deref(),
            Some(PAGE.as_bytes())
        );
        assert!(request.credentials);
        Response::new(404)
            .header("set-cookie", "a=1")
            .header("etag", "1")
            .body("gone")
    });
    assert_eq!(wire(&report), ["PUT"]);
    let readable = report.outcome.readable().expect("a same-origin response");
    assert_eq!(readable.kind, ResponseType::Basic);
    assert_eq!(
        (readable.status, readable.body.as_slice()),
        (404, &b"gone"[..])
    );
    assert_eq!(readable.headers.names(), ["etag"]);
}

#[test]
fn the_credentials_mode_decides_where_cookies_are_sent() {
    for (credentials, home, abroad) in [
        (Credentials::Omit, false, false),
        (Credentials::SameOrigin, true, false),
        (Credentials::Include, true, true),
    ] {
        for (url, expected) in [("/", home), (API, abroad)] {
            let fetch = Fetch::get(url).credentials(credentials);
            let report = run(STANDARD, &fetch, |_: &Request| open());
            assert_eq!(report.exchanges[0].request.credentials, expected, "{url}");
        }
    }
}

#[test]
fn a_no_cors_response_is_opaque() {
    let fetch = Fetch::post(API)
        .mode(Mode::NoCors)
        .header("content-type", "application/json")
        .header("x-a", "1")
        .header("range", "bytes=0-1")
        .header("accept", "text/html")
        .body("{}");
    let report = run(STANDARD, &fetch, |request: &Request| {
        assert_eq!(
            request.headers.names(),
            ["accept", "content-type", "origin"]
        );
        let kind = request.headers.get("content-type");
        assert_eq!(kind.as_deref(), Some(&b"text/plain;charset=UTF-8"[..]));
        open().body("secret")
    });
    let readable = report.outcome.readable().expect("opaque, but no error");
    assert_eq!(readable.kind, ResponseType::Opaque);
    assert_eq!(
        (readable.status, readable.headers.len(), readable.body.len()),
        (0, 0, 0)
    );
    assert_eq!(readable.url, None);
    assert_eq!(report.warnings.len(), 3);
}

#[test]
fn without_cors_the_referrer_policy_decides_whether_origin_is_sent() {
    let post = |url: &str, mode, policy| {
        let fetch = Fetch::post(url).mode(mode).referrer_policy(policy);
        let report = run(STANDARD, &fetch, |_: &Request| open());
        let origin = report.exchanges[0]
            .request
            .headers
            .get("origin")
            .expect("POST sends an origin");
        String::from_utf8(origin).expect("ASCII")
    };
    // Other `http:` URLs are mixed content.
    let plain = "http://localhost/";
    for (policy, secure, downgraded, home) in [
        (ReferrerPolicy::NoReferrer, "null", "null", "null"),
        (ReferrerPolicy::NoReferrerWhenDowngrade, PAGE, "null", PAGE),
        (ReferrerPolicy::StrictOrigin, PAGE, "null", PAGE),
        (
            ReferrerPolicy::StrictOriginWhenCrossOrigin,
            PAGE,
            "null",
            PAGE,
        ),
        (ReferrerPolicy::SameOrigin, "null", "null", PAGE),
        (ReferrerPolicy::Origin, PAGE, PAGE, PAGE),
        (ReferrerPolicy::OriginWhenCrossOrigin, PAGE, PAGE, PAGE),
        (ReferrerPolicy::UnsafeUrl, PAGE, PAGE, PAGE),
    ] {
        assert_eq!(post(API, Mode::NoCors, policy), secure, "{policy:?}");
        assert_eq!(post(plain, Mode::NoCors, policy), downgraded, "{policy:?}");
        assert_eq!(post("/", Mode::NoCors, policy), home, "{policy:?}");
        assert_eq!(post(plain, Mode::Cors, policy), PAGE, "{policy:?}");
    }
}

#[test]
fn a_resource_policy_blocks_opaque_responses() {
    let blocked = |page: &str, url: &str, policy: &str, browser| {
        let page = Page::at(page).expect("an origin");
        let fetch = Fetch::get(url).mode(Mode::NoCors);
        let report = UserAgent::new(browser).fetch(&page, &fetch, |_: &Request| {
            Response::new(200).header("cross-origin-resource-policy", policy)
        });
        cause(&report) == "corp"
    };
    let app = "https://a.b.example";
    for (page, url, policy, expected) in [
        (app, "https://c.b.example", "same-origin", true),
        (app, "https://c.b.example", "same-site", false),
        (app, "https://b.other", "same-site", true),
        (
            "http://a.b.example",
            "https://c.b.example",
            "same-site",
            true,
        ),
        (app, "http://c.b.example", "same-site", false),
        (app, "https://b.other", "cross-origin", false),
        (app, "https://b.other", "Same-Origin", false),
        (app, "https://b.other", "same-origin, same-origin", false),
        (app, app, "same-origin", false),
    ] {
        assert_eq!(
            blocked(page, url, policy, STANDARD),
            expected,
            "{page} {url} {policy}"
        );
    }
    let (page, url) = ("http://127.0.0.1:1", "http://127.0.0.1:2");
    let by_browser = Browser::ALL.map(|browser| blocked(page, url, "same-site", browser));
    assert_eq!(by_browser, [false, true, false, false]);
}

#[test]
fn a_resource_policy_does_not_apply_to_cors() {
    let report = run(STANDARD, &Fetch::get(API), |_: &Request| {
        open().header("cross-origin-resource-policy", "same-origin")
    });
    assert_eq!(cause(&report), "");
}

#[test]
fn a_manual_redirect_is_opaque_and_must_be_allowed() {
    let fetch = Fetch::get(API).redirect(Redirect::Manual);
    let to = |response: Response| response.header("location", "/x");
    let allowed = run(STANDARD, &fetch, |_: &Request| {
        let mut response = to(open());
        response.status = 302;
        response
    });
    let readable = allowed.outcome.readable().expect("allowed");
    assert_eq!(
        (readable.kind, readable.status),
        (ResponseType::OpaqueRedirect, 0)
    );
    let silent = run(STANDARD, &fetch, |_: &Request| to(Response::new(302)));
    assert_eq!(cause(&silent), "allow-origin-missing");
}

#[test]
fn a_data_url_is_readable_without_a_request() {
    let report = run(STANDARD, &Fetch::get("data:,x"), |_: &Request| open());
    assert_eq!(report.exchanges, []);
    assert_eq!(
        report.outcome.readable().map(|it| it.kind),
        Some(ResponseType::Basic)
    );
}

#[test]
fn a_blob_without_a_type_sets_no_content_type() {
    for (content_type, asked) in [("", false), ("image/png", true)] {
        let fetch = Fetch::post(API).body(Body::Typed {
            content_type: content_type.into(),
            bytes: b"x".to_vec(),
        });
        let report = run(STANDARD, &fetch, |request: &Request| {
            assert_eq!(
                request.headers.contains("content-type"),
                asked && !request.is_preflight()
            );
            open().header("access-control-allow-headers", "content-type")
        });
        assert_eq!(report.exchanges[0].request.is_preflight(), asked);
        assert_eq!(cause(&report), "");
    }
}
