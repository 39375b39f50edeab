//! What a router is layered with.

use cors_tower::{Policy, SharedPolicy};
use tower_layer::Layer;

use crate::service::Cors;

/// The layer: `router.layer(CorsLayer::new(&API))`, behind all routes.
///
/// The policy is compiled once, here; a clone of the layer, and of each service
/// that it makes, shares it.
///
/// ```
/// use axum::Router;
/// use axum::routing::get;
/// use cors_axum::{CorsLayer, Policy, cors};
///
/// #[cors(origins = ["https://example.com"], methods = [GET, PUT], credentials)]
/// static API: Policy;
///
/// let app: Router = Router::new()
///     .route("/", get(async || "hello"))
///     .layer(CorsLayer::new(&API));
/// ```
#[derive(Debug, Clone)]
pub struct CorsLayer {
    layer: cors_tower::CorsLayer,
}

impl CorsLayer {
    /// Takes a `&'static Policy`, an `Arc<Policy>` or a `Policy`.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use cors_axum::{CorsLayer, Policy};
    ///
    /// let policy = Policy::builder().origins(["https://example.com"]).build()?;
    /// let layer = CorsLayer::new(Arc::new(policy));
    /// # Ok::<(), cors_axum::Problems>(())
    /// ```
    pub fn new(policy: impl Into<SharedPolicy>) -> Self {
        CorsLayer {
            layer: cors_tower::CorsLayer::new(policy),
        }
    }

    /// The policy.
    pub fn policy(&self) -> &Policy {
        self.layer.policy()
    }
}

impl<S> Layer<S> for CorsLayer {
    type Service = Cors<S>;

    fn layer(&self, inner: S) -> Cors<S> {
        Cors {
            service: self.layer.layer(inner),
        }
    }
}
