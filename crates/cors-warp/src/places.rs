//! Which places there are, in order, and which of them a request is for.

use std::sync::atomic::{AtomicUsize, Ordering};

use warp::http::Method;

use crate::path::Pattern;

/// A route or a scope. Where it has no policy, that round about governs.
#[derive(Debug)]
pub(crate) enum Place<P> {
    Route {
        id: RouteId,
        method: Method,
        pattern: Pattern,
        policy: Option<P>,
    },
    Scope {
        pattern: Pattern,
        policy: Option<P>,
        inside: Vec<Place<P>>,
    },
}

/// What a response is told by: which route served it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RouteId(usize);

impl RouteId {
    /// One that no other route of this process has.
    pub(crate) fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        RouteId(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// Policies by their indices, each once. There is hardly ever more than one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Policies {
    first: Option<usize>,
    others: Vec<usize>,
}

impl Policies {
    pub(crate) fn one(policy: usize) -> Self {
        Policies {
            first: Some(policy),
            others: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, policy: usize) {
        match self.first {
            None => self.first = Some(policy),
            Some(first) if first == policy || self.others.contains(&policy) => {}
            Some(_) => self.others.push(policy),
        }
    }

    pub(crate) fn add_all(&mut self, others: &Policies) {
        others.iter().for_each(|policy| self.add(policy));
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> {
        self.first.into_iter().chain(self.others.iter().copied())
    }

    /// The policy, if it is one.
    pub(crate) fn only(&self) -> Option<usize> {
        self.first.filter(|_| self.others.is_empty())
    }
}

/// The index of the policy of the application.
pub(crate) const APPLICATION: usize = 0;

/// The policy of a route, given that of what is round about.
pub(crate) fn policy_of(places: &[Place<usize>], route: RouteId, around: usize) -> Option<usize> {
    places.iter().find_map(|place| match place {
        Place::Route { id, policy, .. } => (*id == route).then_some(policy.unwrap_or(around)),
        Place::Scope { policy, inside, .. } => policy_of(inside, route, policy.unwrap_or(around)),
    })
}

/// What a request is for.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The first route that has the path and the method, and its policy.
    pub(crate) route: Option<(RouteId, usize)>,
    /// The policies of the innermost scopes that have the path, or that of the
    /// application.
    pub(crate) around: Policies,
    /// The policies of all routes that have the path, if they were asked for.
    pub(crate) routes: Policies,
}

impl Found {
    /// The policies of which each may govern; but for doubtful scopes, one.
    pub(crate) fn governing(&self) -> Policies {
        match self.route {
            Some((_, policy)) => Policies::one(policy),
            None => self.around.clone(),
        }
    }

    /// Looks a path up, without the slash that it starts with. `every` asks for
    /// the routes of all methods.
    pub(crate) fn at(places: &[Place<usize>], method: &str, path: &str, every: bool) -> Self {
        let mut found = Found::default();
        let is_in_scope = found.walk(places, APPLICATION, method, path, every);
        if !is_in_scope {
            found.around.add(APPLICATION);
        }
        found
    }

    /// Whether it met a scope with a policy.
    fn walk(
        &mut self,
        places: &[Place<usize>],
        around: usize,
        method: &str,
        path: &str,
        every: bool,
    ) -> bool {
        let mut is_in_scope = false;
        for place in places {
            match place {
                Place::Route {
                    id,
                    method: own,
                    pattern,
                    policy,
                } => {
                    let is_first = self.route.is_none() && own.as_str() == method;
                    if (is_first || every) && pattern.rest(path).is_some() {
                        let policy = policy.unwrap_or(around);
                        self.route = self.route.or(is_first.then_some((*id, policy)));
                        self.routes.add(policy);
                    }
                }
                Place::Scope {
                    pattern,
                    policy,
                    inside,
                } => {
                    let Some(rest) = pattern.rest(path) else {
                        continue;
                    };
                    let inner = policy.unwrap_or(around);
                    let is_deeper = self.walk(inside, inner, method, rest, every);
                    if let (false, Some(policy)) = (is_deeper, policy) {
                        self.around.add(*policy);
                    }
                    is_in_scope |= is_deeper || policy.is_some();
                }
            }
        }
        is_in_scope
    }
}
