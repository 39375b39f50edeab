//! Keys: what patterns and origins are looked up by.

use std::cmp::Ordering;

use super::bytes::absorb;
use crate::origin::{Host, OriginPattern, Port};

/// A pattern without its `:*`, cut in two where its `*` is.
///
/// As texts, no two keys with a `*` are the same: a head ends with the first
/// `://`, and the empty head stands before a dot or a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key<'k> {
    pub(super) head: &'k [u8],
    /// What follows the `*`; `None` where there is none.
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
                let head = if head == "https://" { "" } else { head };
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
            Some(tail) => hash_tail(hash_head(seed, self.head), tail),
        }
    }

    /// What sorted keys are sorted by.
    pub(super) fn rank(&self) -> (u64, &'k [u8], &'k [u8]) {
        (self.tag(), self.head, self.tail.unwrap_or_default())
    }

    /// How a key stands to this one where keys are sorted: one with this tag,
    /// and with the text that this one starts with.
    pub(super) fn compare(&self, tag: u64, text: &[u8]) -> Ordering {
        let text = &text[..self.len().min(text.len())];
        let (head, tail) = text.split_at(self.head.len().min(text.len()));
        (tag, head, tail).cmp(&self.rank())
    }
}

/// The head and the rest of an origin. The commonest head is left empty.
#[inline]
pub(super) fn split_head(origin: &[u8]) -> Option<(&[u8], &[u8])> {
    if let Some(rest) = origin.strip_prefix(b"https://") {
        return Some((b"", rest));
    }
    let colon = origin.iter().position(|&byte| byte == b':')?;
    origin[colon..]
        .starts_with(b"://")
        .then(|| origin.split_at(colon + 3))
}

/// The hash of a key without a tail.
#[inline]
pub(super) fn hash_exact(seed: u64, origin: &[u8]) -> u64 {
    absorb(seed, tag(false, origin.len()), origin)
}

/// The hash of a head, on which that of the key builds.
#[inline]
pub(super) fn hash_head(seed: u64, head: &[u8]) -> u64 {
    match head {
        b"" => seed,
        head => absorb(seed, tag(true, head.len()), head),
    }
}

/// The hash of a key, from that of its head.
#[inline]
pub(super) fn hash_tail(head: u64, tail: &[u8]) -> u64 {
    absorb(head, tag(true, tail.len()), tail)
}

/// Whether there is a `*`, and the length: most of what tells keys apart.
#[inline]
pub(super) fn tag(star: bool, length: usize) -> u64 {
    u64::from(star) << 10 | length as u64
}
