//! A route of poem.

use std::sync::Arc;

use http::StatusCode;
use http::header::{HeaderName, HeaderValue};
use poem::middleware::Cors;
use poem::{Endpoint, EndpointExt, Middleware, Request, Response, Result, Route};

use super::Kind;
use super::floor::{
    Constants, Floor, allowed_origin, assert_allows, is_preflight, with_constants, write_headers,
};
use super::http1::{make, own};
use crate::case::Case;
use crate::policy::{self, Terms};
use crate::subject::{Seen, Subject, now, ran, subject as queue};

pub(super) fn subject(case: &Case, kind: Kind) -> Option<Box<dyn Subject>> {
    let handler = Route::new().at("/", Handler(own(case)));
    match case.stacked {
        false => with_kind(case, kind, handler),
        true => with_kind(case, kind, PassThrough(PassThrough(PassThrough(handler)))),
    }
}

fn with_kind(
    case: &Case,
    kind: Kind,
    app: impl Endpoint<Output = Response> + 'static,
) -> Option<Box<dyn Subject>> {
    Some(match kind {
        Kind::Bare if case.preflight => served(case, EmptyAnswer),
        Kind::Bare => served(case, app),
        Kind::Floor => with_constants!(case, C => {
            assert_allows::<C>(case);
            served(case, app.with(Floor::<C>::new()))
        }),
        Kind::Compiled | Kind::Runtime => return None,
        Kind::Peer => served(case, app.with(peer(case.terms))),
    })
}

fn served(case: &Case, app: impl Endpoint + 'static) -> Box<dyn Subject> {
    let mut request = make(case, || ());
    queue(
        move || {
            let (asked, ()) = request().into_parts();
            let mut request = Request::default();
            request.set_method(asked.method);
            *request.uri_mut() = asked.uri;
            *request.headers_mut() = asked.headers;
            request
        },
        move |request| now(app.get_response(request)),
        |response| Seen::new(response.status().as_u16(), response.headers().iter()),
    )
}

/// Poem's own middleware, which supports `*` inside a host.
fn peer(terms: Terms) -> Cors {
    let cors = Cors::new()
        .allow_methods(policy::METHODS)
        .allow_headers(policy::HEADERS)
        .expose_header(policy::EXPOSED)
        .allow_credentials(terms.credentials())
        .max_age(i32::try_from(policy::MAX_AGE).unwrap_or(i32::MAX));
    match terms {
        // An empty list allows everything.
        Terms::Any => cors,
        Terms::Three | Terms::Many(_) => cors.allow_origins(terms.patterns()),
        Terms::Subdomain | Terms::AnyPort => {
            let patterns = terms.patterns();
            let patterns = patterns.iter();
            patterns.fold(cors, |cors, pattern| cors.allow_origin_regex(pattern))
        }
    }
}

struct Handler(Arc<[(HeaderName, HeaderValue)]>);

impl Endpoint for Handler {
    type Output = Response;

    async fn call(&self, _: Request) -> Result<Response> {
        ran();
        let mut response = Response::default();
        for (name, value) in self.0.iter() {
            response.headers_mut().insert(name, value.clone());
        }
        Ok(response)
    }
}

/// Answers every request with an empty 204.
struct EmptyAnswer;

impl Endpoint for EmptyAnswer {
    type Output = Response;

    async fn call(&self, _: Request) -> Result<Response> {
        let mut response = Response::default();
        response.set_status(StatusCode::NO_CONTENT);
        Ok(response)
    }
}

/// Passes every request on.
struct PassThrough<E>(E);

impl<E: Endpoint> Endpoint for PassThrough<E> {
    type Output = E::Output;

    async fn call(&self, request: Request) -> Result<E::Output> {
        self.0.call(request).await
    }
}

pub(crate) struct FloorEndpoint<C, E> {
    inner: E,
    floor: Floor<C>,
}

impl<C: Constants, E: Endpoint> Middleware<E> for Floor<C> {
    type Output = FloorEndpoint<C, E>;

    fn transform(&self, inner: E) -> Self::Output {
        FloorEndpoint {
            inner,
            floor: self.clone(),
        }
    }
}

impl<C: Constants, E: Endpoint> Endpoint for FloorEndpoint<C, E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let origin = allowed_origin::<C>(request.headers());
        if is_preflight(request.method(), request.headers(), origin.as_ref()) {
            let (status, headers) = self.floor.answer(origin);
            let mut response = Response::default();
            response.set_status(status);
            *response.headers_mut() = headers;
            return Ok(response);
        }
        let mut response = self.inner.get_response(request).await;
        write_headers::<C>(origin, response.headers_mut());
        Ok(response)
    }
}
