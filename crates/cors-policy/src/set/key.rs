//! Keys: patterns, and parts of origins, in the form in which they are looked
//! up.

use std::cmp::Ordering;

use super::bytes::{absorb, equal};
use crate::origin::{Host, OriginPattern, Port};

/// What a key stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// One origin: the whole of it is the head.
    Exact,
    /// An origin with any port: the head is all but the port.
    AnyPort,
    /// Something for a `*`: the head goes before it, the tail behind.
    Star,
    /// Something for a `*`, and any port behind the tail.
    StarAnyPort,
}

impl Kind {
    /// Hashes the text of a key, or the tail on the head's [`stem`].
    #[inline]
    pub(super) fn hash(self, state: u64, text: &[u8]) -> u64 {
        absorb(state, tag(self, text.len()), text)
    }
}

/// Hashes the head of a key that has a tail.
#[inline]
pub(super) fn stem(seed: u64, head: &[u8]) -> u64 {
    Kind::Star.hash(seed, head)
}

/// Kind and length in one number.
#[inline]
fn tag(kind: Kind, length: usize) -> u64 {
    (kind as u64) << 10 | length as u64
}

/// A pattern, cut in two where something varies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key<'k> {
    pub(super) kind: Kind,
    pub(super) head: &'k [u8],
    pub(super) tail: &'k [u8],
}

impl<'k> Key<'k> {
    #[inline]
    pub(super) fn exact(origin: &'k [u8]) -> Self {
        Self {
            kind: Kind::Exact,
            head: origin,
            tail: b"",
        }
    }

    #[inline]
    pub(super) fn any_port(origin: &'k [u8]) -> Self {
        Self {
            kind: Kind::AnyPort,
            head: origin,
            tail: b"",
        }
    }

    #[inline]
    pub(super) fn star(head: &'k [u8], tail: &'k [u8]) -> Self {
        Self {
            kind: Kind::Star,
            head,
            tail,
        }
    }

    #[inline]
    pub(super) fn star_any_port(head: &'k [u8], tail: &'k [u8]) -> Self {
        Self {
            kind: Kind::StarAnyPort,
            head,
            tail,
        }
    }

    pub(super) fn of(pattern: &'k OriginPattern) -> Self {
        let text = pattern.as_str();
        let (text, any_port) = match pattern.port() {
            Port::Any => (text.strip_suffix(":*").unwrap_or(text), true),
            Port::Default | Port::Number(_) => (text, false),
        };
        let text = text.as_bytes();
        let star = pattern.scheme().len() + "://".len();
        match (pattern.host(), any_port) {
            (Host::Name(_), false) => Self::exact(text),
            (Host::Name(_), true) => Self::any_port(text),
            (_, false) => Self::star(&text[..star], &text[star + 1..]),
            (_, true) => Self::star_any_port(&text[..star], &text[star + 1..]),
        }
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        self.head.len() + self.tail.len()
    }

    /// Kind and length in one number.
    #[inline]
    pub(super) fn tag(&self) -> u64 {
        tag(self.kind, self.len())
    }

    /// The hash of all of it, for building.
    pub(super) fn hash(&self, seed: u64) -> u64 {
        match self.kind {
            Kind::Exact | Kind::AnyPort => self.kind.hash(seed, self.head),
            Kind::Star | Kind::StarAnyPort => self.kind.hash(stem(seed, self.head), self.tail),
        }
    }

    /// Whether a text starts with that of the key.
    #[inline]
    pub(super) fn starts(&self, text: &[u8]) -> bool {
        let Some((head, text)) = text.split_at_checked(self.head.len()) else {
            return false;
        };
        let tail = text.get(..self.tail.len());
        equal(head, self.head) && tail.is_some_and(|tail| equal(tail, self.tail))
    }

    /// What sorted keys are sorted by.
    pub(super) fn rank(&self) -> (u64, &'k [u8], &'k [u8]) {
        (self.tag(), self.head, self.tail)
    }

    /// How a text with this tag stands to the key where keys are sorted.
    pub(super) fn compare(&self, tag: u64, text: &[u8]) -> Ordering {
        let text = text.get(..self.len()).unwrap_or(text);
        let (head, tail) = text.split_at(self.head.len().min(text.len()));
        (tag, head, tail).cmp(&self.rank())
    }
}
