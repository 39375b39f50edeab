//! cors-tower around the finished service answers the same as the filter.

use std::convert::Infallible;

use cors_warp::{Cors, Policy, cors};
use http_body_util::BodyExt;
use tower_service::Service;
use warp::http::{HeaderMap, Method, Request, Response, StatusCode};
use warp::{Filter, hyper};

#[cors(origins = ["https://example.com"], methods = [GET, PUT], credentials)]
static API: Policy;

type Answer = (StatusCode, HeaderMap, Vec<u8>);

async fn ask<S, B>(mut service: S, request: Request<String>) -> Answer
where
    S: Service<Request<String>, Response = Response<B>, Error = Infallible>,
    B: hyper::body::Body<Error: std::fmt::Debug>,
{
    let Ok(response) = service.call(request).await;
    let (parts, body) = response.into_parts();
    let body = body.collect().await.expect("a body").to_bytes();
    (parts.status, parts.headers, body.to_vec())
}

fn request(method: Method, path: &str, headers: &[(&str, &str)]) -> Request<String> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body("text".to_owned()).expect("a request")
}

#[tokio::test]
async fn it_answers_what_the_filter_answers() {
    let load = warp::path!("users" / u32)
        .and(warp::get())
        .map(|id| format!("user {id}"));
    let save = warp::path!("users" / u32)
        .and(warp::put())
        .and(warp::body::json())
        .map(|id: u32, n: u32| format!("{n} of {id}"));
    let routes = load.or(save);
    let own = ("origin", "https://example.com");
    let evil = ("origin", "https://evil.example");
    let put = ("access-control-request-method", "PUT");
    for (method, path, headers, status) in [
        (Method::GET, "/users/1", &[own][..], 200),
        (Method::GET, "/users/1", &[evil], 200),
        (Method::GET, "/users/1", &[], 200),
        (Method::GET, "/nowhere", &[own], 404),
        (Method::DELETE, "/users/1", &[own], 405),
        (Method::PUT, "/users/1", &[own], 400),
        (Method::OPTIONS, "/users/1", &[own], 405),
        (Method::OPTIONS, "/users/1", &[own, put], 204),
        (Method::OPTIONS, "/nowhere", &[evil, put], 403),
    ] {
        let request = request(method, path, headers);
        let around = cors_tower::Cors::new(warp::service(routes), &API);
        let ours = ask(warp::service(routes.cors(&API)), request.clone()).await;
        let theirs = ask(around, request.clone()).await;
        assert_eq!(ours.0, status, "{request:?}");
        assert_eq!(ours, theirs, "{request:?}");
    }
}
