//! `cors try` for people.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::trial::{ShownExchange, Trial};
use crate::output::{Finding, Report, Severity, paragraph, printable};

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
        let (style, word) = match verdict.allowed {
            Some(true) => (GOOD, "the page can read the response"),
            Some(false) => (BAD, "blocked"),
            None => (UNSURE, "unknown: a request was not sent"),
        };
        write!(to, "{:9} {style}{word}{style:#}", verdict.browser)?;
        match (verdict.cause, verdict.status) {
            (Some(cause), _) => writeln!(to, " ({cause})")?,
            (None, Some(status)) => writeln!(to, ", status {status}")?,
            _ => writeln!(to)?,
        }
        for line in &verdict.console {
            writeln!(
                to,
                "          | {}",
                printable(line).replace('\n', "\n          | ")
            )?;
        }
    }
    for finding in &trial.findings {
        if finding.severity < min_severity {
            continue;
        }
        let style = match finding.severity {
            Severity::Error => BAD,
            Severity::Warning => UNSURE,
            Severity::Note => BOLD,
        };
        let (severity, name) = (finding.severity.name(), &finding.name);
        writeln!(
            to,
            "\n{style}{severity}[{name}]{style:#}: {}",
            printable(&finding.message)
        )?;
        let advice = trial.advice.iter().find(|one| one.cause == *name);
        if let Some(advice) = advice {
            paragraph(to, "meaning", advice.meaning)?;
            paragraph(to, "fault", &advice.fault)?;
        }
        if let Some(help) = &finding.help {
            paragraph(to, "fix", &printable(help))?;
        }
        if let Some(advice) = advice {
            write_lines(to, "policy", &advice.policy)?;
            write_lines(to, "headers", &advice.headers)?;
            for note in &advice.notes {
                paragraph(to, "note", note)?;
            }
            write_lines(
                to,
                "standard",
                &[format!("{}, {}", advice.step, advice.step_url)],
            )?;
        }
        if let Some(page) = &finding.page {
            write_lines(to, "read", std::slice::from_ref(page))?;
        }
    }
    Ok(())
}

fn write_lines(to: &mut dyn Write, name: &str, lines: &[String]) -> io::Result<()> {
    let mut label = name;
    for line in lines {
        writeln!(to, "  {label:9}{}", printable(line))?;
        label = "";
    }
    Ok(())
}

fn write_commands(trial: &Trial, to: &mut dyn Write) -> io::Result<()> {
    for command in &trial.commands {
        writeln!(to, "{}", printable(command))?;
    }
    Ok(())
}

fn write_exchange(exchange: &ShownExchange, to: &mut dyn Write) -> io::Result<()> {
    let kind = match exchange.preflight {
        true => ", the preflight",
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
    match exchange.body_size {
        0 => {}
        1 => writeln!(to, "  >   (a body of 1 byte)")?,
        size => writeln!(to, "  >   (a body of {size} bytes)")?,
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
    match hidden.len() {
        0 => {}
        1 => writeln!(to, "  <   (and 1 other header)")?,
        more => writeln!(to, "  <   (and {more} other headers)")?,
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
