//! Edits of a file's text.

use std::ops::Range;

/// Replaces some bytes of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) span: Range<usize>,
    pub(super) text: String,
}

/// A text to which edits were applied.
#[derive(Debug)]
pub(super) struct Edited {
    pub(super) text: String,
    /// How many edits were applied.
    pub(super) count: usize,
    /// How many lines of the first text each line comes from.
    pub(super) lines: Vec<usize>,
}

impl Edited {
    /// The text without an edit.
    pub(super) fn unchanged(text: &str) -> Self {
        Edited {
            text: text.to_owned(),
            count: 0,
            lines: vec![1; newlines(text) + 1],
        }
    }

    /// Applies edits. An edit that overlaps with an earlier one is left out.
    pub(super) fn apply(&self, mut edits: Vec<Edit>) -> Self {
        edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
        let mut edited = Edited {
            text: String::with_capacity(self.text.len()),
            count: self.count,
            lines: Vec::with_capacity(self.lines.len()),
        };
        let mut lines = self.lines.iter().copied();
        let mut line = lines.next().unwrap_or_default();
        let mut end = 0;
        for edit in edits {
            let Some(between) = self.text.get(end..edit.span.start) else {
                continue;
            };
            let Some(replaced) = self.text.get(edit.span.clone()) else {
                continue;
            };
            edited.text.push_str(between);
            for next in lines.by_ref().take(newlines(between)) {
                edited.lines.push(std::mem::replace(&mut line, next));
            }
            line += lines.by_ref().take(newlines(replaced)).sum::<usize>();
            edited.text.push_str(&edit.text);
            for _ in 0..newlines(&edit.text) {
                edited.lines.push(std::mem::take(&mut line));
            }
            end = edit.span.end;
            edited.count += 1;
        }
        edited
            .text
            .push_str(self.text.get(end..).unwrap_or_default());
        edited.lines.push(line);
        edited.lines.extend(lines);
        edited
    }
}

fn newlines(text: &str) -> usize {
    text.matches('\n').count()
}
