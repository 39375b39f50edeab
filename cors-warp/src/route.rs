//! Routes: a method, a path, a handler, and an optional policy.

use std::convert::Infallible;
use std::fmt;

use cors_engine::routes::{self, RouteEntry};
use cors_engine::{Policy, SharedPolicy};
use warp::http::Method;
use warp::{Filter, Rejection};

use crate::params::Params;
use crate::path::Path;
use crate::pattern::Pattern;
use crate::rejection::FilterError;
use crate::route_filter::Handled;
use crate::routes::Routes;

/// Creates a route for one method of a path. [`to`](Route::to) adds the handler.
///
/// ```
/// use cors_warp::{Policy, cors, path, route};
/// use warp::Filter;
/// use warp::http::Method;
///
/// #[cors(origins = ["https://admin.example"], methods = [PUT])]
/// static ADMIN: Policy;
///
/// let save = route(Method::PUT, path!("orders" / u32))
///     .cors(&ADMIN)
///     .to(|order| order.and(warp::body::json()).map(|id: u32, text: String| format!("{id}: {text}")));
/// # let _ = save;
/// ```
pub fn route<F, E>(
    method: Method,
    path: Path<F, E>,
) -> Route<
    impl Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static,
    impl Filter<Extract = F::Extract, Error = Infallible> + Clone + Send + Sync + 'static,
>
where
    F: Filter<Error = Rejection> + Clone + Send + Sync + 'static,
    F::Extract: Params,
{
    let (matcher, params) = F::Extract::split(path.filter, method.clone());
    Route {
        matcher,
        params,
        method,
        pattern: path.pattern.of_route(),
        policy: None,
    }
}

/// A route that has no handler yet. See [`route()`].
#[must_use = "a route serves nothing without a handler: `.to(…)`"]
pub struct Route<M, F> {
    matcher: M,
    params: F,
    method: Method,
    pattern: Pattern,
    policy: Option<SharedPolicy>,
}

impl<M, F> Route<M, F> {
    /// Gives the route its own policy: a `&'static Policy`, an `Arc<Policy>` or a
    /// `Policy`. Without one, the policy of the enclosing scope or application applies.
    pub fn cors(mut self, policy: impl Into<SharedPolicy>) -> Self {
        self.policy = Some(policy.into());
        self
    }

    /// Disables CORS for the route: no page of another origin can read its responses.
    pub fn without_cors(self) -> Self {
        self.cors(Policy::NONE)
    }

    /// Adds the handler. The closure gets a filter that extracts the parameters of the
    /// path. It adds the filters that the handler needs. They do not run on preflights.
    ///
    /// The filter runs only for requests with this method and path. A route whose filter
    /// cannot reject, such as `|order| order.map(…)`, is final. If the filter can reject,
    /// warp may hand the request on to a later route. See [Rejections](crate#rejections).
    ///
    /// Begin with the filter of the route. Before it, a path with parameters is not consumed
    /// yet, and one without parameters already is.
    ///
    /// # Panics
    ///
    /// A request panics if the path has parameters and the closure adds a filter that
    /// consumes the path before the filter of the route.
    pub fn to<B, H>(self, build: B) -> Routes<Handled<M, H>>
    where
        B: FnOnce(F) -> H,
        M: Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static,
        H: Filter,
        H::Error: FilterError<H>,
    {
        let entry = RouteEntry::Route(routes::Route {
            pattern: self.pattern,
            methods: vec![self.method.as_str().to_owned()],
            policy: self.policy,
            may_decline: H::Error::MAY_REJECT,
        });
        let handled = Handled {
            matcher: self.matcher,
            handler: build(self.params),
        };
        Routes::new(vec![entry], handled)
    }
}

impl<M, F> fmt::Debug for Route<M, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Route")
            .field("method", &self.method)
            .field("path", &self.pattern)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}
