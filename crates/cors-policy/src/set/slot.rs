//! Slots: the entries of the table.

use super::key::Key;

/// Where the text of a key is, and what tells most other keys apart from it:
/// from the left 36 bits for the offset, 16 for the default port of its
/// scheme, 2 for its kind and 10 for its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot(pub(super) u64);

impl Slot {
    /// No key is so long, so none has this slot.
    pub(super) const VACANT: Slot = Slot(0xfff);

    /// The slot of a key whose text starts here.
    pub(super) fn new(key: &Key<'_>, default_port: u16, offset: usize) -> Self {
        Slot((offset as u64) << 28 | u64::from(default_port) << 12 | key.tag())
    }

    /// Kind and length of the key.
    #[inline]
    pub(super) fn tag(self) -> u64 {
        self.0 & 0xfff
    }

    /// Where the text of the key starts.
    #[inline]
    pub(super) fn offset(self) -> usize {
        (self.0 >> 28) as usize
    }

    #[inline]
    pub(super) fn default_port(self) -> u16 {
        (self.0 >> 12) as u16
    }
}
