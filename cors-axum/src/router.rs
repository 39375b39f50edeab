//! A router whose routes and nested routers can have policies of their own.

use std::convert::Infallible;
use std::fmt;

use axum::extract::Request;
use axum::handler::Handler;
use axum::response::IntoResponse;
use axum::routing::Route;
use cors_tower::SharedPolicy;
use tower_layer::Layer;
use tower_service::Service;

use crate::app::App;
use crate::finish::Endpoints;
use crate::place::{Fallback, Place, beneath, joined};
use crate::routes::Routes;

/// axum's router, with policies: the same verbs, and [`cors`](Router::cors) for a
/// policy of all that is in it. [`finish`](Router::finish) makes an ordinary
/// `axum::Router` of it.
///
/// The innermost policy decides, alone, preflight and response: that of the
/// handler, else that of the router it is in, else that of the router round about,
/// and so on to the application's. Layers lie inside, whenever they are put on.
///
/// ```
/// use axum::routing::get;
/// use cors_axum::{Policy, Router, cors, route};
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
/// let partners = Router::new()
///     .route("/orders", get(async || "orders"))
///     .cors(&PARTNERS);
///
/// let app: axum::Router = Router::new()
///     .route("/users/{id}", route!(put(save)).get(async || "a user"))
///     .nest("/partners", partners)
///     .fallback(async || "there is nothing here")
///     .finish(&API);
/// ```
#[must_use]
pub struct Router<S = ()> {
    places: Vec<Place<S>>,
    fallback: Fallback<S>,
    policy: Option<SharedPolicy>,
}

impl<S> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    /// Has no routes yet.
    pub fn new() -> Self {
        Router {
            places: Vec::new(),
            fallback: Fallback::default(),
            policy: None,
        }
    }

    /// Puts all that is in the router, now and later, under a policy: a
    /// `&'static Policy`, an `Arc<Policy>` or a `Policy`.
    ///
    /// Nested, it governs everything beneath its path, with the 404 and 405 there
    /// and its fallback; merged, its routes with their 405, and its fallback.
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

    /// As [`axum::Router::route`]. Takes an [`axum::routing::MethodRouter`], or
    /// [`Routes`] that know of policies.
    ///
    /// # Panics
    ///
    /// As axum's, and if the path is in a router of another policy as well.
    #[track_caller]
    pub fn route(mut self, path: &str, routes: impl Into<Routes<S>>) -> Self {
        let routes = routes.into();
        let router = axum::Router::new().route(path, routes.methods);
        self.add(Place::new(vec![path.to_owned()], router, routes.policies));
        self
    }

    /// As [`axum::Router::route_service`].
    ///
    /// # Panics
    ///
    /// As axum's.
    #[track_caller]
    pub fn route_service<T>(mut self, path: &str, service: T) -> Self
    where
        T: Service<Request, Response: IntoResponse, Error = Infallible, Future: Send + 'static>,
        T: Clone + Send + Sync + 'static,
    {
        let router = axum::Router::new().route_service(path, service);
        self.add(Place::new(vec![path.to_owned()], router, Vec::new()));
        self
    }

    /// As [`axum::Router::nest`]. The policy of the nested router governs
    /// everything beneath the path.
    ///
    /// # Panics
    ///
    /// As axum's, and if a path is in two routers of different policies.
    #[track_caller]
    pub fn nest(mut self, path: &str, router: Router<S>) -> Self {
        let Router {
            places,
            fallback,
            policy,
        } = router;
        for place in places {
            self.add(Place {
                paths: place
                    .paths
                    .iter()
                    .map(|inner| joined(path, inner))
                    .collect(),
                router: axum::Router::new().nest(path, place.router),
                policy: place.policy.or_else(|| policy.clone()),
                methods: place.methods,
            });
        }
        self.fallback.router = self.fallback.router.nest(path, fallback.router);
        for (inner, own) in fallback.beneath {
            let own = own.or_else(|| policy.clone());
            self.fallback.beneath.push((joined(path, &inner), own));
        }
        if fallback.is_own || policy.is_some() {
            let policy = fallback.policy.or(policy);
            let paths = beneath(path).into_iter();
            let paths = paths.map(|path| (path, policy.clone()));
            self.fallback.beneath.extend(paths);
        }
        self
    }

    /// As [`axum::Router::nest_service`]. What the service has of policies is its
    /// own business, so this is also where an `axum::Router` goes: it is under the
    /// policy of this router, whatever it answers.
    ///
    /// # Panics
    ///
    /// As axum's.
    #[track_caller]
    pub fn nest_service<T>(mut self, path: &str, service: T) -> Self
    where
        T: Service<Request, Response: IntoResponse, Error = Infallible, Future: Send + 'static>,
        T: Clone + Send + Sync + 'static,
    {
        let router = axum::Router::new().nest_service(path, service);
        self.add(Place::new(beneath(path), router, Vec::new()));
        self
    }

    /// As [`axum::Router::merge`]. The policy of the other router governs the
    /// routes of that router, and its fallback.
    ///
    /// An `axum::Router` cannot be merged: nobody could say at which paths its
    /// routes are. Where it has paths of its own, [`Router::nest_service`] takes it;
    /// where it has what is left, [`Router::fallback_service`].
    ///
    /// # Panics
    ///
    /// As axum's, and if a path is in two routers of different policies.
    #[track_caller]
    pub fn merge(mut self, other: Router<S>) -> Self {
        let Router {
            places,
            fallback,
            policy,
        } = other;
        for place in places {
            self.add(Place {
                policy: place.policy.or_else(|| policy.clone()),
                ..place
            });
        }
        self.fallback.router = self.fallback.router.merge(fallback.router);
        for (path, own) in fallback.beneath {
            let own = own.or_else(|| policy.clone());
            self.fallback.beneath.push((path, own));
        }
        if fallback.is_own {
            self.fallback.is_own = true;
            self.fallback.policy = fallback.policy.or(policy);
        }
        self
    }

    /// As [`axum::Router::fallback`].
    pub fn fallback<H, T>(self, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.with_fallback(|router| router.fallback(handler))
    }

    /// As [`axum::Router::fallback_service`].
    pub fn fallback_service<T>(self, service: T) -> Self
    where
        T: Service<Request, Response: IntoResponse, Error = Infallible, Future: Send + 'static>,
        T: Clone + Send + Sync + 'static,
    {
        self.with_fallback(|router| router.fallback_service(service))
    }

    /// As [`axum::Router::method_not_allowed_fallback`].
    pub fn method_not_allowed_fallback<H, T>(self, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        Router {
            places: each(self.places, |router| {
                router.method_not_allowed_fallback(handler.clone())
            }),
            ..self
        }
    }

    /// As [`axum::Router::layer`]: round the routes and the fallback that are there
    /// already, and inside of CORS.
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

    /// As [`axum::Router::route_layer`]: round the routes that are there already,
    /// and inside of CORS.
    ///
    /// # Panics
    ///
    /// If there are none.
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
        if self.places.is_empty() {
            // It knows what to say.
            let _ = axum::Router::<S>::new().route_layer(layer.clone());
        }
        Router {
            places: each(self.places, |router| router.route_layer(layer.clone())),
            ..self
        }
    }

    /// As [`axum::Router::with_state`].
    pub fn with_state<S2>(self, state: S) -> Router<S2>
    where
        S2: Clone + Send + Sync + 'static,
    {
        self.map(|router| router.with_state(state.clone()))
    }

    /// Puts everything behind the policies, the application's round them all: a
    /// `&'static Policy`, an `Arc<Policy>` or a `Policy`.
    ///
    /// This is the last call. What comes behind it is outside, as with
    /// [`CorsLayer`](crate::CorsLayer): a route that is added has no policy, a layer
    /// that is put on meets preflights first.
    ///
    /// # Panics
    ///
    /// As [`axum::Router::merge`], where two paths cannot be told apart.
    #[track_caller]
    pub fn finish(self, policy: impl Into<SharedPolicy>) -> axum::Router<S> {
        let policy = self.policy.unwrap_or_else(|| policy.into());
        Endpoints::new(self.places, self.fallback, &policy).into_router()
    }

    /// Methods of one path are one place.
    #[track_caller]
    fn add(&mut self, place: Place<S>) {
        let is_same = |known: &Place<S>| known.paths == place.paths;
        let known = self.places.iter().position(is_same);
        let place = match known {
            Some(known) => self.places.remove(known).merge(place),
            None => place,
        };
        self.places.push(place);
    }

    fn with_fallback(mut self, set: impl FnOnce(axum::Router<S>) -> axum::Router<S>) -> Self {
        self.fallback.router = set(self.fallback.router);
        self.fallback.is_own = true;
        self.fallback.policy = None;
        self
    }

    fn map<S2>(self, change: impl Fn(axum::Router<S>) -> axum::Router<S2>) -> Router<S2> {
        Router {
            places: each(self.places, &change),
            fallback: self.fallback.map(&change),
            policy: self.policy,
        }
    }
}

fn each<S, S2>(
    places: Vec<Place<S>>,
    change: impl Fn(axum::Router<S>) -> axum::Router<S2>,
) -> Vec<Place<S2>> {
    let places = places.into_iter();
    places.map(|place| place.map(&change)).collect()
}

impl Router {
    /// As [`finish`](Router::finish), for what is served as it is: it cannot be
    /// nested, merged or layered as a router, and costs a request less, since one
    /// gate is round the whole.
    ///
    /// ```no_run
    /// use axum::ServiceExt;
    /// use axum::routing::get;
    /// use cors_axum::{Policy, Router, cors};
    ///
    /// #[cors(origins = ["https://example.com"])]
    /// static API: Policy;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// let app = Router::new()
    ///     .route("/", get(async || "hello"))
    ///     .finish_service(&API);
    /// let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    /// axum::serve(listener, app.into_make_service()).await
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// As [`finish`](Router::finish).
    #[track_caller]
    pub fn finish_service(self, policy: impl Into<SharedPolicy>) -> App {
        let policy = self.policy.unwrap_or_else(|| policy.into());
        Endpoints::new(self.places, self.fallback, &policy).into_app()
    }
}

impl<S> Default for Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    fn default() -> Self {
        Self::new()
    }
}

impl<S> Clone for Router<S> {
    fn clone(&self) -> Self {
        Router {
            places: self.places.clone(),
            fallback: self.fallback.clone(),
            policy: self.policy.clone(),
        }
    }
}

impl<S> fmt::Debug for Router<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Router")
            .field("places", &self.places)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}
