//! One message of a console, and what it means.

use std::borrow::Cow;
use std::io::{self, Write};

use anstyle::Style;
use cors_browser::{ConsoleEntry, ConsoleLine, Era, Explanation, Kind, Lookalike, Source};
use serde::Serialize;

use crate::output::{Finding, Place, Severity, block, fault, paragraph, printable, row};

/// A message, or unknown text between messages.
#[derive(Debug, Serialize)]
pub(super) struct Entry {
    text: String,
    #[serde(flatten)]
    meaning: Option<Meaning>,
}

#[derive(Debug, Serialize)]
struct Meaning {
    source: &'static str,
    /// Whether the current version of the program prints the message.
    is_current: Option<bool>,
    is_cors: bool,
    name: &'static str,
    /// All causes that the message can have, the likeliest first.
    causes: Vec<&'static str>,
    title: &'static str,
    meaning: &'static str,
    fault: &'static str,
    fix: String,
    policy: Option<String>,
    headers: Option<String>,
    notes: Vec<Cow<'static, str>>,
    page: String,
    url: Option<String>,
    origin: Option<String>,
    method: Option<String>,
    header: Option<String>,
    #[serde(skip)]
    severity: Severity,
}

impl Entry {
    /// Explains a message without secrets. Carriage returns become line breaks.
    pub(super) fn new(entry: &ConsoleEntry<'_>) -> Self {
        let lines = entry.text.trim().split(['\r', '\n']);
        let lines: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
        Entry {
            text: lines.join("\n"),
            meaning: entry.line.as_ref().map(Meaning::new),
        }
    }

    pub(super) fn is_known(&self) -> bool {
        self.meaning.is_some()
    }

    pub(super) fn is_cors(&self) -> bool {
        self.meaning.as_ref().is_some_and(|meaning| meaning.is_cors)
    }

    /// Says that another message names the reason, if this one names none.
    pub(super) fn add_reason(&mut self) {
        let meaning = self.meaning.as_mut();
        let is_without =
            |meaning: &&mut Meaning| ["no-reason", "response-withheld"].contains(&meaning.name);
        if let Some(meaning) = meaning.filter(is_without) {
            meaning.severity = Severity::Note;
            meaning.fix = REASON.to_owned();
        }
    }

    /// The finding. Unknown text is a remark if another message of the console is known.
    pub(super) fn finding(&self, is_any_known: bool) -> Finding {
        let Some(meaning) = &self.meaning else {
            let severity = match is_any_known {
                true => Severity::Note,
                false => Severity::Warning,
            };
            let message = format!("this message is unknown: {}", shortened(&self.text));
            return Finding {
                help: Some(of_unknown(&self.text).to_owned()),
                ..Finding::new("unknown-message", severity, message)
            };
        };
        Finding {
            help: Some(meaning.fix.clone()).filter(|fix| !fix.is_empty()),
            page: Some(meaning.page.clone()).filter(|page| !page.is_empty()),
            place: meaning.url.clone().map(Place::Url),
            ..Finding::new(meaning.name, meaning.severity, meaning.title)
        }
    }

    pub(super) fn write(&self, to: &mut dyn Write, finding: &Finding) -> io::Result<()> {
        let title = finding.title();
        let message = shortened(&printable(&self.text));
        let Some(meaning) = &self.meaning else {
            writeln!(to, "{title}")?;
            paragraph(to, "message", &message)?;
            return paragraph(to, "try", of_unknown(&self.text));
        };
        let bold = Style::new().bold();
        writeln!(to, "{title}{bold}: {}{bold:#}", meaning.title)?;
        paragraph(to, "message", &message)?;
        let age = match meaning.is_current {
            Some(false) => ", an older version",
            _ => "",
        };
        paragraph(to, "from", &format!("{}{age}", meaning.source))?;
        paragraph(to, "meaning", meaning.meaning)?;
        paragraph(to, "fault", meaning.fault)?;
        paragraph(to, "fix", &printable(&meaning.fix))?;
        if let Some(policy) = &meaning.policy {
            block(to, "policy", &printable(policy))?;
        }
        if let Some(headers) = &meaning.headers {
            block(to, "headers", &printable(headers))?;
        }
        for note in &meaning.notes {
            paragraph(to, "note", &printable(note))?;
        }
        let others = meaning.other_titles();
        if !others.is_empty() {
            let others = format!("the browser says the same for: {}", others.join("; "));
            paragraph(to, "or", &others)?;
        }
        row(to, "read", &meaning.page)
    }
}

const REASON: &str = "Another message of this console names a reason: fix that one first.";

const UNKNOWN: &str = "paste the whole message, and the lines before and after it; in the \
    browser's network panel, look at the failed request and its OPTIONS request";

const RESPONSE: &str = "put the curl command with its `Origin` before the response, such as \
    `$ curl -i URL -H 'Origin: https://your-page.example'`: the response alone does not say what \
    the browser asked for";

/// What to paste instead of an unknown text.
fn of_unknown(text: &str) -> &'static str {
    let is_response = |line: &str| {
        let line = line.trim_start_matches(['<', '>', ' ']);
        line.starts_with("HTTP/1.") || line.starts_with("HTTP/2") || line.starts_with("HTTP/3")
    };
    match text.lines().any(is_response) {
        true => RESPONSE,
        false => UNKNOWN,
    }
}

impl Meaning {
    /// The titles of the other causes that the message can have.
    fn other_titles(&self) -> Vec<&'static str> {
        let others = self.causes.iter().filter_map(|name| Explanation::of(name));
        let mut titles = Vec::new();
        for title in others.map(|explanation| explanation.title()) {
            if title != self.title && !titles.contains(&title) {
                titles.push(title);
            }
        }
        titles
    }

    fn new(line: &ConsoleLine) -> Self {
        let explanation: Explanation = line.explanation();
        let (is_cors, severity) = match line.kind {
            Kind::LooksLikeCors(
                Lookalike::Notice | Lookalike::Allowed | Lookalike::PreflightAllowed,
            ) => (false, Severity::Note),
            Kind::LooksLikeCors(_) => (false, Severity::Warning),
            _ => (true, Severity::Error),
        };
        Meaning {
            source: source(line.source),
            is_current: line.era.map(|era| era == Era::Present),
            is_cors,
            severity,
            name: explanation.name(),
            causes: line.causes.clone(),
            title: explanation.title(),
            meaning: explanation.meaning(),
            fault: fault(explanation.fault()),
            fix: explanation.fix(),
            policy: explanation.policy_fix(),
            headers: explanation.header_fix(),
            notes: explanation.notes(),
            page: explanation.page(),
            url: line.url.clone(),
            origin: line.origin.clone(),
            method: line.method.clone(),
            header: line.header.clone(),
        }
    }
}

fn source(source: Source) -> &'static str {
    match source {
        Source::Chromium => "Chromium (Chrome, Edge, Opera, Electron)",
        Source::Firefox => "Firefox",
        Source::WebKit => "WebKit (Safari, and every browser on iOS)",
        Source::OldEdge => "Internet Explorer, or Edge before 2020",
        Source::Node => "Node.js or a library for it",
        Source::Curl => "curl",
        _ => "another program",
    }
}

/// The first 400 characters.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(400) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
