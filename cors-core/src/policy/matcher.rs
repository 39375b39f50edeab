//! Matches the origin of a request.

use cors_rules::set::{OriginSet, Wide};
use cors_rules::{Item, OriginPattern};

#[derive(Clone)]
pub(super) enum Matcher {
    Any,
    /// The function that the macro generated.
    Code(fn(&[u8]) -> bool),
    Listed(Listed),
}

/// Patterns of a policy that was built at run time.
#[derive(Clone)]
pub(super) struct Listed {
    set: OriginSet<'static>,
    /// The patterns that match more than one origin, if there are so few that a table would
    /// be slower.
    few: Vec<Wide>,
}

/// If there are at most this many patterns that match more than one origin, comparing each
/// pattern is faster than a table.
const FEW: usize = 4;

impl Matcher {
    pub(super) fn of(origins: &[Item<OriginPattern>]) -> Self {
        let patterns: Option<Vec<_>> = origins.iter().map(|item| item.value.as_ref()).collect();
        patterns.map_or(Matcher::Any, |patterns| {
            Matcher::Listed(Listed::new(&patterns))
        })
    }

    #[inline]
    pub(super) fn allows(&self, origin: &[u8]) -> bool {
        match self {
            Matcher::Any => true,
            Matcher::Code(contains) => contains(origin),
            Matcher::Listed(listed) => listed.contains(origin),
        }
    }
}

impl Listed {
    fn new(patterns: &[&OriginPattern]) -> Self {
        let wide = patterns.iter().copied().filter_map(Wide::of);
        let few: Vec<_> = wide.take(FEW + 1).collect();
        if few.len() > FEW {
            return Listed {
                set: OriginSet::new(patterns.iter().copied()),
                few: Vec::new(),
            };
        }
        let exact = patterns.iter().copied();
        Listed {
            set: OriginSet::new(exact.filter(|pattern| pattern.is_exact())),
            few,
        }
    }

    // Not inlined, so that policies of the macros stay fast.
    #[inline(never)]
    fn contains(&self, origin: &[u8]) -> bool {
        self.set.contains(origin) || self.few.iter().any(|wide| wide.contains(origin))
    }
}
