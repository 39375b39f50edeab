//! Every rejection becomes the response that warp would send, with the headers of the policy.
//! The tests compare it with the response of warp itself.

use std::convert::Infallible;
use std::fmt;

use cors_warp::{Cors, Policy, cors};
use http_body_util::BodyExt;
use serde::Deserialize;
use tower_service::Service;
use warp::filters::BoxedFilter;
use warp::http::{HeaderMap, Method, Request, StatusCode};
use warp::reject::{self, Reject};
use warp::reply::Response;
use warp::{Filter, Rejection, Reply};

#[cors(origins = ["https://example.com"], credentials)]
static API: Policy;

#[derive(Debug)]
struct First;
impl Reject for First {}

#[derive(Debug)]
struct Second;
impl Reject for Second {}

/// Its `Debug` implementation panics.
struct Unprintable;
impl Reject for Unprintable {}

impl fmt::Debug for Unprintable {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("not this one")
    }
}

#[derive(Debug, Deserialize)]
struct Query {
    #[serde(rename = "page")]
    _page: u32,
}

fn rejecting<R: Reject>(rejection: fn() -> R) -> BoxedFilter<(Response,)> {
    warp::any()
        .and_then(move || std::future::ready(Err::<Response, _>(reject::custom(rejection()))))
        .boxed()
}

fn request(method: Method, target: &str, headers: &[(&str, &str)], body: &str) -> Request<String> {
    let mut request = Request::builder().method(method).uri(target);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request
        .header("origin", "https://example.com")
        .body(body.to_owned())
        .expect("a request")
}

fn get(target: &str, headers: &[(&str, &str)]) -> Request<String> {
    request(Method::GET, target, headers, "")
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

async fn ask<F>(filter: F, request: Request<String>) -> Answer
where
    F: Filter<Error = Infallible>,
    F::Extract: Reply,
{
    let Ok(response) = warp::service(filter).call(request).await;
    answer(response).await
}

async fn ask_warp<F>(filter: F, request: Request<String>) -> Answer
where
    F: Filter<Error = Rejection>,
    F::Extract: Reply,
{
    let Ok(response) = warp::service(filter).call(request).await;
    answer(response).await
}

async fn answer(response: Response) -> Answer {
    let (parts, body) = response.into_parts();
    let body = body.collect().await.expect("a body").to_bytes();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8(body.to_vec()).expect("a text"),
    }
}

/// warp responds with this status, and we do the same, with headers.
async fn hold<F, R>(filter: F, request: Request<String>, status: u16)
where
    F: Filter<Extract = (R,), Error = Rejection> + Clone + Send + Sync + 'static,
    R: Reply + 'static,
{
    let theirs = ask_warp(filter.clone(), request.clone()).await;
    let mut ours = ask(filter.cors(&API), request).await;
    assert_eq!(theirs.status, status);
    for (name, value) in [
        ("access-control-allow-origin", "https://example.com"),
        ("access-control-allow-credentials", "true"),
        ("vary", "Origin"),
    ] {
        assert_eq!(ours.headers.remove(name).expect(name), value);
    }
    assert_eq!(ours.status, theirs.status);
    assert_eq!(ours.headers, theirs.headers);
    assert_eq!(ours.body, theirs.body);
}

#[tokio::test]
async fn each_kind_is_answered_as_by_warp() {
    let none = get("/", &[]);
    hold(warp::path!("a").map(warp::reply), none.clone(), 404).await;
    hold(warp::put().map(warp::reply), none.clone(), 405).await;
    hold(
        warp::header::<u32>("x-number").map(|_| ""),
        none.clone(),
        400,
    )
    .await;
    hold(
        warp::header::<u32>("x-number").map(|_| ""),
        get("/", &[("x-number", "one")]),
        400,
    )
    .await;
    hold(warp::cookie::<u32>("a").map(|_| ""), none.clone(), 400).await;
    hold(
        warp::query().map(|_: Query| ""),
        get("/?page=one", &[]),
        400,
    )
    .await;
    let json = warp::body::json().map(|_: u32| "");
    let post = |headers, body| request(Method::POST, "/", headers, body);
    hold(json, post(&[], "not json"), 400).await;
    hold(json, post(&[("content-type", "text/plain")], "1"), 415).await;
    let limited = warp::body::content_length_limit(3).map(warp::reply);
    hold(limited, none.clone(), 411).await;
    hold(limited, post(&[("content-length", "4")], "1234"), 413).await;
    let twice = warp::body::bytes().and(warp::body::bytes()).map(|_, _| "");
    hold(twice, none.clone(), 500).await;
    hold(warp::ext::get::<u32>().map(|_| ""), none.clone(), 500).await;
    // A directory that is a file.
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml/x");
    hold(warp::fs::file(file), none.clone(), 500).await;
    let forbidding = warp::cors().allow_origin("https://other.example");
    let forbidden = warp::any().map(warp::reply).with(&forbidding.build());
    hold(forbidden, none.clone(), 403).await;
    hold(rejecting(|| First), none.clone(), 500).await;
    let not_found = warp::any().and_then(|| async { Err::<Response, _>(reject::not_found()) });
    hold(not_found, none, 404).await;
}

#[tokio::test]
async fn of_several_the_same_one_counts() {
    let none = || get("/", &[]);
    let first = || rejecting(|| First);
    let second = || rejecting(|| Second);
    let missing = || warp::path!("a").map(warp::reply);
    let method = || warp::put().map(warp::reply);
    let header = || warp::header::<u32>("x-number").map(|_| "");
    let length = || warp::body::content_length_limit(3).map(warp::reply);
    hold(first().or(second()), none(), 500).await;
    hold(second().or(first()), none(), 500).await;
    hold(first().or(second()).or(first()), none(), 500).await;
    hold(first().or(second().or(missing())), none(), 500).await;
    hold(missing().or(method()), none(), 405).await;
    hold(method().or(missing()), none(), 405).await;
    hold(method().or(header()), none(), 400).await;
    hold(header().or(method()), none(), 400).await;
    hold(header().or(length()), none(), 411).await;
    hold(length().or(header()).or(method()), none(), 411).await;
    hold(header().or(first()).or(method()), none(), 500).await;
    hold(
        warp::cookie::<u32>("a").map(|_| "").or(header()),
        none(),
        400,
    )
    .await;
    hold(
        header().or(warp::cookie::<u32>("a").map(|_| "")),
        none(),
        400,
    )
    .await;
}

#[tokio::test]
async fn recover_goes_inside() {
    let recovered = rejecting(|| First)
        .recover(|rejection: Rejection| async move {
            match rejection.find::<First>() {
                Some(First) => Ok(StatusCode::IM_A_TEAPOT),
                None => Err(rejection),
            }
        })
        .cors(&API);
    let answer = ask(recovered, get("/", &[])).await;
    assert_eq!(answer.status, StatusCode::IM_A_TEAPOT);
    assert!(answer.headers.contains_key("access-control-allow-origin"));
}

/// warp's `log` renders the reply inside of a service.
#[tokio::test]
async fn a_rejection_can_be_logged_outside() {
    let routes = rejecting(|| First).cors(&API).with(warp::log("api"));
    let answer = ask(routes, get("/", &[])).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
}

/// It does so without CORS, too.
#[tokio::test]
async fn a_rejection_that_cannot_be_printed_panics() {
    let routes = rejecting(|| Unprintable).cors(&API);
    let asked = tokio::spawn(ask(routes, get("/", &[])));
    let Err(error) = asked.await else {
        panic!("it was answered");
    };
    assert_eq!(
        error.into_panic().downcast_ref::<&str>(),
        Some(&"not this one")
    );
}

/// The service can run without tokio.
#[test]
fn without_a_runtime_rejections_are_answered_too() {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    let asked = pin!(ask(rejecting(|| First).cors(&API), get("/", &[])));
    let Poll::Ready(answer) = asked.poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("it waits for something");
    };
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(answer.body, "Unhandled rejection: First");
}
