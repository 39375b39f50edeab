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
use actix_web::http::{Method, Uri};
use cors_core::adapter::{Decision, Grant, Prepared, is_preflight};
use pin_project_lite::pin_project;

use crate::answer::{answer, nested};
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

    fn call(&self, request: ServiceRequest) -> Self::Future {
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
            Some(table) => By::Several(Box::new(Several {
                origin: table::origin(&request),
                method: request.method().clone(),
                uri: request.uri().clone(),
                table: Rc::clone(table),
            })),
        };
        // Only what may be inside asks whose hands it is in.
        if table.is_none() && !self.alive.is_one_of_several() {
            return CorsFuture::handled(self.service.call(request), None, by);
        }
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
        Handled {
            #[pin]
            handler: F,
            frame: Option<Frame>,
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
    Several(Box<Several>),
    /// Somebody else, or nobody any more.
    Done,
}

/// What is kept of a request until it is known which policy it is under.
#[derive(Debug)]
struct Several {
    origin: Option<HeaderValue>,
    method: Method,
    uri: Uri,
    table: Rc<Table>,
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

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().step.project() {
            StepProjection::Answered { response } => Pin::new(response)
                .poll(context)
                .map(|response| Ok(response.map_into_right_body())),
            StepProjection::Handled { handler, frame, by } => {
                let result = match frame {
                    Some(frame) => frame.during(|| handler.poll(context)),
                    None => handler.poll(context),
                };
                let result = ready!(result);
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

impl By {
    fn dress<B>(self, mark: Option<Mark>, response: &mut ServiceResponse<B>) {
        match self {
            By::One { grant, prepared } => prepared.dress(grant, response.headers_mut()),
            By::Several(several) => {
                let prepared = several.table.settle(mark, response);
                let grant = prepared.grant(several.origin.as_ref());
                prepared.dress(grant, response.headers_mut());
            }
            By::Done => {}
        }
    }

    fn dress_error(self, mark: Option<Mark>, error: Error) -> Error {
        match self {
            By::One { grant, prepared } => dressed(error, grant, &prepared),
            By::Several(several) => {
                let Several {
                    origin,
                    method,
                    uri,
                    table,
                } = *several;
                let prepared = table.settle_error(mark, &method, &uri);
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
