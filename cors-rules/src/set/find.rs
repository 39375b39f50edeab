//! Looks up keys in the table.

use super::OriginSet;
use super::bytes::{displace, equal, scale};
use super::key::{Key, hash_exact, hash_star, tag};
use super::slot::Slot;

impl OriginSet<'_> {
    /// Looks up a whole origin.
    // Inlined, because every request runs this code, and a call doubles its cost.
    #[inline(always)]
    pub(super) fn find_exact(&self, origin: &[u8]) -> Option<Slot> {
        let hash = hash_exact(self.shape.seed, origin);
        self.find(hash, tag(false, origin.len()), |text| {
            text.get(..origin.len())
                .is_some_and(|text| equal(text, origin))
        })
    }

    /// Looks up the texts before and after a `*`.
    #[inline(never)]
    pub(super) fn find_star(&self, head: &[u8], tail: &[u8]) -> Option<Slot> {
        if self.is_sorted() {
            return self.search(Key::star(head, tail));
        }
        let hash = hash_star(self.shape.seed, head, tail);
        let length = head.len() + tail.len();
        self.find(hash, tag(true, length), |text| {
            let text = text
                .get(..length)
                .and_then(|text| text.split_at_checked(head.len()));
            text.is_some_and(|(start, end)| equal(start, head) && equal(end, tail))
        })
    }

    /// Whether there is no table, and the slots are sorted.
    #[inline]
    pub(super) fn is_sorted(&self) -> bool {
        self.displacements.is_empty()
    }

    /// Looks up a key. `same` returns whether a text starts with the key.
    #[inline(always)]
    pub(super) fn find(
        &self,
        hash: u64,
        tag: u64,
        same: impl FnOnce(&[u8]) -> bool,
    ) -> Option<Slot> {
        let &by = self
            .displacements
            .get(scale(hash, self.displacements.len()))?;
        let at = scale(displace(hash, by), self.slots.len());
        let slot = Slot(*self.slots.get(at)?);
        (slot.tag() == tag && same(self.texts.get(slot.offset()..)?)).then_some(slot)
    }

    /// Looks up a key in sorted slots.
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
