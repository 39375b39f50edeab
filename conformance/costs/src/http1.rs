//! The application on the frameworks of `http` 1.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::routing::any;
use bytes::Bytes;
use cors_engine::SharedPolicy;
use cors_warp::Cors as _;
use http::header::{ETAG, HeaderName};
use http::{HeaderValue, Method, Request, Response};
use http_body_util::Full;
use tower::service_fn;
use tower::util::MapResponseLayer;
use tower_service::Service;
use warp::Filter;

use crate::{Application, RequestSpec, now};

pub(crate) fn tower(policy: Option<SharedPolicy>) -> Application {
    let handler = service_fn(async |_: Request<Full<Bytes>>| {
        Ok::<_, Infallible>(answer(Full::<Bytes>::default()))
    });
    match policy {
        None => application(handler, Full::default),
        Some(policy) => application(cors_tower::Cors::new(handler, policy), Full::default),
    }
}

pub(crate) fn axum(policy: Option<SharedPolicy>) -> Application {
    match policy {
        None => {
            let shared = Arc::new(());
            let nothing = MapResponseLayer::new(move |response: Response<Body>| {
                let _ = &shared;
                response
            });
            application(router().layer(nothing), Body::empty)
        }
        Some(policy) => {
            let layer = cors_axum::CorsLayer::new(policy);
            application(router().layer(layer), Body::empty)
        }
    }
}

pub(crate) fn axum_around(policy: Option<SharedPolicy>) -> Application {
    match policy {
        None => application(router(), Body::empty),
        Some(policy) => application(cors_axum::Cors::new(router(), policy), Body::empty),
    }
}

fn router() -> Router {
    Router::new().route("/", any(async || answer(Body::empty())))
}

pub(crate) fn warp(policy: Option<SharedPolicy>) -> Application {
    let tree = warp::any().map(|| answer(""));
    match policy {
        None => application(warp::service(tree), Full::<Bytes>::default),
        Some(policy) => application(warp::service(tree.cors(policy)), Full::<Bytes>::default),
    }
}

/// A response with a header, and therefore a header map.
fn answer<B>(body: B) -> Response<B> {
    let mut response = Response::new(body);
    let etag = const { HeaderValue::from_static("\"1\"") };
    response.headers_mut().insert(ETAG, etag);
    response
}

fn application<S, A, B>(service: S, body: fn() -> A) -> Application
where
    S: Service<Request<A>, Response = Response<B>, Error = Infallible> + Clone + 'static,
    A: 'static,
    B: 'static,
{
    Box::new(move |spec| {
        let request = request(spec, body());
        let mut service = service.clone();
        Box::new(move || {
            let Ok(_response) = now(service.call(request));
        })
    })
}

fn request<A>(spec: &RequestSpec, body: A) -> Request<A> {
    let mut request = Request::new(body);
    if spec.is_preflight() {
        *request.method_mut() = Method::OPTIONS;
    }
    for (name, value) in spec.lines() {
        let value = HeaderValue::from_maybe_shared(value).expect("the value of a header");
        request
            .headers_mut()
            .append(HeaderName::from_static(name), value);
    }
    request
}
