//! Other layers inside and outside, and what happens to preflights, responses and
//! errors.

use std::convert::Infallible;
use std::fmt::Debug;
use std::future::{pending, poll_fn};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use cors_tower::{Cors, CorsLayer, Policy, cors};
use http::header::{AUTHORIZATION, HeaderMap};
use http::request::Builder;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use tower::load_shed::error::Overloaded;
use tower::timeout::error::Elapsed;
use tower::{BoxError, Layer, Service, ServiceBuilder, ServiceExt, service_fn};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::validate_request::ValidateRequestHeaderLayer;

#[cors(origins = ["https://example.com"], methods = [GET, PUT], credentials)]
static API: Policy;

const ACAO: &str = "access-control-allow-origin";

type Body = Full<Bytes>;

/// The path says what to answer.
async fn handler(request: Request<impl http_body::Body>) -> Result<Response<Body>, Infallible> {
    match request.uri().path() {
        "/panic" => panic!("as the request asked"),
        "/never" => pending().await,
        "/body" => {
            let body = request.into_body().collect().await;
            let status = body.map_or(StatusCode::PAYLOAD_TOO_LARGE, |_| StatusCode::OK);
            Ok(with_status(status))
        }
        _ => Ok(Response::new(Full::from("text".repeat(100)))),
    }
}

fn with_status<B: Default>(status: StatusCode) -> Response<B> {
    let mut response = Response::new(B::default());
    *response.status_mut() = status;
    response
}

fn signed_in<A, B: Default>(request: &mut Request<A>) -> Result<(), Response<B>> {
    match request.headers().get(AUTHORIZATION) {
        Some(token) if token == "Bearer secret" => Ok(()),
        _ => Err(with_status(StatusCode::UNAUTHORIZED)),
    }
}

fn get(path: &str) -> Builder {
    Request::get(path).header("Origin", "https://example.com")
}

fn preflight(path: &str) -> Builder {
    get(path)
        .method(Method::OPTIONS)
        .header("Access-Control-Request-Method", "PUT")
}

async fn ask<S, B>(service: &S, request: Builder) -> Response<B>
where
    S: Service<Request<Body>, Response = Response<B>, Error: Debug> + Clone,
{
    let request = request.body(Full::from("some text"));
    let answer = service.clone().oneshot(request.expect("a request")).await;
    answer.expect("an answer")
}

async fn text<B>(response: Response<B>) -> String
where
    B: http_body::Body<Data = Bytes>,
{
    let body = response.into_body().collect().await.ok().expect("a body");
    String::from_utf8(body.to_bytes().to_vec()).expect("a text")
}

fn allowed(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(ACAO);
    value.map(|value| value.to_str().expect("an origin"))
}

/// The headers of [`API`] on a response to its origin.
#[track_caller]
fn assert_has_headers(headers: &HeaderMap) {
    for (name, value) in [
        (ACAO, "https://example.com"),
        ("access-control-allow-credentials", "true"),
    ] {
        let lines: Vec<_> = headers.get_all(name).iter().collect();
        assert_eq!(lines, [value], "{name}");
    }
    let vary = headers.get_all("vary").iter();
    assert_eq!(vary.filter(|line| *line == "Origin").count(), 1);
}

#[tokio::test]
async fn as_the_outermost_layer_it_covers_every_response() {
    let service = ServiceBuilder::new()
        .layer(CorsLayer::new(&API))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::new())
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            Duration::from_millis(20),
        ))
        .layer(RequestBodyLimitLayer::new(8))
        .layer(ValidateRequestHeaderLayer::custom(signed_in))
        .service_fn(handler);

    for path in ["/", "/panic", "/never", "/body"] {
        let answer = ask(&service, preflight(path)).await;
        assert_eq!(answer.status(), StatusCode::NO_CONTENT, "{path}");
        assert_has_headers(answer.headers());
        assert!(text(answer).await.is_empty());
    }

    let stranger = ask(&service, get("/")).await;
    assert_eq!(stranger.status(), StatusCode::UNAUTHORIZED);
    assert_has_headers(stranger.headers());
    for (path, status) in [
        ("/", StatusCode::OK),
        ("/panic", StatusCode::INTERNAL_SERVER_ERROR),
        ("/never", StatusCode::REQUEST_TIMEOUT),
        ("/body", StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let request = get(path).header("Authorization", "Bearer secret");
        let answer = ask(&service, request).await;
        assert_eq!(answer.status(), status);
        assert_has_headers(answer.headers());
    }
    let long = get("/").header("Content-Length", "9");
    let answer = ask(&service, long).await;
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_has_headers(answer.headers());

    // Compression adds its own Vary; both values stay.
    let request = get("/")
        .header("Authorization", "Bearer secret")
        .header("Accept-Encoding", "gzip");
    let answer = ask(&service, request).await;
    assert_eq!(answer.headers()["content-encoding"], "gzip");
    assert_has_headers(answer.headers());
    let vary = answer.headers().get_all("vary").iter();
    assert_eq!(vary.collect::<Vec<_>>(), ["accept-encoding", "Origin"]);
}

/// The documentation describes this mistake.
#[tokio::test]
async fn inside_authentication_preflights_fail_and_a_401_is_unreadable() {
    let service = ServiceBuilder::new()
        .layer(ValidateRequestHeaderLayer::custom(signed_in))
        .layer(CorsLayer::new(&API))
        .service_fn(handler);
    for request in [preflight("/"), get("/")] {
        let answer = ask(&service, request).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(allowed(answer.headers()), None);
    }
    let request = get("/").header("Authorization", "Bearer secret");
    assert_has_headers(ask(&service, request).await.headers());
}

#[tokio::test]
async fn the_inner_service_sees_no_preflight() {
    let seen = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&seen);
    let service = CorsLayer::new(&API).layer(service_fn(move |request: Request<Body>| {
        counter.fetch_add(1, Ordering::Relaxed);
        handler(request)
    }));
    let answer = ask(&service, preflight("/")).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);

    let refused = Request::options("/")
        .header("Origin", "https://evil.example")
        .header("Access-Control-Request-Method", "PUT");
    let answer = ask(&service, refused).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert_eq!(allowed(answer.headers()), None);
    assert_eq!(answer.headers()["vary"], "Origin");
    assert_eq!(answer.headers().len(), 1, "{:?}", answer.headers());
    assert!(text(answer).await.is_empty());

    assert_eq!(seen.load(Ordering::Relaxed), 0);
    ask(&service, get("/")).await;
    assert_eq!(seen.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn an_error_is_passed_on_unchanged() {
    let mut service = ServiceBuilder::new()
        .layer(CorsLayer::new(&API))
        .timeout(Duration::from_millis(20))
        .service_fn(handler);
    let ask = |path| get(path).body(Body::default()).expect("a request");
    let service = service.ready().await.expect("it is ready");
    let error = service.call(ask("/never")).await.err();
    assert!(error.is_some_and(|error| error.is::<Elapsed>()));
    let answer = service.call(ask("/")).await.expect("an answer");
    assert_has_headers(answer.headers());
}

#[tokio::test]
async fn layers_that_turn_errors_into_responses_belong_inside() {
    let answered = |result: Result<Response<Body>, BoxError>| async {
        Ok::<_, BoxError>(result.unwrap_or_else(|_| with_status(StatusCode::GATEWAY_TIMEOUT)))
    };
    let service = ServiceBuilder::new()
        .layer(CorsLayer::new(&API))
        .then(answered)
        .timeout(Duration::from_millis(20))
        .service_fn(handler);
    let answer = ask(&service, get("/never")).await;
    assert_eq!(answer.status(), StatusCode::GATEWAY_TIMEOUT);
    assert_has_headers(answer.headers());
}

#[tokio::test]
async fn a_preflight_waits_until_the_service_is_ready() {
    let limited = ServiceBuilder::new()
        .concurrency_limit(1)
        .service_fn(handler);
    let cors = CorsLayer::new(&API);
    let mut first = cors.layer(limited.clone());
    let mut second = cors.layer(limited);
    let never = get("/never").body(Body::default()).expect("a request");
    let running = first.ready().await.expect("it is ready").call(never);

    let is_pending = poll_fn(|context| Poll::Ready(second.poll_ready(context).is_pending())).await;
    assert!(is_pending);
    drop(running);
    let asks = preflight("/").body(Body::default()).expect("a request");
    let second = second.ready().await.expect("there is room");
    let answer = second.call(asks).await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn with_load_shed_inside_preflights_do_not_wait() {
    let limited = ServiceBuilder::new()
        .load_shed()
        .concurrency_limit(1)
        .service_fn(handler);
    let cors = CorsLayer::new(&API);
    let mut first = cors.layer(limited.clone());
    let never = get("/never").body(Body::default()).expect("a request");
    let running = first.ready().await.expect("it is ready").call(never);

    let second = cors.layer(limited);
    let asks = preflight("/").body(Body::default()).expect("a request");
    let answer = second.clone().oneshot(asks).await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    let another = get("/").body(Body::default()).expect("a request");
    let error = second.oneshot(another).await.err();
    assert!(error.is_some_and(|error| error.is::<Overloaded>()));
    drop(running);
}

#[tokio::test]
async fn the_layer_takes_a_policy_in_three_forms() {
    let policy = Policy::builder()
        .origins(["https://example.com"])
        .credentials(true)
        .build()
        .expect("it keeps every rule");
    for cors in [
        CorsLayer::new(&API),
        CorsLayer::new(Arc::new(policy.clone())),
        CorsLayer::new(policy),
    ] {
        let service = cors.layer(service_fn(handler));
        assert_has_headers(ask(&service, get("/")).await.headers());
    }
}

#[tokio::test]
async fn clones_share_the_policy() {
    let policy = Arc::new(API.clone());
    let inner = service_fn(|request: Request<Body>| handler(request));
    let service = Cors::new(inner, Arc::clone(&policy));
    let clones = vec![service.clone(); 10];
    assert_eq!(Arc::strong_count(&policy), 2);
    drop(service);
    drop(clones);
    assert_eq!(Arc::strong_count(&policy), 1);
}
