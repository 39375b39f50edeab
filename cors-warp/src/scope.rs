//! Routes beneath a path, with a policy of their own.

use std::fmt;

use cors_engine::__private::NOBODY;
use cors_engine::SharedPolicy;
use warp::{Filter, Rejection};

use crate::params::Params;
use crate::path::{Pattern, Prefix};
use crate::places::Place;
use crate::routes::Routes;
use crate::tree::Tree;

/// Routes beneath a path: first where, then, with [`to`](Scope::to), which.
///
/// Its policy governs the routes inside that have none of their own, and whatever
/// else there is beneath its path.
///
/// ```
/// use cors_warp::{Policy, cors, path, route, scope};
/// use warp::Filter;
/// use warp::http::Method;
///
/// #[cors(origins = ["https://partner.example"], methods = [PUT])]
/// static PARTNERS: Policy;
///
/// let orders = route(Method::GET, path!("orders")).to(|orders| orders.map(|| "all of them"));
/// let partners = scope(path("partners")).cors(&PARTNERS).to(orders);
/// # let _ = partners;
/// ```
///
/// Parameters in the path of a scope are looked at, and not handed on to what is
/// inside. A route that needs one spells its whole path.
pub fn scope<P, F>(
    path: P,
) -> Scope<impl Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static>
where
    P: Prefix<Filter = F>,
    F: Filter<Error = Rejection> + Clone + Send + Sync + 'static,
    F::Extract: Params,
{
    let (filter, pattern) = path.parts();
    Scope {
        filter: F::Extract::kept(filter),
        pattern,
        policy: None,
    }
}

/// A place for routes, and perhaps a policy; see [`scope()`].
#[must_use = "a scope serves nothing; `.to(…)` says what does"]
pub struct Scope<F> {
    filter: F,
    pattern: Pattern,
    policy: Option<SharedPolicy>,
}

impl<F> Scope<F> {
    /// Gives what is beneath the path a policy of its own: a `&'static Policy`, an
    /// `Arc<Policy>` or a `Policy`.
    pub fn cors(mut self, policy: impl Into<SharedPolicy>) -> Self {
        self.policy = Some(policy.into());
        self
    }

    /// Switches the policy round about off for what is beneath the path.
    pub fn without_cors(self) -> Self {
        self.cors(&NOBODY)
    }

    /// What is beneath the path.
    pub fn to<A: Tree>(self, routes: Routes<A>) -> Routes<impl Tree>
    where
        F: Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static,
    {
        let (pattern, policy) = (self.pattern, self.policy);
        routes.behind(self.filter, |inside| {
            vec![Place::Scope {
                pattern,
                policy,
                inside,
            }]
        })
    }
}

impl<F> fmt::Debug for Scope<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope")
            .field("path", &self.pattern.text)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}
