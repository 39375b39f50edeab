//! The messages in a whole console.

use std::collections::HashMap;

use super::scan::Scan;
use super::source::Source;
use super::words::Words;
use super::{ConsoleEntry, ConsoleLine, Kind, Lookalike, panel, transcript};

/// The most lines that one message is broken into.
const MOST_LINES: usize = 4;

pub(super) fn of(text: &str) -> Vec<ConsoleEntry<'_>> {
    let lines: Vec<_> = lines(text).collect();
    let mut reader = Reader::new(text);
    let mut entries: Vec<ConsoleEntry<'_>> = Vec::new();
    let mut at = 0;
    while let Some((start, line)) = lines.get(at) {
        let (count, read) = reader.message(at, &lines[at..]);
        let (last_start, last) = lines
            .get(at + count - 1)
            .copied()
            .unwrap_or((*start, *line));
        let range = *start..last_start + last.len();
        let previous = entries.last_mut();
        match previous.and_then(|entry| reader.joined(entry, range.end, read.as_deref())) {
            Some(entry) => {
                entries.pop();
                entries.push(entry);
            }
            None => entries.push(ConsoleEntry {
                text: &text[range],
                line: read.map(|line| *line),
            }),
        }
        at += count;
    }
    entries
}

/// The lines that are not empty, and where they start.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let at = start;
        start += line.len();
        let line = line.trim_end();
        (!line.trim_start().is_empty()).then_some((at, line))
    })
}

/// Reads parts of a text. Consoles repeat themselves: a part that occurs again is not read
/// again.
struct Reader<'t> {
    text: &'t str,
    known: HashMap<&'t str, Read>,
    /// The line before which there is no further transcript.
    marked_until: usize,
}

#[derive(Clone)]
struct Read {
    // Most texts are unknown, and a console can have millions of them.
    line: Option<Box<ConsoleLine>>,
    /// Whether the next lines may say more.
    is_open: bool,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            known: HashMap::new(),
            marked_until: 0,
        }
    }

    fn read(&mut self, part: &'t str) -> Read {
        let read = self.known.entry(part).or_insert_with(|| {
            if let Some(line) = transcript::read(part).or_else(|| panel::read(part)) {
                return Read {
                    line: Some(Box::new(line)),
                    is_open: false,
                };
            }
            let words = Words::of(part);
            let scan = Scan::of(&words);
            let line = scan.line();
            let is_open = match &line {
                Some(line) => line.is_cors() && line.causes.is_empty(),
                None => !scan.hits.is_empty(),
            };
            let line = line.map(Box::new);
            Read { line, is_open }
        });
        read.clone()
    }

    /// The number of lines of the first message, and its content.
    fn message(
        &mut self,
        at: usize,
        lines: &[(usize, &'t str)],
    ) -> (usize, Option<Box<ConsoleLine>>) {
        let Some((start, first)) = lines.first() else {
            return (1, None);
        };
        let text = self.text;
        let slice = |count: usize| {
            let (last, line) = lines.get(count.checked_sub(1)?)?;
            text.get(*start..last + line.len())
        };
        if at >= self.marked_until {
            let marked = transcript::length(lines);
            self.marked_until = at + marked;
            let line = slice(marked).and_then(|part| self.read(part).line);
            if let Some(line) = line.filter(|line| line.source == Source::Curl) {
                let rest = lines.get(marked..).unwrap_or_default();
                return (marked + self.rest(rest), Some(line));
            }
        }
        let Read {
            line: read,
            is_open,
        } = self.read(first);
        if is_open {
            for count in 2..=MOST_LINES.min(lines.len()) {
                let (_, added) = lines[count - 1];
                let added = self.read(added).line;
                if read.is_some() && added.is_some() {
                    // The next line is a message of its own.
                    break;
                }
                let whole = slice(count).and_then(|part| self.read(part).line);
                if whole.as_ref().is_some_and(|line| !line.causes.is_empty()) {
                    return (count, whole);
                }
            }
        }
        (1, read)
    }

    /// The number of lines after a transcript that belong to it: the body of the
    /// response, and what curl says at the end.
    fn rest(&mut self, lines: &[(usize, &'t str)]) -> usize {
        let mut at = 0;
        while let Some(lines) = lines.get(at..).filter(|lines| !lines.is_empty()) {
            let marked = transcript::length(lines);
            let mut part = lines.iter().take(marked.max(1));
            let is_next = part.clone().any(|(_, line)| transcript::is_request(line))
                || part.any(|(_, line)| {
                    let read = self.read(line);
                    let is_refusal = |line: &ConsoleLine| {
                        line.kind == Kind::LooksLikeCors(Lookalike::RefusedByServer)
                    };
                    let is_refusal = read.line.as_deref().is_some_and(is_refusal);
                    // A body can contain the words of a browser, such as a log does.
                    let is_message = is_refusal || !is_markup(line);
                    is_message && (read.line.is_some() || read.is_open)
                });
            if is_next {
                break;
            }
            at += marked.max(1);
        }
        at
    }

    /// One entry of two: unknown text after unknown text, WebKit's line with the URL after its
    /// line with the cause, and Chromium's line with the status beside its line with the cause.
    fn joined(
        &mut self,
        before: &ConsoleEntry<'t>,
        end: usize,
        read: Option<&ConsoleLine>,
    ) -> Option<ConsoleEntry<'t>> {
        let start = before.text.as_ptr() as usize - self.text.as_ptr() as usize;
        let whole = self.text.get(start..end)?;
        let after = whole.get(before.text.len()..)?;
        match (&before.line, read) {
            (Some(first), Some(second))
                if is_status_of(first, before.text, second)
                    || is_status_of(second, after, first) =>
            {
                Some(ConsoleEntry {
                    text: whole,
                    line: self.read(whole).line.map(|line| *line),
                })
            }
            (None, None) => Some(ConsoleEntry {
                text: whole,
                line: None,
            }),
            (Some(cause), Some(second))
                if cause.source == Source::WebKit
                    && second.source == Source::WebKit
                    && !cause.causes.is_empty()
                    && cause.url.is_none()
                    && second.causes.is_empty()
                    && second.url.is_some() =>
            {
                Some(ConsoleEntry {
                    text: whole,
                    line: self.read(whole).line.map(|line| *line),
                })
            }
            _ => None,
        }
    }
}

/// Whether a line begins as JSON or HTML does.
fn is_markup(line: &str) -> bool {
    line.trim_start().starts_with(['{', '<', '"'])
}

/// Whether a line has the status of the response that CORS withheld according to another line.
fn is_status_of(line: &ConsoleLine, text: &str, cors: &ConsoleLine) -> bool {
    let is_withheld = line.kind == Kind::LooksLikeCors(Lookalike::ResponseWithheld);
    let url = cors.url.as_deref();
    let mut words = text.split(|c: char| c.is_whitespace() || matches!(c, '\'' | '"' | '`'));
    is_withheld && cors.is_cors() && cors.status.is_none() && words.any(|word| Some(word) == url)
}
