//! Routes in the order in which warp tries them.

use std::convert::Infallible;
use std::fmt;
use std::future::{Future, ready};
use std::sync::Arc;

use cors_engine::Policy;
use cors_engine::adapter::{Http, PolicySource};
use cors_engine::routes::{MethodNotAllowed, RouteEntry, RouteTable};
use warp::filters::BoxedFilter;
use warp::reply::Response;
use warp::{Filter, Rejection, Reply, reject};

use crate::pattern::Pattern;
use crate::rejection::{FilterError, render};
use crate::route_filter::RouteFilter;
use crate::routed::{unrouted, with_table};
use crate::table::Table;

/// Routes in the order in which they are tried. [`route`](crate::route()),
/// [`scope`](crate::scope()) and [`plain`] create them.
///
/// [`cors`](Routes::cors) turns them into a filter for `warp::serve`.
#[must_use = "routes serve nothing before `.cors(…)` turns them into a filter"]
pub struct Routes<A> {
    entries: Vec<RouteEntry<Pattern>>,
    routed: A,
    /// The filters that have no method and path. They are tried last.
    plain: Option<BoxedFilter<(Response,)>>,
}

/// Boxed routes, which all have the same type. See [`Routes::boxed`].
pub type BoxedRoutes = Routes<BoxedFilter<(Response,)>>;

/// Adds any filter, for the requests whose method and path match no route.
///
/// It is tried after all routes, in any order in which you add it. The policy of the
/// innermost scope that the path is in applies, or else the policy of the application. The
/// filter does not run on preflights.
///
/// ```
/// use cors_warp::{Policy, cors, path, plain, route};
/// use warp::Filter;
/// use warp::http::Method;
///
/// #[cors(origins = ["https://example.com"])]
/// static API: Policy;
///
/// let hello = route(Method::GET, path!("hello")).to(|hello| hello.map(|| "hello"));
/// let routes = hello.or(plain(warp::fs::dir("assets"))).cors(&API);
/// # let _ = warp::service(routes);
/// ```
pub fn plain<F>(filter: F) -> Routes<impl RouteFilter>
where
    F: Filter,
    F::Error: FilterError<F>,
{
    Routes {
        entries: Vec::new(),
        routed: nothing(),
        plain: Some(F::Error::render_replies(filter).boxed()),
    }
}

impl<A: RouteFilter> Routes<A> {
    pub(crate) fn new(entries: Vec<RouteEntry<Pattern>>, routed: A) -> Self {
        Routes {
            entries,
            routed,
            plain: None,
        }
    }

    /// Adds other routes. If a request matches the method and the path of two routes, the
    /// first route handles it.
    pub fn or<B: RouteFilter>(mut self, others: Routes<B>) -> Routes<impl RouteFilter> {
        self.entries.extend(others.entries);
        Routes {
            entries: self.entries,
            routed: self.routed.filter().or(others.routed.filter()).unify(),
            plain: match (self.plain, others.plain) {
                (Some(first), Some(second)) => Some(first.or(second).unify().boxed()),
                (first, second) => first.or(second),
            },
        }
    }

    /// Adds a filter that runs before the routes and accepts or rejects requests, such as
    /// authentication. It does not run on preflights.
    ///
    /// It runs before the paths of the routes are compared, like `guard.and(routes)`. Put
    /// guarded routes into a [`scope`](crate::scope()), unless the guard is for every path.
    /// If a request matches no route, the guard runs again before the [`plain`] filters.
    pub fn guarded<G>(self, guard: G) -> Routes<impl RouteFilter>
    where
        G: Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static,
    {
        self.after(guard, |mut entries| {
            set_may_decline(&mut entries);
            entries
        })
    }

    /// Adds a filter that runs before the routes, and changes the entries accordingly.
    pub(crate) fn after<G>(
        self,
        filter: G,
        change: impl FnOnce(Vec<RouteEntry<Pattern>>) -> Vec<RouteEntry<Pattern>>,
    ) -> Routes<impl RouteFilter>
    where
        G: Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static,
    {
        Routes {
            entries: change(self.entries),
            routed: filter.clone().and(self.routed.filter()),
            plain: self.plain.map(|plain| filter.and(plain).boxed()),
        }
    }

    /// Gives the routes a type that you can name, for lists that are built at run time.
    /// It costs an allocation per request.
    pub fn boxed(self) -> BoxedRoutes {
        Routes {
            entries: self.entries,
            routed: self.routed.filter().boxed(),
            plain: self.plain,
        }
    }

    /// Turns rejections of all routes and filters into replies, like [`Filter::recover`].
    /// If the handler rejects, warp's own response is sent.
    pub fn recover<H, O, R, E>(self, handler: H) -> RecoveredRoutes<A, H>
    where
        H: Fn(Rejection) -> O + Clone + Send + Sync + 'static,
        O: Future<Output = Result<R, E>> + Send,
        R: Reply,
        E: Into<Rejection> + Send,
    {
        RecoveredRoutes {
            routes: self,
            handler,
        }
    }

    /// The routes whose own policy does not allow their method, so that no page can send
    /// the request. [`cors`](Routes::cors) logs them as errors.
    pub fn methods_not_allowed(&self) -> Vec<MethodNotAllowed> {
        RouteTable::new(Policy::NONE, self.entries.clone()).methods_not_allowed()
    }

    /// Turns the routes into a filter, with the policy of the application: a
    /// `&'static Policy`, an `Arc<Policy>`, a `Policy`, [`Policies`](crate::Policies) by URL,
    /// [`Choose`](crate::Choose), or `Live` (feature `live`).
    ///
    /// The filter answers every preflight itself, writes the headers of the innermost
    /// policy into every response, and never rejects: it turns each rejection into the
    /// response that warp would send.
    pub fn cors(
        self,
        policy: impl Into<PolicySource<Http>>,
    ) -> impl Filter<Extract = (Response,), Error = Infallible> + Clone + Send + Sync + 'static
    {
        let (filter, table) = self.into_filter(policy.into());
        with_table(Rejection::render_rejections(filter), table)
    }

    /// The filter of all routes and plain filters, and the table of policies.
    fn into_filter(
        self,
        policies: PolicySource<Http>,
    ) -> (
        impl Filter<Extract = (Response,), Error = Rejection> + Clone + Send + Sync + 'static,
        Arc<Table>,
    ) {
        let table = Arc::new(Table::new(&policies, self.entries));
        let plain = self.plain.unwrap_or_else(|| nothing().boxed());
        let plain = unrouted(Arc::clone(&table)).and(plain);
        (self.routed.filter().or(plain).unify(), table)
    }
}

/// Routes whose rejections are turned into replies. See [`Routes::recover`].
#[must_use = "routes serve nothing before `.cors(…)` turns them into a filter"]
pub struct RecoveredRoutes<A, H> {
    routes: Routes<A>,
    handler: H,
}

impl<A: RouteFilter, H> RecoveredRoutes<A, H> {
    /// Turns the routes into a filter, like [`Routes::cors`].
    pub fn cors<O, R, E>(
        self,
        policy: impl Into<PolicySource<Http>>,
    ) -> impl Filter<Extract = (Response,), Error = Infallible> + Clone + Send + Sync + 'static
    where
        H: Fn(Rejection) -> O + Clone + Send + Sync + 'static,
        O: Future<Output = Result<R, E>> + Send,
        R: Reply,
        E: Into<Rejection> + Send,
    {
        let (filter, table) = self.routes.into_filter(policy.into());
        let handler = self.handler;
        let recovered = filter.or_else(move |rejection: Rejection| {
            let handled = handler(rejection);
            async move {
                let response = match handled.await {
                    Ok(reply) => reply.into_response(),
                    Err(rejection) => render(rejection.into()).await,
                };
                Ok::<_, Infallible>((response,))
            }
        });
        with_table(recovered, table)
    }
}

/// Rejects every request.
fn nothing() -> impl Filter<Extract = (Response,), Error = Rejection> + Clone + Send + Sync + 'static
{
    warp::any().and_then(|| ready(Err::<Response, _>(reject::not_found())))
}

fn set_may_decline(entries: &mut [RouteEntry<Pattern>]) {
    for entry in entries {
        match entry {
            RouteEntry::Route(route) => route.may_decline = true,
            RouteEntry::Scope(scope) => set_may_decline(&mut scope.entries),
        }
    }
}

impl<A> fmt::Debug for Routes<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Routes").field(&self.entries).finish()
    }
}

impl<A, H> fmt::Debug for RecoveredRoutes<A, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.routes.fmt(f)
    }
}
