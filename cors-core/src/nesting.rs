//! Detects two nested CORS layers, a mistake that compiles.
//!
//! The outer layer answers preflights, and a response gets only what both policies allow.
//! To find out the inner policy, the outer layer puts a [`MatchedPolicies`] into the
//! extensions of the request and keeps a clone. An inner layer that finds it there adds its
//! policy and writes no headers. The outer layer writes them. (warp's filters cannot write
//! request extensions, so cors-warp uses the extensions of the response.)

use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Once, PoisonError};

use crate::compiled::CompiledPolicy;
use crate::header_map::HeaderMap;
use crate::policy::Policy;

/// The number of layers in the process. Layers with the same policy count as one.
static LAYERS: AtomicUsize = AtomicUsize::new(0);

/// How many layers have each policy, by its address.
static POLICIES: Mutex<Vec<(usize, usize)>> = Mutex::new(Vec::new());

/// Counts a layer until it is dropped. If the process has only one layer, layers cannot
/// be nested, and requests need no [`MatchedPolicies`].
#[derive(Debug)]
pub struct LayerCount {
    /// The address of the layer's policy, if it has only one.
    policy: Option<usize>,
}

impl LayerCount {
    /// Counts a layer whose policy depends on the request.
    #[expect(clippy::new_without_default, reason = "it has an effect")]
    pub fn new() -> Self {
        LAYERS.fetch_add(1, Ordering::Relaxed);
        LayerCount { policy: None }
    }

    /// Counts a layer that has one policy, which must live as long as the count.
    ///
    /// Layers with the same policy count as one, because nesting them changes nothing. So
    /// a server that gives the same policy to multiple routers or workers does not pay for
    /// layers that could be nested.
    pub fn for_policy(policy: &Policy) -> Self {
        let address = ptr::from_ref(policy).addr();
        let mut policies = POLICIES.lock().unwrap_or_else(PoisonError::into_inner);
        match policies.iter_mut().find(|(known, _)| *known == address) {
            Some((_, layers)) => *layers += 1,
            None => {
                policies.push((address, 1));
                LAYERS.fetch_add(1, Ordering::Relaxed);
            }
        }
        LayerCount {
            policy: Some(address),
        }
    }

    /// Whether there is no other layer.
    #[inline]
    pub fn is_only_one(&self) -> bool {
        LAYERS.load(Ordering::Relaxed) == 1
    }
}

impl Drop for LayerCount {
    fn drop(&mut self) {
        if let Some(address) = self.policy {
            let mut policies = POLICIES.lock().unwrap_or_else(PoisonError::into_inner);
            let known = policies.iter().position(|(known, _)| *known == address);
            let Some(known) = known else { return };
            policies[known].1 -= 1;
            if policies[known].1 > 0 {
                return;
            }
            policies.swap_remove(known);
        }
        LAYERS.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The policies of the inner layers that a request has passed.
#[derive(Debug)]
pub struct MatchedPolicies<M: HeaderMap>(Arc<Mutex<Vec<Arc<CompiledPolicy<M>>>>>);

impl<M: HeaderMap> MatchedPolicies<M> {
    /// Adds the policy of an inner layer.
    pub fn add(&self, policy: &Arc<CompiledPolicy<M>>) {
        let mut policies = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        policies.push(Arc::clone(policy));
    }

    /// The policy for the response: the outer policy, or its intersection with the inner
    /// policies. An error is logged once if layers are nested.
    pub fn resolve(&self, outer: &Arc<CompiledPolicy<M>>) -> Arc<CompiledPolicy<M>> {
        let inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.is_empty() {
            return Arc::clone(outer);
        }
        log_nested_layers();
        let all = std::iter::once(outer).chain(&*inner);
        CompiledPolicy::intersection_of(all).unwrap_or_else(|| Arc::clone(outer))
    }
}

impl<M: HeaderMap> Default for MatchedPolicies<M> {
    fn default() -> Self {
        MatchedPolicies(Arc::default())
    }
}

impl<M: HeaderMap> Clone for MatchedPolicies<M> {
    fn clone(&self) -> Self {
        MatchedPolicies(Arc::clone(&self.0))
    }
}

/// Logs once that two layers are nested.
#[cold]
pub fn log_nested_layers() {
    static LOGGED: Once = Once::new();
    LOGGED.call_once(|| {
        log::error!(
            "CORS: one CORS layer is inside another. The outer one answers preflights, and a \
             response is allowed only what both policies allow. Keep the outer layer alone and \
             give it the inner policy by path: \
             `Policies::builder(&OUTER).nest(\"/admin\", &INNER)`. Until then, the origins of \
             the outer policy can still send requests to the inner paths"
        );
    });
}
