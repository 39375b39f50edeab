//! Finds the patterns that another pattern of the list covers.

use super::Entries;
use crate::checked::Item;
use crate::origin::{Host, MAX_LABEL, OriginPattern, Port};

/// Pairs of indices: a pattern, and another pattern that matches all origins of the first
/// one.
///
/// Only a few patterns could cover a given pattern, and these are looked up. So the time
/// per entry does not depend on the length of the list.
pub(super) fn find(items: &[Item<OriginPattern>]) -> Vec<(usize, usize)> {
    let mut wide = Entries::new();
    let mut globs = Vec::new();
    for (index, item) in items.iter().enumerate() {
        if let Some(pattern) = &item.value
            && !pattern.is_exact()
        {
            wide.insert((pattern.as_str(), item.cfg.as_deref()), index);
            if let Some(glob) = Glob::of(pattern)
                && globs.len() < MAX_GLOBS
                && !globs.contains(&glob)
            {
                globs.push(glob);
            }
        }
    }
    let mut covered = Vec::new();
    if wide.is_empty() {
        return covered;
    }
    for (index, item) in items.iter().enumerate() {
        let covers = match &item.value {
            Some(pattern) => covers(pattern, &globs),
            None => Vec::new(),
        };
        let cfg = item.cfg.as_deref();
        if let Some(by) = covers.iter().find_map(|cover| wide.get(&(cover, cfg))) {
            covered.push((index, *by));
        }
    }
    covered
}

/// The lengths of the texts beside the `*` of a label glob.
#[derive(PartialEq)]
struct Glob {
    start: usize,
    end: usize,
}

/// The largest number of such lengths that are compared with an entry. Entries that only
/// other label globs cover get no note.
const MAX_GLOBS: usize = 8;

impl Glob {
    fn of(pattern: &OriginPattern) -> Option<Self> {
        match pattern.host() {
            Host::LabelGlob { start, end } => Some(Glob {
                start: start.len(),
                end: end.find('.').unwrap_or(end.len()),
            }),
            _ => None,
        }
    }

    /// The label glob with these lengths that would match this label, or the labels that
    /// this label glob matches.
    fn covering(&self, label: &str) -> Option<String> {
        let (start, end) = match label.split_once('*') {
            Some((start, end)) => (start.get(..self.start)?, suffix(end, self.end)?),
            None => {
                let part = label.len().checked_sub(self.start + self.end)?;
                if part == 0 || !is_label(label) || label.starts_with("xn--") {
                    return None;
                }
                (label.get(..self.start)?, suffix(label, self.end)?)
            }
        };
        Some(format!("{start}*{end}"))
    }
}

fn suffix(text: &str, length: usize) -> Option<&str> {
    text.get(text.len().checked_sub(length)?..)
}

/// The patterns that would cover this one. The nearest comes first.
fn covers(pattern: &OriginPattern, globs: &[Glob]) -> Vec<String> {
    let scheme = pattern.scheme();
    let text = pattern.as_str();
    let (host, base) = match pattern.host() {
        Host::Name(host) => (host, host),
        Host::SubdomainsOf(base) => (&text[scheme.len() + 3..][..base.len() + 2], base),
        Host::LabelGlob { start, end } => {
            let host = &text[scheme.len() + 3..][..start.len() + 1 + end.len()];
            (host, host)
        }
        Host::Any => ("*", ""),
    };
    let port = &text[scheme.len() + 3 + host.len()..];
    let ports: &[&str] = if pattern.port() == Port::Any {
        &[":*"]
    } else {
        &[port, ":*"]
    };
    let mut covers = Vec::new();
    let mut add = |host: &str| {
        for port in ports {
            covers.push(format!("{scheme}://{host}{port}"));
        }
    };
    add(host);
    if let Some((label, rest)) = host.split_once('.').filter(|(label, _)| *label != "*") {
        for glob in globs.iter().filter_map(|glob| glob.covering(label)) {
            add(&format!("{glob}.{rest}"));
        }
    }
    // `*.` before every parent of this name, as long as `*.` can match the labels in
    // front of the parent.
    let mut name = base;
    while let Some((label, parent)) = name.split_once('.')
        && is_label(label)
    {
        add(&format!("*.{parent}"));
        name = parent;
    }
    add("*");
    covers.retain(|cover| cover != text);
    covers
}

/// Whether `*.` can match this label, or each label that this label glob matches.
fn is_label(text: &str) -> bool {
    let plain = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'*');
    (1..=MAX_LABEL).contains(&text.len()) && text.bytes().all(plain)
}
