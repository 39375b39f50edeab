//! The parts of a set, from which the macros generate constants.

use super::key::Key;
use super::port::MAX_PORT;
use crate::origin::{Host, MAX_HOST, OriginPattern, Port};

/// The parts of a set.
///
/// ```
/// use cors_rules::OriginPattern;
/// use cors_rules::set::{OriginSet, Parts};
///
/// let patterns: [OriginPattern; 1] = ["https://example.com".parse()?];
/// let set = OriginSet::with_seeds(&patterns, [1]);
/// let Parts { shape, displacements, slots, texts } = set.parts();
/// let same = OriginSet::from_parts(Parts { shape, displacements, slots, texts });
/// assert!(same.contains(b"https://example.com"));
/// # Ok::<(), cors_rules::Problem>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts<'t> {
    /// Properties of the patterns that decide most look-ups without the table.
    pub shape: Shape,
    /// The displacement of each bucket, which changes the second hash.
    pub displacements: &'t [u16],
    /// The slots, by the second hash of their keys.
    pub slots: &'t [u64],
    /// The texts of all keys.
    pub texts: &'t [u8],
}

/// Properties of the patterns that decide most look-ups without the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// The start value of the hash.
    pub seed: u64,
    /// The length of the longest pattern without a `*` in front of its port.
    pub longest_exact: u16,
    /// The lengths of these patterns, one bit per length. The last bit is for all longer
    /// patterns.
    pub lengths: u64,
    /// The length of the longest origin that the other patterns match.
    pub longest_other: u16,
    /// Whether there are patterns like `http://localhost:*`.
    pub any_port: bool,
    /// Whether there are patterns with a `*` that is not a whole label in front of a name:
    /// `moz-extension://*` and `https://preview-*.example.com`.
    pub partial: bool,
    /// The lengths of the texts after the `*` of patterns like `https://*.example.com`, one
    /// bit per length. The last bit is for all longer texts.
    pub tails: u64,
    /// The lengths of the texts before the `*` of patterns like
    /// `https://preview-*.example.com`, one bit per length.
    pub glob_starts: u64,
    /// The lengths of the texts after this `*`, to the end of the label.
    pub glob_ends: u64,
}

impl Shape {
    /// The shape of an empty set.
    pub(super) const NOTHING: Shape = Shape {
        seed: 0,
        longest_exact: 0,
        lengths: 0,
        longest_other: 0,
        any_port: false,
        partial: false,
        tails: 0,
        glob_starts: 0,
        glob_ends: 0,
    };

    /// Adds a pattern.
    pub(super) fn admit(&mut self, pattern: &OriginPattern, key: &Key<'_>) {
        let any_port = pattern.port() == Port::Any;
        self.any_port |= any_port;
        let longest_other = match key.tail {
            None => {
                self.longest_exact = self.longest_exact.max(key.len() as u16);
                self.lengths |= bit(key.len());
                if any_port { key.len() + MAX_PORT } else { 0 }
            }
            Some(tail) => {
                match pattern.host() {
                    Host::Any => self.partial = true,
                    Host::LabelGlob { start, end } => {
                        self.partial = true;
                        self.glob_starts |= bit(start.len());
                        self.glob_ends |= bit(end.find('.').unwrap_or(end.len()));
                    }
                    Host::Name(_) | Host::SubdomainsOf(_) => self.tails |= bit(tail.len()),
                }
                pattern.scheme().len() + "://".len() + MAX_HOST + MAX_PORT
            }
        };
        self.longest_other = self.longest_other.max(longest_other as u16);
    }

    /// Whether a pattern without a `*` in front of its port has this length.
    #[inline]
    pub(super) fn has_length(&self, length: usize) -> bool {
        self.lengths & bit(length) != 0 && length <= usize::from(self.longest_exact)
    }

    /// Whether a tail has this length.
    #[inline]
    pub(super) fn has_tail(&self, length: usize) -> bool {
        self.tails & bit(length) != 0
    }
}

#[inline]
fn bit(length: usize) -> u64 {
    1 << length.min(63)
}
