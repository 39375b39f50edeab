//! The method that adds CORS to a filter.

use std::convert::Infallible;
use std::sync::Arc;

use cors_engine::adapter::{Http, PolicySource};
use warp::log::Info;
use warp::reply::Response;
use warp::{Filter, Reply};

use crate::layer::Layer;
use crate::preflight;
use crate::rejection::FilterError;

/// Adds CORS to a filter: `routes.cors(&API)`.
///
/// ```
/// use cors_warp::{Cors, Policy, cors};
/// use warp::Filter;
///
/// #[cors(origins = ["https://example.com"], methods = [GET, PUT], credentials)]
/// static API: Policy;
///
/// let save = warp::put().and(warp::path!("users" / u32)).map(|id| format!("saved {id}"));
/// let load = warp::get().and(warp::path!("users" / u32)).map(|id| format!("user {id}"));
/// let routes = save.or(load).cors(&API);
/// # let _ = warp::service(routes);
/// ```
pub trait Cors: Filter + Sized {
    /// Adds CORS to the filter. The policy is a `&'static Policy`, an `Arc<Policy>`, a
    /// `Policy`, [`Policies`](crate::Policies) by URL, [`Choose`](crate::Choose), or `Live`
    /// (feature `live`).
    ///
    /// The resulting filter answers preflights itself, before any inner filter runs,
    /// and writes the policy's headers into every response. It never rejects: it turns
    /// each rejection into the response that warp would send.
    fn cors(
        self,
        policy: impl Into<PolicySource<Http>>,
    ) -> impl Filter<Extract = (Response,), Error = Infallible> + Clone + Send + Sync + 'static
    where
        Self: Clone + Send + Sync + 'static,
        Self::Error: FilterError<Self>,
    {
        with_layer(
            Self::Error::render_rejections(self),
            Layer::new(&policy.into()),
        )
    }
}

impl<F: Filter> Cors for F {}

/// Adds a layer to a filter.
///
/// The layer looks up the allowed origin after the inner filter has run, so it does not
/// have to keep any state while the inner filter runs.
fn with_layer<F>(
    inner: F,
    layer: Layer,
) -> impl Filter<Extract = (Response,), Error = Infallible> + Clone + Send + Sync + 'static
where
    F: Filter<Extract = (Response,), Error = Infallible> + Clone + Send + Sync + 'static,
{
    let layer = Arc::new(layer);
    let logger = Arc::clone(&layer);
    preflight::preflights()
        .or(inner)
        .with(warp::log::custom(move |request: Info<'_>| {
            logger.read(&request);
        }))
        .map(move |reply| {
            let mut response = Reply::into_response(reply);
            layer.write(&mut response);
            response
        })
}
