//! Many patterns, matched in the same time whatever their number.
//!
//! * [`OriginSet`]: any number of patterns, in a table.
//! * [`Wide`]: one pattern that is more than one origin; faster than a table
//!   where there are a few.
//! * [`subdomain`], [`subdomain_any_port`], [`any_port`], [`any_host`]: the same,
//!   as code.
//!
//! Nothing here allocates to match, and no origin, however long, makes it slow.

mod build;
mod bytes;
mod find;
mod key;
mod label;
mod parts;
mod port;
mod single;
mod slot;
mod star;
mod wide;

use std::borrow::Cow;
use std::fmt;

use crate::origin::OriginPattern;
pub use parts::{Parts, Shape};
pub use single::{any_host, any_port, subdomain, subdomain_any_port};
use slot::Slot;
pub use wide::Wide;

/// Any number of patterns, matched in the same time whatever their number.
///
/// ```
/// use cors_rules::OriginPattern;
/// use cors_rules::set::OriginSet;
///
/// let patterns: Vec<OriginPattern> =
///     vec!["https://example.com".parse()?, "https://*.example.com".parse()?];
/// let set = OriginSet::new(&patterns);
/// assert!(set.contains(b"https://example.com"));
/// assert!(set.contains(b"https://shop.example.com"));
/// assert!(!set.contains(b"https://example.com.attacker.example"));
/// # Ok::<(), cors_rules::Problem>(())
/// ```
#[derive(Clone)]
pub struct OriginSet<'t> {
    shape: Shape,
    displacements: Cow<'t, [u16]>,
    slots: Cow<'t, [u64]>,
    texts: Cow<'t, [u8]>,
}

impl OriginSet<'static> {
    /// The set of these patterns, for origins that come from outside: how the
    /// table is laid out is drawn by lot, so that nobody who chooses patterns
    /// can make it slow.
    pub fn new<'p>(patterns: impl IntoIterator<Item = &'p OriginPattern>) -> Self {
        Self::with_seeds(patterns, build::random_seeds())
    }

    /// The set of these patterns. The layout follows from the seeds, of which
    /// the first few are tried; without one that serves, look-ups search a
    /// sorted list.
    pub fn with_seeds<'p>(
        patterns: impl IntoIterator<Item = &'p OriginPattern>,
        seeds: impl IntoIterator<Item = u64>,
    ) -> Self {
        build::build(&mut patterns.into_iter(), &mut seeds.into_iter())
    }
}

impl<'t> OriginSet<'t> {
    /// The set that has these [`parts`](Self::parts).
    pub const fn from_parts(parts: Parts<'t>) -> Self {
        OriginSet {
            shape: parts.shape,
            displacements: Cow::Borrowed(parts.displacements),
            slots: Cow::Borrowed(parts.slots),
            texts: Cow::Borrowed(parts.texts),
        }
    }

    /// What the set is made of, to be written out as constants.
    pub fn parts(&self) -> Parts<'_> {
        Parts {
            shape: self.shape,
            displacements: &self.displacements,
            slots: &self.slots,
            texts: &self.texts,
        }
    }

    /// Whether a pattern stands for this origin.
    #[inline]
    pub fn contains(&self, origin: &[u8]) -> bool {
        let shape = &self.shape;
        shape.has_length(origin.len()) && self.find_exact(origin).is_some()
            || origin.len() <= usize::from(shape.longest_other) && self.contains_otherwise(origin)
    }
}

/// Prints how many patterns there are.
impl fmt::Debug for OriginSet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let patterns = self
            .slots
            .iter()
            .filter(|&&slot| slot != Slot::VACANT.0)
            .count();
        f.debug_struct("OriginSet")
            .field("patterns", &patterns)
            .finish_non_exhaustive()
    }
}
