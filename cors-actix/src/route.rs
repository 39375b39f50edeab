//! Routes whose policy is known only at run time.

use std::fmt;

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::guard::{self, Guard};
use actix_web::http::Method;
use actix_web::{FromRequest, Handler, Resource, Responder, web};
use cors_engine::SharedPolicy;

use crate::attribute::{OnRoute, is_preflight_of, register};
use crate::registry::Route;

/// A route for one method of a path, with its own policy.
///
/// It corresponds to [`#[cors]`](macro@crate::cors) on a handler with a route attribute,
/// for a policy that is known only at run time. If the policy does not allow the method, a
/// warning is logged with the first request of the application.
///
/// The resource has a name such as `PUT /orders/{id}`, unless you give it
/// [another one](RouteBuilder::name).
///
/// ```
/// use std::sync::Arc;
/// use actix_web::http::Method;
/// use actix_web::{App, HttpResponse};
/// use cors_actix::{Cors, Policy, cors};
///
/// #[cors(origins = ["https://example.com"])]
/// static API: Policy;
///
/// async fn save() -> HttpResponse {
///     HttpResponse::NoContent().finish()
/// }
///
/// let partners = Policy::builder()
///     .origins(["https://partner.example"])
///     .methods(["PUT"])
///     .build()?;
/// let app = App::new()
///     .service(cors_actix::route(Method::PUT, "/orders/{id}", Arc::new(partners)).to(save))
///     .wrap(Cors::new(&API));
/// # Ok::<(), cors_actix::Problems>(())
/// ```
pub fn route(method: Method, path: &str, policy: impl Into<SharedPolicy>) -> RouteBuilder {
    RouteBuilder {
        resource: web::resource(path).name(&format!("{method} {path}")),
        route: Route::new(&[method.as_str()], path, false, method != Method::OPTIONS),
        method,
        policy: policy.into(),
    }
}

/// A [`route`] without a handler.
#[must_use = "a route needs a handler"]
pub struct RouteBuilder {
    route: Route,
    method: Method,
    resource: Resource,
    policy: SharedPolicy,
}

impl RouteBuilder {
    /// Adds a guard. Another service may handle a request that the guard declines, so the
    /// answer to a preflight allows only what the enclosing policy allows too.
    pub fn guard(mut self, guard: impl Guard + 'static) -> Self {
        if !self.route.is_guarded {
            self.route.is_guarded = true;
            // The guard does not run for preflights.
            self.route.takes_preflights = false;
            self.resource = self.resource.guard(guard::Method(self.method.clone()));
        }
        self.resource = self.resource.guard(guard);
        self
    }

    /// Names the resource, for [`HttpRequest::url_for`](actix_web::HttpRequest::url_for).
    pub fn name(mut self, name: &str) -> Self {
        self.resource = self.resource.name(name);
        self
    }

    /// Adds the handler. Pass the result to `App::service`, `Scope::service` or
    /// `ServiceConfig::service`.
    pub fn to<F, Args>(self, handler: F) -> impl HttpServiceFactory
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let RouteBuilder { method, route, .. } = self;
        let resource = if route.is_guarded {
            self.resource
        } else if route.takes_preflights {
            self.resource.guard(guard::fn_guard(move |context| {
                context.head().method == method || is_preflight_of(context, &[method.as_str()])
            }))
        } else {
            self.resource.guard(guard::Method(method))
        };
        WithPolicy {
            resource: resource
                .to(handler)
                .wrap(OnRoute::new(self.policy.clone(), route.takes_preflights)),
            route,
            policy: self.policy,
        }
    }
}

impl fmt::Debug for RouteBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RouteBuilder")
            .field("route", &self.route)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

struct WithPolicy<R> {
    resource: R,
    route: Route,
    policy: SharedPolicy,
}

impl<R: HttpServiceFactory + 'static> HttpServiceFactory for WithPolicy<R> {
    fn register(self, config: &mut AppService) {
        register::<Self, _>(config, self.resource, self.policy, vec![self.route]);
    }
}
