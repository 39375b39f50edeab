//! `cors explain`: explains the messages of a browser's console.

mod entry;
mod secrets;

use std::io::{self, Write};

use cors_browser::{ConsoleLine, Explanation};
use serde::Serialize;

use crate::input;
use crate::output::{Finding, Misuse, Report, Severity};
use crate::try_request::{Trial, try_message};
use entry::Entry;

/// Explain console messages: what they mean, whose fault it is, and what to change
///
/// Reads messages of Chromium, Firefox (in many languages) and WebKit, of current and
/// older versions, and transcripts of curl. Put the message into quotation marks, or
/// paste it into standard input.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cors explain \"Method PUT is not allowed by Access-Control-Allow-Methods in preflight response.\"
  curl -sv https://api.example.com/ -H 'Origin: https://example.com' 2>&1 | cors explain")]
pub(crate) struct Args {
    /// The message, or a whole console; `-` or nothing reads standard input
    message: Option<String>,
    /// Also try the request of the first message that names a URL and an origin, as
    /// `cors try` does
    #[arg(long = "try")]
    is_tried: bool,
}

/// A pasted console is never longer.
const MAX_BYTES: u64 = 16 << 20;

/// Explains the messages. If the request cannot be tried, the explanation is printed before the
/// reason.
pub(crate) fn run(args: &Args) -> Result<(Explained, Option<Misuse>), Misuse> {
    let text = match args.message.as_deref() {
        Some("-") | None => input::stdin_lossy(MAX_BYTES)?,
        Some(message) => message.to_owned(),
    };
    // Nothing that is printed comes from the text with its secrets.
    let shown = secrets::without_secrets(&text);
    let mut entries: Vec<Entry> = ConsoleLine::read_all(&shown)
        .iter()
        .map(Entry::new)
        .collect();
    if entries.is_empty() {
        return Err(Misuse::new(
            "there is no message to explain: the input is empty",
        ));
    }
    if entries.iter().any(Entry::is_cors) {
        entries.iter_mut().for_each(Entry::add_reason);
    }
    // Other lines between messages are no news.
    let is_any_known = entries.iter().any(Entry::is_known);
    let findings: Vec<Finding> = entries
        .iter()
        .map(|entry| entry.finding(is_any_known))
        .collect();
    let mut explained = Explained {
        entries,
        trial: None,
        findings,
    };
    let trial = args.is_tried.then(|| try_first(&text));
    let misuse = match trial {
        Some(Ok(trial)) => {
            explained.findings.extend_from_slice(trial.findings());
            explained.trial = Some(trial);
            None
        }
        Some(Err(misuse)) => Some(misuse),
        None => None,
    };
    Ok((explained, misuse))
}

/// Tries the request of the first message that names a URL and an origin.
fn try_first(text: &str) -> Result<Trial, Misuse> {
    let lines = ConsoleLine::read_all(text).into_iter();
    let lines = lines.filter_map(|entry| entry.line);
    let trial = lines.filter_map(|line| try_line(&line)).next();
    trial.unwrap_or_else(|| {
        Err(Misuse::new(
            "no message names the URL and the page's origin: run `cors try URL --from ORIGIN`",
        ))
    })
}

/// Tries the request that a message names. It is `None` if the message does not name the URL and
/// the page's origin.
fn try_line(line: &ConsoleLine) -> Option<Result<Trial, Misuse>> {
    // The message may be copied from HTML.
    let url = line.url.as_deref()?.replace("&amp;", "&");
    let origin = line.origin.clone()?;
    let name = line.explanation().name();
    // Without credentials, these failures do not happen.
    let has_credentials =
        name.ends_with("with-credentials") || name.ends_with("allow-credentials-not-true");
    let (method, header) = (line.method.clone(), line.header.clone());
    Some(try_message(url, origin, method, header, has_credentials))
}

/// What the messages mean.
#[derive(Debug, Serialize)]
pub(crate) struct Explained {
    entries: Vec<Entry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trial: Option<Trial>,
    /// One for each entry, and those of the trial.
    #[serde(skip)]
    findings: Vec<Finding>,
}

impl Report for Explained {
    const VERB: &'static str = "explain";

    fn findings(&self) -> &[Finding] {
        &self.findings
    }

    fn write_text(&self, to: &mut dyn Write, min_severity: Severity) -> io::Result<()> {
        let entries = self.entries.iter().zip(&self.findings);
        let is_any_known = self.entries.iter().any(Entry::is_known);
        let shown = entries.filter(|(entry, finding)| {
            finding.severity >= min_severity && (entry.is_known() || !is_any_known)
        });
        let mut is_any_blocked = false;
        for (index, (entry, finding)) in shown.enumerate() {
            if index > 0 {
                writeln!(to)?;
            }
            entry.write(to, finding)?;
            is_any_blocked |= entry.is_cors();
        }
        if is_any_blocked {
            writeln!(to, "\n{}", textwrap::fill(Explanation::NO_FIX, 98))?;
        }
        if let Some(trial) = &self.trial {
            writeln!(to)?;
            trial.write_text(to, min_severity)?;
        }
        Ok(())
    }
}
