//! How an origin is looked up.

use cors_rules::set::{OriginSet, Wide};
use cors_rules::{Item, OriginPattern};

#[derive(Clone)]
pub(super) enum Matcher {
    Any,
    /// Code that the macro wrote.
    Code(fn(&[u8]) -> bool),
    Listed(Listed),
}

/// Patterns that are known at run time only.
#[derive(Clone)]
pub(super) struct Listed {
    set: OriginSet<'static>,
    /// Patterns that are more than one origin, where there are so few that the
    /// table would be slower.
    few: Vec<Wide>,
}

/// How many patterns that are more than one origin are compared one after the
/// other. Beyond it, the table is faster.
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

    // Out of the way of policies that are code.
    #[inline(never)]
    fn contains(&self, origin: &[u8]) -> bool {
        self.set.contains(origin) || self.few.iter().any(|wide| wide.contains(origin))
    }
}
