//! Which patterns another pattern of the list covers.

use std::collections::HashMap;

use crate::checked::Item;
use crate::origin::{Host, MAX_LABEL, OriginPattern, Port};

/// Pairs of indices: the pattern, and one that stands for all it stands for.
///
/// Each pattern is asked for its handful of possible covers, so that a long
/// list takes no longer an entry than a short one.
pub(super) fn find(items: &[Item<OriginPattern>]) -> Vec<(usize, usize)> {
    let patterns = || {
        items
            .iter()
            .enumerate()
            .filter_map(|(index, item)| Some((index, item, item.value.as_ref()?)))
    };
    let wide: HashMap<_, usize> = patterns()
        .filter(|(_, _, pattern)| !pattern.is_exact())
        .map(|(index, item, pattern)| ((pattern.as_str(), item.cfg.as_deref()), index))
        .collect();
    if wide.is_empty() {
        return Vec::new();
    }
    let cover = |(index, item, pattern): (usize, &Item<_>, &OriginPattern)| {
        let found = |text: String| wide.get(&(text.as_str(), item.cfg.as_deref())).copied();
        covers(pattern).find_map(found).map(|by| (index, by))
    };
    patterns().filter_map(cover).collect()
}

/// The patterns that would cover this one, nearest first.
fn covers(pattern: &OriginPattern) -> impl Iterator<Item = String> {
    let scheme = pattern.scheme();
    let text = pattern.as_str();
    let (host, base) = match pattern.host() {
        Host::Name(host) => (host, host),
        Host::SubdomainsOf(base) => (&text[scheme.len() + 3..][..base.len() + 2], base),
        Host::Any => ("*", ""),
    };
    let same_host = std::iter::once(host.to_owned());
    let hosts = same_host
        .chain(above(base))
        .chain((host != "*").then(|| "*".to_owned()));
    let port = &text[scheme.len() + 3 + host.len()..];
    let ports: &[&str] = if pattern.port() == Port::Any {
        &[":*"]
    } else {
        &[port, ":*"]
    };
    let all = hosts.flat_map(move |host| ports_of(scheme, host, ports));
    let text = text.to_owned();
    all.filter(move |cover| *cover != text)
        .collect::<Vec<_>>()
        .into_iter()
}

fn ports_of(scheme: &str, host: String, ports: &[&str]) -> Vec<String> {
    ports
        .iter()
        .map(|port| format!("{scheme}://{host}{port}"))
        .collect()
}

/// `*.` before every name above this one, as long as what `*.` would stand for
/// is what it can stand for.
fn above(name: &str) -> impl Iterator<Item = String> {
    let dots = name.match_indices('.').map(|(dot, _)| dot);
    let plain = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
    let is_label =
        move |label: &str| (1..=MAX_LABEL).contains(&label.len()) && label.bytes().all(plain);
    dots.take_while(move |&dot| name[..dot].rsplit('.').next().is_some_and(is_label))
        .map(|dot| format!("*.{}", &name[dot + 1..]))
}
