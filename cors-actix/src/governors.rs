//! Who may govern a method of a path.
//!
//! The router asks its resources in order: the first that has the path and whose
//! guards agree serves. Which methods and guards a resource without a policy has,
//! and which guards a scope, nobody can see; so several may be left, and then
//! what all of them grant is granted.

use crate::places::{Kind, Place, Places};

/// The policies of which each may govern.
#[derive(Debug)]
pub(crate) struct Governors<'p> {
    /// Their indices, each once, the likeliest first.
    pub(crate) policies: Vec<usize>,
    /// Whether several policies govern the methods of the path.
    pub(crate) several: bool,
    /// The first place with a policy that may serve.
    pub(crate) place: Option<&'p Place>,
    /// The first route with a policy that has path and method.
    pub(crate) route: Option<&'p Place>,
    /// The innermost scope with a policy that has the path.
    pub(crate) scope: Option<&'p Place>,
    /// Whether the path is that of a scope.
    pub(crate) is_scope: bool,
}

impl<'p> Governors<'p> {
    /// Those of a path below the policy of the gate, which is the first.
    pub(crate) fn at(places: &'p Places, method: &str, path: &str) -> Self {
        let mut governors = Governors {
            policies: Vec::new(),
            several: false,
            place: None,
            route: None,
            scope: None,
            is_scope: false,
        };
        governors.read(places, method, path, 0);
        governors
    }

    pub(crate) fn add(&mut self, policy: usize) {
        if !self.policies.contains(&policy) {
            self.policies.push(policy);
        }
    }

    /// What the places of one level say of the rest of a path.
    fn read(&mut self, places: &'p Places, method: &str, path: &str, around: usize) {
        let mut is_anything = false;
        let mut scope: Option<&Place> = None;
        for (place, behind) in places.near(path) {
            let Some(length) = place.pattern.find(path) else {
                continue;
            };
            // A scope takes all that is beneath it. What stands behind one, where
            // nothing but the scope would be asked, shows that it has a guard.
            if scope.is_some_and(|scope| !scope.covers(place)) {
                continue;
            }
            match &place.kind {
                Kind::Plain { .. } if place.leaves(method, behind) => {}
                Kind::Plain { .. } => {
                    is_anything = true;
                    self.add(around);
                }
                Kind::Route {
                    route,
                    policy,
                    is_doubtful,
                } => {
                    self.several = true;
                    if !route.methods.iter().any(|own| own == method) {
                        continue;
                    }
                    is_anything = true;
                    self.place = self.place.or(Some(place));
                    self.route = self.route.or(Some(place));
                    self.add(*policy);
                    if is_doubtful.get() {
                        self.add(around);
                    } else if !route.is_guarded {
                        return;
                    }
                }
                Kind::Scope {
                    policy,
                    inside,
                    is_doubtful,
                } => {
                    is_anything = true;
                    scope = scope.or((!is_doubtful.get()).then_some(place));
                    self.scope = policy.map(|_| place).or(self.scope);
                    self.place = self.place.or(policy.map(|_| place));
                    self.is_scope |= length == path.len();
                    self.read(inside, method, &path[length..], policy.unwrap_or(around));
                    if is_doubtful.get() {
                        self.add(around);
                    }
                }
            }
        }
        if !is_anything {
            self.add(around);
        }
    }
}

impl Place {
    /// Whether a resource without a policy leaves a method to one behind it, which
    /// has the same pattern: else that would never serve. What has no name may
    /// take every method.
    fn leaves(&self, method: &str, behind: &[Place]) -> bool {
        let takes = |place: &Place| match &place.kind {
            Kind::Route { route, .. } => {
                route.methods.iter().any(|own| own == method) && place.pattern.is(&self.pattern)
            }
            _ => false,
        };
        matches!(self.kind, Kind::Plain { is_named: true }) && behind.iter().any(takes)
    }

    /// Whether a scope has every path of what stands behind it.
    fn covers(&self, behind: &Place) -> bool {
        self.pattern.is_over(&behind.pattern)
    }

    /// Whether it may turn a request down that has its path and method.
    pub(crate) fn is_guarded(&self) -> bool {
        matches!(&self.kind, Kind::Route { route, .. } if route.is_guarded)
    }

    /// Casts doubt on a route or a scope; whether there was none.
    pub(crate) fn doubt(&self) -> bool {
        match &self.kind {
            Kind::Route { is_doubtful, .. } | Kind::Scope { is_doubtful, .. } => {
                !is_doubtful.replace(true)
            }
            Kind::Plain { .. } => false,
        }
    }
}
