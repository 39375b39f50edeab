//! Origins that no pattern spells out.

use super::key::{Key, hash_head, split_head};
use super::{OriginSet, label, port};

impl OriginSet<'_> {
    /// Whether a pattern that does not spell it out stands for this origin.
    #[inline(never)]
    pub(super) fn contains_otherwise(&self, origin: &[u8]) -> bool {
        if self.displacements.is_empty() {
            return self.contains_sorted(origin);
        }
        match self.shape.any_port {
            false => self.contains_star::<false>(origin, 0),
            true => self.contains_with_port::<false>(origin),
        }
    }

    #[cold]
    fn contains_sorted(&self, origin: &[u8]) -> bool {
        self.search(Key::exact(origin)).is_some() || self.contains_with_port::<true>(origin)
    }

    #[inline(never)]
    fn contains_with_port<const SORTED: bool>(&self, origin: &[u8]) -> bool {
        let (portless, port) = port::split(origin);
        if self.contains_star::<SORTED>(origin, 0) {
            return true;
        }
        if port == 0 {
            return false;
        }
        let exact = match SORTED {
            false => self.find_exact(portless),
            true => self.search(Key::exact(portless)),
        };
        exact.is_some_and(|slot| slot.takes_port(port))
            || self.contains_star::<SORTED>(portless, port)
    }

    /// Whether a pattern with a `*` stands for this origin with this port,
    /// which has been taken off it; 0 is none.
    #[inline(never)]
    fn contains_star<const SORTED: bool>(&self, origin: &[u8], port: u16) -> bool {
        let Some((head, authority)) = split_head(origin) else {
            return false;
        };
        if !label::is_short(authority) {
            return false;
        }
        let stem = hash_head(self.shape.seed, head);
        let finds = |tail| {
            let slot = match SORTED {
                false => self.find_star(stem, head, tail),
                true => self.search(Key::star(head, tail)),
            };
            slot.is_some_and(|slot| slot.takes_port(port))
        };
        if self.shape.any_host {
            let (host, _) = port::split(authority);
            if finds(&authority[host.len()..]) && label::is_id(host) {
                return true;
            }
        }
        // Whatever is left of a tail has been checked when the tail is looked up.
        let mut rest = authority;
        while let Some(length) = label::length(rest) {
            let tail = &rest[length..];
            if self.shape.has_tail(tail.len()) && finds(tail) {
                return true;
            }
            rest = &tail[1..];
        }
        false
    }
}
