//! Edits of a file's text.

use std::ops::Range;

/// Replaces some bytes of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) span: Range<usize>,
    pub(super) text: String,
}

/// Applies edits. An edit that overlaps with an earlier one is left out.
/// Returns the text and how many edits were applied.
pub(super) fn apply(text: &str, mut edits: Vec<Edit>) -> (String, usize) {
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let (mut edited, mut end, mut count) = (String::with_capacity(text.len()), 0, 0);
    for edit in edits {
        let Some(between) = text.get(end..edit.span.start) else {
            continue;
        };
        edited.push_str(between);
        edited.push_str(&edit.text);
        end = edit.span.end;
        count += 1;
    }
    edited.push_str(text.get(end..).unwrap_or_default());
    (edited, count)
}
