//! What `--diff` prints: a unified diff that `patch` can apply.

use std::borrow::Cow;

use imara_diff::{Algorithm, Diff, Hunk, InternedInput, Token};

use crate::output::{one_line, printable};

/// How many lines are shown before and after a change.
const CONTEXT: u32 = 3;

pub(super) fn diff(name: &str, text: &str, fixed: &str) -> String {
    let name = one_line(name);
    let lines = InternedInput::new(text, fixed);
    // It is not always the shortest diff, which takes hours for large texts.
    let diff = Diff::compute(Algorithm::Histogram, &lines);
    let changes: Vec<Hunk> = diff.hunks().collect();
    let is_near = |one: &Hunk, next: &Hunk| next.before.start - one.before.end <= 2 * CONTEXT;
    let mut printed = format!("--- {name}\n+++ {name}\n");
    for near in changes.chunk_by(is_near) {
        print_hunk(&mut printed, &lines, near);
    }
    printed
}

/// Prints changes that are near each other with the lines around them.
fn print_hunk(to: &mut String, lines: &InternedInput<&str>, changes: &[Hunk]) {
    let (Some(first), Some(last)) = (changes.first(), changes.last()) else {
        return;
    };
    let before = CONTEXT.min(first.before.start);
    let rest = lines.before.len() as u32 - last.before.end;
    let after = CONTEXT.min(rest);
    let range =
        |start: u32, end: u32| format!("{},{}", start - before + 1, end + after - (start - before));
    let old = range(first.before.start, last.before.end);
    let new = range(first.after.start, last.after.end);
    to.push_str(&format!("@@ -{old} +{new} @@\n"));
    let mut print = |sign: char, all: &[Token], start: u32, end: u32| {
        for token in all.get(start as usize..end as usize).unwrap_or_default() {
            let line = lines.interner[*token];
            to.push(sign);
            to.push_str(line);
            if !line.ends_with('\n') {
                to.push_str("\n\\ No newline at end of file\n");
            }
        }
    };
    let mut at = first.before.start - before;
    for change in changes {
        print(' ', &lines.before, at, change.before.start);
        print('-', &lines.before, change.before.start, change.before.end);
        print('+', &lines.after, change.after.start, change.after.end);
        at = change.before.end;
    }
    print(' ', &lines.before, at, at + after);
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
