//! `cors try` for people.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::advice::Advice;
use super::trial::{ShownExchange, ShownVerdict, Trial};
use crate::output::{Finding, Report, Severity, block, count, paragraph, printable, row};

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const UNSURE: Style = AnsiColor::Yellow.on_default().bold();
const BOLD: Style = Style::new().bold();

impl Report for Trial {
    const VERB: &'static str = "try";

    fn findings(&self) -> &[Finding] {
        &self.findings
    }

    fn write_text(&self, to: &mut dyn Write, min_severity: Severity) -> io::Result<()> {
        write(self, to, min_severity)
    }
}

fn write(trial: &Trial, to: &mut dyn Write, min_severity: Severity) -> io::Result<()> {
    if !trial.commands.is_empty() {
        return write_commands(trial, to);
    }
    let with = match trial.credentials {
        true => " with credentials",
        false => "",
    };
    writeln!(
        to,
        "{BOLD}A page at {} requests {} {}{with}.{BOLD:#}\n",
        printable(&trial.origin),
        printable(&trial.method),
        printable(&trial.url),
    )?;
    for exchange in &trial.exchanges {
        write_exchange(exchange, to)?;
    }
    for verdict in &trial.verdicts {
        write_verdict(verdict, &trial.exchanges, to)?;
    }
    let findings = trial.findings.iter();
    for finding in findings.filter(|finding| finding.severity >= min_severity) {
        let advice = trial.advice.iter().find(|one| one.cause == finding.name);
        write_finding(finding, advice, to)?;
    }
    Ok(())
}

fn write_verdict(
    verdict: &ShownVerdict,
    exchanges: &[ShownExchange],
    to: &mut dyn Write,
) -> io::Result<()> {
    let (style, word) = match verdict.allowed {
        Some(true) => (GOOD, "the page can read the response"),
        Some(false) => (BAD, "blocked"),
        None if is_late(verdict, exchanges) => (
            UNSURE,
            "unknown: the server took longer than the limit of this command",
        ),
        None if is_allowed_by_preflight(verdict, exchanges) => (
            UNSURE,
            "the preflight allows the request, which was not sent",
        ),
        None => (UNSURE, "unknown: a request was not sent"),
    };
    write!(to, "{:9} {style}{word}{style:#}", verdict.browser)?;
    match (verdict.cause, verdict.status) {
        (Some(cause), _) => writeln!(to, " ({cause})")?,
        (None, Some(status)) => writeln!(to, ", status {status}")?,
        _ => writeln!(to)?,
    }
    for line in verdict.console.iter().flat_map(|text| text.split('\n')) {
        writeln!(to, "          | {}", printable(line))?;
    }
    Ok(())
}

/// Whether the last request was sent, and its response did not come in time: with any other
/// failure, the result is known.
fn is_late(verdict: &ShownVerdict, exchanges: &[ShownExchange]) -> bool {
    let last = verdict.exchanges.last();
    let last = last.and_then(|&index| exchanges.get(index));
    last.is_some_and(|last| last.sent && last.failure.is_some())
}

/// Whether the request that was not sent is the one of the page, not of a redirect.
fn is_allowed_by_preflight(verdict: &ShownVerdict, exchanges: &[ShownExchange]) -> bool {
    let mut own = verdict
        .exchanges
        .iter()
        .filter_map(|&index| exchanges.get(index));
    matches!((own.next(), own.next(), own.next()), (Some(first), Some(_), None) if first.preflight)
}

fn write_finding(finding: &Finding, advice: Option<&Advice>, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "\n{}: {}", finding.title(), printable(&finding.message))?;
    if let Some(advice) = advice {
        paragraph(to, "meaning", advice.meaning)?;
        paragraph(to, "fault", &advice.fault)?;
    }
    if let Some(help) = &finding.help {
        paragraph(to, "fix", &printable(help))?;
    }
    if let Some(advice) = advice {
        block(to, "policy", &printable(&advice.policy.join("\n")))?;
        block(to, "headers", &printable(&advice.headers.join("\n")))?;
        for note in &advice.notes {
            paragraph(to, "note", note)?;
        }
        let step = format!("{}, {}", advice.step, advice.step_url);
        row(to, "standard", &printable(&step))?;
    }
    match &finding.page {
        Some(page) => row(to, "read", &printable(page)),
        None => Ok(()),
    }
}

fn write_commands(trial: &Trial, to: &mut dyn Write) -> io::Result<()> {
    for command in &trial.commands {
        writeln!(to, "{}", printable(command))?;
    }
    Ok(())
}

fn write_exchange(exchange: &ShownExchange, to: &mut dyn Write) -> io::Result<()> {
    let kind = match exchange.preflight {
        true => ", the preflight: the browser asks first",
        false => "",
    };
    writeln!(
        to,
        "  > {} {}{kind}",
        printable(&exchange.method),
        printable(&exchange.url)
    )?;
    for (name, value) in &exchange.request_headers {
        writeln!(to, "  >   {}: {}", printable(name), printable(value))?;
    }
    if exchange.body_size > 0 {
        writeln!(
            to,
            "  >   (a body of {})",
            count(exchange.body_size, "byte")
        )?;
    }
    if let Some(status) = exchange.status {
        writeln!(to, "  < {status}")?;
    }
    if let Some(failure) = &exchange.failure {
        writeln!(to, "  < {}", printable(failure))?;
    }
    let (shown, hidden): (Vec<_>, Vec<_>) = exchange
        .response_headers
        .iter()
        .partition(|(name, _)| is_shown(name));
    for (name, value) in shown {
        writeln!(to, "  <   {}: {}", printable(name), printable(value))?;
    }
    if !hidden.is_empty() {
        writeln!(to, "  <   (and {})", count(hidden.len(), "other header"))?;
    }
    writeln!(to)
}

/// Whether a response header has a part in CORS, or names a layer.
fn is_shown(name: &str) -> bool {
    name.starts_with("access-control-")
        || matches!(
            name,
            "allow"
                | "cross-origin-resource-policy"
                | "location"
                | "server"
                | "set-cookie"
                | "vary"
                | "via"
                | "www-authenticate"
                | "x-powered-by"
        )
}
