//! Checks the entries of policies by URL.

use cors_rules::Problem;

use crate::routes::entry::{MethodNotAllowed, PathPattern};
use crate::routes::pattern::{Segment, UrlPattern};
use crate::shared::SharedPolicy;

/// One call of the builder.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// The position in the order of the calls.
    pub(super) index: usize,
    /// The methods, with HEAD if GET also applies to HEAD. `None` for a nested prefix.
    pub(super) methods: Option<Vec<String>>,
    pub(super) pattern: UrlPattern,
    pub(super) policy: SharedPolicy,
    /// The policy's name in a file.
    pub(super) name: Option<String>,
}

/// Reports the problems of the entries, in the order in which they were written.
pub(super) fn check(entries: &[Entry], problems: &mut Vec<Problem>) {
    for (at, entry) in entries.iter().enumerate() {
        let path = entry.pattern.as_str();
        for method in entry.methods.iter().flatten() {
            if let Some(problem) = Problem::of_route_method(entry.index, method) {
                problems.push(problem);
            } else if !MethodNotAllowed::allows(&entry.policy, method) {
                let name = entry.name.as_deref();
                problems.push(Problem::route_method_not_allowed(
                    entry.index,
                    path,
                    method,
                    name,
                ));
            }
        }
        if let Some((first, method)) = duplicate(entry, &entries[..at]) {
            problems.push(Problem::route_duplicate(
                entry.index,
                first.index,
                key(entry),
                path,
                method,
            ));
        } else if let Some(wider) = shadowed(entry, entries) {
            problems.push(Problem::route_shadowed(
                entry.index,
                wider.index,
                key(entry),
                path,
                wider.pattern.as_str(),
            ));
        }
    }
}

fn key(entry: &Entry) -> &'static str {
    if entry.methods.is_some() {
        "path"
    } else {
        "nest"
    }
}

/// Finds an earlier entry for the same paths. Returns it with the method that both entries
/// name.
fn duplicate<'e>(entry: &'e Entry, earlier: &'e [Entry]) -> Option<(&'e Entry, Option<&'e str>)> {
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
fn shadowed<'e>(entry: &Entry, entries: &'e [Entry]) -> Option<&'e Entry> {
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
