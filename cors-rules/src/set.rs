//! Matches origins against patterns. The macros and the engine use this module.
//!
//! * [`OriginSet`] is a table of any number of patterns.
//! * [`Wide`] is one pattern that matches more than one origin. For a few patterns,
//!   it is faster than a table.
//! * [`subdomain`], [`subdomain_any_port`], [`label_glob`], [`label_glob_any_port`],
//!   [`any_port`] and [`any_host`] match one pattern in generated code.
//!
//! Matching does not allocate, and long origins do not make it slow.

mod build;
mod bytes;
mod find;
mod glob;
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
pub use single::{
    any_host, any_port, label_glob, label_glob_any_port, subdomain, subdomain_any_port,
};
use slot::Slot;
pub use wide::Wide;

/// A table of patterns. The time to match an origin does not depend on the number of
/// patterns.
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
    /// Creates a set of these patterns. The layout of the table is random, so that an
    /// attacker who can choose patterns cannot make it slow.
    pub fn new<'p>(patterns: impl IntoIterator<Item = &'p OriginPattern>) -> Self {
        Self::with_seeds(patterns, build::random_seeds())
    }

    /// Creates a set of these patterns. The seeds determine the layout of the table.
    /// If none of the first few seeds works, look-ups search a sorted list.
    pub fn with_seeds<'p>(
        patterns: impl IntoIterator<Item = &'p OriginPattern>,
        seeds: impl IntoIterator<Item = u64>,
    ) -> Self {
        build::build(&mut patterns.into_iter(), &mut seeds.into_iter())
    }
}

impl<'t> OriginSet<'t> {
    /// Creates a set from its [`parts`](Self::parts).
    pub const fn from_parts(parts: Parts<'t>) -> Self {
        OriginSet {
            shape: parts.shape,
            displacements: Cow::Borrowed(parts.displacements),
            slots: Cow::Borrowed(parts.slots),
            texts: Cow::Borrowed(parts.texts),
        }
    }

    /// The parts of the set, from which the macros generate constants.
    pub fn parts(&self) -> Parts<'_> {
        Parts {
            shape: self.shape,
            displacements: &self.displacements,
            slots: &self.slots,
            texts: &self.texts,
        }
    }

    /// Whether a pattern of the set matches this origin.
    #[inline]
    pub fn contains(&self, origin: &[u8]) -> bool {
        let shape = &self.shape;
        shape.has_length(origin.len()) && self.find_exact(origin).is_some()
            || origin.len() <= usize::from(shape.longest_other) && self.contains_otherwise(origin)
    }
}

/// Prints the number of patterns.
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
