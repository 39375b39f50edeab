//! The look-ups find the same entries as a comparison of every entry with every other one.

use cors_rules::RoutePath;

use super::*;
use crate::cors;
use crate::routes::pattern::Segment;

static PUBLIC: Policy = cors! { origins = *, methods = * };
static PARTNERS: Policy = cors! { origins = ["https://partner.example"], methods = * };

/// Numbers that are the same in every run (Knuth's MMIX generator).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = self.0.wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % end
    }

    fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn path(&mut self) -> RoutePath {
        let mut path = String::new();
        for at in 0..self.below(4) {
            let segment = self.pick(&["a", "b", "c", "{x}"]);
            path.push('/');
            path.push_str(&segment.replace('x', ["x", "y", "z"][at]));
        }
        path.push_str(self.pick(&["", "", "/{*rest}", "/"]));
        let path = if path.is_empty() { "/" } else { &path };
        path.parse().expect("a path")
    }

    fn entries(&mut self) -> Vec<Entry> {
        let length = 1 + self.below(7);
        let entry = |index| {
            let is_nest = self.below(2) == 0;
            let methods = 1 + self.below(3);
            let methods = (0..methods).map(|_| self.pick(&["GET", "PUT", "X"]).to_owned());
            Entry {
                index,
                methods: (!is_nest).then_some(methods.collect()),
                pattern: UrlPattern::new(&self.path(), is_nest),
                policy: self.pick(&[&PUBLIC, &PARTNERS]).into(),
                name: None,
            }
        };
        (0..length).map(entry).collect()
    }
}

#[test]
fn the_look_ups_agree_with_a_comparison_of_all_entries() {
    let mut numbers = Numbers(7);
    let (mut duplicates, mut shadowed) = (0, 0);
    for _ in 0..30_000 {
        let entries = numbers.entries();
        let mut found = Vec::new();
        check(&entries, &mut found);
        let mut expected = Vec::new();
        for (at, entry) in entries.iter().enumerate() {
            let path = entry.pattern.as_str();
            if let Some((first, method)) = naive_duplicate(entry, &entries[..at]) {
                duplicates += 1;
                let (index, first, key) = (entry.index, first.index, key(entry));
                expected.push(Problem::route_duplicate(index, first, key, path, method));
            } else if let Some(wider) = naive_shadowing(entry, &entries) {
                shadowed += 1;
                let (index, by, key) = (entry.index, wider.index, key(entry));
                let by_path = wider.pattern.as_str();
                expected.push(Problem::route_shadowed(index, by, key, path, by_path));
            }
        }
        assert_eq!(found, expected, "{entries:#?}");
    }
    assert!(
        duplicates > 1000 && shadowed > 1000,
        "{duplicates} {shadowed}"
    );
}

/// Finds an earlier entry for the same paths. Returns it with the method that both entries
/// name.
fn naive_duplicate<'e>(
    entry: &'e Entry,
    earlier: &'e [Entry],
) -> Option<(&'e Entry, Option<&'e str>)> {
    let segments = entry.pattern.segments();
    earlier
        .iter()
        .filter(|first| first.pattern.segments() == segments)
        .find_map(|first| match (&first.methods, &entry.methods) {
            (None, None) => Some((first, None)),
            (Some(first_methods), Some(methods)) => {
                let both = methods
                    .iter()
                    .find(|method| first_methods.contains(method))?;
                Some((first, Some(both.as_str())))
            }
            _ => None,
        })
}

/// The nested prefix that would apply without this entry, if it has the same policy.
fn naive_shadowing<'e>(entry: &Entry, entries: &'e [Entry]) -> Option<&'e Entry> {
    let segments = entry.pattern.segments();
    let is_around = |other: &&Entry| {
        let prefix = other.pattern.segments();
        let is_itself = other.index == entry.index;
        other.methods.is_none() && !is_itself && covers(prefix, segments)
    };
    let around = entries.iter().filter(is_around);
    let nearest = around.max_by_key(|other| other.pattern.segments().len())?;
    let is_same = std::ptr::eq(&*nearest.policy, &*entry.policy);
    // Without this entry, a route with another policy may apply.
    let is_route = |other: &Entry| {
        let both = |method| entry.methods.iter().flatten().any(|own| own == method);
        other.index != entry.index
            && (entry.methods.is_none() || other.methods.iter().flatten().any(both))
            && other.methods.is_some()
            && !std::ptr::eq(&*other.policy, &*entry.policy)
            && overlaps(other.pattern.segments(), segments)
    };
    (is_same && !entries.iter().any(is_route)).then_some(nearest)
}

/// Whether every path of the second pattern starts with the first.
fn covers(prefix: &[Segment], segments: &[Segment]) -> bool {
    prefix.len() <= segments.len()
        && prefix
            .iter()
            .zip(segments)
            .all(|(wide, narrow)| match wide {
                Segment::Param => *narrow != Segment::Rest && !is_empty(narrow),
                Segment::Rest => !is_empty(narrow),
                Segment::Literal(_) => wide == narrow,
            })
}

/// Whether a path may match both patterns, or one may be below the other.
fn overlaps(one: &[Segment], other: &[Segment]) -> bool {
    one.iter().zip(other).all(|pair| match pair {
        (Segment::Literal(one), Segment::Literal(other)) => one == other,
        _ => true,
    })
}

fn is_empty(segment: &Segment) -> bool {
    matches!(segment, Segment::Literal(text) if text.is_empty())
}
