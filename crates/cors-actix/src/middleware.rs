//! One request through the middleware.

use std::cell::OnceCell;
use std::future::{Future, Ready, ready};
use std::mem;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use actix_web::Error;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, forward_ready};
use actix_web::http::header::HeaderValue;
use cors_core::adapter::{self, Decision, Grant, Prepared};
use pin_project_lite::pin_project;

use crate::answer::{answer, nested};
use crate::by::{By, Several, dressed};
use crate::frame::{self, Alive, Frame, Mark};
use crate::headers::Headers;
use crate::table::{self, Table};

/// What [`Cors`](crate::Cors) makes of an application.
#[derive(Debug)]
pub struct CorsMiddleware<S> {
    pub(crate) service: S,
    pub(crate) prepared: Rc<Prepared<Headers>>,
    /// The policies inside, known with the first request; `None` if there are
    /// none.
    pub(crate) table: OnceCell<Option<Rc<Table>>>,
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
        match self.decide(&request) {
            Decision::Preflight(grant) => CorsFuture::answered(self.answer(grant, request)),
            Decision::Actual(grant) => CorsFuture {
                step: Step::Alone {
                    handler: self.service.call(request),
                    grant,
                    prepared: Rc::clone(&self.prepared),
                },
            },
        }
    }
}

impl<S> CorsMiddleware<S> {
    /// Whether this is known to be the only policy there is, as in most
    /// applications. They pay for none of what several need.
    #[inline]
    fn is_alone(&self) -> bool {
        matches!(self.table.get(), Some(None)) && self.alive.is_only_one()
    }

    /// What the policy of this gate says.
    // Every request asks, and the answer is large to hand over.
    #[inline(always)]
    fn decide(&self, request: &ServiceRequest) -> Decision<HeaderValue> {
        let method = request.method().as_str().as_bytes();
        self.prepared.decide(method, request.headers())
    }

    #[inline(never)]
    fn answer(
        &self,
        grant: Grant<HeaderValue>,
        request: ServiceRequest,
    ) -> ServiceResponse<&'static str> {
        answer(request, |request, response| {
            self.prepared.answer(grant, request, response)
        })
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
                    CorsFuture::handled(self.service.call(request), None, By::Done)
                }
                None => CorsFuture::answered(nested(request)),
            };
        }
        let table = self
            .table
            .get_or_init(|| Table::of(&self.prepared, &request));
        let by = match table {
            None => match self.decide(&request) {
                Decision::Preflight(grant) => {
                    return CorsFuture::answered(self.answer(grant, request));
                }
                Decision::Actual(grant) => By::One {
                    grant,
                    prepared: Rc::clone(&self.prepared),
                },
            },
            Some(table) if is_preflight(&request) => {
                return CorsFuture::answered(table.answer(request));
            }
            Some(table) => By::Several(Box::new(Several {
                origin: table::origin(&request),
                method: request.method().clone(),
                uri: request.uri().clone(),
                table: Rc::clone(table),
            })),
        };
        let mut frame = Frame::new(&request);
        if let Some(mark) = self.of_scope {
            frame.meet(mark);
        }
        let handler = frame.during(|| self.service.call(request));
        CorsFuture::handled(handler, Some(frame), by)
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
    #[project = StepProjection]
    #[derive(Debug)]
    enum Step<F> {
        Answered {
            response: Ready<ServiceResponse<&'static str>>,
        },
        /// Under the one policy there is.
        Alone {
            #[pin]
            handler: F,
            grant: Grant<HeaderValue>,
            prepared: Rc<Prepared<Headers>>,
        },
        Handled {
            #[pin]
            handler: F,
            frame: Option<Frame>,
            by: By,
        },
    }
}

impl<F> CorsFuture<F> {
    fn handled(handler: F, frame: Option<Frame>, by: By) -> Self {
        CorsFuture {
            step: Step::Handled { handler, frame, by },
        }
    }

    fn answered(response: ServiceResponse<&'static str>) -> Self {
        let response = ready(response);
        CorsFuture {
            step: Step::Answered { response },
        }
    }
}

impl<F, B> Future for CorsFuture<F>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
    B: MessageBody,
{
    type Output = Result<ServiceResponse<EitherBody<B, &'static str>>, Error>;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().step.project() {
            StepProjection::Answered { response } => Pin::new(response)
                .poll(context)
                .map(|response| Ok(response.map_into_right_body())),
            StepProjection::Alone {
                handler,
                grant,
                prepared,
            } => {
                let result = ready!(handler.poll(context));
                let grant = mem::replace(grant, Grant::Nobody);
                Poll::Ready(match result {
                    Ok(mut response) => {
                        prepared.dress(grant, response.headers_mut());
                        Ok(response.map_into_left_body())
                    }
                    Err(error) => Err(dressed(error, grant, prepared)),
                })
            }
            StepProjection::Handled { handler, frame, by } => {
                let result = ready!(poll_inside(handler, frame, context));
                let by = mem::replace(by, By::Done);
                let mark = frame.and_then(|frame| frame.mark());
                Poll::Ready(match result {
                    Ok(mut response) => {
                        by.dress(mark, &mut response);
                        Ok(response.map_into_left_body())
                    }
                    Err(error) => Err(by.dress_error(mark, error)),
                })
            }
        }
    }
}

#[inline(never)]
fn poll_inside<F: Future>(
    handler: Pin<&mut F>,
    frame: &mut Option<Frame>,
    context: &mut Context<'_>,
) -> Poll<F::Output> {
    match frame {
        Some(frame) => frame.during(|| handler.poll(context)),
        None => handler.poll(context),
    }
}

fn is_preflight(request: &ServiceRequest) -> bool {
    let method = request.method().as_str().as_bytes();
    adapter::is_preflight::<Headers>(method, request.headers())
}
