//! What the responses show besides the cause. It blocks nothing.

use std::iter;

use cors_browser::{Browser, Response};

use super::intent::Intent;
use super::layers;
use super::server::{Exchange, ExchangeResult, Server};
use super::trial::Trial;
use super::verdict::Verdict;
use crate::output::{Finding, Severity};
use crate::response::varies_by_origin;
use crate::url::is_loopback;

pub(super) fn layers_differ(exchanges: &[Exchange]) -> Option<Finding> {
    let preflight = responses(exchanges, true).next()?;
    let actual = responses(exchanges, false).next()?;
    layers::differ(preflight, actual).then(|| {
        Finding::new(
            "layers-differ",
            Severity::Note,
            format!(
                "different servers or proxies wrote the response to the preflight ({}) and to \
                 the request ({}); check that both have the same policy",
                layers::describe(&layers::of(preflight)),
                layers::describe(&layers::of(actual)),
            ),
        )
    })
}

/// An error without CORS headers: the page sees no status.
pub(super) fn error_without_cors(server: &Server, trial: &Trial) -> Option<Finding> {
    let missing = trial
        .advice
        .iter()
        .any(|one| one.cause == "allow-origin-missing");
    let response = responses(&server.exchanges, false).last()?;
    (missing && response.status >= 400).then(|| Finding {
        help: Some(
            "make the CORS layer the outermost one, so that errors carry its headers too; a proxy \
             that writes errors of its own needs the headers as well"
                .to_owned(),
        ),
        ..Finding::new(
            "error-without-cors",
            Severity::Note,
            format!(
                "the status is {}, so look at that error first; the page cannot see it, because \
                 the response ({}) was written before the CORS layer and has no CORS headers",
                response.status,
                layers::describe(&layers::of(response)),
            ),
        )
    })
}

/// The first response that is for one origin and does not say so to caches. A response
/// that is blocked has a worse problem.
pub(super) fn vary_missing(exchanges: &[Exchange], verdicts: &[Verdict]) -> Option<Finding> {
    let is_blocked = |index: usize| {
        verdicts.iter().any(|verdict| {
            let report = verdict.report.as_ref();
            let blocked = report.and_then(|report| report.outcome.blocked());
            blocked.is_some() && verdict.exchanges.last() == Some(&index)
        })
    };
    exchanges.iter().enumerate().find_map(|(index, exchange)| {
        let ExchangeResult::Response(response) = &exchange.result else {
            return None;
        };
        let is_missing = names_one_origin(response) && !varies_by_origin(response);
        let url = &exchange.request.url;
        (is_missing && !exchange.request.is_preflight() && !is_blocked(index)).then(|| Finding {
            help: Some("send `Vary: Origin` on every response".to_owned()),
            ..Finding::new(
                "vary-missing",
                Severity::Note,
                format!(
                    "the response of {url} ({}) names one origin in Access-Control-Allow-Origin, \
                     but its Vary does not name Origin: a cache can give this response to a page \
                     of another origin, which then cannot read it",
                    response.status
                ),
            )
        })
    })
}

fn names_one_origin(response: &Response) -> bool {
    let origin = response.headers.get("access-control-allow-origin");
    // `null` is no origin of one site, and is a finding of its own.
    origin.is_some_and(|origin| !origin.is_empty() && origin != b"*" && origin != b"null")
}

/// The model lets a page over `https:` request `http://localhost`, and Safari does not.
pub(super) fn blocked_in_safari(intent: &Intent, verdicts: &[Verdict]) -> Option<Finding> {
    let is_webkit = |verdict: &Verdict| verdict.browser == Browser::WebKit;
    let is_https = intent.page.origin().to_string().starts_with("https:");
    let host = intent.url.host_str().unwrap_or_default();
    let is_mixed = is_https && intent.url.scheme() == "http" && is_loopback(host);
    (is_mixed && verdicts.iter().any(is_webkit)).then(|| Finding {
        help: Some(
            "to test in Safari, open the page at an http: URL, or serve the URL over https:"
                .to_owned(),
        ),
        ..Finding::new(
            "blocked-in-safari",
            Severity::Note,
            "the URL is on this machine, and Safari lets no page over https: request it over \
             http: (mixed content); the verdict for webkit is about a server in its place that \
             has https:",
        )
    })
}

/// The model does not ask for local network access, as Chromium does.
pub(super) fn blocked_in_chromium(intent: &Intent, verdicts: &[Verdict]) -> Option<Finding> {
    let is_chromium = |verdict: &Verdict| verdict.browser == Browser::Chromium;
    let is_on_this_machine = is_loopback(intent.url.host_str().unwrap_or_default());
    let is_blocked = is_on_this_machine && intent.page.origin().is_insecure();
    (is_blocked && verdicts.iter().any(is_chromium)).then(|| Finding {
        help: Some(
            "to test in Chromium, open the page at an https: URL, or at http://localhost"
                .to_owned(),
        ),
        ..Finding::new(
            "blocked-in-chromium",
            Severity::Note,
            "the URL is on this machine, and Chromium lets no page over http: of another machine \
             request it (local network access); the verdict for chromium does not include this",
        )
    })
}

/// Any site can send `Origin: null`.
pub(super) fn null_allowed(exchanges: &[Exchange]) -> Option<Finding> {
    let is = |response: &&Response, name: &str, value: &[u8]| {
        response.headers.get(name).as_deref() == Some(value)
    };
    let all = responses(exchanges, false).chain(responses(exchanges, true));
    let mut allowing = all.filter(|response| is(response, "access-control-allow-origin", b"null"));
    let first = allowing.next()?;
    let mut allowing = iter::once(first).chain(allowing);
    let with_credentials =
        allowing.any(|response| is(&response, "access-control-allow-credentials", b"true"));
    let (severity, what) = match with_credentials {
        true => (Severity::Error, ", with the cookies of its visitors"),
        false => (Severity::Note, ""),
    };
    Some(Finding {
        help: Some(
            "remove `null` from the origins that the server allows, and open the page at an \
             http: or https: URL, such as http://localhost:5173"
                .to_owned(),
        ),
        ..Finding::new(
            "null-allowed",
            severity,
            format!(
                "the server allows the origin null, which every site can send from a sandboxed \
                 frame: so every site can do what this page can do{what}"
            ),
        )
    })
}

fn responses(exchanges: &[Exchange], preflight: bool) -> impl Iterator<Item = &Response> {
    exchanges
        .iter()
        .filter_map(move |exchange| match &exchange.result {
            ExchangeResult::Response(response) if exchange.request.is_preflight() == preflight => {
                Some(response)
            }
            _ => None,
        })
}
