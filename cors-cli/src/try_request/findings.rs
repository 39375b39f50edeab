//! The findings of `cors try`.

use cors_browser::{Browser, Response, Warning};

use super::advice::Advice;
use super::intent::Intent;
use super::layers;
use super::server::{Exchange, ExchangeResult, NotSent, Server};
use super::trial::{Trial, secrets};
use super::verdict::Verdict;
use crate::output::{Finding, Place, Severity};
use crate::response::varies_by_origin;
use crate::url::is_loopback;

pub(super) fn of(
    intent: &Intent,
    server: &Server,
    verdicts: &[Verdict],
    trial: &Trial,
) -> Vec<Finding> {
    let mut findings: Vec<Finding> = trial
        .advice
        .iter()
        .map(|advice| blocked(advice, trial))
        .collect();
    let mut add = |finding: Option<Finding>| findings.extend(finding);
    for exchange in &server.exchanges {
        add(not_sent(exchange, trial));
    }
    add(layers_differ(&server.exchanges));
    add(error_without_cors(server, trial));
    add(vary_missing(&server.exchanges, verdicts));
    for warning in warnings(verdicts) {
        add(Some(warning));
    }
    add(blocked_in_safari(intent, verdicts));
    if !intent.dropped.is_empty() {
        add(Some(Finding::new(
            "header-of-browser",
            Severity::Note,
            format!(
                "the browser adds these headers of the copied command, so they are left out: {}",
                intent.dropped.join(", ")
            ),
        )));
    }
    let secrets = secrets(intent);
    for finding in &mut findings {
        finding.message = secrets.hide(&finding.message);
        finding.place = Some(Place::Url(trial.url.clone()));
    }
    findings
}

fn blocked(advice: &Advice, trial: &Trial) -> Finding {
    let is_by = |verdict: &&super::trial::ShownVerdict| verdict.cause == Some(advice.cause);
    let blocking: Vec<_> = trial.verdicts.iter().filter(is_by).collect();
    let is_readable = trial.verdicts.iter().any(|one| one.allowed == Some(true));
    let (severity, suffix) = match is_readable {
        true => {
            let names: Vec<_> = blocking.iter().map(|one| one.browser).collect();
            (Severity::Warning, format!(" (only {})", names.join(", ")))
        }
        false => (Severity::Error, String::new()),
    };
    Finding {
        help: Some(advice.fix.clone()).filter(|fix| !fix.is_empty()),
        page: advice.page.clone(),
        ..Finding::new(
            advice.cause,
            severity,
            format!("{}{suffix}", advice.message),
        )
    }
}

fn not_sent(exchange: &Exchange, trial: &Trial) -> Option<Finding> {
    let ExchangeResult::NotSent(reason) = exchange.result else {
        return None;
    };
    let request = &exchange.request;
    let method = &request.method;
    let (severity, message) = match reason {
        NotSent::Repeated => return None,
        NotSent::Unsafe if trial.exchanges.iter().any(|one| one.preflight) => (
            Severity::Note,
            format!(
                "the preflight allows the {method} request, which was not sent; the response to \
                 it needs CORS headers too"
            ),
        ),
        NotSent::Unsafe => (
            Severity::Warning,
            format!(
                "a browser sends this {method} request without asking the server first, so CORS \
                 keeps no site from sending it; it was not sent here, and what the page can read \
                 is unknown"
            ),
        ),
        NotSent::OtherHost => {
            let host = request.url.host_str().unwrap_or_default();
            let origin = request.headers.get("origin");
            let null = match origin.as_deref() == Some(b"null") {
                true => {
                    ": the browser follows it with `Origin: null`, which no server should allow"
                }
                false => "",
            };
            (
                Severity::Warning,
                format!("the response redirects to {host}, which was not contacted{null}"),
            )
        }
    };
    let help = match reason {
        NotSent::Unsafe => "pass --send to send it",
        _ => {
            "answer at the requested URL. If the redirect leads to a login page, answer with 401 \
             instead: a page that uses fetch() cannot log in there. Pass --follow to follow it"
        }
    };
    let name = match reason {
        NotSent::OtherHost => "redirect-to-other-host",
        _ => "not-sent",
    };
    Some(Finding {
        help: Some(help.to_owned()),
        ..Finding::new(name, severity, message)
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

fn layers_differ(exchanges: &[Exchange]) -> Option<Finding> {
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
fn error_without_cors(server: &Server, trial: &Trial) -> Option<Finding> {
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
fn vary_missing(exchanges: &[Exchange], verdicts: &[Verdict]) -> Option<Finding> {
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
    origin.is_some_and(|origin| !origin.is_empty() && origin != b"*")
}

/// The model lets a page over `https:` request `http://localhost`, and Safari does not.
fn blocked_in_safari(intent: &Intent, verdicts: &[Verdict]) -> Option<Finding> {
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

fn warnings(verdicts: &[Verdict]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let reports = verdicts
        .iter()
        .filter_map(|verdict| verdict.report.as_ref());
    for warning in reports.flat_map(|report| &report.warnings) {
        let found = match warning {
            Warning::HeaderDropped { name } => Finding {
                help: instead(name).map(str::to_owned),
                ..Finding::new(
                    "header-dropped",
                    Severity::Note,
                    format!("browsers let no page set the header {name}, and leave it out"),
                )
            },
            Warning::AuthorizationByWildcard { .. } => Finding {
                help: Some(
                    "name `authorization` in Access-Control-Allow-Headers, beside `*`".to_owned(),
                ),
                ..Finding::new(
                    "authorization-by-wildcard",
                    Severity::Note,
                    "the preflight allows `authorization` only by `*`, which the standard does \
                     not accept; browsers accept it for now",
                )
            },
            _ => continue,
        };
        if findings.iter().all(|one| one.message != found.message) {
            findings.push(found);
        }
    }
    findings
}

/// The argument for a header that browsers add themselves.
fn instead(name: &str) -> Option<&'static str> {
    match name.to_ascii_lowercase().as_str() {
        "cookie" => Some("pass --credentials too: then the browser adds the cookie"),
        "origin" => Some("pass the origin as --from"),
        _ => None,
    }
}
