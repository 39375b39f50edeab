//! Keys: what patterns and origins are looked up by.

use std::cmp::Ordering;

use super::bytes::absorb;
use crate::origin::{Host, OriginPattern, Port};

/// A pattern without its `:*`, cut in two where its `*` is.
///
/// Head and tail in one text can be cut in one place only, since a head ends
/// with the first `://`.
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
            Some(tail) => hash_star(seed, self.head, tail),
        }
    }

    /// What sorted keys are sorted by: the tag, then the text.
    pub(super) fn rank(&self) -> (u64, &'k [u8], &'k [u8]) {
        (self.tag(), self.head, self.tail.unwrap_or_default())
    }

    /// How a key with this tag, whose text starts here, stands to this one
    /// where keys are sorted.
    pub(super) fn compare(&self, tag: u64, text: &[u8]) -> Ordering {
        let text = &text[..self.len().min(text.len())];
        let (head, tail) = text.split_at(self.head.len().min(text.len()));
        (tag, head, tail).cmp(&self.rank())
    }
}

/// Cuts an origin behind its `://`.
#[inline]
pub(super) fn split_head(origin: &[u8]) -> Option<(&[u8], &[u8])> {
    // Most origins need no search.
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

/// Whether there is a `*`, and the length: most of what tells keys apart.
#[inline]
pub(super) fn tag(star: bool, length: usize) -> u64 {
    u64::from(star) << 10 | length as u64
}
