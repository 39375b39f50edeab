//! The findings of `cors try`.

use cors_browser::Warning;

use super::advice::Advice;
use super::intent::Intent;
use super::notes;
use super::server::{Exchange, ExchangeResult, NotSent, Server};
use super::trial::{Trial, secrets};
use super::verdict::Verdict;
use crate::client::Failure;
use crate::output::{Finding, Place, Severity};
use crate::url::authority;

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
    add(server.exchanges.iter().find_map(late));
    add(notes::layers_differ(&server.exchanges));
    add(notes::error_without_cors(server, trial));
    add(notes::vary_missing(&server.exchanges, verdicts));
    add(notes::null_allowed(&server.exchanges));
    for warning in warnings(verdicts) {
        add(Some(warning));
    }
    if !server.exchanges.is_empty() {
        add(notes::blocked_in_safari(intent, verdicts));
        add(notes::blocked_in_chromium(intent, verdicts));
    }
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
    let host = request.url.host_str().unwrap_or_default();
    let (severity, message, help) = match reason {
        NotSent::Repeated => return None,
        NotSent::Unsafe if trial.exchanges.iter().any(|one| one.preflight) => (
            Severity::Note,
            format!(
                "the preflight allows the {method} request, which was not sent; the response to \
                 it needs CORS headers too"
            ),
            "pass --send to send it",
        ),
        NotSent::Unsafe => (
            Severity::Warning,
            format!(
                "a browser sends this {method} request without asking the server first, so CORS \
                 keeps no site from sending it; it was not sent here, and what the page can read \
                 is unknown"
            ),
            "pass --send to send it",
        ),
        NotSent::OtherProtocol => (
            Severity::Warning,
            format!(
                "{host} does not offer HTTP/1.1, and `cors try` speaks nothing else; a browser can \
                 use HTTP/2, and what the page can read is unknown"
            ),
            "let a server for tests offer HTTP/1.1 too, or look at the network panel of a browser",
        ),
        NotSent::OtherHost => {
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
                "answer at the requested URL. If the redirect leads to a login page, answer with \
                 401 instead: a page that uses fetch() cannot log in there. Pass --follow to \
                 follow it",
            )
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

/// The server took longer than the limit of this command.
fn late(exchange: &Exchange) -> Option<Finding> {
    let ExchangeResult::Failure(failure) = &exchange.result else {
        return None;
    };
    let limit = match failure {
        Failure::Timeout(limit) => format!("{} s, the limit for one request", limit.as_secs()),
        Failure::OutOfTime(limit) => format!("{} s, the limit for all requests", limit.as_secs()),
        _ => return None,
    };
    let authority = authority(&exchange.request.url);
    Some(Finding {
        help: Some(
            "make the server answer sooner while you try the request, or look at the network \
             panel of a browser"
                .to_owned(),
        ),
        ..Finding::new(
            "response-late",
            Severity::Warning,
            format!(
                "{authority} took longer than {limit}; browsers wait longer, and what the page can \
                 read is unknown"
            ),
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
