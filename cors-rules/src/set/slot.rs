//! The entries of the table.

use super::key::Key;
use crate::origin::{OriginPattern, Port};

/// The offset of the text of a key, and the properties of its pattern.
///
/// From the left: 36 bits for the offset of the text, 1 for any port, 16 for
/// the port that browsers leave out, 11 for the tag of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot(pub(super) u64);

impl Slot {
    /// An empty slot. No key is long enough to have this tag.
    pub(super) const VACANT: Slot = Slot(TAG);

    /// Creates the slot of a pattern. The text of its key starts at `offset`.
    pub(super) fn new(pattern: &OriginPattern, key: &Key<'_>, offset: usize) -> Self {
        let any_port = u64::from(pattern.port() == Port::Any);
        let default_port = u64::from(pattern.default_port().unwrap_or(0));
        Slot((offset as u64) << 28 | any_port << 27 | default_port << 11 | key.tag())
    }

    #[inline]
    pub(super) fn tag(self) -> u64 {
        self.0 & TAG
    }

    #[inline]
    pub(super) fn offset(self) -> usize {
        (self.0 >> 28) as usize
    }

    /// Whether the pattern matches an origin with its key and this port. 0 means no port.
    #[inline]
    pub(super) fn takes_port(self, port: u16) -> bool {
        let any_port = self.0 >> 27 & 1 == 1;
        let default_port = (self.0 >> 11) as u16;
        port == 0 || any_port && port != default_port
    }
}

const TAG: u64 = (1 << 11) - 1;
