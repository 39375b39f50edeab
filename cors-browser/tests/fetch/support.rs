//! A page, a server, and short descriptions of the requests that were sent.

use cors_browser::{Answer, Browser, Fetch, Page, Report, Request, Response, UserAgent, text};

pub(crate) const PAGE: &str = "https://app.example";
pub(crate) const API: &str = "https://api.example/";

pub(crate) fn page() -> Page {
    Page::at(PAGE).expect("an origin")
}

/// Runs a fetch in a new browser.
pub(crate) fn run<A: Into<Answer>>(
    browser: Browser,
    fetch: &Fetch,
    server: impl FnMut(&Request) -> A,
) -> Report {
    UserAgent::new(browser).fetch(&page(), fetch, server)
}

/// A response that allows everything that `*` can allow.
pub(crate) fn open() -> Response {
    Response::new(200)
        .header("access-control-allow-origin", "*")
        .header("access-control-allow-methods", "*")
        .header("access-control-allow-headers", "*, authorization")
}

/// Every request that was sent: the method, and what a preflight asks for.
pub(crate) fn wire(report: &Report) -> Vec<String> {
    let requests = report.exchanges.iter().map(|exchange| &exchange.request);
    requests
        .map(|request| {
            let asked = |name| request.headers.get(name).map(|value| text(&value));
            let method = asked("access-control-request-method");
            let headers = asked("access-control-request-headers");
            let asked: Vec<String> = method.into_iter().chain(headers).collect();
            [request.method.as_str()]
                .into_iter()
                .chain(asked.iter().map(String::as_str))
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect()
}

/// The name of the cause, or an empty text if there is none.
pub(crate) fn cause(report: &Report) -> &'static str {
    report
        .outcome
        .blocked()
        .map_or("", |blocked| blocked.cause.name())
}
