//! The messages in a whole console.

use super::scan::Scan;
use super::source::Source;
use super::words::Words;
use super::{ConsoleEntry, ConsoleLine, transcript};

/// The most lines that one message is broken into.
const MOST_LINES: usize = 4;

pub(super) fn of(text: &str) -> Vec<ConsoleEntry<'_>> {
    let lines: Vec<_> = lines(text).collect();
    let mut entries: Vec<ConsoleEntry<'_>> = Vec::new();
    let mut at = 0;
    while let Some((start, line)) = lines.get(at) {
        let (count, read) = message(text, &lines[at..]);
        let (last_start, last) = lines
            .get(at + count - 1)
            .copied()
            .unwrap_or((*start, *line));
        let range = *start..last_start + last.len();
        let previous = entries.last_mut();
        match previous.and_then(|entry| joined(text, entry, range.end, read.as_ref())) {
            Some(entry) => {
                entries.pop();
                entries.push(entry);
            }
            None => entries.push(ConsoleEntry {
                text: &text[range],
                line: read,
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

/// The number of lines of the first message, and its content.
fn message(text: &str, lines: &[(usize, &str)]) -> (usize, Option<ConsoleLine>) {
    let Some((start, first)) = lines.first() else {
        return (1, None);
    };
    let slice = |count: usize| {
        let (last, line) = lines.get(count - 1)?;
        text.get(*start..last + line.len())
    };
    let marked = lines
        .iter()
        .take_while(|(_, line)| transcript::is_line(line));
    let marked = marked.count();
    if marked > 2
        && let Some(line) = slice(marked).and_then(transcript::read)
    {
        return (marked, Some(line));
    }
    let read = ConsoleLine::read(first);
    let is_open = match &read {
        Some(line) => line.is_cors() && line.causes.is_empty(),
        None => !Scan::of(&Words::of(first)).hits.is_empty(),
    };
    if is_open {
        for count in 2..=MOST_LINES.min(lines.len()) {
            let (_, added) = lines[count - 1];
            let says_more = ConsoleLine::read(added).is_some_and(|line| !line.causes.is_empty());
            let whole = slice(count).and_then(ConsoleLine::read);
            if whole.as_ref().is_some_and(|line| !line.causes.is_empty()) {
                // The next line may be a message of its own.
                let is_own = says_more && read.is_some();
                return if is_own { (1, read) } else { (count, whole) };
            }
        }
    }
    (1, read)
}

/// One entry of two: unknown text after unknown text, and WebKit's line with the
/// URL after its line with the cause.
fn joined<'t>(
    text: &'t str,
    before: &ConsoleEntry<'t>,
    end: usize,
    read: Option<&ConsoleLine>,
) -> Option<ConsoleEntry<'t>> {
    let start = before.text.as_ptr() as usize - text.as_ptr() as usize;
    let whole = text.get(start..end)?;
    match (&before.line, read) {
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
                line: ConsoleLine::read(whole),
            })
        }
        _ => None,
    }
}
