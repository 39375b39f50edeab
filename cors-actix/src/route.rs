//! Routes with a policy of their own: what `#[cors]` puts round a handler.

use std::any::{TypeId, type_name};
use std::cell::OnceCell;
use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use actix_web::Error;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{
    AppService, HttpServiceFactory, Service, ServiceRequest, ServiceResponse, Transform,
    forward_ready,
};
use actix_web::http::Method;
use actix_web::http::header::HeaderValue;
use cors_engine::SharedPolicy;
use cors_engine::adapter::CompiledPolicy;
use pin_project_lite::pin_project;

use crate::dress::{dress, dressed};
use crate::frame::{self, Mark};
use crate::headers::Headers;
use crate::preflights::{self, Preflights};
use crate::registry::{Entry, Marker, Route};
use crate::table;

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
    for route in entry.routes.iter().filter(|route| !route.takes_preflights) {
        preflights::register(config, route);
    }
}

/// What stands round a handler: it tells the gate which policy governs, and
/// where there is no gate it writes the headers itself.
#[derive(Debug, Clone)]
pub struct OnRoute {
    policy: SharedPolicy,
    takes_preflights: bool,
}

impl OnRoute {
    /// For a handler of this policy, whose resource may take its preflights too.
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
    type Response = ServiceResponse<EitherBody<B, &'static str>>;
    type Error = Error;
    type Transform = OnRouteMiddleware<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(OnRouteMiddleware {
            service,
            policy: self.policy.clone(),
            compiled: OnceCell::new(),
            preflights: self.takes_preflights.then(Preflights::default),
        }))
    }
}

/// What [`OnRoute`] makes of a handler.
#[derive(Debug)]
pub struct OnRouteMiddleware<S> {
    service: S,
    policy: SharedPolicy,
    /// Made where there is no gate.
    compiled: OnceCell<Rc<CompiledPolicy<Headers>>>,
    preflights: Option<Preflights>,
}

impl<S, B> Service<ServiceRequest> for OnRouteMiddleware<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B, &'static str>>;
    type Error = Error;
    type Future = OnRouteFuture<S::Future>;

    forward_ready!(service);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        if frame::meet(&request, Mark::new(&self.policy, true)) {
            return OnRouteFuture::new(Step::Handled {
                handler: self.service.call(request),
                alone: None,
            });
        }
        // Of OPTIONS, our own guard lets in nothing but preflights.
        if let Some(preflights) = &self.preflights
            && *request.method() == Method::OPTIONS
        {
            let response = ready(preflights.answer(request));
            return OnRouteFuture::new(Step::Answered { response });
        }
        let compiled = || Rc::new(CompiledPolicy::new(self.policy.clone()));
        let compiled = Rc::clone(self.compiled.get_or_init(compiled));
        let alone = Some((compiled, table::origin(&request)));
        OnRouteFuture::new(Step::Handled {
            handler: self.service.call(request),
            alone,
        })
    }
}

pin_project! {
    /// A response on its way through [`OnRouteMiddleware`].
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
        Answered {
            response: Ready<ServiceResponse<&'static str>>,
        },
        Handled {
            #[pin]
            handler: F,
            alone: Option<(Rc<CompiledPolicy<Headers>>, Option<HeaderValue>)>,
        },
    }
}

impl<F> OnRouteFuture<F> {
    fn new(step: Step<F>) -> Self {
        OnRouteFuture { step }
    }
}

impl<F, B> Future for OnRouteFuture<F>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
    B: MessageBody,
{
    type Output = Result<ServiceResponse<EitherBody<B, &'static str>>, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().step.project() {
            StepProjection::Answered { response } => Pin::new(response)
                .poll(context)
                .map(|response| Ok(response.map_into_right_body())),
            StepProjection::Handled { handler, alone } => {
                let result = ready!(handler.poll(context));
                let Some((compiled, origin)) = alone.take() else {
                    return Poll::Ready(result.map(ServiceResponse::map_into_left_body));
                };
                let grant = compiled.allowed_origin_for(origin.as_ref());
                Poll::Ready(match result {
                    Ok(mut response) => {
                        dress(&compiled, grant, response.headers_mut());
                        Ok(response.map_into_left_body())
                    }
                    Err(error) => Err(dressed(error, grant, &compiled)),
                })
            }
        }
    }
}
