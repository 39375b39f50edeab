//! One request through the middleware.

use std::cell::OnceCell;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::Error;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, forward_ready};
use actix_web::http::Method;
use actix_web::http::header::HeaderValue;
use cors_engine::adapter::{self, AllowedOrigin, CompiledPolicy};
use pin_project_lite::pin_project;

use crate::answer::{Answerer, Nested, Unhandled};
use crate::dress::dressed;
use crate::frame::{self, Alive, Frame, Mark};
use crate::headers::Headers;
use crate::inside::{Inside, inside};
use crate::several::Several;
use crate::table;

/// What [`Cors`](crate::Cors) makes of an application.
#[derive(Debug)]
pub struct CorsMiddleware<S> {
    pub(crate) service: S,
    pub(crate) compiled: Rc<CompiledPolicy<Headers>>,
    /// The policies inside, known with the first request; `None` if there are
    /// none.
    pub(crate) inside: OnceCell<Option<Rc<dyn Inside>>>,
    /// Of the gate round a scope, what it tells the one round the application.
    pub(crate) of_scope: Option<Mark>,
    pub(crate) alive: Alive,
}

impl<S, B> Service<ServiceRequest> for CorsMiddleware<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = ServiceResponse<EitherBody<B, &'static str>>;
    type Error = Error;
    type Future = CorsFuture<S::Future>;

    forward_ready!(service);

    #[inline]
    fn call(&self, request: ServiceRequest) -> Self::Future {
        if !self.is_alone() {
            return self.call_among(request);
        }
        if is_preflight(&request) {
            return self.preflight(request);
        }
        let grant = self.compiled.allowed_origin(request.headers());
        let handler = self.service.call(request);
        let compiled = Rc::clone(&self.compiled);
        CorsFuture::handled(
            handler,
            Under::One {
                grant,
                compiled,
                frame: None,
            },
        )
    }
}

impl<S> CorsMiddleware<S> {
    /// Whether this is known to be the only policy there is, as in most
    /// applications. They pay for none of what several need.
    #[inline]
    fn is_alone(&self) -> bool {
        matches!(self.inside.get(), Some(None)) && self.alive.is_only_one()
    }

    /// A preflight, which the policy of this gate answers.
    // Inlined, this and what several policies need would be in the way of every request.
    #[inline(never)]
    fn preflight<F>(&self, request: ServiceRequest) -> CorsFuture<F> {
        let compiled = Rc::clone(&self.compiled);
        CorsFuture::unhandled(request, compiled)
    }

    /// A request where there may be other policies, inside or round about.
    #[inline(never)]
    fn call_among<B>(&self, request: ServiceRequest) -> CorsFuture<S::Future>
    where
        S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    {
        if frame::is_inside(&request) {
            return match self.of_scope {
                Some(mark) => {
                    frame::meet(&request, mark);
                    CorsFuture::handled(self.service.call(request), Under::Several(None))
                }
                None => CorsFuture::unhandled(request, Rc::new(Nested)),
            };
        }
        let inside = self.inside.get_or_init(|| inside(&self.compiled, &request));
        if is_preflight(&request) {
            return match inside {
                None => self.preflight(request),
                Some(inside) => {
                    let inside = Rc::clone(inside);
                    CorsFuture::unhandled(request, inside)
                }
            };
        }
        let frame = Frame::new(&request, self.of_scope);
        let mut under = match inside {
            None => Under::One {
                grant: self.compiled.allowed_origin(request.headers()),
                compiled: Rc::clone(&self.compiled),
                frame: Some(frame),
            },
            Some(inside) => Under::Several(Some(Box::new(Several {
                frame,
                origin: table::origin(&request),
                method: request.method().clone(),
                uri: request.uri().clone(),
                inside: Rc::clone(inside),
            }))),
        };
        let handler = frame::during(under.frame(), || self.service.call(request));
        CorsFuture::handled(handler, under)
    }
}

pin_project! {
    /// A response on its way through [`CorsMiddleware`].
    #[derive(Debug)]
    pub struct CorsFuture<F> {
        #[pin]
        step: Step<F>,
    }
}

pin_project! {
    // Every request moves it: what few of them need is in a box, and what is
    // answered here is answered late, since a request is smaller than a response.
    #[project = StepProjection]
    #[derive(Debug)]
    enum Step<F> {
        Unhandled {
            unhandled: Option<Unhandled>,
        },
        Handled {
            #[pin]
            handler: F,
            under: Under,
        },
    }
}

/// Which policy a response is under.
#[derive(Debug)]
enum Under {
    /// The one that there is.
    One {
        grant: AllowedOrigin<HeaderValue>,
        compiled: Rc<CompiledPolicy<Headers>>,
        /// Where another gate may stand inside, which has to hear of this one.
        frame: Option<Frame>,
    },
    /// Perhaps one of several; `None` if another gate sees to it.
    Several(Option<Box<Several>>),
}

impl Under {
    fn frame(&mut self) -> Option<&mut Frame> {
        match self {
            Under::One { frame, .. } => frame.as_mut(),
            Under::Several(several) => several.as_mut().map(|several| &mut several.frame),
        }
    }
}

impl<F> CorsFuture<F> {
    fn unhandled(request: ServiceRequest, by: Rc<dyn Answerer>) -> Self {
        let (request, _) = request.into_parts();
        let unhandled = Some(Unhandled { request, by });
        CorsFuture {
            step: Step::Unhandled { unhandled },
        }
    }

    fn handled(handler: F, under: Under) -> Self {
        CorsFuture {
            step: Step::Handled { handler, under },
        }
    }
}

impl<F, B> Future for CorsFuture<F>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
    B: MessageBody,
{
    type Output = Result<ServiceResponse<EitherBody<B, &'static str>>, Error>;

    // Every response comes through here, and is large to hand over.
    #[inline(always)]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().step.project() {
            StepProjection::Handled { handler, under } => {
                let polled = match under {
                    Under::One { frame: None, .. } => handler.poll(context),
                    _ => poll_inside(handler, under, context),
                };
                match (polled, under) {
                    (Poll::Pending, _) => Poll::Pending,
                    (
                        Poll::Ready(Ok(mut response)),
                        Under::One {
                            grant, compiled, ..
                        },
                    ) => {
                        let grant = mem::replace(grant, AllowedOrigin::None);
                        compiled.write_response_headers(grant, response.headers_mut());
                        Poll::Ready(Ok(response.map_into_left_body()))
                    }
                    (
                        Poll::Ready(Err(error)),
                        Under::One {
                            grant, compiled, ..
                        },
                    ) => {
                        let grant = mem::replace(grant, AllowedOrigin::None);
                        Poll::Ready(Err(dressed(error, grant, compiled)))
                    }
                    (Poll::Ready(result), Under::Several(several)) => Poll::Ready(
                        settled(several, result).map(ServiceResponse::map_into_left_body),
                    ),
                }
            }
            StepProjection::Unhandled { unhandled } => match unhandled.take() {
                Some(unhandled) => Poll::Ready(Ok(unhandled
                    .by
                    .answer(unhandled.request)
                    .map_into_right_body())),
                None => Poll::Pending,
            },
        }
    }
}

/// Goes on with what stands inside where another gate may be among it.
#[inline(never)]
fn poll_inside<F: Future>(
    handler: Pin<&mut F>,
    under: &mut Under,
    context: &mut Context<'_>,
) -> Poll<F::Output> {
    frame::during(under.frame(), || handler.poll(context))
}

/// What came of a request that may be under one of several policies.
#[inline(never)]
fn settled<B>(
    several: &mut Option<Box<Several>>,
    result: Result<ServiceResponse<B>, Error>,
) -> Result<ServiceResponse<B>, Error> {
    match several.take() {
        Some(several) => several.dress(result),
        None => result,
    }
}

#[inline]
fn is_preflight(request: &ServiceRequest) -> bool {
    // To name every method costs more than to know this one.
    *request.method() == Method::OPTIONS
        && adapter::is_preflight::<Headers>(b"OPTIONS", request.headers())
}
