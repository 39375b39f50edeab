//! Routes with a policy: the service and the middleware that `#[cors]` adds to a handler.

use std::any::{TypeId, type_name};
use std::cell::OnceCell;
use std::future::{self, Future, Ready};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{
    AppService, HttpServiceFactory, ResourceDef, Service, ServiceRequest, ServiceResponse,
    Transform, fn_service, forward_ready,
};
use actix_web::guard::{self, GuardContext};
use actix_web::http::Method;
use actix_web::http::header::HeaderValue;
use actix_web::{Error, HttpRequest};
use cors_engine::adapter::{
    ApplicablePolicy, CompiledPolicy, CompiledSource, is_preflight, origin_of, requested_method,
};
use cors_engine::{Policy, SharedPolicy};
use pin_project_lite::pin_project;

use crate::headers::Headers;
use crate::registry::{AppPolicies, Entry, Hidden, Route};
use crate::response::{self, Pending};
use crate::table::BUILD;

/// Registers the service that actix-web's attribute made from a handler, and its policy.
///
/// `S` is the service that calls this function. If the attribute is not actix-web's and did
/// not make a service, the name of the handler refers to `S` itself, so `H` equals `S`.
pub fn register<S: 'static, H: HttpServiceFactory + 'static>(
    config: &mut AppService,
    handler: H,
    policy: impl Into<SharedPolicy>,
    routes: Vec<Route>,
) {
    if TypeId::of::<S>() == TypeId::of::<H>() {
        let name = type_name::<S>();
        return log::error!(
            "CORS: `{name}` is not registered: its route attribute is not one of actix-web's"
        );
    }
    handler.register(config);
    let policy = policy.into();
    for route in routes {
        if !route.takes_preflights {
            register_preflights(config, &route);
        }
        Hidden(Entry::new(policy.clone(), Some(route), BUILD)).register(config);
    }
}

/// The middleware around a handler. It records the matched policy for the outer `Cors`.
/// Without an outer `Cors`, it writes the headers itself.
#[derive(Debug, Clone)]
pub struct OnRoute {
    policy: SharedPolicy,
    takes_preflights: bool,
}

impl OnRoute {
    /// For a handler with this policy, whose resource may take its preflights too.
    pub fn new(policy: impl Into<SharedPolicy>, takes_preflights: bool) -> Self {
        OnRoute {
            policy: policy.into(),
            takes_preflights,
        }
    }
}

impl<S, B> Transform<S, ServiceRequest> for OnRoute
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B, ()>>;
    type Error = Error;
    type Transform = OnRouteMiddleware<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        future::ready(Ok(OnRouteMiddleware {
            service,
            policy: self.policy.clone(),
            compiled: OnceCell::new(),
            preflights: self.takes_preflights.then(Standalone::default),
        }))
    }
}

/// The service that [`OnRoute`] puts around a handler.
#[derive(Debug)]
pub struct OnRouteMiddleware<S> {
    service: S,
    policy: SharedPolicy,
    /// Compiled if there is no outer `Cors`.
    compiled: OnceCell<Arc<CompiledPolicy<Headers>>>,
    preflights: Option<Standalone>,
}

impl<S, B> Service<ServiceRequest> for OnRouteMiddleware<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B, ()>>;
    type Error = Error;
    type Future = OnRouteFuture<S::Future>;

    forward_ready!(service);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let step = if let Some(outer) = Pending::of(&request) {
            outer.record(&self.policy, true);
            Step::Handled {
                handler: self.service.call(request),
                standalone: None,
            }
        } else if let Some(preflights) = &self.preflights
            // `passes` accepts no other OPTIONS requests.
            && *request.method() == Method::OPTIONS
        {
            let applicable = preflights.applicable(&request);
            let (request, _) = request.into_parts();
            Step::Preflight {
                preflight: Some((request, applicable)),
            }
        } else {
            let compile = || Arc::new(CompiledPolicy::new(self.policy.clone()));
            let policy = Arc::clone(self.compiled.get_or_init(compile));
            let origin = origin_of::<Headers>(request.headers()).cloned();
            Step::Handled {
                handler: self.service.call(request),
                standalone: Some((policy, origin)),
            }
        };
        OnRouteFuture { step }
    }
}

pin_project! {
    /// The response future of [`OnRouteMiddleware`].
    #[derive(Debug)]
    pub struct OnRouteFuture<F> {
        #[pin]
        step: Step<F>,
    }
}

pin_project! {
    #[project = StepProjection]
    #[derive(Debug)]
    enum Step<F> {
        Preflight {
            preflight: Option<(HttpRequest, ApplicablePolicy<Headers>)>,
        },
        Handled {
            #[pin]
            handler: F,
            standalone: Option<(Arc<CompiledPolicy<Headers>>, Option<HeaderValue>)>,
        },
    }
}

impl<F, B> Future for OnRouteFuture<F>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
    B: MessageBody,
{
    type Output = Result<ServiceResponse<EitherBody<B, ()>>, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().step.project() {
            StepProjection::Preflight { preflight } => match preflight.take() {
                Some((request, applicable)) => {
                    let response = response::preflight(request, &applicable);
                    Poll::Ready(Ok(response.map_into_right_body()))
                }
                None => Poll::Pending,
            },
            StepProjection::Handled {
                handler,
                standalone,
            } => {
                let result = ready!(handler.poll(context));
                let result = match standalone.take() {
                    Some((policy, origin)) => {
                        let origin = policy.allowed_origin_for(origin.as_ref());
                        response::finish(&policy, origin, result)
                    }
                    None => result,
                };
                Poll::Ready(result.map(ServiceResponse::map_into_left_body))
            }
        }
    }
}

/// The guard of a resource that takes OPTIONS besides the methods of its route: only
/// preflights for those methods pass.
pub fn passes(context: &GuardContext<'_>, methods: &[&str]) -> bool {
    context.head().method != Method::OPTIONS || is_preflight_of(context, methods)
}

/// Whether a request is a preflight for one of these methods.
pub(crate) fn is_preflight_of(context: &GuardContext<'_>, methods: &[&str]) -> bool {
    let head = context.head();
    is_preflight::<Headers>(head.method.as_str().as_bytes(), head.headers())
        && requested_method::<Headers>(head.headers()).is_some_and(|method| {
            methods
                .iter()
                .any(|own| own.as_bytes() == method.as_bytes())
        })
}

/// Registers a resource that answers the preflights of a route, if the resource of the
/// route does not take them.
fn register_preflights(config: &mut AppService, route: &Route) {
    let methods = route.methods.clone();
    let is_own = move |context: &GuardContext<'_>| {
        let methods: Vec<&str> = methods.iter().map(String::as_str).collect();
        is_preflight_of(context, &methods)
    };
    let preflights = Standalone::default();
    let service = fn_service(move |request: ServiceRequest| {
        let applicable = preflights.applicable(&request);
        let response = response::preflight(request.into_parts().0, &applicable);
        let response: ServiceResponse<BoxBody> = response.map_into_boxed_body();
        future::ready(Ok::<_, Error>(response))
    });
    config.register_service(
        ResourceDef::new(route.completed()),
        Some(vec![Box::new(guard::fn_guard(is_own))]),
        service,
        None,
    );
}

/// The policies of an application without a `Cors` around it. The other routes of the
/// application matter for a preflight too.
#[derive(Debug, Clone, Default)]
struct Standalone {
    policies: OnceCell<Option<Rc<dyn AppPolicies>>>,
}

impl Standalone {
    fn applicable(&self, request: &ServiceRequest) -> ApplicablePolicy<Headers> {
        let none = || Arc::new(CompiledPolicy::new(Policy::NONE));
        let policies = self.policies.get_or_init(|| {
            let entries = Entry::all_of(request);
            let first = entries.first()?;
            let build = || (first.build)(&CompiledSource::One(none()), request);
            first.standalone.get_or_init(build).clone()
        });
        let method = response::requested(request);
        let own = ApplicablePolicy {
            policy: none(),
            per_method: false,
        };
        match policies {
            Some(policies) => policies.for_preflight(method, request.request(), own),
            None => own,
        }
    }
}
