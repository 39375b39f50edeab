//! Logs refused requests (feature `tracing`).
//!
//! Any page on the internet can cause a refusal, so events have the level `INFO` at most, at
//! most 10 are logged per second and process, and the values in them are escaped and short.

use crate::compiled::{AllowedOrigin, CompiledPolicy};
use crate::explain::CorsRequest;
use crate::header_map::HeaderMap;

impl<M: HeaderMap> CompiledPolicy<M> {
    /// Logs an event if the policy refuses the request (feature `tracing`). Without the
    /// feature, it does nothing.
    ///
    /// The function returns the request and its path. It is called only if the event is
    /// enabled, and the origin is refused or the request is a preflight.
    // Inlined, so that it leaves no code without the feature.
    #[inline(always)]
    pub fn log_refusal<'r>(
        &self,
        origin: &AllowedOrigin<M::Value>,
        is_preflight: bool,
        request: impl FnOnce() -> (CorsRequest<'r>, &'r str),
    ) {
        #[cfg(feature = "tracing")]
        if (is_preflight || matches!(origin, AllowedOrigin::None)) && event::is_enabled() {
            let (request, path) = request();
            event::log(self.policies().map(|policy| &**policy), &request, path);
        }
        #[cfg(not(feature = "tracing"))]
        let _ = (origin, is_preflight, request);
    }
}

#[cfg(feature = "tracing")]
mod event {
    use std::sync::OnceLock;
    use std::time::Instant;

    use tracing::Level;

    use crate::explain::{CorsRequest, NearestOrigin, Refusal, excerpt};
    use crate::limiter::Limiter;
    use crate::policy::Policy;

    /// The most events per second.
    const LIMIT: u32 = 10;

    static LIMITER: Limiter = Limiter::new(LIMIT);

    #[inline]
    pub(super) fn is_enabled() -> bool {
        tracing::enabled!(target: "cors", Level::INFO)
    }

    /// Logs an event if one of the policies refuses the request.
    #[cold]
    pub(super) fn log<'p>(
        mut policies: impl Iterator<Item = &'p Policy>,
        request: &CorsRequest<'_>,
        path: &str,
    ) {
        let Some(policy) = policies.find(|policy| policy.refuses(request)) else {
            return;
        };
        let Some(suppressed) = LIMITER.admit(seconds()) else {
            return;
        };
        let explanation = policy.explain(request);
        let Some(refusal) = explanation.refusals().first() else {
            return;
        };
        let difference = match refusal {
            Refusal::Origin(refused) => refused.nearest.as_ref().map(NearestOrigin::difference),
            Refusal::Method(_) | Refusal::Header(_) => None,
        };
        tracing::event!(
            target: "cors",
            Level::INFO,
            origin = explanation.text(),
            method = excerpt(request.wanted_method()),
            path = excerpt(path.as_bytes()),
            preflight = request.is_preflight(),
            reason = refusal.reason(),
            nearest = refusal.nearest().map(|nearest| nearest.text.as_str()),
            difference,
            suppressed = (suppressed > 0).then_some(suppressed),
            "{explanation}"
        );
    }

    /// The seconds since the first refusal.
    fn seconds() -> u32 {
        static START: OnceLock<Instant> = OnceLock::new();
        // Such a target has no clock. The events of its first second are logged.
        if cfg!(all(target_family = "wasm", target_os = "unknown")) {
            return 0;
        }
        let elapsed = START.get_or_init(Instant::now).elapsed();
        u32::try_from(elapsed.as_secs()).unwrap_or(u32::MAX)
    }
}
