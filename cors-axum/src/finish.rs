//! Gates go on last, once: outside of every layer.

use std::sync::Arc;

use cors_tower::SharedPolicy;
use cors_tower::cors_engine::adapter::CompiledHttpPolicy;

use crate::app::{App, Gates};
use crate::gate::{GateLayer, Governors};
use crate::place::{Fallback, Place, address};

/// Everything that can answer, and who governs it.
pub(crate) struct Endpoints<S> {
    places: Vec<(Place<S>, Arc<Governors>)>,
    fallback: (axum::Router<S>, Arc<Governors>),
    /// Whether a policy answers where no origin is.
    any: bool,
}

impl<S> Endpoints<S>
where
    S: Clone + Send + Sync + 'static,
{
    #[track_caller]
    pub(crate) fn new(places: Vec<Place<S>>, fallback: Fallback<S>, policy: &SharedPolicy) -> Self {
        let mut policies = Policies::default();
        let enclosing = policies.prepare(policy);
        let mut governed = Vec::new();
        for mut place in places {
            let own = std::mem::take(&mut place.methods).into_iter();
            let own = own.map(|(method, own)| (method, policies.prepare(&own)));
            let own = own.collect();
            let round = policies.or(place.policy.as_ref(), &enclosing);
            governed.push((place, Arc::new(Governors::of_route(round, own))));
        }
        let beneath = paths(fallback.beneath, &enclosing, &mut policies);
        let round = policies.or(fallback.policy.as_ref(), &enclosing);
        let governors = Governors::of_fallback(round, beneath);
        Endpoints {
            places: governed,
            fallback: (fallback.router, Arc::new(governors)),
            any: policies.any(),
        }
    }

    /// A gate round each: wherever the router is nested or merged, each keeps its
    /// own.
    #[track_caller]
    pub(crate) fn into_router(self) -> axum::Router<S> {
        let mut finished = axum::Router::new();
        for (place, governors) in self.places {
            finished = finished.merge(place.router.layer(GateLayer(governors)));
        }
        let (fallback, governors) = self.fallback;
        // Last: of two default fallbacks, axum keeps that of the router merged later.
        finished.merge(fallback.layer(GateLayer(governors)))
    }
}

impl Endpoints<()> {
    /// One gate round all, which finds the endpoint as axum does: by the same
    /// patterns, in the same router.
    #[track_caller]
    pub(crate) fn into_app(self) -> App {
        let mut router = axum::Router::new();
        let mut places = matchit::Router::new();
        for (place, governors) in self.places {
            router = router.merge(place.router);
            for path in place.paths {
                if let Err(conflict) = places.insert(&*path, Arc::clone(&governors)) {
                    panic!("Invalid route {path:?}: {conflict}");
                }
            }
        }
        let (fallback, governors) = self.fallback;
        let gates = Gates::new(places, governors, self.any);
        App::new(router.merge(fallback), gates)
    }
}

/// Which policies govern beneath which paths, where no route does.
#[track_caller]
fn paths(
    beneath: Vec<(String, Option<SharedPolicy>)>,
    enclosing: &Arc<CompiledHttpPolicy>,
    policies: &mut Policies,
) -> matchit::Router<Arc<CompiledHttpPolicy>> {
    let mut paths = matchit::Router::new();
    for (path, policy) in beneath {
        let policy = policies.or(policy.as_ref(), enclosing);
        if paths.insert(&*path, Arc::clone(&policy)).is_ok() {
            continue;
        }
        // As a path, a pattern is matched by the one that it is too much like.
        let is_same = |known: &Arc<CompiledHttpPolicy>| Arc::ptr_eq(known, &policy);
        assert!(
            paths.at(&path).is_ok_and(|known| is_same(known.value)),
            "`{path}` is beneath two routers of different policies, so nobody can say which of \
             them governs what no route takes. Put what is beneath the path into one router",
        );
    }
    paths
}

/// Every policy, compiled once.
#[derive(Default)]
struct Policies(Vec<(usize, Arc<CompiledHttpPolicy>)>);

impl Policies {
    fn prepare(&mut self, policy: &SharedPolicy) -> Arc<CompiledHttpPolicy> {
        let address = address(policy);
        let known = self.0.iter().find(|(known, _)| *known == address);
        if let Some((_, compiled)) = known {
            return Arc::clone(compiled);
        }
        let compiled = Arc::new(CompiledHttpPolicy::new(policy.clone()));
        self.0.push((address, Arc::clone(&compiled)));
        compiled
    }

    fn or(
        &mut self,
        own: Option<&SharedPolicy>,
        enclosing: &Arc<CompiledHttpPolicy>,
    ) -> Arc<CompiledHttpPolicy> {
        own.map_or_else(|| Arc::clone(enclosing), |own| self.prepare(own))
    }

    fn any(&self) -> bool {
        let mut policies = self.0.iter();
        policies.any(|(_, compiled)| compiled.policy().allows_any_origin())
    }
}
