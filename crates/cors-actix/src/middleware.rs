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
use actix_web::error::InternalError;
use actix_web::http::header::HeaderValue;
use cors_core::adapter::{Decision, Grant, Prepared, is_preflight};
use pin_project_lite::pin_project;

use crate::answer::{answer, nested};
use crate::frame::{self, Frame, Mark};
use crate::headers::Headers;
use crate::table::{self, Governors, Table};

/// What [`Cors`](crate::Cors) makes of an application.
#[derive(Debug)]
pub struct CorsMiddleware<S> {
    pub(crate) service: S,
    pub(crate) prepared: Rc<Prepared<Headers>>,
    /// The policies inside, known with the first request; `None` if there are
    /// none.
    pub(crate) table: OnceCell<Option<Rc<Table>>>,
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

    fn call(&self, request: ServiceRequest) -> Self::Future {
        if frame::is_inside(&request) {
            return CorsFuture::answered(nested(request));
        }
        let table = self
            .table
            .get_or_init(|| Table::of(&self.prepared, &request));
        let method = request.method().as_str().as_bytes();
        let by = match table {
            None => match self.prepared.decide(method, request.headers()) {
                Decision::Preflight(grant) => {
                    return CorsFuture::answered(answer(request, |request, response| {
                        self.prepared.answer(grant, request, response)
                    }));
                }
                Decision::Actual(grant) => By::One {
                    grant,
                    prepared: Rc::clone(&self.prepared),
                },
            },
            Some(table) if is_preflight::<Headers>(method, request.headers()) => {
                return CorsFuture::answered(table.answer(request));
            }
            Some(table) => By::Several {
                origin: table::origin(&request),
                on_error: table.on_error(&request),
                table: Rc::clone(table),
            },
        };
        let mut frame = Frame::new(&request);
        let handler = frame.during(|| self.service.call(request));
        let step = Step::Handled { handler, frame, by };
        CorsFuture { step }
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
        Handled {
            #[pin]
            handler: F,
            frame: Frame,
            by: By,
        },
    }
}

/// Who writes the headers of a response.
#[derive(Debug)]
enum By {
    /// The one policy there is.
    One {
        grant: Grant<HeaderValue>,
        prepared: Rc<Prepared<Headers>>,
    },
    /// One of several, which the request finds on its way.
    Several {
        origin: Option<HeaderValue>,
        on_error: Governors,
        table: Rc<Table>,
    },
    /// Nobody any more: the response is made.
    Done,
}

impl<F> CorsFuture<F> {
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

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().step.project() {
            StepProjection::Answered { response } => Pin::new(response)
                .poll(context)
                .map(|response| Ok(response.map_into_right_body())),
            StepProjection::Handled { handler, frame, by } => {
                let result = ready!(frame.during(|| handler.poll(context)));
                let by = mem::replace(by, By::Done);
                Poll::Ready(match result {
                    Ok(mut response) => {
                        by.dress(frame.mark(), &mut response);
                        Ok(response.map_into_left_body())
                    }
                    Err(error) => Err(by.dress_error(frame.mark(), error)),
                })
            }
        }
    }
}

impl By {
    fn dress<B>(self, mark: Option<Mark>, response: &mut ServiceResponse<B>) {
        match self {
            By::One { grant, prepared } => prepared.dress(grant, response.headers_mut()),
            By::Several { origin, table, .. } => {
                let prepared = table.settle(mark, response);
                prepared.dress(prepared.grant(origin.as_ref()), response.headers_mut());
            }
            By::Done => {}
        }
    }

    fn dress_error(self, mark: Option<Mark>, error: Error) -> Error {
        match self {
            By::One { grant, prepared } => dressed(error, grant, &prepared),
            By::Several {
                origin,
                on_error,
                table,
            } => {
                let prepared = table.settle_error(mark, &on_error);
                dressed(error, prepared.grant(origin.as_ref()), &prepared)
            }
            By::Done => error,
        }
    }
}

/// An error of the middleware inside, which becomes a response outside of us:
/// one with headers.
///
/// It could not be returned as the response that it is. That takes the request,
/// which went inside, and which the router wants to have for itself alone.
pub(crate) fn dressed(
    error: Error,
    grant: Grant<HeaderValue>,
    prepared: &Prepared<Headers>,
) -> Error {
    let mut response = error.error_response();
    prepared.dress(grant, response.headers_mut());
    InternalError::from_response(error, response).into()
}
