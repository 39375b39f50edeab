//! Matches origins against patterns with `*` or `:*`.

use super::key::{Key, split_head};
use super::port::MAX_PORT;
use super::slot::Slot;
use super::{OriginSet, Shape, label, port};
use crate::origin::MAX_HOST;

impl OriginSet<'_> {
    /// Whether a pattern with `*` or `:*` matches this origin.
    #[inline(never)]
    pub(super) fn contains_otherwise(&self, origin: &[u8]) -> bool {
        match self.shape.any_port || self.is_sorted() {
            false => self.contains_star(origin, 0),
            true => self.contains_with_port(origin),
        }
    }

    #[inline(never)]
    fn contains_with_port(&self, origin: &[u8]) -> bool {
        let (portless, port) = port::split(origin);
        let takes_port = |slot: Slot| slot.takes_port(port);
        if self.is_sorted() && self.search(Key::exact(origin)).is_some()
            || port != 0 && self.find_portless(portless).is_some_and(takes_port)
        {
            return true;
        }
        let has_stars = self.shape.tails != 0 || self.shape.partial;
        has_stars
            && (self.contains_star(origin, 0) || port != 0 && self.contains_star(portless, port))
    }

    fn find_portless(&self, portless: &[u8]) -> Option<Slot> {
        match self.is_sorted() {
            false => self.find_exact(portless),
            true => self.search(Key::exact(portless)),
        }
    }

    /// Whether a pattern with a `*` matches this origin, which has no port, and this port.
    /// 0 means no port.
    #[inline(never)]
    fn contains_star(&self, origin: &[u8], port: u16) -> bool {
        let Some((head, authority)) = split_head(origin) else {
            return false;
        };
        if !label::is_short(authority) {
            return false;
        }
        let finds = |tail| {
            let slot = self.find_star(head, tail);
            slot.is_some_and(|slot| slot.takes_port(port))
        };
        // Labels are checked from the left, so all labels before a tail have been
        // checked when the tail is looked up.
        let mut rest = authority;
        while let Some(length) = label::length(rest) {
            let tail = &rest[length..];
            if self.shape.has_tail(tail.len()) && finds(tail) {
                return true;
            }
            rest = &tail[1..];
        }
        self.shape.partial
            && (finds(b"") && label::is_id(authority) || self.contains_glob(head, authority, port))
    }

    /// Whether a label glob matches this origin, and this port. 0 means no port.
    ///
    /// A label has few splits into the text before the `*`, the text that the `*` matches,
    /// and the text after it. Each split with the lengths of a pattern is looked up.
    #[inline(never)]
    fn contains_glob(&self, head: &[u8], authority: &[u8], port: u16) -> bool {
        let Shape {
            glob_starts,
            glob_ends,
            ..
        } = self.shape;
        let Some(length) = label::length(authority) else {
            return false;
        };
        if label::is_punycode(authority) {
            return false;
        }
        let mut key = [b'*'; MAX_HOST + MAX_PORT + 1];
        for start in lengths(glob_starts, length) {
            key[..start].copy_from_slice(&authority[..start]);
            key[start] = b'*';
            for end in lengths(glob_ends, length - start) {
                let rest = &authority[length - end..];
                let Some(tail) = key.get_mut(..start + 1 + rest.len()) else {
                    continue;
                };
                tail[start + 1..].copy_from_slice(rest);
                let slot = self.find_star(head, tail);
                if slot.is_some_and(|slot| slot.takes_port(port)) {
                    return true;
                }
            }
        }
        false
    }
}

/// The lengths in a set of lengths that are below `limit`.
fn lengths(mut set: u64, limit: usize) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let length = set.trailing_zeros() as usize;
        set &= set.wrapping_sub(1);
        (length < limit).then_some(length)
    })
}
