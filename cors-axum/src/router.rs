//! A router whose routes and nested routers can have their own policies.

use std::convert::Infallible;
use std::fmt;

use axum::extract::Request;
use axum::handler::Handler;
use axum::response::IntoResponse;
use axum::routing::Route;
use cors_tower::SharedPolicy;
use cors_tower::cors_engine::adapter::{Http, PolicySource};
use tower_layer::Layer;
use tower_service::Service;

use crate::endpoint::Endpoints;
use crate::entry::{Fallbacks, RouteEntry, joined, service_paths};
use crate::method_router::CorsMethodRouter;
use crate::service::{CorsService, blank};

/// An [`axum::Router`] whose routes and nested routers can have their own policies.
///
/// It has the methods of axum's router, and [`cors`](CorsRouter::cors), which sets a
/// policy for everything in the router. Call [`into_router`](CorsRouter::into_router) or
/// [`into_service`](CorsRouter::into_service) last, with the policy of the application.
///
/// Only the innermost policy applies, to preflights and to responses: the policy of a
/// handler replaces the policy of its router, which replaces the policies of the enclosing
/// routers and of the application. CORS is outside of all layers, in any order in which
/// you add them, so no layer runs on a preflight.
///
/// ```
/// use axum::routing::get;
/// use cors_axum::{CorsRouter, Policy, cors, route};
///
/// #[cors(origins = ["https://example.com"])]
/// static API: Policy;
///
/// #[cors(origins = ["https://partner.example"], methods = [GET, PUT])]
/// static PARTNERS: Policy;
///
/// #[cors(PARTNERS)]
/// async fn save() {}
///
/// let partners = CorsRouter::new()
///     .route("/orders", get(async || "orders"))
///     .cors(&PARTNERS);
///
/// let app: axum::Router = CorsRouter::new()
///     .route("/users/{id}", route!(put(save)).get(async || "a user"))
///     .nest("/partners", partners)
///     .fallback(async || "there is nothing here")
///     .into_router(&API);
/// ```
///
/// # Routers of axum and of other libraries
///
/// [`nest`](CorsRouter::nest) and [`merge`](CorsRouter::merge) take an [`axum::Router`]
/// too, such as one with axum-extra's typed paths or the one inside of utoipa-axum's
/// `OpenApiRouter`. Call its `with_state` first. Its routes cannot have their own
/// policies; turn it into a `CorsRouter` to give it one for all of them:
///
/// ```
/// use axum::routing::get;
/// use cors_axum::{CorsRouter, Policy, cors};
///
/// # #[cors(origins = ["https://example.com"])]
/// # static API: Policy;
/// # #[cors(origins = *)]
/// # static DOCS: Policy;
/// let docs: axum::Router = axum::Router::new().route("/", get(async || "docs"));
///
/// let app: axum::Router = CorsRouter::new()
///     .nest("/docs", CorsRouter::from(docs).cors(&DOCS))
///     .into_router(&API);
/// ```
///
/// The router becomes the fallback of the `CorsRouter`, because its paths are not known:
/// it handles the requests that match no other route, and its own fallback handles the
/// requests that match none of its routes.
#[derive(Clone)]
#[must_use]
pub struct CorsRouter<S = ()> {
    entries: Vec<RouteEntry<S>>,
    fallbacks: Fallbacks<S>,
    policy: Option<SharedPolicy>,
    v07_checks: bool,
}

impl<S> CorsRouter<S>
where
    S: Clone + Send + Sync + 'static,
{
    /// Creates a router without routes.
    pub fn new() -> Self {
        CorsRouter {
            entries: Vec::new(),
            fallbacks: Fallbacks::new(),
            policy: None,
            v07_checks: true,
        }
    }

    /// Sets the policy of everything in the router, now and later: a `&'static Policy`,
    /// an `Arc<Policy>` or a `Policy`.
    ///
    /// If the router is nested, the policy applies to everything below its path: to its
    /// routes, to the 404 and 405 there, and to fallbacks. If the router is merged, it
    /// applies to its routes with their 405, and to its fallback.
    ///
    /// # Panics
    ///
    /// If the router has a policy already.
    #[track_caller]
    pub fn cors(mut self, policy: impl Into<SharedPolicy>) -> Self {
        assert!(self.policy.is_none(), "The router has a policy already");
        self.policy = Some(policy.into());
        self
    }

    /// Like [`axum::Router::route`]. It takes an [`axum::routing::MethodRouter`] or a
    /// [`CorsMethodRouter`].
    ///
    /// # Panics
    ///
    /// If axum's method panics, or if the path is also in a router with another policy.
    #[track_caller]
    pub fn route(mut self, path: &str, methods: impl Into<CorsMethodRouter<S>>) -> Self {
        let CorsMethodRouter { methods, policies } = methods.into();
        self.add(RouteEntry {
            paths: vec![path.to_owned()],
            router: self.checked().route(path, methods),
            methods: policies,
            policy: None,
        });
        self
    }

    /// Like [`axum::Router::route_service`].
    ///
    /// # Panics
    ///
    /// If axum's method panics.
    #[track_caller]
    pub fn route_service<T>(mut self, path: &str, service: T) -> Self
    where
        T: Service<Request, Response: IntoResponse, Error = Infallible, Future: Send + 'static>,
        T: Clone + Send + Sync + 'static,
    {
        let router = self.checked().route_service(path, service);
        self.add_service(vec![path.to_owned()], router);
        self
    }

    /// Like [`axum::Router::nest`]. It takes a `CorsRouter`, or an `axum::Router` without
    /// missing state.
    ///
    /// # Panics
    ///
    /// If axum's method panics, or if a path is in two routers with different policies.
    #[track_caller]
    pub fn nest(mut self, path: &str, router: impl Into<CorsRouter<S>>) -> Self {
        let router = router.into();
        let policy = router.policy;
        for entry in router.entries {
            self.add(RouteEntry {
                paths: entry
                    .paths
                    .iter()
                    .map(|inner| joined(path, inner))
                    .collect(),
                router: self.checked().nest(path, entry.router),
                methods: entry.methods,
                policy: entry.policy.or_else(|| policy.clone()),
            });
        }
        let inner = router.fallbacks;
        let own = &mut self.fallbacks;
        own.router = std::mem::take(&mut own.router).nest(path, inner.router);
        for (nested, nested_policy) in inner.nested {
            let policy = nested_policy.or_else(|| policy.clone());
            own.nested.push((joined(path, &nested), policy));
        }
        if inner.is_custom || policy.is_some() {
            let policy = inner.policy.or(policy);
            own.nested.push((path.to_owned(), policy));
        }
        self
    }

    /// Like [`axum::Router::nest_service`]. The policy of this router applies to all
    /// responses of the service.
    ///
    /// # Panics
    ///
    /// If axum's method panics.
    #[track_caller]
    pub fn nest_service<T>(mut self, path: &str, service: T) -> Self
    where
        T: Service<Request, Response: IntoResponse, Error = Infallible, Future: Send + 'static>,
        T: Clone + Send + Sync + 'static,
    {
        let router = self.checked().nest_service(path, service);
        self.add_service(service_paths(path), router);
        self
    }

    /// Like [`axum::Router::merge`]. It takes a `CorsRouter`, or an `axum::Router` without
    /// missing state. The policy of the other router applies to the routes of that router
    /// and to its fallback.
    ///
    /// # Panics
    ///
    /// If axum's method panics, or if a path is in two routers with different policies.
    #[track_caller]
    pub fn merge(mut self, other: impl Into<CorsRouter<S>>) -> Self {
        let other = other.into();
        let policy = other.policy;
        for entry in other.entries {
            self.add(RouteEntry {
                policy: entry.policy.or_else(|| policy.clone()),
                ..entry
            });
        }
        let inner = other.fallbacks;
        let own = &mut self.fallbacks;
        own.router = std::mem::take(&mut own.router).merge(inner.router);
        for (nested, nested_policy) in inner.nested {
            own.nested
                .push((nested, nested_policy.or_else(|| policy.clone())));
        }
        if inner.is_custom {
            own.is_custom = true;
            own.policy = inner.policy.or(policy);
        }
        self
    }

    /// Like [`axum::Router::fallback`].
    pub fn fallback<H, T>(self, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.with_fallback(|router| router.fallback(handler))
    }

    /// Like [`axum::Router::fallback_service`].
    pub fn fallback_service<T>(self, service: T) -> Self
    where
        T: Service<Request, Response: IntoResponse, Error = Infallible, Future: Send + 'static>,
        T: Clone + Send + Sync + 'static,
    {
        self.with_fallback(|router| router.fallback_service(service))
    }

    /// Like [`axum::Router::reset_fallback`].
    pub fn reset_fallback(mut self) -> Self {
        self.fallbacks = Fallbacks {
            nested: self.fallbacks.nested,
            ..Fallbacks::new()
        };
        self
    }

    /// Like [`axum::Router::method_not_allowed_fallback`].
    pub fn method_not_allowed_fallback<H, T>(self, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.map_entries(|router| router.method_not_allowed_fallback(handler.clone()))
    }

    /// Like [`axum::Router::layer`]: around the routes and the fallback added so far, and
    /// inside of CORS.
    pub fn layer<L>(self, layer: L) -> Self
    where
        L: Layer<Route> + Clone + Send + Sync + 'static,
        L::Service: Service<
                Request,
                Response: IntoResponse + 'static,
                Error: Into<Infallible> + 'static,
                Future: Send + 'static,
            >,
        L::Service: Clone + Send + Sync + 'static,
    {
        self.map(|router| router.layer(layer.clone()))
    }

    /// Like [`axum::Router::route_layer`]: around the routes added so far, and inside of
    /// CORS.
    ///
    /// # Panics
    ///
    /// If there are no routes.
    #[track_caller]
    pub fn route_layer<L>(self, layer: L) -> Self
    where
        L: Layer<Route> + Clone + Send + Sync + 'static,
        L::Service: Service<
                Request,
                Response: IntoResponse + 'static,
                Error: Into<Infallible> + 'static,
                Future: Send + 'static,
            >,
        L::Service: Clone + Send + Sync + 'static,
    {
        if self.entries.is_empty() {
            // axum's method panics with a message that says why.
            let _ = axum::Router::<S>::new().route_layer(layer.clone());
        }
        self.map_entries(|router| router.route_layer(layer.clone()))
    }

    /// Like [`axum::Router::has_routes`].
    #[must_use]
    pub fn has_routes(&self) -> bool {
        !self.entries.is_empty()
    }

    /// Like [`axum::Router::without_v07_checks`].
    pub fn without_v07_checks(mut self) -> Self {
        self.v07_checks = false;
        self
    }

    /// Like [`axum::Router::with_state`].
    pub fn with_state<S2>(self, state: S) -> CorsRouter<S2>
    where
        S2: Clone + Send + Sync + 'static,
    {
        self.map(|router| router.with_state(state.clone()))
    }

    /// Turns the router into an `axum::Router`. The policies of the application are a
    /// `&'static Policy`, an `Arc<Policy>`, a `Policy`, [`Policies`](crate::Policies) by URL,
    /// [`Choose`](crate::Choose), or `Live` (feature `live`).
    ///
    /// Call it last. As with [`CorsLayer`](crate::CorsLayer), everything that you add to
    /// the result is outside of CORS: a route has no policy, and a layer runs on preflights.
    ///
    /// # Panics
    ///
    /// If paths overlap, like [`axum::Router::merge`], or if routers with different policies
    /// are nested at one path.
    #[track_caller]
    pub fn into_router(self, policies: impl Into<PolicySource<Http>>) -> axum::Router<S> {
        let endpoints = self.endpoints(policies);
        let mut router = blank();
        for (endpoint, layer) in endpoints.routers {
            router = router.merge(endpoint.layer(layer));
        }
        router
    }

    #[track_caller]
    fn endpoints(self, policies: impl Into<PolicySource<Http>>) -> Endpoints<S> {
        let policies = match self.policy {
            Some(policy) => policy.into(),
            None => policies.into(),
        };
        Endpoints::new(self.entries, self.fallbacks, policies)
    }

    fn checked(&self) -> axum::Router<S> {
        if self.v07_checks {
            axum::Router::new()
        } else {
            blank()
        }
    }

    fn add_service(&mut self, paths: Vec<String>, router: axum::Router<S>) {
        self.add(RouteEntry {
            paths,
            router,
            methods: Vec::new(),
            policy: None,
        });
    }

    /// Adds an entry, or merges it with the entry of the same path.
    #[track_caller]
    fn add(&mut self, entry: RouteEntry<S>) {
        let is_same = |known: &RouteEntry<S>| known.paths == entry.paths;
        let entry = match self.entries.iter().position(is_same) {
            Some(known) => self.entries.remove(known).merge(entry),
            None => entry,
        };
        self.entries.push(entry);
    }

    fn with_fallback(mut self, set: impl FnOnce(axum::Router<S>) -> axum::Router<S>) -> Self {
        self.fallbacks.router = set(self.fallbacks.router);
        self.fallbacks.is_custom = true;
        self.fallbacks.policy = None;
        self
    }

    fn map<S2>(self, change: impl Fn(axum::Router<S>) -> axum::Router<S2>) -> CorsRouter<S2> {
        CorsRouter {
            entries: each(self.entries, &change),
            fallbacks: self.fallbacks.map(&change),
            policy: self.policy,
            v07_checks: self.v07_checks,
        }
    }

    fn map_entries(self, change: impl Fn(axum::Router<S>) -> axum::Router<S>) -> Self {
        CorsRouter {
            entries: each(self.entries, change),
            ..self
        }
    }
}

fn each<S, S2>(
    entries: Vec<RouteEntry<S>>,
    change: impl Fn(axum::Router<S>) -> axum::Router<S2>,
) -> Vec<RouteEntry<S2>> {
    let entries = entries.into_iter();
    entries.map(|entry| entry.map(&change)).collect()
}

impl CorsRouter {
    /// Like [`into_router`](CorsRouter::into_router), for an application to which you add
    /// nothing more. The result is a service, not a router, so you cannot nest or merge it.
    /// It is cheaper for requests without `Origin`, and for all requests if one policy
    /// applies to every route.
    ///
    /// ```no_run
    /// use axum::routing::get;
    /// use cors_axum::{CorsRouter, Policy, cors};
    ///
    /// #[cors(origins = ["https://example.com"])]
    /// static API: Policy;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// let app = CorsRouter::new()
    ///     .route("/", get(async || "hello"))
    ///     .into_service(&API);
    /// let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    /// axum::serve(listener, app).await
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// If [`into_router`](CorsRouter::into_router) panics.
    #[track_caller]
    pub fn into_service(self, policies: impl Into<PolicySource<Http>>) -> CorsService {
        CorsService::new(self.endpoints(policies))
    }
}

/// No type implements this trait. The error of `axum::serve` contains its name, which says
/// which call is missing.
#[cfg(feature = "tokio")]
pub trait IntoServiceWasCalled {}

#[cfg(feature = "tokio")]
impl<S, L> Service<axum::serve::IncomingStream<'_, L>> for CorsRouter<S>
where
    CorsRouter<S>: IntoServiceWasCalled,
    L: axum::serve::Listener,
{
    type Response = CorsService;
    type Error = Infallible;
    type Future = std::future::Pending<Result<CorsService, Infallible>>;

    fn poll_ready(
        &mut self,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Result<(), Infallible>> {
        std::task::Poll::Pending
    }

    fn call(&mut self, _: axum::serve::IncomingStream<'_, L>) -> Self::Future {
        std::future::pending()
    }
}

impl<S> Default for CorsRouter<S>
where
    S: Clone + Send + Sync + 'static,
{
    fn default() -> Self {
        Self::new()
    }
}

/// The router becomes the fallback, because its paths are not known.
impl<S> From<axum::Router> for CorsRouter<S>
where
    S: Clone + Send + Sync + 'static,
{
    fn from(router: axum::Router) -> Self {
        CorsRouter::new().fallback_service(router)
    }
}

impl<S> fmt::Debug for CorsRouter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CorsRouter")
            .field("entries", &self.entries)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}
