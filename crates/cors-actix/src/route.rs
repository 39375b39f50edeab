//! Routes with a policy of their own: what `#[cors]` puts round a handler.

use std::any::{TypeId, type_name};
use std::cell::OnceCell;
use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::Error;
use actix_web::body::BoxBody;
use actix_web::dev::{
    AppService, HttpServiceFactory, ResourceDef, Service, ServiceRequest, ServiceResponse,
    Transform, fn_service, forward_ready,
};
use actix_web::guard::{self, GuardContext};
use actix_web::http::header::HeaderValue;
use cors_core::adapter::{Prepared, is_preflight, requested_method};
use cors_core::{Policy, SharedPolicy};
use pin_project_lite::pin_project;

use crate::frame::{self, Mark};
use crate::headers::Headers;
use crate::middleware::dressed;
use crate::registry::{Entry, Marker, Route};
use crate::table::{self, Table};

/// Registers a handler that actix-web's own attribute made a service of, and
/// makes its policy known.
///
/// `S` is the service that calls this. Where an attribute that is not
/// actix-web's made none of the handler, it is handed to itself.
pub fn register<S: 'static, H: HttpServiceFactory + 'static>(
    config: &mut AppService,
    handler: H,
    policy: impl Into<SharedPolicy>,
    routes: Vec<Route>,
) {
    if TypeId::of::<S>() == TypeId::of::<H>() {
        let name = type_name::<S>();
        return log::error!(
            "CORS: `{name}` is not registered: its route attribute is none of actix-web's"
        );
    }
    handler.register(config);
    let entry = Entry::new(policy.into(), routes);
    Marker(Rc::clone(&entry)).register(config);
    for route in &entry.routes {
        register_preflight(config, route);
    }
}

/// Answers the preflights of a route where no [`Cors`](crate::Cors) does.
fn register_preflight(config: &mut AppService, route: &Route) {
    let methods = route.methods.clone();
    let is_own = move |context: &GuardContext<'_>| {
        let head = context.head();
        is_preflight::<Headers>(head.method.as_str().as_bytes(), head.headers())
            && requested_method::<Headers>(head.headers()).is_some_and(|method| {
                methods
                    .iter()
                    .any(|own| own.as_bytes() == method.as_bytes())
            })
    };
    let table: OnceCell<Option<Rc<Table>>> = OnceCell::new();
    let service = fn_service(move |request: ServiceRequest| {
        // Round about is no policy: nobody is let in.
        let nobody = || Rc::new(Prepared::new(&NOBODY));
        let table = table.get_or_init(|| Table::of(&nobody(), &request));
        let response: ServiceResponse<BoxBody> = match table {
            Some(table) => table.answer(request).map_into_boxed_body(),
            None => request.into_response(actix_web::HttpResponse::Forbidden()),
        };
        ready(Ok::<_, Error>(response))
    });
    config.register_service(
        ResourceDef::new(route.completed()),
        Some(vec![Box::new(guard::fn_guard(is_own))]),
        service,
        None,
    );
}

/// The policy of a route that is switched off, and of what has none.
pub static NOBODY: Policy = cors_core::__private::policy(cors_core::__private::Parts::NOTHING);

/// What stands round a handler: it tells the gate which policy governs, and
/// where there is no gate it writes the headers itself.
#[derive(Debug, Clone)]
pub struct OnRoute {
    policy: SharedPolicy,
}

impl OnRoute {
    /// For a handler of this policy.
    pub fn new(policy: impl Into<SharedPolicy>) -> Self {
        OnRoute {
            policy: policy.into(),
        }
    }
}

impl<S, B> Transform<S, ServiceRequest> for OnRoute
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type Transform = OnRouteMiddleware<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(OnRouteMiddleware {
            service,
            policy: self.policy.clone(),
            prepared: OnceCell::new(),
        }))
    }
}

/// What [`OnRoute`] makes of a handler.
#[derive(Debug)]
pub struct OnRouteMiddleware<S> {
    service: S,
    policy: SharedPolicy,
    /// Made where there is no gate.
    prepared: OnceCell<Rc<Prepared<Headers>>>,
}

impl<S, B> Service<ServiceRequest> for OnRouteMiddleware<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type Future = OnRouteFuture<S::Future>;

    forward_ready!(service);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let alone = match frame::meet(&request, Mark::new(&self.policy, true)) {
            true => None,
            false => {
                let prepared = || Rc::new(Prepared::new(self.policy.clone()));
                let prepared = Rc::clone(self.prepared.get_or_init(prepared));
                Some((prepared, table::origin(&request)))
            }
        };
        OnRouteFuture {
            handler: self.service.call(request),
            alone,
        }
    }
}

pin_project! {
    /// A response on its way through [`OnRouteMiddleware`].
    #[derive(Debug)]
    pub struct OnRouteFuture<F> {
        #[pin]
        handler: F,
        alone: Option<(Rc<Prepared<Headers>>, Option<HeaderValue>)>,
    }
}

impl<F, B> Future for OnRouteFuture<F>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        this.handler.poll(context).map(|result| {
            let Some((prepared, origin)) = this.alone.take() else {
                return result;
            };
            let grant = prepared.grant(origin.as_ref());
            match result {
                Ok(mut response) => {
                    prepared.dress(grant, response.headers_mut());
                    Ok(response)
                }
                Err(error) => Err(dressed(error, grant, &prepared)),
            }
        })
    }
}
