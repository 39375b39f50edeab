//! What is done at one path, and under which policies.

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

/// What is done at one path: an axum [`MethodRouter`] that knows which of its
/// methods have a policy of their own.
///
/// [`route!`](crate::route) makes it of handlers that carry a policy, and a
/// `MethodRouter` becomes one in which none does. Handlers without a policy can be
/// chained on, as in axum; they are under the policy of the router.
///
/// ```
/// use axum::routing::get;
/// use cors_axum::{Policy, Router, cors, route};
///
/// #[cors(origins = ["https://example.com"])]
/// static API: Policy;
///
/// #[cors(origins = ["https://admin.example.com"])]
/// async fn save() {}
///
/// let app: axum::Router = Router::new()
///     .route("/users", route!(put(save)).get(async || "users"))
///     .route("/health", get(async || "well"))
///     .finish(&API);
/// ```
#[must_use]
pub struct Routes<S = ()> {
    pub(crate) methods: MethodRouter<S>,
    pub(crate) policies: Vec<(Method, SharedPolicy)>,
}

macro_rules! verbs {
    ($($verb:ident $name:literal)+) => {$(
        #[doc = concat!("Takes ", $name, " under the policy of the router, as [`MethodRouter::", stringify!($verb), "`].")]
        ///
        /// # Panics
        ///
        /// If the method is taken already.
        #[track_caller]
        pub fn $verb<H, T>(self, handler: H) -> Self
        where
            H: Handler<T, S>,
            T: 'static,
        {
            self.map(|methods| methods.$verb(handler))
        }
    )+};
}

impl<S> Routes<S>
where
    S: Clone + Send + Sync + 'static,
{
    /// Takes no method yet.
    pub fn new() -> Self {
        MethodRouter::new().into()
    }

    /// Takes a method under a policy of its own: a `&'static Policy`, an
    /// `Arc<Policy>` or a `Policy`.
    ///
    /// This is for policies that are known at run time; what is known before
    /// belongs on the handler, for [`route!`](crate::route).
    ///
    /// GET takes HEAD along, unless `under` has taken that before. So nobody else
    /// can take HEAD later, and which policy governs it is always known.
    ///
    /// ```
    /// use axum::http::Method;
    /// use cors_axum::{Policy, Router, Routes};
    ///
    /// # let (api, admin) = (r#"origins = "*""#, r#"origins = "*""#);
    /// # let read = |_: &str| Policy::builder().origins(["https://example.com"]).build();
    /// let admin: Policy = read(admin)?;
    /// let users = Routes::new()
    ///     .under(admin, Method::DELETE, async || "gone")
    ///     .get(async || "users");
    /// let app: axum::Router = Router::new().route("/users", users).finish(read(api)?);
    /// # Ok::<(), cors_axum::Problems>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If the method is taken already, or is none that axum has a
    /// [`MethodFilter`] for.
    #[track_caller]
    pub fn under<H, T>(
        mut self,
        policy: impl Into<SharedPolicy>,
        method: Method,
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
        let is_known = |method| self.policies.iter().any(|(known, _)| known == method);
        if method == Method::GET && !is_known(&Method::HEAD) {
            // axum would let whoever takes HEAD later have it.
            filter = filter.or(MethodFilter::HEAD);
            self.policies.push((Method::HEAD, policy.clone()));
        }
        self.policies.push((method, policy));
        self.on(filter, handler)
    }

    verbs! {
        get "GET, and HEAD,"
        post "POST"
        put "PUT"
        patch "PATCH"
        delete "DELETE"
        head "HEAD"
        options "OPTIONS"
        trace "TRACE"
    }

    /// Takes some methods under the policy of the router, as
    /// [`MethodRouter::on`].
    ///
    /// # Panics
    ///
    /// If one of them is taken already.
    #[track_caller]
    pub fn on<H, T>(self, filter: MethodFilter, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.map(|methods| methods.on(filter, handler))
    }

    /// Takes every method that nothing else takes, under the policy of the
    /// router, as [`MethodRouter::fallback`].
    pub fn fallback<H, T>(self, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.map(|methods| methods.fallback(handler))
    }

    /// Takes what the other takes as well, as [`MethodRouter::merge`].
    ///
    /// # Panics
    ///
    /// If both take one method, or both have a fallback.
    #[track_caller]
    pub fn merge(mut self, other: impl Into<Routes<S>>) -> Self {
        let other = other.into();
        self.policies.extend(other.policies);
        self.map(|methods| methods.merge(other.methods))
    }

    /// Puts a layer round all that is taken already, and inside of CORS, as
    /// [`MethodRouter::layer`].
    pub fn layer<L>(self, layer: L) -> Self
    where
        L: Layer<Route> + Clone + Send + Sync + 'static,
        L::Service: Service<
                Request,
                Response: IntoResponse + 'static,
                Error: Into<Infallible> + 'static,
                Future: Send + 'static,
            > + Clone
            + Send
            + Sync
            + 'static,
    {
        self.map(|methods| methods.layer(layer))
    }

    fn map(self, methods: impl FnOnce(MethodRouter<S>) -> MethodRouter<S>) -> Self {
        Routes {
            methods: methods(self.methods),
            ..self
        }
    }
}

impl<S> Default for Routes<S>
where
    S: Clone + Send + Sync + 'static,
{
    fn default() -> Self {
        Self::new()
    }
}

impl<S> Clone for Routes<S> {
    fn clone(&self) -> Self {
        Routes {
            methods: self.methods.clone(),
            policies: self.policies.clone(),
        }
    }
}

impl<S> fmt::Debug for Routes<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Routes")
            .field("methods", &self.methods)
            .field("policies", &self.policies)
            .finish()
    }
}

impl<S> From<MethodRouter<S>> for Routes<S> {
    fn from(methods: MethodRouter<S>) -> Self {
        Routes {
            methods,
            policies: Vec::new(),
        }
    }
}

/// Gives handlers that carry a policy their methods:
/// `route!(get(list), put(save))`, an expression of type [`Routes`].
///
/// A handler carries a policy if it has [`#[cors]`](macro@crate::cors) on it. It is
/// named by its path, with the types of a generic one: `get(users::list::<Db>)`, and
/// has the name that it was declared with: `use users::list as list_users` is no
/// name of it, `users::list` is. The methods are `get`, which takes HEAD along unless there is a `head`, `post`, `put`,
/// `patch`, `delete`, `head` and `options`. Handlers without a policy are chained on.
///
/// ```
/// use cors_axum::{Policy, Routes, cors, route};
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
/// let users: Routes = route!(get(list), put(save)).post(create);
/// ```
///
/// # Errors
///
/// A method that the policy of its handler does not grant does not compile, unless
/// it is GET, HEAD or POST, which need no permission. `methods` that are left out
/// are those of the route.
///
/// ```compile_fail
/// # use cors_axum::{Policy, Routes, cors, route};
/// #[cors(origins = ["https://example.com"], methods = [GET])]
/// async fn save() {}
///
/// let users: Routes = route!(put(save));
/// ```
#[macro_export]
macro_rules! route {
    ($($routes:tt)*) => { $crate::__private::axum_routes! { [$crate] $($routes)* } };
}
