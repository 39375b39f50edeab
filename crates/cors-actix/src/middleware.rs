//! One request through the middleware.

use std::future::{Future, Ready, ready};
use std::mem;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, forward_ready};
use actix_web::error::InternalError;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{Error, HttpResponse};
use cors_core::adapter::{Decision, Grant, Prepared};
use pin_project_lite::pin_project;

use crate::headers::Headers;

/// What [`Cors`](crate::Cors) makes of an application.
#[derive(Debug)]
pub struct CorsMiddleware<S> {
    pub(crate) service: S,
    pub(crate) prepared: Rc<Prepared<Headers>>,
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
        let method = request.method().as_str().as_bytes();
        let step = match self.prepared.decide(method, request.headers()) {
            Decision::Preflight(grant) => Step::Answered {
                response: ready(answer(&self.prepared, grant, request)),
            },
            Decision::Actual(grant) => Step::Handled {
                handler: self.service.call(request),
                grant,
                prepared: Rc::clone(&self.prepared),
            },
        };
        CorsFuture { step }
    }
}

/// The answer to a preflight, whose handler never hears of it.
fn answer(
    prepared: &Prepared<Headers>,
    grant: Grant<HeaderValue>,
    request: ServiceRequest,
) -> ServiceResponse<&'static str> {
    // The response comes out of a pool and brings its map's memory along.
    let mut response = HttpResponse::with_body(StatusCode::NO_CONTENT, "");
    let answer = prepared.answer(grant, request.headers(), response.headers_mut());
    let status = StatusCode::from_u16(answer.status);
    *response.status_mut() = status.unwrap_or(StatusCode::FORBIDDEN);
    if !answer.body.is_empty() {
        response.headers_mut().insert(header::CONTENT_TYPE, TEXT);
    }
    request.into_response(response.set_body(answer.body))
}

const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

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
            grant: Grant<HeaderValue>,
            prepared: Rc<Prepared<Headers>>,
        },
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
            StepProjection::Handled {
                handler,
                grant,
                prepared,
            } => handler.poll(context).map(|result| {
                let grant = mem::replace(grant, Grant::Nobody);
                match result {
                    Ok(mut response) => {
                        prepared.dress(grant, response.headers_mut());
                        Ok(response.map_into_left_body())
                    }
                    Err(error) => Err(dressed(error, grant, prepared)),
                }
            }),
        }
    }
}

/// An error of the middleware inside, which becomes a response outside of us:
/// one with headers.
///
/// It could not be returned as the response that it is. That takes the request,
/// which went inside, and which the router wants to have for itself alone.
fn dressed(error: Error, grant: Grant<HeaderValue>, prepared: &Prepared<Headers>) -> Error {
    let mut response = error.error_response();
    prepared.dress(grant, response.headers_mut());
    InternalError::from_response(error, response).into()
}
