//! Routes with a policy that no attribute gives them.

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::guard::{self, Guard};
use actix_web::http::Method;
use actix_web::{FromRequest, Handler, Resource, Responder, web};
use cors_engine::SharedPolicy;

use crate::preflights::is_preflight_of;
use crate::registry::Route;
use crate::route::{OnRoute, register};

/// A route for one method of a path, under a policy of its own: what
/// [`#[cors]`](macro@crate::cors) does for a handler with an attribute, for a
/// policy that is known at run time only.
///
/// A policy that lacks the method lets no page send it where that needs
/// permission; nobody checks it here.
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
///     .service(cors_actix::route("/orders/{id}", Method::PUT, Arc::new(partners)).to(save))
///     .wrap(Cors::new(&API));
/// # Ok::<(), cors_actix::Problems>(())
/// ```
pub fn route(path: &str, method: Method, policy: impl Into<SharedPolicy>) -> Under {
    Under {
        route: Route::new(&[method.as_str()], path, false, method != Method::OPTIONS),
        method,
        resource: web::resource(path),
        policy: policy.into(),
    }
}

/// A [`route`] that has no handler yet.
#[must_use = "it serves nothing without a handler"]
pub struct Under {
    route: Route,
    method: Method,
    resource: Resource,
    policy: SharedPolicy,
}

impl Under {
    /// Takes the route only where a guard agrees. What the guard turns down
    /// something else may serve: see the documentation of this crate.
    pub fn guard(mut self, guard: impl Guard + 'static) -> Self {
        if !self.route.is_guarded {
            self.route.is_guarded = true;
            // It is not asked of preflights.
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

    /// What serves the route; `App::service` and its kin take it.
    pub fn to<F, Args>(self, handler: F) -> impl HttpServiceFactory
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let Under { method, route, .. } = self;
        let resource = match (route.is_guarded, route.takes_preflights) {
            (true, _) => self.resource,
            (false, false) => self.resource.guard(guard::Method(method)),
            (false, true) => self.resource.guard(guard::fn_guard(move |context| {
                let own = context.head().method == method;
                own || is_preflight_of(context, &[method.as_str()])
            })),
        };
        Served {
            resource: resource
                .to(handler)
                .wrap(OnRoute::new(self.policy.clone(), route.takes_preflights)),
            route,
            policy: self.policy,
        }
    }
}

impl std::fmt::Debug for Under {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Under")
            .field("route", &self.route)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

struct Served<R> {
    resource: R,
    route: Route,
    policy: SharedPolicy,
}

impl<R: HttpServiceFactory + 'static> HttpServiceFactory for Served<R> {
    fn register(self, config: &mut AppService) {
        register::<Self, _>(config, self.resource, self.policy, vec![self.route]);
    }
}
