//! The keys by which patterns and origins are looked up.

use std::cmp::Ordering;

use super::bytes::{absorb, combine, step};
use crate::origin::{Host, OriginPattern, Port};

/// A pattern without its `:*`, split at its `*`.
///
/// The joined text of head and tail can be split in only one way, because a head ends with
/// the first `://`. The tail of a label glob has the rest of the pattern, with its `*`, and
/// no other tail has a `*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key<'k> {
    pub(super) head: &'k [u8],
    /// The text after the `*`, or the host of a label glob and its port; `None` if there is
    /// no `*`.
    pub(super) tail: Option<&'k [u8]>,
}

impl<'k> Key<'k> {
    pub(super) fn of(pattern: &'k OriginPattern) -> Self {
        let text = pattern.as_str();
        let text = match pattern.port() {
            Port::Any => text.strip_suffix(":*").unwrap_or(text),
            Port::Default | Port::Number(_) => text,
        };
        match pattern.host() {
            Host::Name(_) => Self::exact(text.as_bytes()),
            Host::SubdomainsOf(_) | Host::Any => {
                let (head, tail) = text.split_once('*').unwrap_or((text, ""));
                Self::star(head.as_bytes(), tail.as_bytes())
            }
            Host::LabelGlob { .. } => {
                let (head, tail) = text.split_at(pattern.scheme().len() + "://".len());
                Self::star(head.as_bytes(), tail.as_bytes())
            }
        }
    }

    pub(super) fn exact(origin: &'k [u8]) -> Self {
        Key {
            head: origin,
            tail: None,
        }
    }

    pub(super) fn star(head: &'k [u8], tail: &'k [u8]) -> Self {
        Key {
            head,
            tail: Some(tail),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.head.len() + self.tail.map_or(0, <[u8]>::len)
    }

    pub(super) fn tag(&self) -> u64 {
        tag(self.tail.is_some(), self.len())
    }

    pub(super) fn hash(&self, seed: u64) -> u64 {
        match self.tail {
            None => hash_exact(seed, self.head),
            Some(tail) => match tail.iter().position(|&byte| byte == b'*') {
                Some(star) => hash_glob(seed, self.head, &tail[..star], &tail[star + 1..]),
                None => hash_star(seed, self.head, tail),
            },
        }
    }

    /// The sort order of keys: by tag, then by text.
    pub(super) fn rank(&self) -> (u64, &'k [u8], &'k [u8]) {
        (self.tag(), self.head, self.tail.unwrap_or_default())
    }

    /// Compares a key with this tag, and with the text at the start of `text`, to this
    /// key in the order of sorted keys.
    pub(super) fn compare(&self, tag: u64, text: &[u8]) -> Ordering {
        let text = &text[..self.len().min(text.len())];
        let (head, tail) = text.split_at(self.head.len().min(text.len()));
        (tag, head, tail).cmp(&self.rank())
    }
}

/// Splits an origin after its `://`.
#[inline]
pub(super) fn split_head(origin: &[u8]) -> Option<(&[u8], &[u8])> {
    // Most origins start with a known scheme and need no search.
    if origin.starts_with(b"https://") {
        return origin.split_at_checked(b"https://".len());
    }
    let colon = origin.iter().position(|&byte| byte == b':')?;
    let is_head = origin[colon..].starts_with(b"://");
    is_head.then(|| origin.split_at(colon + "://".len()))
}

/// The hash of a key without a tail.
#[inline]
pub(super) fn hash_exact(seed: u64, origin: &[u8]) -> u64 {
    absorb(seed, tag(false, origin.len()), origin)
}

/// The hash of a key with a tail.
#[inline]
pub(super) fn hash_star(seed: u64, head: &[u8], tail: &[u8]) -> u64 {
    let hash = absorb(seed, tag(true, head.len()), head);
    absorb(hash, tag(true, tail.len()), tail)
}

/// The hash of the key of a label glob. `tail` is the text after the `*`.
fn hash_glob(seed: u64, head: &[u8], start: &[u8], tail: &[u8]) -> u64 {
    let dot = tail.iter().position(|&byte| byte == b'.');
    let (end, rest) = tail.split_at(dot.unwrap_or(tail.len()));
    let start = start.iter().copied().fold(hash_text(seed, head), step);
    let end = end.iter().rev().copied().fold(hash_text(seed, rest), step);
    combine(start, end)
}

/// The hash of a text of the key of a label glob.
pub(super) fn hash_text(seed: u64, text: &[u8]) -> u64 {
    absorb(seed, tag(true, text.len()), text)
}

/// The tag of a key: its length, and whether there is a `*`.
#[inline]
pub(super) fn tag(star: bool, length: usize) -> u64 {
    u64::from(star) << 10 | length as u64
}
