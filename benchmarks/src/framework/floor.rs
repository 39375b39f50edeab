//! A layer as one writes it by hand for one policy, with constants only.
//!
//! Its answers have exactly the headers of the policy, in every case. It stores
//! nothing that a policy in a value needs: no reference, no reference count, and no
//! branch that the compiler could resolve.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::header::{self, Entry, HeaderMap, HeaderName, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use crate::case::Case;
use crate::policy::{self, Terms};

/// The differences between the policies.
pub(crate) trait Constants: Clone + Send + Sync + 'static {
    /// Whether any origin may read, without credentials.
    const ANY: bool = false;

    fn allows(origin: &[u8]) -> bool;
}

#[derive(Debug, Clone)]
pub(crate) struct Three;
#[derive(Debug, Clone)]
pub(crate) struct Any;
#[derive(Debug, Clone)]
pub(crate) struct Subdomain;
#[derive(Debug, Clone)]
pub(crate) struct AnyPort;
/// For a long list, only the origin that the requests have. Every matcher costs
/// more.
#[derive(Debug, Clone)]
pub(crate) struct One10;
#[derive(Debug, Clone)]
pub(crate) struct One1000;
#[derive(Debug, Clone)]
pub(crate) struct One10000;
#[derive(Debug, Clone)]
pub(crate) struct One100000;

impl Constants for Three {
    #[inline]
    fn allows(origin: &[u8]) -> bool {
        origin == b"https://app.example.com"
            || origin == b"https://www.example.com"
            || origin == b"https://admin.example.com"
    }
}

impl Constants for Any {
    const ANY: bool = true;

    fn allows(_: &[u8]) -> bool {
        true
    }
}

impl Constants for Subdomain {
    #[inline]
    fn allows(origin: &[u8]) -> bool {
        origin.len() <= 264 && policy::is_subdomain(origin)
    }
}

impl Constants for AnyPort {
    #[inline]
    fn allows(origin: &[u8]) -> bool {
        policy::is_local(origin)
    }
}

macro_rules! one {
    ($($name:ident $origin:literal),* $(,)?) => {$(
        impl Constants for $name {
            #[inline]
            fn allows(origin: &[u8]) -> bool {
                origin == $origin
            }
        }
    )*};
}

one! {
    One10 b"https://eu.tenant5.example.com",
    One1000 b"https://my.tenant500.example.com",
    One10000 b"https://intranet.tenant5000.example.com",
    One100000 b"https://beta.tenant50000.example.com",
}

/// Runs code with the constants of a case's policy.
macro_rules! with_constants {
    ($case:expr, $constants:ident => $result:expr) => {{
        use $crate::framework::floor;
        match $case.terms {
            $crate::policy::Terms::Three => {
                type $constants = floor::Three;
                $result
            }
            $crate::policy::Terms::Any => {
                type $constants = floor::Any;
                $result
            }
            $crate::policy::Terms::Subdomain => {
                type $constants = floor::Subdomain;
                $result
            }
            $crate::policy::Terms::AnyPort => {
                type $constants = floor::AnyPort;
                $result
            }
            $crate::policy::Terms::Many(10) => {
                type $constants = floor::One10;
                $result
            }
            $crate::policy::Terms::Many(1_000) => {
                type $constants = floor::One1000;
                $result
            }
            $crate::policy::Terms::Many(10_000) => {
                type $constants = floor::One10000;
                $result
            }
            $crate::policy::Terms::Many(_) => {
                type $constants = floor::One100000;
                $result
            }
        }
    }};
}
pub(crate) use with_constants;

pub(crate) const STAR: HeaderValue = HeaderValue::from_static("*");
pub(crate) const TRUE: HeaderValue = HeaderValue::from_static("true");
pub(crate) const ETAG: HeaderValue = HeaderValue::from_static("etag");
pub(crate) const ORIGIN: HeaderValue = HeaderValue::from_static("Origin");
const METHODS: HeaderValue = HeaderValue::from_static("GET,PUT,DELETE");
const HEADERS: HeaderValue = HeaderValue::from_static("authorization,content-type");
const MAX_AGE: HeaderValue = HeaderValue::from_static("600");

#[derive(Debug)]
pub(crate) struct Floor<C> {
    answers: Arc<[HeaderMap; 2]>,
    constants: PhantomData<C>,
}

impl<C> Clone for Floor<C> {
    fn clone(&self) -> Self {
        Floor {
            answers: Arc::clone(&self.answers),
            constants: PhantomData,
        }
    }
}

impl<C: Constants> Floor<C> {
    pub(crate) fn new() -> Self {
        let mut allowed = HeaderMap::with_capacity(6);
        allowed.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, STAR);
        allowed.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        allowed.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
        allowed.insert(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
        let mut refused = HeaderMap::with_capacity(1);
        if !C::ANY {
            allowed.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
            allowed.insert(header::VARY, ORIGIN);
            refused.insert(header::VARY, ORIGIN);
        }
        Floor {
            answers: Arc::new([allowed, refused]),
            constants: PhantomData,
        }
    }
}

impl<C: Constants, S> Layer<S> for Floor<C> {
    type Service = FloorService<C, S>;

    fn layer(&self, inner: S) -> Self::Service {
        FloorService {
            inner,
            floor: self.clone(),
        }
    }
}

#[derive(Debug)]
pub(crate) struct FloorService<C, S> {
    inner: S,
    floor: Floor<C>,
}

impl<C, S: Clone> Clone for FloorService<C, S> {
    fn clone(&self) -> Self {
        FloorService {
            inner: self.inner.clone(),
            floor: self.floor.clone(),
        }
    }
}

impl<C, S, A, B> Service<Request<A>> for FloorService<C, S>
where
    C: Constants,
    S: Service<Request<A>, Response = Response<B>>,
    B: Default,
{
    type Response = Response<B>;
    type Error = S::Error;
    type Future = FloorFuture<C, S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    #[inline]
    fn call(&mut self, request: Request<A>) -> Self::Future {
        let headers = request.headers();
        let origin = allowed_origin::<C>(headers);
        if is_preflight(request.method(), headers, origin.as_ref()) {
            return FloorFuture::Answered {
                answer: Some(self.floor.answer(origin)),
            };
        }
        FloorFuture::Handled {
            inner: self.inner.call(request),
            origin,
            constants: PhantomData,
        }
    }
}

/// The origin of a request, if it is allowed and must be named.
#[inline(always)]
pub(crate) fn allowed_origin<C: Constants>(headers: &HeaderMap) -> Option<HeaderValue> {
    if C::ANY {
        return None;
    }
    let mut lines = headers.get_all(&header::ORIGIN).into_iter();
    let first = lines.next();
    first
        .filter(|_| lines.next().is_none())
        .filter(|origin| C::allows(origin.as_bytes()))
        .cloned()
}

#[inline(always)]
pub(crate) fn is_preflight(
    method: &Method,
    headers: &HeaderMap,
    allowed_origin: Option<&HeaderValue>,
) -> bool {
    *method == Method::OPTIONS
        && headers.contains_key(&header::ACCESS_CONTROL_REQUEST_METHOD)
        && (allowed_origin.is_some() || headers.contains_key(&header::ORIGIN))
}

impl<C: Constants> Floor<C> {
    pub(crate) fn answer(&self, origin: Option<HeaderValue>) -> (StatusCode, HeaderMap) {
        if !C::ANY && origin.is_none() {
            return (StatusCode::FORBIDDEN, self.answers[1].clone());
        }
        let mut headers = self.answers[0].clone();
        if let Some(origin) = origin
            && let Some(value) = headers.get_mut(&header::ACCESS_CONTROL_ALLOW_ORIGIN)
        {
            *value = origin;
        }
        (StatusCode::NO_CONTENT, headers)
    }
}

pin_project! {
    #[project = FloorProjection]
    pub(crate) enum FloorFuture<C, F> {
        Answered {
            answer: Option<(StatusCode, HeaderMap)>,
        },
        Handled {
            #[pin]
            inner: F,
            origin: Option<HeaderValue>,
            constants: PhantomData<C>,
        },
    }
}

impl<C, F, B, E> Future for FloorFuture<C, F>
where
    C: Constants,
    F: Future<Output = Result<Response<B>, E>>,
    B: Default,
{
    type Output = Result<Response<B>, E>;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            FloorProjection::Answered { answer } => {
                let (status, headers) = answer.take().expect("a future ends once");
                let mut response = Response::new(B::default());
                *response.status_mut() = status;
                *response.headers_mut() = headers;
                Poll::Ready(Ok(response))
            }
            FloorProjection::Handled { inner, origin, .. } => {
                inner.poll(context).map_ok(|mut response| {
                    write_headers::<C>(origin.take(), response.headers_mut());
                    response
                })
            }
        }
    }
}

#[inline]
pub(crate) fn write_headers<C: Constants>(origin: Option<HeaderValue>, headers: &mut HeaderMap) {
    while let Some(stale) = headers.keys().find(|name| is_answer(name)).cloned() {
        headers.remove(stale);
    }
    if C::ANY {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, STAR);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, ETAG);
        return;
    }
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, ETAG);
    }
    match headers.entry(header::VARY) {
        Entry::Vacant(entry) => {
            entry.insert(ORIGIN);
        }
        Entry::Occupied(mut entry) => {
            if !entry.iter().any(|line| names_origin(line.as_bytes())) {
                entry.append(ORIGIN);
            }
        }
    }
}

/// Whether the layer removes this header of a handler.
#[inline]
pub(crate) fn is_answer(name: &HeaderName) -> bool {
    let name = name.as_str();
    name.len() >= 22
        && name.strip_prefix("access-control-").is_some_and(|rest| {
            rest.starts_with("allow-") || rest == "expose-headers" || rest == "max-age"
        })
}

#[inline]
pub(crate) fn names_origin(line: &[u8]) -> bool {
    line.split(|b| *b == b',')
        .map(<[u8]>::trim_ascii)
        .any(|name| name == b"*" || name.eq_ignore_ascii_case(b"origin"))
}

/// Asserts that the constant of a long list is the origin that the requests have.
pub(crate) fn assert_allows<C: Constants>(case: &Case) {
    if let Terms::Many(_) = case.terms {
        assert!(C::allows(case.terms.allowed().as_bytes()), "{case:?}");
    }
}
