//! The preflight cache, in the standard and in each browser.

use std::time::Duration;

use cors_browser::{Browser, Credentials, Fetch, Page, Request, Response, UserAgent};

use crate::support::{API, PAGE, page};

/// A server that allows exactly these methods and headers for a minute.
fn allowing(methods: &str, headers: &str) -> impl Fn(&Request) -> Response {
    let response = Response::new(200)
        .header("access-control-allow-origin", PAGE)
        .header("access-control-allow-credentials", "true")
        .header("access-control-allow-methods", methods)
        .header("access-control-allow-headers", headers)
        .header("access-control-max-age", "60");
    move |_| response.clone()
}

/// Whether the second of two fetches needs a preflight, in each browser.
fn needs_second_preflight(
    (first, allowed): (&Fetch, (&str, &str)),
    (second, then): (&Fetch, (&str, &str)),
) -> [bool; 4] {
    Browser::ALL.map(|browser| {
        let mut agent = UserAgent::new(browser);
        agent.fetch(&page(), first, allowing(allowed.0, allowed.1));
        let report = agent.fetch(&page(), second, allowing(then.0, then.1));
        report.exchanges[0].request.is_preflight()
    })
}

#[test]
fn an_allowed_request_needs_no_second_preflight() {
    let put = Fetch::put(API).header("x-a", "1");
    let allowed = ("PUT, DELETE", "x-a, x-b");
    assert_eq!(
        needs_second_preflight((&put, allowed), (&put, allowed)),
        [false; 4]
    );
    let other = Fetch::delete(API).header("X-B", "1");
    assert_eq!(
        needs_second_preflight((&put, allowed), (&other, allowed)),
        [false; 4]
    );
    let more = Fetch::put(API).header("x-c", "1");
    assert_eq!(
        needs_second_preflight((&put, allowed), (&more, allowed)),
        [true; 4]
    );
    let elsewhere = Fetch::put(format!("{API}?page=2")).header("x-a", "1");
    assert_eq!(
        needs_second_preflight((&put, allowed), (&elsewhere, allowed)),
        [true; 4]
    );
}

#[test]
fn two_preflights_add_entries_in_the_standard_and_in_firefox() {
    let (put, delete) = (Fetch::put(API), Fetch::delete(API));
    let mut asked = Vec::new();
    for browser in Browser::ALL {
        let mut agent = UserAgent::new(browser);
        agent.fetch(&page(), &put, allowing("PUT", ""));
        agent.fetch(&page(), &delete, allowing("DELETE", ""));
        let report = agent.fetch(&page(), &put, allowing("PUT", ""));
        asked.push(report.exchanges[0].request.is_preflight());
    }
    assert_eq!(asked, [false, true, false, true]);
}

#[test]
fn an_entry_with_credentials_serves_fetches_without_except_in_firefox() {
    let plain = Fetch::put(API);
    let with = Fetch::put(API).credentials(Credentials::Include);
    let put = ("PUT", "");
    assert_eq!(
        needs_second_preflight((&with, put), (&plain, put)),
        [false, false, true, false]
    );
    assert_eq!(
        needs_second_preflight((&plain, put), (&with, put)),
        [true; 4]
    );
}

#[test]
fn the_wildcard_is_cached_except_in_firefox() {
    let put = Fetch::put(API).header("x-a", "1");
    let other = Fetch::delete(API).header("x-b", "1");
    let star = ("*", "*");
    assert_eq!(
        needs_second_preflight((&put, star), (&other, star)),
        [false, false, true, false]
    );
    let secret = Fetch::put(API).header("authorization", "1");
    let allowed = ("*", "*, authorization");
    assert_eq!(
        needs_second_preflight((&put, star), (&secret, allowed)),
        [true, true, true, false]
    );
}

#[test]
fn head_needs_an_entry_in_firefox() {
    let get = Fetch::get(API).header("x-a", "1");
    let allowed = ("", "x-a");
    for (method, again) in [("POST", [false; 4]), ("HEAD", [false, false, true, false])] {
        let second = Fetch::new(method, API).header("x-a", "1");
        assert_eq!(
            needs_second_preflight((&get, allowed), (&second, allowed)),
            again,
            "{method}"
        );
    }
}

#[test]
fn a_blocked_response_clears_the_cache() {
    let put = Fetch::put(API);
    let asked = Browser::ALL.map(|browser| {
        let mut agent = UserAgent::new(browser);
        agent.fetch(&page(), &put, allowing("PUT", ""));
        let blocked = agent.fetch(&page(), &put, |_: &Request| Response::new(200));
        assert!(blocked.outcome.blocked().is_some());
        let report = agent.fetch(&page(), &put, allowing("PUT", ""));
        report.exchanges[0].request.is_preflight()
    });
    assert_eq!(asked, [true, false, true, false]);
}

#[test]
fn a_refusing_response_is_cached_only_in_webkit() {
    let put = Fetch::put(API);
    let allowed = ("PUT", "");
    let refused = Fetch::delete(API);
    assert_eq!(
        needs_second_preflight((&refused, allowed), (&put, allowed)),
        [true, true, true, false]
    );
    let refused = Fetch::put(API).header("x-a", "1");
    assert_eq!(
        needs_second_preflight((&refused, allowed), (&put, allowed)),
        [true, true, true, false]
    );
}

#[test]
fn a_blocked_simple_request_clears_the_cache_in_firefox() {
    let put = Fetch::put(API);
    let asked = Browser::ALL.map(|browser| {
        let mut agent = UserAgent::new(browser);
        agent.fetch(&page(), &put, allowing("PUT", ""));
        agent.fetch(&page(), &Fetch::get(API), |_: &Request| Response::new(200));
        let report = agent.fetch(&page(), &put, allowing("PUT", ""));
        report.exchanges[0].request.is_preflight()
    });
    assert_eq!(asked, [false, false, true, false]);
}

#[test]
fn with_credentials_a_cached_wildcard_is_a_name_except_in_the_standard() {
    let include = |fetch: Fetch| fetch.credentials(Credentials::Include);
    let (put, delete) = (include(Fetch::put(API)), include(Fetch::delete(API)));
    let allowed = ("PUT, *", "");
    assert_eq!(
        needs_second_preflight((&put, allowed), (&delete, allowed)),
        [false, true, true, true]
    );
}

#[test]
fn another_preflight_prolongs_its_entries_except_in_the_standard() {
    let (put, delete) = (Fetch::put(API), Fetch::delete(API));
    let asked = Browser::ALL.map(|browser| {
        let mut agent = UserAgent::new(browser);
        agent.fetch(&page(), &put, allowing("PUT", ""));
        agent.wait(Duration::from_secs(40));
        agent.fetch(&page(), &delete, allowing("PUT, DELETE", ""));
        agent.wait(Duration::from_secs(40));
        let report = agent.fetch(&page(), &put, allowing("PUT", ""));
        report.exchanges[0].request.is_preflight()
    });
    assert_eq!(asked, [true, false, false, false]);
}

#[test]
fn an_entry_expires() {
    let put = Fetch::put(API);
    let mut agent = UserAgent::new(Browser::Standard);
    let mut asks = |wait: u64| {
        agent.wait(Duration::from_millis(wait));
        let report = agent.fetch(&page(), &put, allowing("PUT", ""));
        report.exchanges[0].request.is_preflight()
    };
    assert_eq!(
        [0, 0, 59_999, 1, 1].map(&mut asks),
        [true, false, false, true, false]
    );
}

#[test]
fn top_level_sites_and_origins_have_separate_entries() {
    let put = Fetch::put(API);
    let server = |request: &Request| {
        let origin = request.headers.get("origin").unwrap_or_default();
        Response::new(200)
            .header("access-control-allow-origin", origin)
            .header("access-control-allow-methods", "PUT")
    };
    let pages = [
        Page::at(PAGE),
        Page::at(PAGE).and_then(|page| page.in_frame_of("https://other.example")),
        Page::at("https://else.example"),
    ];
    let mut agent = UserAgent::new(Browser::Standard);
    for page in pages.map(|page| page.expect("an origin")) {
        let preflights = [(); 2].map(|()| {
            agent.fetch(&page, &put, server).exchanges[0]
                .request
                .is_preflight()
        });
        assert_eq!(preflights, [true, false], "{page:?}");
    }
}
