//! Finds the places that a path has, without asking each of them.

use warp::http::Method;

use crate::path::{Pattern, split};
use crate::places::{APPLICATION, Found, Place, Policies, RouteId};

/// All places in the order in which they are tried, and the tree of their
/// segments that leads to them.
#[derive(Debug)]
pub(crate) struct Index {
    entries: Vec<Entry>,
    root: Node,
    /// The policy of each route, in the order of their ids.
    policies: Vec<(RouteId, usize)>,
}

/// A place, out of the scope that it is in.
#[derive(Debug)]
struct Entry {
    kind: Kind,
    /// Its own, or that round about.
    policy: usize,
    pattern: Pattern,
    /// The scope that it is in.
    outer: Option<usize>,
    /// Whether a path may have its segments and yet not be its path: a parameter,
    /// its own or that of a scope round about, may not take the text.
    is_doubtful: bool,
}

#[derive(Debug)]
enum Kind {
    Route {
        id: RouteId,
        method: Method,
    },
    /// With a policy: what it is in does not govern inside.
    Governing,
    Scope,
}

/// What is known behind some segments.
#[derive(Debug, Default)]
struct Node {
    /// By their texts, sorted.
    texts: Vec<(String, Node)>,
    param: Option<Box<Node>>,
    /// Places of paths that end here.
    ending: Vec<usize>,
    /// Places of paths that may go on.
    beneath: Vec<usize>,
}

impl Index {
    pub(crate) fn new(places: Vec<Place<usize>>) -> Self {
        let mut index = Index {
            entries: Vec::new(),
            root: Node::default(),
            policies: Vec::new(),
        };
        index.add_all(places, None, &mut Vec::new());
        index.policies.sort_unstable_by_key(|(id, _)| *id);
        index
    }

    fn add_all(
        &mut self,
        places: Vec<Place<usize>>,
        outer: Option<usize>,
        segments: &mut Vec<Option<String>>,
    ) {
        let depth = segments.len();
        for place in places {
            let (kind, pattern, policy, inside) = match place {
                Place::Route {
                    id,
                    method,
                    pattern,
                    policy,
                } => (Kind::Route { id, method }, pattern, policy, Vec::new()),
                Place::Scope {
                    pattern,
                    policy,
                    inside,
                } => match policy {
                    Some(_) => (Kind::Governing, pattern, policy, inside),
                    None => (Kind::Scope, pattern, policy, inside),
                },
            };
            segments.extend(pattern.segments().map(|text| text.map(str::to_owned)));
            let around = outer.map_or(APPLICATION, |outer: usize| self.entries[outer].policy);
            let policy = policy.unwrap_or(around);
            if let Kind::Route { id, .. } = kind {
                self.policies.push((id, policy));
            }
            let at = self.entries.len();
            let node = self.root.behind(segments);
            match pattern.is_whole() {
                true => node.ending.push(at),
                false => node.beneath.push(at),
            }
            self.entries.push(Entry {
                kind,
                policy,
                pattern,
                outer,
                is_doubtful: segments.iter().any(Option::is_none),
            });
            self.add_all(inside, Some(at), segments);
            segments.truncate(depth);
        }
    }

    /// What a request of this method is for, given its path without the slash that
    /// it starts with.
    pub(crate) fn find(&self, method: &str, path: &str) -> Found {
        self.search(method, path, false).0
    }

    /// As `find`, and the policies of all routes that have the path, whatever their
    /// methods.
    pub(crate) fn find_all(&self, method: &str, path: &str) -> (Found, Policies) {
        self.search(method, path, true)
    }

    #[inline]
    fn search(&self, method: &str, path: &str, every: bool) -> (Found, Policies) {
        let mut search = Search {
            index: self,
            method,
            path,
            every,
            first: None,
            routes: Policies::default(),
            scope: None,
            others: Vec::new(),
        };
        search.walk(&self.root, path);
        search.found()
    }

    /// The policy of a route.
    pub(crate) fn policy_of(&self, route: RouteId) -> usize {
        let at = self.policies.binary_search_by_key(&route, |(id, _)| *id);
        at.map_or(APPLICATION, |at| self.policies[at].1)
    }

    /// What is left of a path behind a place, if the path has it.
    fn rest<'p>(&self, entry: &Entry, path: &'p str) -> Option<&'p str> {
        let path = match entry.outer {
            Some(outer) => self.rest(&self.entries[outer], path)?,
            None => path,
        };
        entry.pattern.rest(path)
    }

    fn is_inside(&self, at: usize, scope: usize) -> bool {
        let outer = self.entries[at].outer;
        outer.is_some_and(|outer| outer == scope || self.is_inside(outer, scope))
    }
}

impl Node {
    /// The node behind some more segments.
    fn behind(&mut self, segments: &[Option<String>]) -> &mut Node {
        segments.iter().fold(self, |node, segment| match segment {
            None => &mut **node.param.get_or_insert_default(),
            Some(text) => {
                let at = match node.at(text) {
                    Ok(at) => at,
                    Err(at) => {
                        node.texts.insert(at, (text.clone(), Node::default()));
                        at
                    }
                };
                &mut node.texts[at].1
            }
        })
    }

    fn at(&self, text: &str) -> Result<usize, usize> {
        self.texts
            .binary_search_by(|(known, _)| (**known).cmp(text))
    }
}

/// One look-up on its way through the tree.
struct Search<'s> {
    index: &'s Index,
    method: &'s str,
    path: &'s str,
    every: bool,
    /// The first route that has the path and the method.
    first: Option<usize>,
    routes: Policies,
    /// The innermost scopes with a policy that have the path. Of several it is not
    /// known which one it is.
    scope: Option<usize>,
    others: Vec<usize>,
}

impl Search<'_> {
    /// Takes the places behind some segments of the path, and goes on with what is
    /// left of it.
    fn walk(&mut self, node: &Node, rest: &str) {
        self.take(&node.beneath);
        if rest.is_empty() {
            self.take(&node.ending);
            return;
        }
        let (segment, rest) = split(rest);
        if let Ok(at) = node.at(segment) {
            self.walk(&node.texts[at].1, rest);
        }
        if let Some(param) = &node.param {
            self.walk(param, rest);
        }
    }

    fn take(&mut self, places: &[usize]) {
        for &at in places {
            let entry = &self.index.entries[at];
            match &entry.kind {
                Kind::Route { method, .. } => {
                    let is_first =
                        method.as_str() == self.method && self.first.is_none_or(|first| at < first);
                    if (is_first || self.every) && self.is_at(entry) {
                        if is_first {
                            self.first = Some(at);
                        }
                        if self.every {
                            self.routes.add(entry.policy);
                        }
                    }
                }
                Kind::Governing if self.is_at(entry) => self.add_scope(at),
                Kind::Governing | Kind::Scope => {}
            }
        }
    }

    fn is_at(&self, entry: &Entry) -> bool {
        !entry.is_doubtful || self.index.rest(entry, self.path).is_some()
    }

    /// Scopes round about come before those inside of them, which take their
    /// place.
    fn add_scope(&mut self, at: usize) {
        for scope in self.scope.iter_mut().chain(&mut self.others) {
            if self.index.is_inside(at, *scope) {
                *scope = at;
                return;
            }
        }
        match self.scope {
            None => self.scope = Some(at),
            Some(_) => self.others.push(at),
        }
    }

    #[inline]
    fn found(self) -> (Found, Policies) {
        let entries = &self.index.entries;
        let route = self.first.and_then(|first| match &entries[first].kind {
            Kind::Route { id, .. } => Some((*id, entries[first].policy)),
            Kind::Governing | Kind::Scope => None,
        });
        let around = match self.scope {
            None => Policies::One(APPLICATION),
            Some(scope) if self.others.is_empty() => Policies::One(entries[scope].policy),
            Some(scope) => {
                let mut scopes = self.others;
                scopes.push(scope);
                scopes.sort_unstable();
                let mut around = Policies::default();
                let policies = scopes.iter().map(|scope| entries[*scope].policy);
                policies.for_each(|policy| around.add(policy));
                around
            }
        };
        (Found { route, around }, self.routes)
    }
}

#[cfg(test)]
mod tests;
