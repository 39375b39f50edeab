//! What a stack of services is layered with.

use std::sync::Arc;

use cors_engine::adapter::CompiledHttpPolicy;
use cors_engine::{Policy, SharedPolicy};
use tower_layer::Layer;

use crate::service::Cors;

/// The layer: `ServiceBuilder::new().layer(CorsLayer::new(&API))`.
///
/// It belongs outermost: the first layer of a `ServiceBuilder`, the last
/// `.layer(…)` of whatever else takes layers. The policy is compiled once, here;
/// a clone of the layer, and of each service that it makes, shares it.
///
/// ```
/// use cors_tower::{CorsLayer, Policy, cors};
/// use http::{Request, Response};
/// use tower::ServiceBuilder;
///
/// #[cors(origins = ["https://example.com"], methods = [GET, PUT], credentials)]
/// static API: Policy;
///
/// let service = ServiceBuilder::new()
///     .layer(CorsLayer::new(&API))
///     .concurrency_limit(100)
///     .service_fn(async |_: Request<String>| Ok::<_, std::io::Error>(Response::new(String::new())));
/// ```
#[derive(Debug, Clone)]
pub struct CorsLayer {
    compiled: Arc<CompiledHttpPolicy>,
}

impl CorsLayer {
    /// Takes a `&'static Policy`, an `Arc<Policy>` or a `Policy`.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use cors_tower::{CorsLayer, Policy};
    ///
    /// let policy = Policy::builder().origins(["https://example.com"]).build()?;
    /// let layer = CorsLayer::new(Arc::new(policy));
    /// # Ok::<(), cors_tower::Problems>(())
    /// ```
    pub fn new(policy: impl Into<SharedPolicy>) -> Self {
        CorsLayer {
            compiled: Arc::new(CompiledHttpPolicy::new(policy)),
        }
    }

    /// The policy.
    pub fn policy(&self) -> &Policy {
        self.compiled.policy()
    }
}

impl<S> Layer<S> for CorsLayer {
    type Service = Cors<S>;

    fn layer(&self, inner: S) -> Cors<S> {
        Cors {
            inner,
            compiled: Arc::clone(&self.compiled),
        }
    }
}
