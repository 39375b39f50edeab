//! Routes in order, on their way to become one filter.

use std::convert::Infallible;
use std::fmt;
use std::future::{Future, ready};

use cors_engine::SharedPolicy;
use warp::filters::BoxedFilter;
use warp::reply::Response;
use warp::{Filter, Rejection, Reply, reject};

use crate::gate;
use crate::places::Place;
use crate::settle::rendered;
use crate::table::{MethodNotAllowed, Table};
use crate::tree::{Joined, Served, Server, Tree};

/// Routes in the order in which they are tried, made by [`route`](crate::route()),
/// [`scope`](crate::scope()) and [`plain`].
///
/// [`cors`](Routes::cors) makes a filter of them, which `warp::serve` takes.
#[must_use = "routes serve nothing before `.cors(…)` makes a filter of them"]
pub struct Routes<A> {
    places: Vec<Place<SharedPolicy>>,
    /// What serves at the places.
    placed: A,
    /// What has no place, and so no preflight; tried last.
    plain: Option<BoxedFilter<(Served,)>>,
}

/// Routes of which nothing shows in their type; see [`Routes::boxed`].
pub type BoxedRoutes = Routes<Joined<BoxedFilter<(Served,)>>>;

/// A filter that has no place of its own: no preflight gets into it, and it is
/// tried behind all that have one, wherever it stands.
///
/// What it serves is under the policy of the scope that the path lies in, or under
/// that of the application.
///
/// ```
/// use cors_warp::{Policy, cors, path, plain, route};
/// use warp::Filter;
/// use warp::http::Method;
///
/// #[cors(origins = ["https://example.com"])]
/// static API: Policy;
///
/// let hello = route(Method::GET, path!("hello")).to(|place| place.map(|| "hello"));
/// let routes = hello.or(plain(warp::fs::dir("assets"))).cors(&API);
/// # let _ = warp::service(routes);
/// ```
pub fn plain<F, R>(filter: F) -> Routes<impl Tree>
where
    F: Filter<Extract = (R,)> + Clone + Send + Sync + 'static,
    F::Error: Into<Rejection>,
    R: Reply + 'static,
{
    let plain = filter.map(|reply: R| Served::new(Server::Plain, reply.into_response()));
    let nothing = || ready(Err::<Served, _>(reject::not_found()));
    Routes {
        places: Vec::new(),
        placed: Joined(warp::any().and_then(nothing)),
        plain: Some(plain.boxed()),
    }
}

impl<A: Tree> Routes<A> {
    pub(crate) fn new(places: Vec<Place<SharedPolicy>>, placed: A) -> Self {
        Routes {
            places,
            placed,
            plain: None,
        }
    }

    /// These, and behind them others: of two routes that have the path and the
    /// method of a request, the first serves it.
    pub fn or<B: Tree>(mut self, others: Routes<B>) -> Routes<impl Tree> {
        self.places.extend(others.places);
        Routes {
            places: self.places,
            placed: Joined(self.placed.filter().or(others.placed.filter()).unify()),
            plain: match (self.plain, others.plain) {
                (Some(first), Some(second)) => Some(first.or(second).unify().boxed()),
                (first, second) => first.or(second),
            },
        }
    }

    /// Puts a filter before these that lets requests pass or rejects them, such
    /// as authentication. No preflight gets into it.
    ///
    /// It asks before the paths inside are looked at, as `guard.and(routes)` does,
    /// so it belongs into a [`scope`](crate::scope()) where it is not for every
    /// path. A request that finds no place is asked once more before what is
    /// [`plain`].
    pub fn guarded<G>(self, guard: G) -> Routes<impl Tree>
    where
        G: Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static,
    {
        self.behind(guard, |places| places)
    }

    pub(crate) fn behind<G>(
        self,
        filter: G,
        place: impl FnOnce(Vec<Place<SharedPolicy>>) -> Vec<Place<SharedPolicy>>,
    ) -> Routes<impl Tree>
    where
        G: Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static,
    {
        Routes {
            places: place(self.places),
            placed: Joined(filter.clone().and(self.placed.filter())),
            plain: self.plain.map(|plain| filter.and(plain).boxed()),
        }
    }

    /// Gives them a type with a name, at the price of an allocation a request: for
    /// lists that are put together at run time.
    pub fn boxed(self) -> BoxedRoutes {
        Routes {
            places: self.places,
            placed: Joined(self.placed.filter().boxed()),
            plain: self.plain,
        }
    }

    /// Makes a reply of what all of them rejected, as [`Filter::recover`] does.
    /// What it rejects in its turn becomes the response that warp makes of it.
    pub fn recover<H, O, R, E>(
        self,
        handler: H,
    ) -> Recovered<
        impl Filter<Extract = (Served,), Error = Infallible> + Clone + Send + Sync + 'static,
    >
    where
        H: Fn(Rejection) -> O + Clone + Send + Sync + 'static,
        O: Future<Output = Result<R, E>> + Send,
        R: Reply,
        E: Into<Rejection> + Send,
    {
        Recovered {
            places: self.places,
            tree: tree(self.placed, self.plain).or_else(move |rejection: Rejection| {
                let handled = handler(rejection);
                async move {
                    let response = match handled.await {
                        Ok(reply) => reply.into_response(),
                        Err(rejection) => rendered(rejection.into()).await,
                    };
                    Ok::<_, Infallible>((Served::new(Server::Nobody, response),))
                }
            }),
        }
    }

    /// The routes whose own policy lacks their method, so that no page can send
    /// it. [`cors`](Routes::cors) logs them as errors.
    pub fn methods_not_allowed(&self) -> Vec<MethodNotAllowed> {
        MethodNotAllowed::all(&self.places)
    }

    /// Makes a filter of the routes, under the policy of the application: a
    /// `&'static Policy`, an `Arc<Policy>` or a `Policy`.
    ///
    /// The filter answers every preflight itself, writes the headers of the
    /// innermost policy on every response, and rejects nothing: what the routes
    /// reject becomes the response that warp makes of it.
    pub fn cors(
        self,
        policy: impl Into<SharedPolicy>,
    ) -> impl Filter<Extract = (Response,), Error = Infallible> + Clone + Send + Sync + 'static
    {
        let settled = tree(self.placed, self.plain).or_else(|rejection: Rejection| async {
            let response = rendered(rejection).await;
            Ok::<_, Infallible>((Served::new(Server::Nobody, response),))
        });
        gate::around(settled, Table::new(policy.into(), self.places))
    }
}

/// Routes whose rejections are replies already; see [`Routes::recover`].
#[must_use = "routes serve nothing before `.cors(…)` makes a filter of them"]
pub struct Recovered<T> {
    places: Vec<Place<SharedPolicy>>,
    tree: T,
}

impl<T> Recovered<T>
where
    T: Filter<Extract = (Served,), Error = Infallible> + Clone + Send + Sync + 'static,
{
    /// Makes a filter of the routes, as [`Routes::cors`] does.
    pub fn cors(
        self,
        policy: impl Into<SharedPolicy>,
    ) -> impl Filter<Extract = (Response,), Error = Infallible> + Clone + Send + Sync + 'static
    {
        gate::around(self.tree, Table::new(policy.into(), self.places))
    }
}

/// Everything that serves, in order.
fn tree<A>(
    placed: A,
    plain: Option<BoxedFilter<(Served,)>>,
) -> impl Filter<Extract = (Served,), Error = Rejection> + Clone + Send + Sync + 'static
where
    A: Tree,
{
    let nothing = || ready(Err::<Served, _>(reject::not_found()));
    let plain = plain.unwrap_or_else(|| warp::any().and_then(nothing).boxed());
    placed.filter().or(plain).unify()
}

impl<A> fmt::Debug for Routes<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Routes")
            .field("places", &self.places)
            .finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Recovered<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recovered")
            .field("places", &self.places)
            .finish_non_exhaustive()
    }
}
