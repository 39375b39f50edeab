//! A route table with compiled policies.

use std::sync::{Arc, Mutex, PoisonError};

use crate::adapter::{CompiledPolicy, HeaderMap};
use crate::policy::Policy;
use crate::routes::entry::PathPattern;
use crate::routes::set::{PolicyId, PolicySet};
use crate::routes::table::{Applicable, RouteTable};

/// A [`RouteTable`] whose policies are compiled. It caches intersections of policies.
///
/// Adapters build one per application.
#[derive(Debug)]
pub struct CompiledRoutes<P, M: HeaderMap> {
    table: RouteTable<P>,
    /// The index is the [`PolicyId`].
    compiled: Vec<Arc<CompiledPolicy<M>>>,
    intersections: Mutex<Vec<(PolicySet, Arc<CompiledPolicy<M>>)>>,
}

impl<P: PathPattern, M: HeaderMap> CompiledRoutes<P, M> {
    /// Compiles the policies of a table.
    pub fn new(table: RouteTable<P>) -> Self {
        let policies = table.policies().iter();
        CompiledRoutes {
            compiled: policies
                .map(|policy| Arc::new(CompiledPolicy::new(policy.clone())))
                .collect(),
            table,
            intersections: Mutex::default(),
        }
    }

    /// The table.
    pub fn table(&self) -> &RouteTable<P> {
        &self.table
    }

    /// The compiled form of a policy of the table. Policies are compared by address.
    pub fn compiled(&self, policy: &Policy) -> Option<&Arc<CompiledPolicy<M>>> {
        let id = self.table.id_of(policy)?;
        self.compiled.get(id.0)
    }

    /// Logs that a route is ambiguous, once per route.
    pub fn log_ambiguous(&self, method: &str, applicable: &Applicable<'_, P>) {
        if applicable.logs_now()
            && let Some(route) = applicable.route
        {
            log::warn!(
                "CORS: {method} {} has a policy of its own, but a handler with another policy \
                 may serve it too; only what both policies allow is allowed. Give every route \
                 of this path a policy, or register the one with its own policy first",
                route.as_str()
            );
        }
    }

    /// The intersection of the policies of a set. For an empty set, it is the policy of the
    /// application.
    pub fn intersection(&self, policies: &PolicySet) -> Arc<CompiledPolicy<M>> {
        match policies.as_slice() {
            [] => return Arc::clone(&self.compiled[0]),
            [only] => return Arc::clone(&self.compiled[only.0]),
            _ => {}
        }
        let mut known = self
            .intersections
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some((_, compiled)) = known.iter().find(|(set, _)| set == policies) {
            return Arc::clone(compiled);
        }
        let each = policies.as_slice().iter().map(|id| &self.compiled[id.0]);
        let shared = each.map(|compiled| compiled.shared_policy().clone());
        let compiled = CompiledPolicy::intersection(shared).map(Arc::new);
        let compiled = compiled.unwrap_or_else(|| Arc::clone(&self.compiled[0]));
        known.push((policies.clone(), Arc::clone(&compiled)));
        compiled
    }

    /// Like [`intersection`](CompiledRoutes::intersection), if the policy of the application
    /// depends on the request. It is computed only if it may apply.
    pub fn intersection_with(
        &self,
        policies: &PolicySet,
        application: impl FnOnce() -> Arc<CompiledPolicy<M>>,
    ) -> Arc<CompiledPolicy<M>> {
        let ids = policies.as_slice();
        if !ids.is_empty() && !ids.contains(&PolicyId::APPLICATION) {
            return self.intersection(policies);
        }
        let application = application();
        let others = ids.iter().filter(|id| **id != PolicyId::APPLICATION);
        let others: Vec<_> = others.map(|id| &self.compiled[id.0]).collect();
        if others.is_empty() {
            return application;
        }
        let all = std::iter::once(&application).chain(others);
        CompiledPolicy::intersection_of(all).unwrap_or(application)
    }
}
