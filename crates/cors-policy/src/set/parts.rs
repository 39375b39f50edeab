//! What a set is made of, to be written out as constants.

use super::key::{Key, Kind};
use super::port::MAX_PORT;
use crate::origin::MAX_HOST;

/// What a set is made of.
///
/// ```
/// use cors_policy::OriginPattern;
/// use cors_policy::set::{OriginSet, Parts};
///
/// let patterns: [OriginPattern; 1] = ["https://example.com".parse()?];
/// let set = OriginSet::with_seeds(&patterns, [1]);
/// let Parts { shape, displacements, slots, texts } = set.parts();
/// let same = OriginSet::from_parts(Parts { shape, displacements, slots, texts });
/// assert!(same.contains(b"https://example.com"));
/// # Ok::<(), cors_policy::Problem>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts<'t> {
    /// What decides most look-ups before the table is asked.
    pub shape: Shape,
    /// By the hash of a key, how it is hashed again.
    pub displacements: &'t [u16],
    /// By the second hash, where the text of the key is.
    pub slots: &'t [u64],
    /// The texts of all keys.
    pub texts: &'t [u8],
}

/// What decides most look-ups before the table is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// What the hash starts from.
    pub seed: u64,
    /// The length of the longest pattern that is one origin.
    pub longest_exact: u16,
    /// The length of the longest origin that any other pattern stands for.
    pub longest_other: u16,
    /// Whether there are patterns like `http://localhost:*`.
    pub any_port: bool,
    /// How many dots are behind the `*` of patterns like
    /// `https://*.example.com`, one bit for each number; the last bit stands
    /// for that many or more.
    pub stars: u64,
    /// The same of patterns like `https://*.example.com:*`.
    pub stars_any_port: u64,
}

impl Shape {
    /// The last bit of the numbers of dots.
    pub(super) const MOST_DOTS: u32 = u64::BITS - 1;

    /// The shape of no patterns.
    pub(super) const NOTHING: Shape = Shape {
        seed: 0,
        longest_exact: 0,
        longest_other: 0,
        any_port: false,
        stars: 0,
        stars_any_port: 0,
    };

    /// Makes room for a key.
    pub(super) fn admit(&mut self, key: &Key<'_>) {
        let dots = key.tail.iter().filter(|&&byte| byte == b'.').count();
        let dots = 1 << dots.min(Self::MOST_DOTS as usize);
        match key.kind {
            Kind::Exact => self.longest_exact = self.longest_exact.max(key.len() as u16),
            Kind::AnyPort => self.any_port = true,
            Kind::Star => self.stars |= dots,
            Kind::StarAnyPort => self.stars_any_port |= dots,
        }
        let longest = match key.kind {
            Kind::Exact => return,
            Kind::AnyPort => key.head.len() + MAX_PORT,
            Kind::Star | Kind::StarAnyPort => key.head.len() + MAX_HOST + MAX_PORT,
        };
        self.longest_other = self.longest_other.max(longest as u16);
    }
}
