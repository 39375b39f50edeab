//! Which places there are, in order, and what is said of those of a path.

use std::slice;
use std::sync::atomic::{AtomicUsize, Ordering};

use warp::http::Method;

use crate::path::Pattern;

/// A route or a scope. Where it has no policy, that round about governs.
#[derive(Debug, Clone)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RouteId(usize);

impl RouteId {
    /// One that no other route of this process has.
    pub(crate) fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        RouteId(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// Policies by their indices, each once. There is hardly ever more than one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Policies {
    One(usize),
    /// Or none.
    Several(Vec<usize>),
}

impl Default for Policies {
    fn default() -> Self {
        Policies::Several(Vec::new())
    }
}

impl Policies {
    pub(crate) fn add(&mut self, policy: usize) {
        match self {
            Policies::One(known) if *known == policy => {}
            Policies::One(known) => *self = Policies::Several(vec![*known, policy]),
            Policies::Several(known) if known.is_empty() => *self = Policies::One(policy),
            Policies::Several(known) if known.contains(&policy) => {}
            Policies::Several(known) => known.push(policy),
        }
    }

    pub(crate) fn add_all(&mut self, others: &Policies) {
        others.all().iter().for_each(|policy| self.add(*policy));
    }

    pub(crate) fn all(&self) -> &[usize] {
        match self {
            Policies::One(only) => slice::from_ref(only),
            Policies::Several(all) => all,
        }
    }
}

/// The index of the policy of the application.
pub(crate) const APPLICATION: usize = 0;

/// What a request is for.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The first route that has the path and the method, and its policy.
    pub(crate) route: Option<(RouteId, usize)>,
    /// The policies of the innermost scopes that have the path, or that of the
    /// application.
    pub(crate) around: Policies,
}

impl Found {
    /// The policies of which each may govern; but for doubtful scopes, one.
    pub(crate) fn governing(&self) -> Policies {
        match self.route {
            Some((_, policy)) => Policies::One(policy),
            None => self.around.clone(),
        }
    }
}
