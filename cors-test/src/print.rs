//! A fetch as a failed assertion shows it.

use std::fmt::{self, Write};

use cors_browser::{Answer, Browser, Exchange, Headers, Response, ResponseType, Warning, text};

use crate::outcome::Outcome;

/// The headers that decide, or show what was decided.
const TOLD: [&str; 6] = [
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
    let asked = format!("{} {}", fetch.method, fetch.url);
    match report.outcome.readable() {
        None => writeln!(f, "the page at {origin} cannot read the answer to {asked}")?,
        Some(response) if !outcome.is_readable() => {
            let kind = match response.kind {
                ResponseType::OpaqueRedirect => "a redirect that it did not follow",
                _ => "an opaque response",
            };
            writeln!(
                f,
                "the page at {origin} gets {kind} to {asked}, in which it can read nothing"
            )?;
        }
        Some(response) => {
            let names = response.headers.names().join(", ");
            let headers = if names.is_empty() {
                "no header".to_owned()
            } else {
                names
            };
            writeln!(
                f,
                "the page at {origin} can read the answer to {asked}: {} and {headers}",
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

/// The lines by name, since some frameworks keep them in no order.
fn headers(headers: &Headers, mark: char, f: &mut impl Write) -> fmt::Result {
    let told = |name: &str| name.starts_with("access-control-") || TOLD.contains(&name);
    let lines = headers
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), value));
    let mut lines: Vec<_> = lines.filter(|(name, _)| told(name)).collect();
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
                    "\n  note:  browsers let no page set the header `{name}`; it was not sent"
                )?;
            }
            Warning::AuthorizationByWildcard { .. } => {
                writeln!(
                    f,
                    "\n  note:  `*` will not cover `authorization` for long: name it"
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
