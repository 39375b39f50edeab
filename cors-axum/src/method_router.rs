//! The methods of one path, some of which have their own policies.

use std::convert::Infallible;
use std::fmt;

use axum::extract::Request;
use axum::handler::Handler;
use axum::http::Method;
use axum::response::IntoResponse;
use axum::routing::{MethodFilter, MethodRouter, Route};
use cors_tower::SharedPolicy;
use tower_layer::Layer;
use tower_service::Service;

/// Like axum's [`MethodRouter`], but each method can have its own policy.
///
/// [`route!`](crate::route) creates it from handlers with
/// [`#[cors]`](macro@crate::cors). [`on_with_cors`](CorsMethodRouter::on_with_cors) adds a
/// handler with a policy that is created at run time. For handlers without a policy, it has
/// the methods of `MethodRouter`; the policy of the router applies to them.
/// [`CorsRouter::route`](crate::CorsRouter::route) takes it, and also a `MethodRouter`.
///
/// ```
/// use axum::routing::get;
/// use cors_axum::{CorsRouter, Policy, cors, route};
///
/// #[cors(origins = ["https://example.com"])]
/// static API: Policy;
///
/// #[cors(origins = ["https://admin.example.com"])]
/// async fn save() {}
///
/// let app: axum::Router = CorsRouter::new()
///     .route("/users", route!(put(save)).get(async || "users"))
///     .route("/health", get(async || "well"))
///     .into_router(&API);
/// ```
#[derive(Clone)]
#[must_use]
pub struct CorsMethodRouter<S = ()> {
    pub(crate) methods: MethodRouter<S>,
    pub(crate) policies: Vec<(Method, SharedPolicy)>,
}

macro_rules! verbs {
    ($($verb:ident $service:ident)+) => {$(
        #[doc = concat!("Like [`MethodRouter::", stringify!($verb), "`]: with the policy of the router.")]
        ///
        /// # Panics
        ///
        /// If there is a handler for the method already.
        #[track_caller]
        pub fn $verb<H, T>(self, handler: H) -> Self
        where
            H: Handler<T, S>,
            T: 'static,
        {
            self.map(|methods| methods.$verb(handler))
        }

        #[doc = concat!("Like [`MethodRouter::", stringify!($service), "`]: with the policy of the router.")]
        ///
        /// # Panics
        ///
        /// If there is a handler for the method already.
        #[track_caller]
        pub fn $service<T>(self, service: T) -> Self
        where
            T: Service<Request, Response: IntoResponse + 'static, Error = Infallible>,
            T: Clone + Send + Sync + 'static,
            T::Future: Send + 'static,
        {
            self.map(|methods| methods.$service(service))
        }
    )+};
}

macro_rules! layers {
    ($($layer:ident [$($error:tt)+] $text:literal)+) => {$(
        #[doc = concat!("Like [`MethodRouter::", stringify!($layer), "`]: ", $text)]
        #[track_caller]
        pub fn $layer<L>(self, layer: L) -> Self
        where
            L: Layer<Route> + Clone + Send + Sync + 'static,
            L::Service: Service<
                    Request,
                    Response: IntoResponse + 'static,
                    $($error)+,
                    Future: Send + 'static,
                > + Clone
                + Send
                + Sync
                + 'static,
        {
            self.map(|methods| methods.$layer(layer))
        }
    )+};
}

impl<S> CorsMethodRouter<S>
where
    S: Clone + Send + Sync + 'static,
{
    /// Creates one without methods.
    pub fn new() -> Self {
        MethodRouter::new().into()
    }

    /// Adds a handler with its own policy: a `&'static Policy`, an `Arc<Policy>` or a
    /// `Policy`.
    ///
    /// Use it for policies that are created at run time, and for closures. For any other
    /// policy, write `#[cors]` above the handler and use [`route!`](crate::route).
    ///
    /// GET also handles HEAD unless HEAD was added first. HEAD cannot be added after GET,
    /// so its policy is never ambiguous.
    ///
    /// ```
    /// use axum::http::Method;
    /// use cors_axum::{CorsMethodRouter, CorsRouter, Policy};
    ///
    /// # let (api, admin) = (r#"origins = "*""#, r#"origins = "*""#);
    /// # let read = |_: &str| Policy::builder().origins(["https://example.com"]).build();
    /// let admin: Policy = read(admin)?;
    /// let users = CorsMethodRouter::new()
    ///     .on_with_cors(Method::POST, admin, async || "created")
    ///     .get(async || "users");
    /// let app: axum::Router = CorsRouter::new()
    ///     .route("/users", users)
    ///     .into_router(read(api)?);
    /// # Ok::<(), cors_axum::Problems>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there is a handler for the method already, or if axum has no [`MethodFilter`]
    /// for it.
    #[track_caller]
    pub fn on_with_cors<H, T>(
        mut self,
        method: Method,
        policy: impl Into<SharedPolicy>,
        handler: H,
    ) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        let mut filter = match MethodFilter::try_from(method.clone()) {
            Ok(filter) => filter,
            Err(unknown) => panic!("{unknown}"),
        };
        let policy = policy.into();
        let has_head = self.policies.iter().any(|(known, _)| known == Method::HEAD);
        if method == Method::GET && !has_head {
            // Without this, axum would accept another handler for HEAD later.
            filter = filter.or(MethodFilter::HEAD);
            self.policies.push((Method::HEAD, policy.clone()));
        }
        self.policies.push((method, policy));
        self.on(filter, handler)
    }

    verbs! {
        connect connect_service
        delete delete_service
        get get_service
        head head_service
        options options_service
        patch patch_service
        post post_service
        put put_service
        trace trace_service
    }

    /// Like [`MethodRouter::on`]. The policy of the router applies.
    ///
    /// # Panics
    ///
    /// If there is a handler for one of the methods already.
    #[track_caller]
    pub fn on<H, T>(self, filter: MethodFilter, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.map(|methods| methods.on(filter, handler))
    }

    /// Like [`MethodRouter::on_service`]. The policy of the router applies.
    ///
    /// # Panics
    ///
    /// If there is a handler for one of the methods already.
    #[track_caller]
    pub fn on_service<T>(self, filter: MethodFilter, service: T) -> Self
    where
        T: Service<Request, Response: IntoResponse + 'static, Error = Infallible>,
        T: Clone + Send + Sync + 'static,
        T::Future: Send + 'static,
    {
        self.map(|methods| methods.on_service(filter, service))
    }

    /// Like [`MethodRouter::fallback`]. The policy of the router applies.
    pub fn fallback<H, T>(self, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.map(|methods| methods.fallback(handler))
    }

    /// Like [`MethodRouter::fallback_service`]. The policy of the router applies.
    pub fn fallback_service<T>(self, service: T) -> Self
    where
        T: Service<Request, Response: IntoResponse + 'static, Error = Infallible>,
        T: Clone + Send + Sync + 'static,
        T::Future: Send + 'static,
    {
        self.map(|methods| methods.fallback_service(service))
    }

    /// Like [`MethodRouter::merge`]. The methods keep their policies.
    ///
    /// # Panics
    ///
    /// If both have a handler for the same method, or both have a fallback.
    #[track_caller]
    pub fn merge(mut self, other: impl Into<CorsMethodRouter<S>>) -> Self {
        let other = other.into();
        self.policies.extend(other.policies);
        self.map(|methods| methods.merge(other.methods))
    }

    layers! {
        layer [Error: Into<Infallible> + 'static] "around the handlers and the fallback added so far, and inside of CORS."
        route_layer [Error = Infallible] "around the handlers added so far, and inside of CORS."
    }

    /// Like [`MethodRouter::with_state`].
    pub fn with_state<S2>(self, state: S) -> CorsMethodRouter<S2> {
        CorsMethodRouter {
            methods: self.methods.with_state(state),
            policies: self.policies,
        }
    }

    fn map(self, change: impl FnOnce(MethodRouter<S>) -> MethodRouter<S>) -> Self {
        CorsMethodRouter {
            methods: change(self.methods),
            ..self
        }
    }
}

impl<S> Default for CorsMethodRouter<S>
where
    S: Clone + Send + Sync + 'static,
{
    fn default() -> Self {
        Self::new()
    }
}

impl<S> fmt::Debug for CorsMethodRouter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CorsMethodRouter")
            .field("methods", &self.methods)
            .field("policies", &self.policies)
            .finish()
    }
}

impl<S> From<MethodRouter<S>> for CorsMethodRouter<S> {
    fn from(methods: MethodRouter<S>) -> Self {
        CorsMethodRouter {
            methods,
            policies: Vec::new(),
        }
    }
}

/// Gives handlers with [`#[cors]`](macro@crate::cors) their methods:
/// `route!(get(list), put(save))`, an expression of type
/// [`CorsMethodRouter`](crate::CorsMethodRouter).
///
/// Name a handler by its path, and give a generic one its types:
/// `get(users::list::<Db>)`. Renamed imports (`use users::list as list_users`) do not
/// work; use the original name. The methods are `get` (which also handles HEAD unless there
/// is a `head`), `post`, `put`, `patch`, `delete`, `head` and `options`. Chain handlers
/// without a policy to the result.
///
/// ```
/// use cors_axum::{CorsMethodRouter, Policy, cors, route};
///
/// #[cors(origins = ["https://example.com"], methods = [GET, PUT])]
/// static API: Policy;
///
/// #[cors(API)]
/// async fn list() {}
///
/// #[cors(origins = ["https://admin.example.com"])]
/// async fn save() {}
///
/// async fn create() {}
///
/// let users: CorsMethodRouter = route!(get(list), put(save)).post(create);
/// ```
///
/// # Errors
///
/// A method that the policy of its handler does not allow does not compile, unless it is
/// GET, HEAD or POST, which need no permission. A policy that leaves out `methods` allows
/// the methods of the route.
///
/// ```compile_fail
/// # use cors_axum::{CorsMethodRouter, Policy, cors, route};
/// #[cors(origins = ["https://example.com"], methods = [GET])]
/// async fn save() {}
///
/// let users: CorsMethodRouter = route!(put(save));
/// ```
#[macro_export]
macro_rules! route {
    ($($routes:tt)*) => { $crate::__private::axum_routes! { [$crate] $($routes)* } };
}
