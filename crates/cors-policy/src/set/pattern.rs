//! Look-ups of patterns that are more than one origin.

use super::OriginSet;
use super::bytes::Dots;
use super::key::{Key, Kind, stem};
use super::{label, port};
use crate::origin::MAX_HOST;

impl OriginSet<'_> {
    /// Whether a pattern stands for this origin that is not found at once.
    #[inline(never)]
    pub(super) fn contains_otherwise(&self, origin: &[u8]) -> bool {
        let (portless, port) = port::split(origin);
        if self.displacements.is_empty() && self.search(Key::exact(origin)).is_some() {
            return true;
        }
        if self.shape.any_port && self.contains_any_port(portless, port) {
            return true;
        }
        self.shape.stars | self.shape.stars_any_port != 0
            && Cut::of(origin, portless, port, self.shape.seed)
                .is_some_and(|cut| self.contains_star(&cut))
    }

    fn contains_any_port(&self, portless: &[u8], port: u16) -> bool {
        let hash = Kind::AnyPort.hash(self.shape.seed, portless);
        self.find_or_search(hash, Key::any_port(portless))
            .is_some_and(|default_port| port == 0 || port::is_sent(port, default_port))
    }

    fn contains_star(&self, cut: &Cut<'_>) -> bool {
        let mut stars = self.shape.stars as i64;
        let mut stars_any_port = self.shape.stars_any_port as i64;
        let mut dots = Dots::of(cut.host);
        let mut at = cut.host.len();
        let mut checked = at;
        loop {
            let found = at <= checked
                && (stars & 1 == 1 && self.contains_tail(Kind::Star, cut, at)
                    || stars_any_port & 1 == 1 && self.contains_tail(Kind::StarAnyPort, cut, at));
            if found {
                if at == cut.host.len() {
                    if label::is_id(cut.host) {
                        return true;
                    }
                } else {
                    match label::check(&cut.host[..at]) {
                        Ok(()) => return true,
                        Err(good) => checked = good,
                    }
                }
            }
            let ahead = (stars | stars_any_port) & !1;
            if ahead == 0 {
                return false;
            }
            let step = ahead.trailing_zeros();
            match dots.nth(step as usize - 1) {
                Some(dot) => at = dot,
                None => return false,
            }
            stars >>= step;
            stars_any_port >>= step;
        }
    }

    #[inline(never)]
    fn contains_tail(&self, kind: Kind, cut: &Cut<'_>, at: usize) -> bool {
        let text = match kind {
            Kind::StarAnyPort => cut.host,
            _ => cut.rest,
        };
        let tail = &text[at..];
        let hash = kind.hash(cut.stem, tail);
        match self.find_or_search(
            hash,
            Key {
                kind,
                head: cut.head,
                tail,
            },
        ) {
            None => false,
            Some(default_port) => {
                kind == Kind::Star || cut.port == 0 || port::is_sent(cut.port, default_port)
            }
        }
    }

    #[inline(always)]
    fn find_or_search(&self, hash: u64, key: Key<'_>) -> Option<u16> {
        if self.displacements.is_empty() {
            return self.search(key);
        }
        self.find(hash, key)
    }
}

struct Cut<'o> {
    head: &'o [u8],
    host: &'o [u8],
    rest: &'o [u8],
    port: u16,
    stem: u64,
}

impl<'o> Cut<'o> {
    #[inline]
    fn of(origin: &'o [u8], portless: &'o [u8], port: u16, seed: u64) -> Option<Self> {
        let start = host_start(portless)?;
        let (head, host) = portless.split_at_checked(start)?;
        let rest = &origin.get(start..)?;
        (host.len() <= MAX_HOST).then(|| Cut {
            head,
            host,
            rest,
            port,
            stem: stem(seed, head),
        })
    }
}

#[inline]
fn host_start(origin: &[u8]) -> Option<usize> {
    if origin.starts_with(b"https://") {
        return Some(8);
    }
    let colon = origin.iter().position(|&byte| byte == b':')?;
    origin[colon..].starts_with(b"://").then_some(colon + 3)
}
