//! Gates go on last, once, round each endpoint: outside of every layer.

use std::sync::Arc;

use cors_tower::SharedPolicy;
use cors_tower::cors_core::adapter::PreparedHttp;

use crate::gate::{GateLayer, Governors};
use crate::place::{Fallback, Place, address};

/// The router that has all these, each behind its gate.
#[track_caller]
pub(crate) fn finish<S>(
    places: Vec<Place<S>>,
    fallback: Fallback<S>,
    policy: SharedPolicy,
) -> axum::Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    let mut policies = Policies::default();
    let enclosing = policies.prepare(&policy);
    let mut finished = axum::Router::new();
    for place in places {
        let own = place.policy.as_ref();
        let governors = Governors::of_route(
            own.map_or_else(|| Arc::clone(&enclosing), |own| policies.prepare(own)),
            place
                .methods
                .into_iter()
                .map(|(method, own)| (method, policies.prepare(&own)))
                .collect(),
        );
        finished = finished.merge(place.router.layer(GateLayer(Arc::new(governors))));
    }
    let own = fallback.policy.as_ref();
    let governors = Governors::of_fallback(
        own.map_or_else(|| Arc::clone(&enclosing), |own| policies.prepare(own)),
        paths(fallback.beneath, &enclosing, &mut policies),
    );
    // Last: of two default fallbacks, axum keeps that of the router merged later.
    finished.merge(fallback.router.layer(GateLayer(Arc::new(governors))))
}

/// Which policies govern beneath which paths, where no route does.
#[track_caller]
fn paths(
    beneath: Vec<(String, Option<SharedPolicy>)>,
    enclosing: &Arc<PreparedHttp>,
    policies: &mut Policies,
) -> matchit::Router<Arc<PreparedHttp>> {
    let mut paths = matchit::Router::new();
    for (path, policy) in beneath {
        let policy = match policy {
            Some(policy) => policies.prepare(&policy),
            None => Arc::clone(enclosing),
        };
        if paths.insert(&*path, Arc::clone(&policy)).is_ok() {
            continue;
        }
        // As a path, a pattern is matched by the one that it is too much like.
        let is_same = |known: &Arc<PreparedHttp>| Arc::ptr_eq(known, &policy);
        assert!(
            paths.at(&path).is_ok_and(|known| is_same(known.value)),
            "`{path}` is beneath two routers of different policies, so nobody can say which of \
             them governs what no route takes. Put what is beneath the path into one router",
        );
    }
    paths
}

/// Every policy, prepared once.
#[derive(Default)]
struct Policies(Vec<(usize, Arc<PreparedHttp>)>);

impl Policies {
    fn prepare(&mut self, policy: &SharedPolicy) -> Arc<PreparedHttp> {
        let address = address(policy);
        let known = self.0.iter().find(|(known, _)| *known == address);
        if let Some((_, prepared)) = known {
            return Arc::clone(prepared);
        }
        let prepared = Arc::new(PreparedHttp::new(policy.clone()));
        self.0.push((address, Arc::clone(&prepared)));
        prepared
    }
}
