//! The hand-written layer on the types of actix-web, and layers that do almost
//! nothing.

use std::future::{Future, Ready, ready};
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::EitherBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{Error, HttpRequest, HttpResponse};
use pin_project_lite::pin_project;

use super::floor::{Constants, names_origin};

const STAR: HeaderValue = HeaderValue::from_static("*");
const TRUE: HeaderValue = HeaderValue::from_static("true");
const ETAG: HeaderValue = HeaderValue::from_static("etag");
const ORIGIN: HeaderValue = HeaderValue::from_static("Origin");
const METHODS: HeaderValue = HeaderValue::from_static("GET,PUT,DELETE");
const HEADERS: HeaderValue = HeaderValue::from_static("authorization,content-type");
const MAX_AGE: HeaderValue = HeaderValue::from_static("600");

type Answered<B> = ServiceResponse<EitherBody<B, &'static str>>;

pub(crate) struct Floor<C>(PhantomData<C>);

impl<C> Floor<C> {
    pub(crate) fn new() -> Self {
        Floor(PhantomData)
    }
}

impl<C, S, B> Transform<S, ServiceRequest> for Floor<C>
where
    C: Constants,
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    type Response = Answered<B>;
    type Error = Error;
    type Transform = FloorService<C, S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        let constants = PhantomData;
        ready(Ok(FloorService { inner, constants }))
    }
}

pub(crate) struct FloorService<C, S> {
    inner: S,
    constants: PhantomData<C>,
}

impl<C, S, B> Service<ServiceRequest> for FloorService<C, S>
where
    C: Constants,
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    type Response = Answered<B>;
    type Error = Error;
    type Future = FloorFuture<C, S::Future>;

    forward_ready!(inner);

    #[inline]
    fn call(&self, request: ServiceRequest) -> Self::Future {
        let headers = request.headers();
        let origin = match C::ANY {
            true => None,
            false => {
                let mut lines = headers.get_all(header::ORIGIN);
                let first = lines.next();
                first
                    .filter(|_| lines.next().is_none())
                    .filter(|origin| C::allows(origin.as_bytes()))
                    .cloned()
            }
        };
        if *request.method() == Method::OPTIONS
            && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
            && (origin.is_some() || headers.contains_key(header::ORIGIN))
        {
            let (request, _) = request.into_parts();
            let answered = Some((request, origin));
            return FloorFuture::Answered { answered };
        }
        FloorFuture::Handled {
            inner: self.inner.call(request),
            origin,
            constants: PhantomData,
        }
    }
}

fn answer<C: Constants>(origin: Option<HeaderValue>) -> HttpResponse<&'static str> {
    let origin = match C::ANY {
        true => Some(STAR),
        false => origin,
    };
    let Some(origin) = origin else {
        let mut response = HttpResponse::with_body(StatusCode::FORBIDDEN, "");
        response.headers_mut().append(header::VARY, ORIGIN);
        return response;
    };
    let mut response = HttpResponse::with_body(StatusCode::NO_CONTENT, "");
    let headers = response.headers_mut();
    headers.append(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.append(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    headers.append(header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
    headers.append(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
    if !C::ANY {
        headers.append(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
        headers.append(header::VARY, ORIGIN);
    }
    response
}

pin_project! {
    #[project = FloorProjection]
    pub(crate) enum FloorFuture<C, F> {
        // The answer is written late. The future is moved, and a request is smaller
    /// than a response.
    Answered {
            answered: Option<(HttpRequest, Option<HeaderValue>)>,
        },
        Handled {
            #[pin]
            inner: F,
            origin: Option<HeaderValue>,
            constants: PhantomData<C>,
        },
    }
}

impl<C, F, B> Future for FloorFuture<C, F>
where
    C: Constants,
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
{
    type Output = Result<Answered<B>, Error>;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            FloorProjection::Answered { answered } => {
                let (request, origin) = answered.take().expect("a future ends once");
                let response = ServiceResponse::new(request, answer::<C>(origin));
                Poll::Ready(Ok(response.map_into_right_body()))
            }
            FloorProjection::Handled { inner, origin, .. } => {
                inner.poll(context).map_ok(|mut response| {
                    write_headers::<C>(origin.take(), response.headers_mut());
                    response.map_into_left_body()
                })
            }
        }
    }
}

#[inline]
fn write_headers<C: Constants>(origin: Option<HeaderValue>, headers: &mut HeaderMap) {
    while let Some(stale) = headers.keys().find(|name| is_answer(name)).cloned() {
        headers.remove(stale);
    }
    if C::ANY {
        headers.append(header::ACCESS_CONTROL_ALLOW_ORIGIN, STAR);
        headers.append(header::ACCESS_CONTROL_EXPOSE_HEADERS, ETAG);
        return;
    }
    if let Some(origin) = origin {
        headers.append(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.append(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
        headers.append(header::ACCESS_CONTROL_EXPOSE_HEADERS, ETAG);
    }
    let before = headers.len_keys();
    headers.append(header::VARY, ORIGIN);
    if headers.len_keys() == before {
        name_origin_once(headers);
    }
}

/// Removes the line that was written last, if an earlier one contains `origin`.
#[inline(never)]
fn name_origin_once(headers: &mut HeaderMap) {
    let mut lines = headers.get_all(header::VARY);
    lines.next_back();
    if lines.clone().any(|line| names_origin(line.as_bytes())) {
        let lines: Vec<HeaderValue> = lines.cloned().collect();
        headers.remove(header::VARY);
        for line in lines {
            headers.append(header::VARY, line);
        }
    }
}

#[inline]
fn is_answer(name: &HeaderName) -> bool {
    let name = name.as_str();
    name.len() >= 22
        && name.strip_prefix("access-control-").is_some_and(|rest| {
            rest.starts_with("allow-") || rest == "expose-headers" || rest == "max-age"
        })
}

/// Answers every request with an empty 204.
pub(crate) struct EmptyAnswer;

impl<S, B> Transform<S, ServiceRequest> for EmptyAnswer
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    type Response = ServiceResponse<&'static str>;
    type Error = Error;
    type Transform = EmptyAnswerService<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(EmptyAnswerService { inner }))
    }
}

pub(crate) struct EmptyAnswerService<S> {
    inner: S,
}

impl<S, B> Service<ServiceRequest> for EmptyAnswerService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    type Response = ServiceResponse<&'static str>;
    type Error = Error;
    type Future = Ready<Result<Self::Response, Error>>;

    forward_ready!(inner);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let response = HttpResponse::with_body(StatusCode::NO_CONTENT, "");
        ready(Ok(request.into_response(response)))
    }
}

/// Passes every request on.
pub(crate) struct PassThrough;

impl<S, B> Transform<S, ServiceRequest> for PassThrough
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type Transform = PassThroughService<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(PassThroughService { inner }))
    }
}

pub(crate) struct PassThroughService<S> {
    inner: S,
}

impl<S, B> Service<ServiceRequest> for PassThroughService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type Future = PassThroughFuture<S::Future>;

    forward_ready!(inner);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        PassThroughFuture {
            inner: self.inner.call(request),
        }
    }
}

pin_project! {
    pub(crate) struct PassThroughFuture<F> { #[pin] inner: F }
}

impl<F: Future> Future for PassThroughFuture<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        self.project().inner.poll(context)
    }
}
