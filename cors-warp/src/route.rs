//! A route in two halves: a place, and what is done there.

use std::fmt;
use std::future::ready;

use cors_engine::__private::NOBODY;
use cors_engine::SharedPolicy;
use warp::http::Method;
use warp::{Filter, Rejection, Reply, reject};

use crate::params::Params;
use crate::path::{Pattern, Place};
use crate::places::{self, RouteId};
use crate::routes::Routes;
use crate::tree::Handled;

/// A route of one method: first its place, then, with [`to`](Route::to), what is
/// done there.
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
pub fn route<P, F>(
    method: Method,
    path: P,
) -> Route<impl Filter<Extract = F::Extract, Error = Rejection> + Clone + Send + Sync + 'static>
where
    P: Place<Filter = F>,
    F: Filter<Error = Rejection> + Clone + Send + Sync + 'static,
    F::Extract: Params,
{
    let (filter, pattern) = path.parts();
    Route {
        filter: F::Extract::and(filter, is_method(method.clone())),
        method,
        pattern,
        policy: None,
    }
}

/// A route that has a place, and perhaps a policy of its own; see [`route()`].
#[must_use = "a place serves nothing; `.to(…)` says what does"]
pub struct Route<F> {
    filter: F,
    method: Method,
    pattern: Pattern,
    policy: Option<SharedPolicy>,
}

impl<F> Route<F> {
    /// Gives the route a policy of its own: a `&'static Policy`, an `Arc<Policy>`
    /// or a `Policy`. Without one it is under the policy round about.
    pub fn cors(mut self, policy: impl Into<SharedPolicy>) -> Self {
        self.policy = Some(policy.into());
        self
    }

    /// Switches the policy round about off: no page of another origin reads what
    /// this route answers.
    pub fn without_cors(self) -> Self {
        self.cors(&NOBODY)
    }

    /// What is done at the place: takes the place as a filter, which extracts the
    /// parameters of the path, and goes on from there. No preflight gets into
    /// it.
    pub fn to<B, H, R>(self, build: B) -> Routes<Handled<H>>
    where
        B: FnOnce(F) -> H,
        H: Filter<Extract = (R,), Error = Rejection> + Clone + Send + Sync + 'static,
        R: Reply + 'static,
    {
        let id = RouteId::new();
        let handler = build(self.filter);
        let place = places::Place::Route {
            id,
            method: self.method,
            pattern: self.pattern,
            policy: self.policy,
        };
        Routes::new(vec![place], Handled { id, handler })
    }
}

impl<F> fmt::Debug for Route<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Route")
            .field("method", &self.method)
            .field("path", &self.pattern.text)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

/// Lets one method pass, and says 405 to the others as warp does.
fn is_method(
    expected: Method,
) -> impl Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static {
    let same = move |method: Method| {
        ready(match method == expected {
            true => Ok(()),
            false => Err(reject::not_found()),
        })
    };
    // Only warp can make that rejection, and nothing has two methods.
    let refused = warp::get().and(warp::put());
    let same = warp::method().and_then(same).untuple_one();
    same.or(refused).unify()
}
