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
    for (index, item) in items.iter().enumerate() {
        if let Some(pattern) = &item.value
            && !pattern.is_exact()
        {
            wide.insert((pattern.as_str(), item.cfg.as_deref()), index);
        }
    }
    let mut covered = Vec::new();
    if wide.is_empty() {
        return covered;
    }
    for (index, item) in items.iter().enumerate() {
        let covers = item.value.as_ref().map(covers).unwrap_or_default();
        let cfg = item.cfg.as_deref();
        if let Some(by) = covers.iter().find_map(|cover| wide.get(&(cover, cfg))) {
            covered.push((index, *by));
        }
    }
    covered
}

/// The patterns that would cover this one. The nearest comes first.
fn covers(pattern: &OriginPattern) -> Vec<String> {
    let scheme = pattern.scheme();
    let text = pattern.as_str();
    let (host, base) = match pattern.host() {
        Host::Name(host) => (host, host),
        Host::SubdomainsOf(base) => (&text[scheme.len() + 3..][..base.len() + 2], base),
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

fn is_label(text: &str) -> bool {
    let plain = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
    (1..=MAX_LABEL).contains(&text.len()) && text.bytes().all(plain)
}
