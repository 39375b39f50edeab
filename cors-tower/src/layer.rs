//! The layer.

use std::sync::Arc;

use cors_engine::adapter::{CompiledSource, Http, LayerCount, PolicySource};
use tower_layer::Layer;

use crate::policies::LayerPolicies;
use crate::service::Cors;

/// The layer: `ServiceBuilder::new().layer(CorsLayer::new(&API))`.
///
/// Make it the outermost layer: the first of a `ServiceBuilder`, the last `.layer(…)`
/// of anything else that takes layers. The header values are prepared once, in
/// [`CorsLayer::new`]. Clones of the layer share them, and so do all services that it
/// wraps.
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
#[must_use = "a layer has no effect until it wraps a service"]
pub struct CorsLayer {
    policies: Arc<LayerPolicies>,
}

impl CorsLayer {
    /// Creates a layer from a `&'static Policy`, an `Arc<Policy>`, a `Policy`,
    /// [`Choose`](crate::Choose), `Policies` by URL (feature `routes`), or `Live` (feature
    /// `live`).
    ///
    /// ```
    /// use std::sync::Arc;
    /// use cors_tower::{CorsLayer, Policy};
    ///
    /// let policy = Policy::builder().origins(["https://example.com"]).build()?;
    /// let layer = CorsLayer::new(Arc::new(policy));
    /// # Ok::<(), cors_tower::Problems>(())
    /// ```
    pub fn new(policies: impl Into<PolicySource<Http>>) -> Self {
        CorsLayer {
            policies: Arc::new(LayerPolicies::new(policies)),
        }
    }

    /// For adapters that put one layer around each route. These layers count as one.
    #[doc(hidden)]
    pub fn from_compiled(count: Arc<LayerCount>, source: CompiledSource<Http>) -> Self {
        CorsLayer {
            policies: Arc::new(LayerPolicies { count, source }),
        }
    }
}

impl<S> Layer<S> for CorsLayer {
    type Service = Cors<S>;

    fn layer(&self, inner: S) -> Cors<S> {
        Cors {
            inner,
            policies: Arc::clone(&self.policies),
        }
    }
}
