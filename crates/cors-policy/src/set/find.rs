//! Looking keys up in the table.

use super::OriginSet;
use super::bytes::{displace, equal, scale};
use super::key::{Key, hash_exact, hash_tail, tag};
use super::slot::Slot;

impl OriginSet<'_> {
    /// Looks a whole origin up in the table.
    // Here and below: what every request runs through is one stretch of code
    // without calls, which halves its cost.
    #[inline(always)]
    pub(super) fn find_exact(&self, origin: &[u8]) -> Option<Slot> {
        let hash = hash_exact(self.shape.seed, origin);
        self.find(hash, tag(false, origin.len()), |text| {
            text.get(..origin.len())
                .is_some_and(|text| equal(text, origin))
        })
    }

    /// Looks a head and a tail up. The head comes with its hash.
    #[inline(never)]
    pub(super) fn find_star(&self, stem: u64, head: &[u8], tail: &[u8]) -> Option<Slot> {
        let tag = tag(true, head.len() + tail.len());
        let slot = self.find(hash_tail(stem, tail), tag, |text| {
            let text = text
                .get(head.len()..)
                .and_then(|text| text.get(..tail.len()));
            text.is_some_and(|text| equal(text, tail))
        })?;
        match head {
            b"" => Some(slot),
            head => self.confirm_head(slot, head),
        }
    }

    #[inline(never)]
    fn confirm_head(&self, slot: Slot, head: &[u8]) -> Option<Slot> {
        self.texts
            .get(slot.offset()..)?
            .starts_with(head)
            .then_some(slot)
    }

    /// Looks a key up in the table; `same` says whether a text starts with it.
    #[inline(always)]
    fn find(&self, hash: u64, tag: u64, same: impl FnOnce(&[u8]) -> bool) -> Option<Slot> {
        let &by = self
            .displacements
            .get(scale(hash, self.displacements.len()))?;
        let at = scale(displace(hash, by), self.slots.len());
        let slot = Slot(*self.slots.get(at)?);
        (slot.tag() == tag && same(self.texts.get(slot.offset()..)?)).then_some(slot)
    }

    /// Looks a key up where the slots are sorted.
    #[cold]
    pub(super) fn search(&self, key: Key<'_>) -> Option<Slot> {
        let rank = |&slot: &u64| {
            let slot = Slot(slot);
            key.compare(
                slot.tag(),
                self.texts.get(slot.offset()..).unwrap_or_default(),
            )
        };
        let at = self.slots.binary_search_by(rank).ok()?;
        Some(Slot(self.slots[at]))
    }
}
