//! Checks the entries of policies by URL.

use std::collections::{HashMap, HashSet};

use cors_rules::Problem;

use crate::policy::Policy;
use crate::routes::entry::{MethodNotAllowed, PathPattern};
use crate::routes::overlaps::Overlaps;
use crate::routes::pattern::Segment;
use crate::routes::url_entry::Entry;

/// Reports the problems of the entries, in the order in which they were written.
pub(super) fn check(entries: &[Entry], problems: &mut Vec<Problem>) {
    let overlaps = Overlaps::new(entries);
    let mut earlier = Earlier::default();
    let mut listed: HashMap<*const Policy, HashSet<&str>> = HashMap::new();
    for entry in entries {
        let path = entry.pattern.as_str();
        let policy: &Policy = &entry.policy;
        let listed = listed.entry(policy);
        let listed = listed.or_insert_with(|| policy.methods().collect());
        for method in entry.methods.iter().flatten() {
            if let Some(problem) = Problem::of_route_method(entry.index, method) {
                problems.push(problem);
            } else if !MethodNotAllowed::is_always_allowed(policy, method)
                && !listed.contains("*")
                && !listed.contains(&**method)
            {
                let name = entry.name.as_deref();
                problems.push(Problem::route_method_not_allowed(
                    entry.index,
                    path,
                    method,
                    name,
                ));
            }
        }
        if !entry.is_known {
            continue;
        }
        if let Some((first, method)) = earlier.duplicate(entry) {
            problems.push(Problem::route_duplicate(
                entry.index,
                first,
                key(entry),
                path,
                method,
            ));
        } else if let Some(wider) = shadowed(entry, &overlaps) {
            problems.push(Problem::route_shadowed(
                entry.index,
                wider.index,
                key(entry),
                path,
                wider.pattern.as_str(),
            ));
        }
        earlier.add(entry);
    }
}

fn key(entry: &Entry) -> &'static str {
    if entry.methods.is_some() {
        "path"
    } else {
        "nest"
    }
}

/// The entries that have been checked: the index of the first one for each path and method,
/// and for each nested prefix.
#[derive(Default)]
struct Earlier<'e>(HashMap<(&'e [Segment], Option<&'e str>), usize>);

impl<'e> Earlier<'e> {
    /// The first entry for the same paths, with the method that both entries name.
    fn duplicate(&self, entry: &'e Entry) -> Option<(usize, Option<&'e str>)> {
        let found = names(entry).filter_map(|method| {
            let first = self.0.get(&(entry.pattern.segments(), method))?;
            Some((*first, method))
        });
        found.min_by_key(|(first, _)| *first)
    }

    fn add(&mut self, entry: &'e Entry) {
        for method in names(entry) {
            let place = (entry.pattern.segments(), method);
            self.0.entry(place).or_insert(entry.index);
        }
    }
}

/// The methods of a route, or `None` for a nested prefix.
fn names(entry: &Entry) -> impl Iterator<Item = Option<&str>> {
    let prefix = entry.methods.is_none().then_some(None);
    let methods = entry.methods.iter().flatten();
    methods.map(|method| Some(&**method)).chain(prefix)
}

/// The nested prefix that would apply without this entry, if it has the same policy.
fn shadowed<'e>(entry: &Entry, overlaps: &Overlaps<'e>) -> Option<&'e Entry> {
    let segments = entry.pattern.segments();
    let near = overlaps.with(segments)?;
    let others = || near.iter().filter(|other| other.index != entry.index);
    let is_around =
        |other: &&&Entry| other.methods.is_none() && covers(other.pattern.segments(), segments);
    let length = |entry: &Entry| entry.pattern.segments().len();
    let nearest = others()
        .filter(is_around)
        .max_by_key(|other| length(other))?;
    // Without this entry, another entry may apply to some of its paths.
    let methods: HashSet<&str> = names(entry).flatten().collect();
    // A route for GET is one for HEAD, too.
    let takes = |method: &String| {
        methods.contains(&**method) || method == "GET" && methods.contains("HEAD")
    };
    let may_apply = |other: &&&Entry| match &other.methods {
        Some(others) => entry.methods.is_none() || others.iter().any(takes),
        None => {
            let is_below = entry.methods.is_none() && length(other) > length(entry);
            length(other) >= length(nearest) && !is_below
        }
    };
    let mut other_policies = others()
        .filter(may_apply)
        .filter(|other| !other.has_policy_of(entry));
    other_policies.next().is_none().then_some(*nearest)
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

fn is_empty(segment: &Segment) -> bool {
    matches!(segment, Segment::Literal(text) if text.is_empty())
}
