//! Scopes: routes below a path, with a policy.

use std::fmt;

use cors_engine::routes::{self, RouteEntry};
use cors_engine::{Policy, SharedPolicy};
use warp::{Filter, Rejection};

use crate::params::Params;
use crate::path::{Path, Prefix};
use crate::pattern::Pattern;
use crate::route_filter::RouteFilter;
use crate::routes::Routes;

/// A scope: everything below a path. [`to`](Scope::to) adds the routes.
///
/// Its policy applies to the inner routes without a policy, and to every other request
/// below the path.
///
/// ```
/// use cors_warp::{Policy, cors, path, route, scope};
/// use warp::Filter;
/// use warp::http::Method;
///
/// #[cors(origins = ["https://partner.example"], methods = [PUT])]
/// static PARTNERS: Policy;
///
/// let orders = route(Method::GET, path!("orders")).to(|orders| orders.map(|| "all orders"));
/// let partners = scope(path("partners")).cors(&PARTNERS).to(orders);
/// # let _ = partners;
/// ```
///
/// Parameters in the path of a scope must parse, but the inner routes do not get them. A
/// route that needs such a parameter must have the whole path and be outside of the scope.
pub fn scope<F>(
    path: Path<F, Prefix>,
) -> Scope<impl Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static>
where
    F: Filter<Error = Rejection> + Clone + Send + Sync + 'static,
    F::Extract: Params,
{
    Scope {
        filter: F::Extract::ignore(path.filter),
        pattern: path.pattern,
        policy: None,
    }
}

/// A scope that has no routes yet; see [`scope()`].
#[must_use = "a scope serves nothing without routes: `.to(…)`"]
pub struct Scope<F> {
    filter: F,
    pattern: Pattern,
    policy: Option<SharedPolicy>,
}

impl<F> Scope<F> {
    /// Gives everything below the path its own policy: a `&'static Policy`, an
    /// `Arc<Policy>` or a `Policy`.
    pub fn cors(mut self, policy: impl Into<SharedPolicy>) -> Self {
        self.policy = Some(policy.into());
        self
    }

    /// Disables CORS for everything below the path, except inner routes and scopes with a
    /// policy.
    pub fn without_cors(self) -> Self {
        self.cors(Policy::NONE)
    }

    /// Adds the routes below the path.
    pub fn to<A: RouteFilter>(self, routes: Routes<A>) -> Routes<impl RouteFilter>
    where
        F: Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static,
    {
        let (pattern, policy) = (self.pattern, self.policy);
        routes.after(self.filter, |entries| match policy {
            Some(_) => vec![RouteEntry::Scope(routes::Scope {
                pattern,
                policy,
                entries,
                may_decline: true,
            })],
            None => entries
                .into_iter()
                .map(|entry| below(&pattern, entry))
                .collect(),
        })
    }
}

/// The entry of a route or scope inside a scope without a policy. Only its path changes: it
/// gets the prefix.
fn below(prefix: &Pattern, entry: RouteEntry<Pattern>) -> RouteEntry<Pattern> {
    match entry {
        RouteEntry::Route(mut route) => {
            route.pattern = prefix.join(&route.pattern);
            RouteEntry::Route(route)
        }
        RouteEntry::Scope(mut scope) => {
            scope.pattern = prefix.join(&scope.pattern);
            RouteEntry::Scope(scope)
        }
    }
}

impl<F> fmt::Debug for Scope<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope")
            .field("path", &self.pattern)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}
