//! What a tree of filters is wrapped in.

use std::convert::Infallible;
use std::sync::Arc;

use cors_engine::SharedPolicy;
use cors_engine::adapter::CompiledHttpPolicy;
use warp::log::Info;
use warp::reply::Response;
use warp::{Filter, Reply};

use crate::decision;
use crate::settle::Settle;

/// Puts a policy round a tree of filters: `routes.cors(&API)`.
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
    /// Takes a `&'static Policy`, an `Arc<Policy>` or a `Policy`.
    ///
    /// The result answers preflights itself, before any filter of the tree, and
    /// writes the policy's headers on every response. It rejects nothing: what
    /// the tree rejects becomes the response that warp makes of it.
    fn cors(
        self,
        policy: impl Into<SharedPolicy>,
    ) -> impl Filter<Extract = (Response,), Error = Infallible> + Clone + Send + Sync + 'static
    where
        Self: Clone + Send + Sync + 'static,
        Self::Error: Settle<Self>,
    {
        around(
            Self::Error::settle(self),
            Arc::new(CompiledHttpPolicy::new(policy.into())),
        )
    }
}

impl<F: Filter> Cors for F {}

/// A preflight goes past the tree. Whichever way a request went, who may read is
/// decided behind it, when the response is there: nothing has to be kept until then.
fn around<F>(
    tree: F,
    compiled: Arc<CompiledHttpPolicy>,
) -> impl Filter<Extract = (Response,), Error = Infallible> + Clone + Send + Sync + 'static
where
    F: Filter<Extract = (Response,), Error = Infallible> + Clone + Send + Sync + 'static,
{
    let decider = Arc::clone(&compiled);
    let decide = move |request: Info<'_>| {
        decision::decide(&decider, request.request_headers());
    };
    decision::preflights()
        .or(tree)
        .with(warp::log::custom(decide))
        .map(move |reply| {
            let mut response = Reply::into_response(reply);
            decision::finish(&compiled, &mut response);
            response
        })
}
