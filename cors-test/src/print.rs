//! The text of a failed assertion.

use std::fmt::{self, Write};

use cors_browser::{Answer, Browser, Exchange, Headers, Response, ResponseType, Warning, text};

use crate::outcome::Outcome;

/// The headers that are relevant to CORS.
const SHOWN: [&str; 6] = [
    "origin",
    "vary",
    "location",
    "cookie",
    "set-cookie",
    "cross-origin-resource-policy",
];

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        outcome(self, f)
    }
}

fn outcome(outcome: &Outcome, f: &mut impl Write) -> fmt::Result {
    let Outcome {
        origin,
        fetch,
        report,
        ..
    } = outcome;
    let request = format!("{} {}", fetch.method, fetch.url);
    match report.outcome.readable() {
        None => writeln!(
            f,
            "the page at {origin} cannot read the response to {request}"
        )?,
        Some(response) if !outcome.is_readable() => {
            let kind = match response.kind {
                ResponseType::OpaqueRedirect => "a redirect that it did not follow",
                _ => "an opaque response",
            };
            writeln!(
                f,
                "the page at {origin} gets {kind} to {request}, and cannot read anything in it"
            )?;
        }
        Some(response) => {
            let names = response.headers.names().join(", ");
            let headers = if names.is_empty() {
                "no headers".to_owned()
            } else {
                names
            };
            writeln!(
                f,
                "the page at {origin} can read the response to {request}: {} and {headers}",
                response.status
            )?;
        }
    }
    if report.exchanges.is_empty() {
        writeln!(f, "\n  nothing was sent")?;
    }
    for (exchange, failure) in report.exchanges.iter().zip(&outcome.failures) {
        writeln!(f)?;
        self::exchange(exchange, failure.as_deref(), f)?;
    }
    warnings(&report.warnings, f)?;
    cause(outcome, f)
}

fn exchange(exchange: &Exchange, failure: Option<&str>, f: &mut impl Write) -> fmt::Result {
    let request = &exchange.request;
    let kind = match (request.is_preflight(), request.credentials) {
        (true, _) => ", the preflight",
        (false, true) => ", with credentials",
        (false, false) => "",
    };
    writeln!(f, "  > {} {}{kind}", request.method, request.url)?;
    headers(&request.headers, '>', f)?;
    match &exchange.answer {
        Answer::Response(Response {
            status,
            headers: lines,
            ..
        }) => {
            writeln!(f, "  < {status}")?;
            headers(lines, '<', f)
        }
        Answer::NetworkError => {
            writeln!(
                f,
                "  < no response: {}",
                failure.unwrap_or("the connection was closed")
            )
        }
    }
}

/// The lines are sorted by name, because some frameworks do not keep an order.
fn headers(headers: &Headers, mark: char, f: &mut impl Write) -> fmt::Result {
    let is_shown = |name: &str| name.starts_with("access-control-") || SHOWN.contains(&name);
    let lines = headers
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), value));
    let mut lines: Vec<_> = lines.filter(|(name, _)| is_shown(name)).collect();
    lines.sort_by(|(one, _), (other, _)| one.cmp(other));
    for (name, value) in lines {
        writeln!(f, "  {mark}   {name}: {}", text(value))?;
    }
    Ok(())
}

fn warnings(warnings: &[Warning], f: &mut impl Write) -> fmt::Result {
    for warning in warnings {
        match warning {
            Warning::HeaderDropped { name } => {
                writeln!(
                    f,
                    "\n  note:  browsers do not let a page set the header `{name}`, so it was not sent"
                )?;
            }
            Warning::AuthorizationByWildcard { .. } => {
                writeln!(
                    f,
                    "\n  note:  browsers will soon stop accepting `*` for `authorization`: list it"
                )?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn cause(outcome: &Outcome, f: &mut impl Write) -> fmt::Result {
    let Some(blocked) = outcome.report.outcome.blocked() else {
        return Ok(());
    };
    let cause = &blocked.cause;
    writeln!(f, "\n  cause: {}", cause.name())?;
    writeln!(f, "         {}, {}", cause.step(), cause.step().url())?;
    if let Some(help) = outcome.report.help() {
        writeln!(f, "  help:  {help}")?;
    }
    if let Some(mdn) = cause.mdn() {
        writeln!(f, "  MDN:   {mdn}")?;
    }
    let browsers = match outcome.browser {
        Browser::Standard => &Browser::ALL[1..],
        _ => std::slice::from_ref(&outcome.browser),
    };
    for browser in browsers {
        let lines = outcome.report.console(*browser);
        if !lines.is_empty() {
            writeln!(f, "\n  {browser:?} prints:")?;
        }
        for line in lines {
            writeln!(f, "  | {line}")?;
        }
    }
    Ok(())
}
