//! What an application consists of: which of its resources have policies.

use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;

use actix_web::dev::ResourceMap;

use crate::registry::{Entry, Route};
use crate::resources::{self, Pattern, Resource};

/// Those of an application or a scope, in the router's order.
#[derive(Debug)]
pub(crate) struct Places {
    all: Vec<Place>,
    /// Where those stand whose paths all begin with one segment.
    by_segment: HashMap<String, Vec<usize>>,
    /// Where the others stand.
    others: Vec<usize>,
}

/// A resource or a scope, where the router asks it.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) pattern: Pattern,
    pub(crate) kind: Kind,
    /// Whether the log has it that something else may serve what this place has a
    /// policy for.
    pub(crate) is_told: Cell<bool>,
}

#[derive(Debug)]
pub(crate) enum Kind {
    /// A resource without a policy; who knows which methods it takes.
    Plain {
        /// Route attributes give names, and take no method but their own.
        is_named: bool,
    },
    Route {
        route: Route,
        policy: usize,
        /// Whether something without a policy was seen to serve in its place.
        is_doubtful: Cell<bool>,
    },
    Scope {
        policy: Option<usize>,
        inside: Places,
        /// As of a route.
        is_doubtful: Cell<bool>,
    },
}

/// The places of an application, in the router's order; `None` if they cannot be
/// told. A policy becomes what `index` makes of it.
pub(crate) fn all(
    map: &ResourceMap,
    entries: &[Rc<Entry>],
    index: &mut impl FnMut(&Entry) -> usize,
) -> Option<Places> {
    let mut builder = Builder { entries, index };
    builder.places(resources::all(map)?)
}

impl Places {
    fn new(all: Vec<Place>) -> Self {
        let mut by_segment: HashMap<String, Vec<usize>> = HashMap::new();
        let mut others = Vec::new();
        for (at, place) in all.iter().enumerate() {
            match place.pattern.segment() {
                Some(segment) => by_segment.entry(segment.to_owned()).or_default().push(at),
                None => others.push(at),
            }
        }
        Places {
            all,
            by_segment,
            others,
        }
    }

    /// Those that may have a path, each with all that stand behind it.
    pub(crate) fn near(&self, path: &str) -> impl Iterator<Item = (&Place, &[Place])> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let segment = path.split('/').next().unwrap_or_default();
        let mut named = self.by_segment.get(segment).map_or(&[][..], |at| at).iter();
        let mut others = self.others.iter();
        let order = std::iter::from_fn(move || {
            let is_named = match (named.as_slice().first(), others.as_slice().first()) {
                (Some(named), Some(other)) => named < other,
                (named, _) => named.is_some(),
            };
            if is_named {
                named.next()
            } else {
                others.next()
            }
        });
        order.map(|&at| (&self.all[at], &self.all[at + 1..]))
    }
}

struct Builder<'b, I> {
    entries: &'b [Rc<Entry>],
    index: &'b mut I,
}

impl<I: FnMut(&Entry) -> usize> Builder<'_, I> {
    fn places(&mut self, resources: Vec<Resource>) -> Option<Places> {
        let mut places: Vec<Place> = Vec::new();
        let mut resources = resources.into_iter();
        while let Some(resource) = resources.next() {
            let name = resource.name.as_deref();
            let Some(name) = name.filter(|name| Entry::is_name(name)) else {
                places.push(self.place(resource)?);
                continue;
            };
            let entry = self.entries.iter().find(|entry| entry.name == name)?;
            let policy = (self.index)(entry);
            let first = places.len().checked_sub(entry.routes.len())?;
            for (place, route) in places[first..].iter_mut().zip(&entry.routes) {
                let is_it = place.pattern.has(&route.completed());
                let (true, Kind::Plain { .. }) = (is_it, &place.kind) else {
                    return None;
                };
                place.kind = Kind::Route {
                    route: route.clone(),
                    policy,
                    is_doubtful: Cell::new(false),
                };
            }
            // Those that answer preflights where nothing else does.
            for route in entry.routes.iter().filter(|route| !route.takes_preflights) {
                let answers = resources.next()?;
                answers.pattern.has(&route.completed()).then_some(())?;
            }
        }
        Some(Places::new(places))
    }

    fn place(&mut self, resource: Resource) -> Option<Place> {
        let kind = match resource.inside {
            None => Kind::Plain {
                is_named: resource.name.is_some(),
            },
            Some(inside) => Kind::Scope {
                policy: self.policy_of(&inside)?,
                inside: self.places(inside)?,
                is_doubtful: Cell::new(false),
            },
        };
        Some(Place {
            pattern: resource.pattern,
            kind,
            is_told: Cell::new(false),
        })
    }

    /// The policy of the scope that has this inside: its mark comes first.
    fn policy_of(&mut self, inside: &[Resource]) -> Option<Option<usize>> {
        let name = inside.first().and_then(|first| first.name.as_deref());
        let Some(name) = name.filter(|name| Entry::is_name(name)) else {
            return Some(None);
        };
        let entry = self.entries.iter().find(|entry| entry.name == name)?;
        let is_scope = entry.routes.is_empty();
        Some(is_scope.then(|| (self.index)(entry)))
    }
}

/// Whether a pattern of a route or scope with a policy ends in a slash.
pub(crate) fn have_slashes(places: &Places) -> bool {
    places.all.iter().any(|place| match &place.kind {
        Kind::Plain { .. } => false,
        Kind::Route { .. } => place.pattern.ends_in_slash(),
        Kind::Scope { inside, .. } => have_slashes(inside),
    })
}
