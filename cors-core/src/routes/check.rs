//! Checks the entries of policies by URL.
//!
//! A file can have very many entries. So entries are looked up by path and by method, and
//! not compared with each other.

mod paths;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::ptr;

use cors_rules::Problem;

use crate::policy::Policy;
use crate::routes::entry::{MethodNotAllowed, PathPattern};
use crate::routes::pattern::UrlPattern;
use crate::shared::SharedPolicy;
use paths::Paths;

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
    let all = Entries::new(entries);
    let mut earlier = Earlier::default();
    let mut allowed = AllowedMethods::default();
    for (at, entry) in entries.iter().enumerate() {
        let path = entry.pattern.as_str();
        for method in entry.methods.iter().flatten() {
            if let Some(problem) = Problem::of_route_method(entry.index, method) {
                problems.push(problem);
            } else if !allowed.allows(&entry.policy, method) {
                let name = entry.name.as_deref();
                problems.push(Problem::route_method_not_allowed(
                    entry.index,
                    path,
                    method,
                    name,
                ));
            }
        }
        if let Some((first, method)) = earlier.duplicate(at, all.positions[at], entry) {
            problems.push(Problem::route_duplicate(
                entry.index,
                entries[first].index,
                key(entry),
                path,
                method,
            ));
        } else if let Some(wider) = all.shadowing(at) {
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

/// The methods that policies list, for policies that many routes have.
#[derive(Default)]
struct AllowedMethods<'e>(HashMap<*const Policy, HashSet<&'e str>>);

impl<'e> AllowedMethods<'e> {
    /// As [`MethodNotAllowed::allows`].
    fn allows(&mut self, policy: &'e Policy, method: &str) -> bool {
        let listed = self.0.entry(ptr::from_ref(policy));
        let listed = listed.or_insert_with(|| policy.methods().collect());
        listed.contains(method)
            || listed.contains("*")
            || MethodNotAllowed::allows_unlisted(policy, method)
    }
}

/// The first entry for each path and method. The method is `None` for a nested prefix.
#[derive(Default)]
struct Earlier<'e>(HashMap<(usize, Option<&'e str>), usize>);

impl<'e> Earlier<'e> {
    /// Adds the entry with this index. Returns the index of an earlier entry for the same
    /// paths, and the method that both entries name.
    fn duplicate(
        &mut self,
        at: usize,
        path: usize,
        entry: &'e Entry,
    ) -> Option<(usize, Option<&'e str>)> {
        let methods = entry.methods.iter().flatten();
        let nest = entry.methods.is_none().then_some(None);
        let methods = methods.map(|method| Some(&**method)).chain(nest);
        let firsts = methods.map(|method| (*self.0.entry((path, method)).or_insert(at), method));
        firsts
            .filter(|(first, _)| *first < at)
            .min_by_key(|(first, _)| *first)
    }
}

/// All entries, by path and by method.
struct Entries<'e> {
    entries: &'e [Entry],
    paths: Paths<'e>,
    /// The position of each entry's path.
    positions: Vec<usize>,
    /// The last nested prefix for a path.
    nests: HashMap<usize, usize>,
    /// The routes for a method. `None` means any method.
    routes: HashMap<Option<&'e str>, Routes>,
}

impl<'e> Entries<'e> {
    fn new(entries: &'e [Entry]) -> Self {
        let segments = entries.iter().map(|entry| entry.pattern.segments());
        let paths = Paths::new(segments.clone().collect());
        let positions: Vec<usize> = segments.map(|path| paths.position(path)).collect();
        let mut nests = HashMap::new();
        let mut routes: HashMap<_, Routes> = HashMap::new();
        for (at, (entry, path)) in entries.iter().zip(&positions).enumerate() {
            let Some(methods) = &entry.methods else {
                nests.insert(*path, at);
                continue;
            };
            let methods = methods.iter().map(|method| Some(&**method));
            for method in methods.chain([None]) {
                let routes = routes.entry(method).or_default();
                routes.routes.push((*path, ptr::from_ref(&*entry.policy)));
            }
        }
        routes.values_mut().for_each(Routes::sort);
        Entries {
            entries,
            paths,
            positions,
            nests,
            routes,
        }
    }

    /// The nested prefix that would apply without the entry with this index, if it has the
    /// same policy. Only a note depends on it, so it is not searched for long.
    fn shadowing(&self, at: usize) -> Option<&'e Entry> {
        if self.nests.is_empty() {
            return None;
        }
        let entry = &self.entries[at];
        let path = entry.pattern.segments();
        let covering = self.paths.covering(path)?.into_iter();
        let nests = covering.filter_map(|(depth, path)| Some((depth, *self.nests.get(&path)?)));
        let (_, nearest) = nests.filter(|(_, nest)| *nest != at).max()?;
        let nearest = &self.entries[nearest];
        let policy = ptr::from_ref(&*entry.policy);
        if !ptr::eq(&*nearest.policy, policy) {
            return None;
        }
        // Without this entry, a route with another policy may apply.
        let own = entry.methods.iter().flatten().map(|method| Some(&**method));
        let any = entry.methods.is_none().then_some(None);
        let routes = own.chain(any).filter_map(|method| self.routes.get(&method));
        let routes: Vec<&Routes> = routes.collect();
        let has_other = |paths: &Range<usize>| {
            let mut routes = routes.iter();
            routes.any(|routes| routes.has_other(paths, policy))
        };
        (!self.paths.any_overlapping(path, has_other)?).then_some(nearest)
    }
}

/// Routes, sorted by the position of their path.
#[derive(Default)]
struct Routes {
    /// The path and the policy of each route.
    routes: Vec<(usize, *const Policy)>,
    /// For each route, the index of the next route with another policy.
    next_other: Vec<usize>,
}

impl Routes {
    fn sort(&mut self) {
        self.routes.sort_unstable();
        self.next_other = (1..=self.routes.len()).collect();
        for at in (1..self.routes.len()).rev() {
            if self.routes[at - 1].1 == self.routes[at].1 {
                self.next_other[at - 1] = self.next_other[at];
            }
        }
    }

    /// Whether a route for one of these paths has another policy.
    fn has_other(&self, paths: &Range<usize>, policy: *const Policy) -> bool {
        let first = self.routes.partition_point(|(path, _)| *path < paths.start);
        let other = match self.routes.get(first) {
            Some((_, of_first)) if *of_first == policy => self.next_other[first],
            _ => first,
        };
        let other = self.routes.get(other);
        other.is_some_and(|(path, _)| *path < paths.end)
    }
}
