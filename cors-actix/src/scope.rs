//! Scopes with a policy.

use std::fmt;
use std::rc::Rc;

use actix_service::IntoServiceFactory;
use actix_web::body::MessageBody;
use actix_web::dev::{
    AppService, HttpServiceFactory, ServiceFactory, ServiceRequest, ServiceResponse, Transform,
};
use actix_web::guard::Guard;
use actix_web::web::{self, ServiceConfig};
use actix_web::{Error, Route, Scope};
use cors_engine::SharedPolicy;

use crate::cors::Cors;
use crate::registry::{Entry, Hidden};
use crate::table::BUILD;

/// A scope, like [`web::scope`], with a policy for everything inside that has no other
/// policy.
///
/// The [`Cors`] around the application answers its preflights. Without one, the scope
/// answers them itself, if the middleware around it lets them pass.
///
/// ```
/// use actix_web::{App, HttpResponse, web};
/// use cors_actix::{Cors, Policy, cors};
///
/// #[cors(origins = ["https://example.com"])]
/// static API: Policy;
///
/// #[cors(origins = ["https://partner.example"], methods = [PUT])]
/// static PARTNERS: Policy;
///
/// let app = App::new()
///     .service(
///         cors_actix::scope("/partners", &PARTNERS)
///             .route("/orders", web::put().to(HttpResponse::NoContent)),
///     )
///     .wrap(Cors::new(&API));
/// ```
pub fn scope(path: &str, policy: impl Into<SharedPolicy>) -> CorsScope {
    let entry = Entry::new(policy.into(), None, BUILD);
    CorsScope {
        scope: web::scope(path).service(Hidden(Rc::clone(&entry))),
        entry,
    }
}

/// A [`scope`] with a policy. It has the methods of [`Scope`].
///
/// The middleware that applies the policy is outside of every middleware that you add to
/// the scope.
#[must_use = "pass it to `App::service`"]
pub struct CorsScope<S = Scope> {
    scope: S,
    entry: Rc<Entry>,
}

impl<S> CorsScope<S> {
    fn map<U>(self, change: impl FnOnce(S) -> U) -> CorsScope<U> {
        CorsScope {
            scope: change(self.scope),
            entry: self.entry,
        }
    }
}

impl<T> CorsScope<Scope<T>>
where
    T: ServiceFactory<ServiceRequest, Config = (), Error = Error, InitError = ()>,
{
    /// [`Scope::guard`]. Another service may handle a request that the guard declines,
    /// so the answer to a preflight allows only what the enclosing policy allows too.
    pub fn guard<G: Guard + 'static>(self, guard: G) -> Self {
        self.entry.is_guarded_scope.set(true);
        self.map(|scope| scope.guard(guard))
    }

    /// [`Scope::app_data`]
    pub fn app_data<U: 'static>(self, data: U) -> Self {
        self.map(|scope| scope.app_data(data))
    }

    /// [`Scope::configure`]
    pub fn configure<F: FnOnce(&mut ServiceConfig)>(self, configure: F) -> Self {
        self.map(|scope| scope.configure(configure))
    }

    /// [`Scope::service`]
    pub fn service<F: HttpServiceFactory + 'static>(self, factory: F) -> Self {
        self.map(|scope| scope.service(factory))
    }

    /// [`Scope::route`]
    pub fn route(self, path: &str, route: Route) -> Self {
        self.map(|scope| scope.route(path, route))
    }

    /// [`Scope::default_service`]
    pub fn default_service<F, U>(self, factory: F) -> Self
    where
        F: IntoServiceFactory<U, ServiceRequest>,
        U: ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse, Error = Error>
            + 'static,
        U::InitError: fmt::Debug,
    {
        self.map(|scope| scope.default_service(factory))
    }

    /// [`Scope::wrap`]
    pub fn wrap<M, B>(
        self,
        middleware: M,
    ) -> CorsScope<
        Scope<
            impl ServiceFactory<
                ServiceRequest,
                Config = (),
                Response = ServiceResponse<B>,
                Error = Error,
                InitError = (),
            >,
        >,
    >
    where
        M: Transform<
                T::Service,
                ServiceRequest,
                Response = ServiceResponse<B>,
                Error = Error,
                InitError = (),
            > + 'static,
        B: MessageBody,
    {
        self.map(|scope| scope.wrap(middleware))
    }

    /// [`Scope::wrap_fn`]
    pub fn wrap_fn<F, R, B>(
        self,
        middleware: F,
    ) -> CorsScope<
        Scope<
            impl ServiceFactory<
                ServiceRequest,
                Config = (),
                Response = ServiceResponse<B>,
                Error = Error,
                InitError = (),
            >,
        >,
    >
    where
        F: Fn(ServiceRequest, &T::Service) -> R + Clone + 'static,
        R: Future<Output = Result<ServiceResponse<B>, Error>>,
        B: MessageBody,
    {
        self.map(|scope| scope.wrap_fn(middleware))
    }
}

impl<T, B> HttpServiceFactory for CorsScope<Scope<T>>
where
    T: ServiceFactory<
            ServiceRequest,
            Config = (),
            Response = ServiceResponse<B>,
            Error = Error,
            InitError = (),
        > + 'static,
    B: MessageBody + 'static,
{
    fn register(self, config: &mut AppService) {
        let cors = Cors::of_scope(self.entry.policy.clone());
        self.scope.wrap(cors).register(config);
    }
}

impl<S> fmt::Debug for CorsScope<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CorsScope")
            .field("policy", &self.entry.policy)
            .finish_non_exhaustive()
    }
}
