//! Checks the engine with the browser model: a page can read exactly what a naive
//! reading of the policy allows.

use std::time::Duration;

use cors_browser::{Browser, Page, Report, Request, Response, ResponseType, UserAgent};
use cors_engine::adapter::{CompiledPolicy, Http};
use http::{HeaderMap, HeaderName, HeaderValue};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

mod random_fetch;
mod random_policy;

use random_fetch::{RandomFetch, random_fetch};
use random_policy::{Names, RandomPolicy, random_policy};

pub(crate) const SERVER: &str = "https://api.example.com";
const OTHER_SERVER: &str = "https://api.example.org";

/// The headers of the application's responses. A policy exposes some of them.
const RESPONSE_HEADERS: [&str; 4] = ["content-type", "etag", "link", "x-total"];

/// Answers as an adapter does: the handler runs for all requests but preflights.
fn serve(compiled: &CompiledPolicy<Http>, fetch: &RandomFetch, request: &Request) -> Response {
    let request_headers: HeaderMap = request
        .headers
        .iter()
        .map(|(name, value)| {
            let name = HeaderName::try_from(name).expect("a name");
            (name, HeaderValue::from_bytes(value).expect("a value"))
        })
        .collect();
    let origin = compiled.allowed_origin(&request_headers);
    let is_preflight = origin.is_for_preflight::<Http>(request.method.as_bytes(), &request_headers);
    assert_eq!(
        is_preflight,
        request.is_preflight(),
        "the handler gets every request of the page, and no preflight"
    );
    if is_preflight {
        let answer = compiled.preflight_answer(origin, &request_headers);
        return response(answer.status().as_u16(), answer.headers());
    }
    let mut headers = HeaderMap::new();
    for name in RESPONSE_HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static("1"));
    }
    for (name, value) in [
        ("set-cookie", "a=1"),
        ("access-control-allow-origin", "*"),
        ("access-control-allow-credentials", "true"),
        ("access-control-expose-headers", "link"),
    ] {
        let value = HeaderValue::from_static(value);
        headers.append(HeaderName::from_static(name), value);
    }
    let target = fetch.redirect.filter(|_| request.hop == 0);
    if let Some(target) = target {
        headers.insert("location", HeaderValue::from_static(target));
    }
    compiled.write_response_headers(origin, &mut headers);
    response(target.map_or(fetch.status, |_| 307), &headers)
}

fn response(status: u16, headers: &HeaderMap) -> Response {
    let mut response = Response::new(status);
    for (name, value) in headers {
        response = response.header(name.as_str(), value.as_bytes());
    }
    response
}

/// Whether the page may read, and whether the final response has the page's origin.
fn naive_reading(policy: &RandomPolicy, fetch: &RandomFetch, browser: Browser) -> (bool, bool) {
    let leaves = fetch
        .redirect
        .is_some_and(|target| target.starts_with(OTHER_SERVER));
    // Another origin gets no `Authorization`. WebKit asks for it nevertheless.
    let dropped = (browser != Browser::WebKit).then_some("authorization");
    let there = |origin| policy.allows_without(dropped, origin, fetch, browser);
    match (fetch.page == SERVER, leaves) {
        (true, false) => (true, true),
        // The page's own server redirects to another one, which must allow the page.
        (true, true) => (there(fetch.page), false),
        (false, false) => (policy.allows(fetch.page, fetch, browser), false),
        // One foreign server redirects to another: both see `Origin: null`.
        (false, true) => (
            policy.allows(fetch.page, fetch, browser) && there("null"),
            false,
        ),
    }
}

fn assert_agreement(
    policy: &RandomPolicy,
    fetch: &RandomFetch,
    browser: Browser,
    report: &Report,
) -> Result<(), TestCaseError> {
    let (may_read, same_origin) = naive_reading(policy, fetch, browser);
    let readable = report.outcome.readable();
    prop_assert_eq!(readable.is_some(), may_read, "{:?}", report.outcome);

    for exchange in &report.exchanges {
        let request = &exchange.request;
        prop_assert!(!(request.is_preflight() && request.credentials));
    }
    let Some(readable) = readable else {
        return Ok(());
    };
    prop_assert_eq!(readable.status, fetch.status);
    let kind = if same_origin {
        ResponseType::Basic
    } else {
        ResponseType::Cors
    };
    prop_assert_eq!(readable.kind, kind);
    prop_assert!(!readable.headers.contains("set-cookie"));
    for name in RESPONSE_HEADERS {
        let expected = same_origin || policy.exposes(name);
        prop_assert_eq!(readable.headers.contains(name), expected, "{}", name);
    }
    let is_everything = same_origin || policy.expose.as_ref().is_some_and(Names::is_any);
    if !is_everything {
        let known = |name: &String| RESPONSE_HEADERS.contains(&name.as_str());
        prop_assert!(
            readable.headers.names().iter().all(known),
            "{:?}",
            readable.headers
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 4_000,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x00C0_4500),
        ..ProptestConfig::default()
    })]

    /// Multiple fetches in one browser. The preflight cache must not change the result.
    #[test]
    fn a_page_reads_what_the_policy_allows(
        policy in random_policy(),
        fetches in prop::collection::vec(random_fetch(), 1..5),
    ) {
        for browser in Browser::ALL {
            let compiled = CompiledPolicy::<Http>::new(policy.build());
            let mut agent = UserAgent::new(browser);
            for fetch in &fetches {
                let page = Page::at(fetch.page).expect("an origin");
                let report =
                    agent.fetch(&page, &fetch.to_fetch(), |request| serve(&compiled, fetch, request));
                assert_agreement(&policy, fetch, browser, &report)?;
                agent.wait(Duration::from_secs(fetch.later));
            }
        }
    }
}
