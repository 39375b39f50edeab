//! What `--diff` prints: a unified diff that `patch` can apply.

use std::borrow::Cow;
use std::ops::Range;

use super::edit::Edited;
use crate::output::{one_line, printable};

/// How many lines are shown before and after a change.
const CONTEXT: usize = 3;

/// Lines that became other lines.
struct Change {
    before: Range<usize>,
    after: Range<usize>,
}

pub(super) fn diff(name: &str, text: &str, fixed: &Edited) -> String {
    let name = one_line(name);
    let before: Vec<&str> = text.split_inclusive('\n').collect();
    let after: Vec<&str> = fixed.text.split_inclusive('\n').collect();
    let changes = changes(&before, &after, &fixed.lines);
    let is_near = |one: &Change, next: &Change| next.before.start - one.before.end <= 2 * CONTEXT;
    let mut printed = format!("--- {name}\n+++ {name}\n");
    for near in changes.chunk_by(is_near) {
        print_hunk(&mut printed, &before, &after, near);
    }
    printed
}

/// The edits say which lines a line comes from, so nothing has to be searched.
fn changes(before: &[&str], after: &[&str], lines: &[usize]) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    let mut start = 0;
    for (index, (line, count)) in after.iter().zip(lines).enumerate() {
        let end = (start + count).min(before.len());
        if before.get(start..end) != Some(&[*line]) {
            match changes.last_mut() {
                Some(last) if last.before.end == start && last.after.end == index => {
                    (last.before.end, last.after.end) = (end, index + 1);
                }
                _ => changes.push(Change {
                    before: start..end,
                    after: index..index + 1,
                }),
            }
        }
        start = end;
    }
    changes
}

/// Prints changes that are near each other with the lines around them.
fn print_hunk(to: &mut String, before: &[&str], after: &[&str], changes: &[Change]) {
    let (Some(first), Some(last)) = (changes.first(), changes.last()) else {
        return;
    };
    let above = CONTEXT.min(first.before.start);
    let below = CONTEXT.min(before.len() - last.before.end);
    let range =
        |start: usize, end: usize| format!("{},{}", start - above + 1, end + below + above - start);
    let old = range(first.before.start, last.before.end);
    let new = range(first.after.start, last.after.end);
    to.push_str(&format!("@@ -{old} +{new} @@\n"));
    let mut print = |sign: char, lines: &[&str], range: Range<usize>| {
        for line in lines.get(range).unwrap_or_default() {
            to.push(sign);
            to.push_str(line);
            if !line.ends_with('\n') {
                to.push_str("\n\\ No newline at end of file\n");
            }
        }
    };
    let mut at = first.before.start - above;
    for change in changes {
        print(' ', before, at..change.before.start);
        print('-', before, change.before.clone());
        print('+', after, change.after.clone());
        at = change.before.end;
    }
    print(' ', before, at..at + below);
}

/// The diff for a terminal. The line ends of Windows stay as they are.
pub(super) fn shown(diff: &str) -> String {
    let shown = diff.split_inclusive('\n').map(|line| {
        let text = line.strip_suffix("\r\n");
        text.map_or(printable(line), |text| {
            Cow::Owned(format!("{}\r\n", printable(text)))
        })
    });
    shown.collect()
}
