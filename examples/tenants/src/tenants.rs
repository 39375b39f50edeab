//! The tenants in memory, as of the last time that the database was reached.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use cors_axum::{ChoosePolicy, CompiledPolicy, Http, Policy, PolicyRequest, Problem};

use crate::policy;

/// The tenants by host. Requests read it, and one task writes it.
///
/// It is a map in a lock, because that is the simplest structure in which one tenant can be
/// replaced alone: a change copies nothing and keeps the lock for one insertion, whatever
/// the number of tenants. A map in an `ArcSwap` would be copied for each change.
pub(crate) struct Tenants {
    snapshot: RwLock<Snapshot>,
    /// A snapshot that is older is not used. See [`Snapshot::confirmed`].
    pub(crate) stale_after: Duration,
    none: Arc<CompiledPolicy>,
}

pub(crate) struct Snapshot {
    pub(crate) by_host: HashMap<String, Tenant>,
    /// The last time at which this was known to be the content of the database.
    pub(crate) confirmed: Instant,
    pub(crate) is_connected: bool,
}

/// The rows of one tenant, as they are used.
pub(crate) struct Tenant {
    /// `None` if no origin is right.
    pub(crate) policy: Option<Arc<Policy>>,
    /// The policy with its header values prepared. That takes four times the memory of the
    /// policy, and most tenants have no requests most of the time. So the first request
    /// prepares it.
    compiled: OnceLock<Arc<CompiledPolicy>>,
    /// The problems of the origins that are not in the policy.
    pub(crate) refused: Vec<Problem>,
}

impl Tenant {
    /// Checks the rows of one tenant.
    pub(crate) fn new(host: &str, origins: &[String], max_age: Option<i32>) -> Self {
        let (policy, refused) = policy::build(origins, max_age);
        let source = format!("tenant {host}");
        Tenant {
            policy: policy.map(Arc::new),
            compiled: OnceLock::new(),
            refused: refused
                .into_iter()
                .map(|problem| problem.with_source(&source))
                .collect(),
        }
    }

    fn compiled(&self) -> Option<&Arc<CompiledPolicy>> {
        let policy = self.policy.as_ref()?;
        let compile = || Arc::new(CompiledPolicy::new(Arc::clone(policy)));
        Some(self.compiled.get_or_init(compile))
    }
}

impl Tenants {
    /// No tenants, until they are read.
    pub(crate) fn new(stale_after: Duration) -> Self {
        Tenants {
            snapshot: RwLock::new(Snapshot {
                by_host: HashMap::new(),
                confirmed: Instant::now(),
                is_connected: false,
            }),
            stale_after,
            none: Arc::new(CompiledPolicy::new(Policy::NONE)),
        }
    }

    /// The current snapshot. Release it before you wait for anything.
    pub(crate) fn snapshot(&self) -> RwLockReadGuard<'_, Snapshot> {
        self.snapshot.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Replaces one tenant, or removes it.
    pub(crate) fn replace(&self, host: String, tenant: Option<Tenant>) {
        let old = match tenant {
            Some(tenant) => {
                self.log_refused(&host, &tenant);
                self.write().by_host.insert(host, tenant)
            }
            None => self.write().by_host.remove(&host),
        };
        drop(old);
    }

    /// Stores that the snapshot was the content of the database at this time.
    pub(crate) fn confirm(&self, time: Instant) {
        let mut snapshot = self.write();
        snapshot.confirmed = time;
        snapshot.is_connected = true;
    }

    /// Stores that the snapshot is not kept up to date.
    pub(crate) fn disconnected(&self) {
        self.write().is_connected = false;
    }

    /// Logs each problem of a tenant, unless it was logged for the same entry before.
    fn log_refused(&self, host: &str, tenant: &Tenant) {
        if tenant.refused.is_empty() {
            return;
        }
        let snapshot = self.snapshot();
        let known = snapshot.by_host.get(host);
        let known = known.map_or(&[][..], |tenant| &tenant.refused);
        for problem in &tenant.refused {
            if !known.contains(problem) {
                eprintln!("This entry is not used. {problem}\n");
            }
        }
    }

    fn write(&self) -> RwLockWriteGuard<'_, Snapshot> {
        self.snapshot
            .write()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Snapshot {
    pub(crate) fn age(&self) -> Duration {
        self.confirmed.elapsed()
    }
}

impl ChoosePolicy<Http> for Tenants {
    /// The policy of the tenant whose host the request has. There are no CORS headers if the
    /// host belongs to no tenant, or if the snapshot is too old: an origin may have been
    /// removed since.
    fn choose(&self, request: &PolicyRequest<'_>) -> Arc<CompiledPolicy> {
        let snapshot = self.snapshot();
        let tenant = request.host().and_then(|host| snapshot.by_host.get(host));
        let policy = tenant.and_then(Tenant::compiled);
        let policy = policy.filter(|_| snapshot.age() <= self.stale_after);
        Arc::clone(policy.unwrap_or(&self.none))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `cargo test --release -p example-tenants --bins -- --ignored --nocapture`
    #[test]
    #[ignore = "it measures"]
    fn one_origin_is_added() {
        let tenants = Tenants::new(Duration::from_secs(60));
        let add = |number: u32, kinds: &[&str]| {
            let host = format!("t{number}.api.example");
            let origins = kinds
                .iter()
                .map(|kind| format!("https://{kind}{number}.example"));
            let tenant = Tenant::new(&host, &origins.collect::<Vec<_>>(), None);
            tenants.replace(host, Some(tenant));
        };
        for number in 0..100_000 {
            add(number, &["app", "shop", "admin"]);
        }
        let started = Instant::now();
        for number in 0..1000 {
            add(number * 97, &["app", "shop", "admin", "new"]);
        }
        println!("one of 100 000 tenants: {:?}", started.elapsed() / 1000);
        assert_eq!(tenants.snapshot().by_host.len(), 100_000);
    }
}
