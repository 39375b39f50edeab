//! The engine's answers, read by a browser: a page can read exactly what a naive
//! reading of the policy allows.

use std::time::Duration;

use cors_browser::{Browser, Page, Report, Request, Response, ResponseType, UserAgent};
use cors_engine::adapter::{CompiledHttpPolicy, Http};
use http::{HeaderMap, HeaderName, HeaderValue};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

mod asked;
mod wanted;

use asked::{Asked, asked};
use wanted::{Names, Wanted, wanted};

pub(crate) const SERVER: &str = "https://api.example.com";
const OTHER_SERVER: &str = "https://api.example.org";

/// What the application's responses carry, exposed or not.
const CARRIED: [&str; 4] = ["content-type", "etag", "link", "x-total"];

/// Answers as an adapter does: the handler runs for what is no preflight.
fn serve(compiled: &CompiledHttpPolicy, asked: &Asked, request: &Request) -> Response {
    let headers: HeaderMap = request
        .headers
        .iter()
        .map(|(name, value)| {
            let name = HeaderName::try_from(name).expect("a name");
            (name, HeaderValue::from_bytes(value).expect("a value"))
        })
        .collect();
    let grant = compiled.allowed_origin(&headers);
    let is_preflight = grant.is_for_preflight::<Http>(request.method.as_bytes(), &headers);
    assert_eq!(
        is_preflight,
        request.is_preflight(),
        "the handler has all that a page asks for, and no preflight"
    );
    if is_preflight {
        let answer = compiled.preflight_response(grant, &headers);
        return response(answer.status().as_u16(), answer.headers());
    }
    let mut written = HeaderMap::new();
    for name in CARRIED {
        written.insert(HeaderName::from_static(name), HeaderValue::from_static("1"));
    }
    for (name, value) in [
        ("set-cookie", "a=1"),
        ("access-control-allow-origin", "*"),
        ("access-control-allow-credentials", "true"),
        ("access-control-expose-headers", "link"),
    ] {
        let value = HeaderValue::from_static(value);
        written.append(HeaderName::from_static(name), value);
    }
    let target = asked.redirect.filter(|_| request.hop == 0);
    if let Some(target) = target {
        written.insert("location", HeaderValue::from_static(target));
    }
    compiled.write_response_headers(grant, &mut written);
    response(target.map_or(asked.status, |_| 307), &written)
}

fn response(status: u16, headers: &HeaderMap) -> Response {
    let mut response = Response::new(status);
    for (name, value) in headers {
        response = response.header(name.as_str(), value.as_bytes());
    }
    response
}

/// Whether the page may read, and whether it is at home where it reads.
fn naively(wanted: &Wanted, asked: &Asked, browser: Browser) -> (bool, bool) {
    let leaves = asked
        .redirect
        .is_some_and(|target| target.starts_with(OTHER_SERVER));
    // Another origin gets no `Authorization`, of which WebKit asks all the same.
    let dropped = (browser != Browser::WebKit).then_some("authorization");
    let there = |origin| wanted.allows_without(dropped, origin, asked, browser);
    match (asked.page == SERVER, leaves) {
        (true, false) => (true, true),
        // Asked for the first time where the redirect leads.
        (true, true) => (there(asked.page), false),
        (false, false) => (wanted.allows(asked.page, asked, browser), false),
        // From a server to another: neither is told who asks.
        (false, true) => (
            wanted.allows(asked.page, asked, browser) && there("null"),
            false,
        ),
    }
}

fn agree(
    wanted: &Wanted,
    asked: &Asked,
    browser: Browser,
    report: &Report,
) -> Result<(), TestCaseError> {
    let (may_read, at_home) = naively(wanted, asked, browser);
    let readable = report.outcome.readable();
    prop_assert_eq!(readable.is_some(), may_read, "{:?}", report.outcome);

    for exchange in &report.exchanges {
        let request = &exchange.request;
        prop_assert!(!(request.is_preflight() && request.credentials));
    }
    let Some(readable) = readable else {
        return Ok(());
    };
    prop_assert_eq!(readable.status, asked.status);
    let kind = if at_home {
        ResponseType::Basic
    } else {
        ResponseType::Cors
    };
    prop_assert_eq!(readable.kind, kind);
    prop_assert!(!readable.headers.contains("set-cookie"));
    for name in CARRIED {
        let expected = at_home || wanted.exposes(name);
        prop_assert_eq!(readable.headers.contains(name), expected, "{}", name);
    }
    let is_everything = at_home || wanted.expose.as_ref().is_some_and(Names::is_any);
    if !is_everything {
        let known = |name: &String| CARRIED.contains(&name.as_str());
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

    /// Several fetches in one browser, whose preflight cache must change nothing.
    #[test]
    fn a_page_reads_what_the_policy_allows(
        wanted in wanted(),
        fetches in prop::collection::vec(asked(), 1..5),
    ) {
        for browser in Browser::ALL {
            let compiled = CompiledHttpPolicy::new(wanted.build());
            let mut agent = UserAgent::new(browser);
            for asked in &fetches {
                let page = Page::at(asked.page).expect("an origin");
                let report =
                    agent.fetch(&page, &asked.fetch(), |request| serve(&compiled, asked, request));
                agree(&wanted, asked, browser, &report)?;
                agent.wait(Duration::from_secs(asked.later));
            }
        }
    }
}
