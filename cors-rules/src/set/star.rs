//! Matches origins against patterns with `*` or `:*`.

use super::key::{Key, split_head};
use super::slot::Slot;
use super::{OriginSet, label, port};

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
            && (finds(b"") && label::is_id(authority)
                || self.shape.glob_starts != 0 && self.contains_glob(head, authority, port))
    }
}
