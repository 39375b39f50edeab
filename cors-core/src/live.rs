//! Policies that are replaced while the server runs.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::SystemTime;

use arc_swap::ArcSwap;
use cors_rules::Problems;

use crate::header_map::HeaderMap;
use crate::policy_request::PolicyRequest;
use crate::routes::Policies;
use crate::source::{ApplicablePolicy, Compile, CompiledSource, PolicySource, RequestPolicies};

/// Policies that are replaced while the server runs.
///
/// It is a handle: clone it, give one clone to an adapter, and replace the policies through
/// another one. All policies are replaced at once. Each request uses one value, from the
/// decision to the response headers. Requests never wait for a replacement.
///
/// ```
/// use cors_engine::{Live, Policy, Rule};
///
/// let read = |origin: &str| Policy::builder().origins([origin]).build();
///
/// let live = Live::new(read("https://example.com")?);
/// // Cors::new(app, live.clone())
/// live.replace(read("https://www.example.com")?);
/// assert_eq!(live.generation(), 2);
///
/// // A wrong policy changes nothing.
/// let problems = live.update(read("www.example.com")).unwrap_err();
/// assert_eq!(problems[0].rule, Rule::OriginSchemeMissing);
/// assert!(live.load().application().allows_origin("https://www.example.com"));
/// assert_eq!(live.generation(), 2);
/// # Ok::<(), cors_engine::Problems>(())
/// ```
///
/// Browsers cache the answer to a preflight for `max_age`. So an origin that you remove can
/// still send requests until that time is over, but it cannot read the responses.
#[derive(Clone)]
pub struct Live(Arc<Inner>);

struct Inner {
    current: ArcSwap<Version>,
    /// The compiled form for each type of header map. Locked while policies are replaced.
    compiled: Mutex<Vec<Weak<dyn Replace>>>,
}

struct Version {
    policies: Policies,
    generation: u64,
    loaded_at: SystemTime,
}

impl Live {
    /// Starts with these policies: one policy in any form that an adapter takes, or
    /// [`Policies`].
    pub fn new(policies: impl Into<Policies>) -> Self {
        Live(Arc::new(Inner {
            current: ArcSwap::from_pointee(Version {
                policies: policies.into(),
                generation: 1,
                loaded_at: SystemTime::now(),
            }),
            compiled: Mutex::default(),
        }))
    }

    /// Replaces the policies. Requests that begin after this call use the new ones.
    pub fn replace(&self, policies: impl Into<Policies>) {
        let policies = policies.into();
        let mut compiled = self
            .0
            .compiled
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        compiled.retain(|known| known.strong_count() > 0);
        // Everything is compiled before anything is replaced.
        let known = compiled.iter().filter_map(Weak::upgrade);
        let prepared: Vec<_> = known.map(|known| known.prepare(&policies)).collect();
        for replace in prepared {
            replace();
        }
        self.0.current.store(Arc::new(Version {
            policies,
            generation: self.generation() + 1,
            loaded_at: SystemTime::now(),
        }));
    }

    /// Replaces the policies if they have no problems. Otherwise the current ones stay.
    ///
    /// # Errors
    ///
    /// The problems, unchanged.
    pub fn update<P: Into<Policies>>(&self, policies: Result<P, Problems>) -> Result<(), Problems> {
        policies.map(|policies| self.replace(policies))
    }

    /// The current policies.
    pub fn load(&self) -> Policies {
        self.0.current.load().policies.clone()
    }

    /// How many times policies were set: 1, and 1 more for each replacement. It is for
    /// metrics.
    pub fn generation(&self) -> u64 {
        self.0.current.load().generation
    }

    /// When the current policies were set. It is for metrics.
    pub fn loaded_at(&self) -> SystemTime {
        self.0.current.load().loaded_at
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let current = self.0.current.load();
        f.debug_struct("Live")
            .field("policies", &current.policies)
            .field("generation", &current.generation)
            .field("loaded_at", &current.loaded_at)
            .finish()
    }
}

/// The compiled form of the current policies. All layers that have the same `Live` and the
/// same type of header map share it.
#[derive(Debug)]
struct Compiled<M: HeaderMap>(ArcSwap<CompiledSource<M>>);

/// Compiled policies for any type of header map.
trait Replace: Any + Send + Sync {
    /// Compiles policies. The returned function makes them the current ones.
    fn prepare(self: Arc<Self>, policies: &Policies) -> Box<dyn FnOnce()>;
}

impl<M: HeaderMap> Replace for Compiled<M> {
    fn prepare(self: Arc<Self>, policies: &Policies) -> Box<dyn FnOnce()> {
        let compiled = Arc::new(policies.compile());
        Box::new(move || self.0.store(compiled))
    }
}

impl<M: HeaderMap> RequestPolicies<M> for Compiled<M> {
    fn applicable(&self, request: &PolicyRequest<'_>) -> ApplicablePolicy<M> {
        self.0.load().applicable(request)
    }
}

impl<M: HeaderMap> Compile<M> for Live {
    fn compile(&self) -> CompiledSource<M> {
        // While this is locked, no policies are replaced.
        let mut compiled = self
            .0
            .compiled
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let known = compiled.iter().filter_map(Weak::upgrade);
        let mut known =
            known.filter_map(|known| (known as Arc<dyn Any + Send + Sync>).downcast().ok());
        let known: Arc<Compiled<M>> = known.next().unwrap_or_else(|| {
            let new = Arc::new(Compiled(ArcSwap::from_pointee(self.load().compile())));
            let weak = Arc::downgrade(&new);
            compiled.push(weak);
            new
        });
        CompiledSource::PerRequest(known)
    }
}

impl<M: HeaderMap> From<Live> for PolicySource<M> {
    fn from(live: Live) -> Self {
        PolicySource::per_request(Arc::new(live))
    }
}
