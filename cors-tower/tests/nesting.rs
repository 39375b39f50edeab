//! Two CORS layers, one inside the other: the outer one answers preflights, and a
//! response is allowed only what both policies allow.
//!
//! The number of layers in the process matters here, so every test holds at least two.

use std::convert::Infallible;

use bytes::Bytes;
use cors_tower::{Cors, CorsLayer, Policy, cors};
use http::{HeaderMap, Method, Request, Response};
use http_body_util::Full;
use tower::util::BoxCloneService;
use tower::{Layer, ServiceBuilder, ServiceExt, service_fn};

type Body = Full<Bytes>;
type App = BoxCloneService<Request<Body>, Response<Body>, Infallible>;

#[cors(
    origins = ["https://app.example", "https://both.example"],
    methods = [PUT],
    expose_headers = ["etag", "x-outer"],
    credentials,
)]
static OUTER: Policy;

#[cors(
    origins = ["https://admin.example", "https://both.example"],
    methods = [PUT],
    expose_headers = ["etag", "x-inner"],
)]
static INNER: Policy;

#[cors(origins = *)]
static ANY: Policy;

fn handler(_: Request<Body>) -> std::future::Ready<Result<Response<Body>, Infallible>> {
    std::future::ready(Ok(Response::new(Full::from("text"))))
}

fn nested(outer: &'static Policy, inner: &'static Policy) -> App {
    let service = ServiceBuilder::new()
        .layer(CorsLayer::new(outer))
        .layer(CorsLayer::new(inner))
        .service_fn(handler);
    BoxCloneService::new(service)
}

fn request(method: Method, origin: &str) -> Request<Body> {
    Request::builder()
        .method(method)
        .header("Origin", origin)
        .header("Access-Control-Request-Method", "PUT")
        .body(Body::default())
        .expect("a request")
}

async fn send(app: &App, request: Request<Body>) -> HeaderMap {
    let Ok(response) = app.clone().oneshot(request).await;
    response.headers().clone()
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let value = headers.get(name)?;
    assert_eq!(headers.get_all(name).iter().count(), 1, "{name}");
    Some(value.to_str().expect("a visible value"))
}

#[tokio::test]
async fn only_origins_of_both_policies_may_read() {
    let app = nested(&OUTER, &INNER);
    for (origin, expected) in [
        ("https://app.example", None),
        ("https://admin.example", None),
        ("https://both.example", Some("https://both.example")),
    ] {
        let headers = send(&app, request(Method::GET, origin)).await;
        assert_eq!(text(&headers, "access-control-allow-origin"), expected);
        assert_eq!(text(&headers, "vary"), Some("Origin"));
    }
}

#[tokio::test]
async fn credentials_and_exposed_headers_need_both_policies() {
    let app = nested(&OUTER, &INNER);
    let headers = send(&app, request(Method::GET, "https://both.example")).await;
    assert_eq!(text(&headers, "access-control-allow-credentials"), None);
    assert_eq!(
        text(&headers, "access-control-expose-headers"),
        Some("etag")
    );
}

#[tokio::test]
async fn any_origin_needs_both_policies() {
    for (outer, inner) in [(&ANY, &OUTER), (&OUTER, &ANY)] {
        let app = nested(outer, inner);
        for (origin, expected) in [
            ("https://app.example", Some("https://app.example")),
            ("https://other.example", None),
        ] {
            let headers = send(&app, request(Method::GET, origin)).await;
            assert_eq!(text(&headers, "access-control-allow-origin"), expected);
            assert_eq!(text(&headers, "vary"), Some("Origin"));
        }
        let no_origin = Request::new(Body::default());
        let headers = send(&app, no_origin).await;
        assert_eq!(text(&headers, "access-control-allow-origin"), None);
        assert_eq!(text(&headers, "vary"), Some("Origin"));
    }
    #[cors(origins = *)]
    static OTHER_ANY: Policy;
    let app = nested(&ANY, &OTHER_ANY);
    let headers = send(&app, request(Method::GET, "https://other.example")).await;
    assert_eq!(text(&headers, "access-control-allow-origin"), Some("*"));
    assert_eq!(text(&headers, "vary"), None);
}

#[tokio::test]
async fn the_outer_layer_answers_preflights() {
    let app = nested(&OUTER, &INNER);
    let headers = send(&app, request(Method::OPTIONS, "https://app.example")).await;
    assert_eq!(
        text(&headers, "access-control-allow-origin"),
        Some("https://app.example")
    );
    let headers = send(&app, request(Method::OPTIONS, "https://admin.example")).await;
    assert_eq!(text(&headers, "access-control-allow-origin"), None);
}

/// The third layer is as good as the second.
#[tokio::test]
async fn three_layers_allow_what_all_three_allow() {
    #[cors(origins = ["https://third.example"])]
    static THIRD: Policy;
    let app = CorsLayer::new(&THIRD).layer(nested(&OUTER, &INNER));
    let app = BoxCloneService::new(app);
    for origin in ["https://both.example", "https://third.example"] {
        let headers = send(&app, request(Method::GET, origin)).await;
        assert_eq!(text(&headers, "access-control-allow-origin"), None);
    }
}

/// A response that the inner layer never saw has the outer policy alone.
#[tokio::test]
async fn an_early_reply_between_the_layers_has_the_outer_policy() {
    let inner = Cors::new(service_fn(handler), &INNER);
    let between = service_fn(move |request: Request<Body>| {
        let inner = inner.clone();
        async move {
            if request.method() == Method::DELETE {
                Ok(Response::new(Body::default()))
            } else {
                inner.oneshot(request).await
            }
        }
    });
    let app = BoxCloneService::new(Cors::new(between, &OUTER));
    for (method, expected) in [
        (Method::DELETE, Some("https://app.example")),
        (Method::GET, None),
    ] {
        let headers = send(&app, request(method, "https://app.example")).await;
        assert_eq!(text(&headers, "access-control-allow-origin"), expected);
    }
}

/// The inner layer runs on another task than the outer one.
#[tokio::test]
async fn a_layer_between_them_that_spawns_changes_nothing() {
    let inner = Cors::new(service_fn(handler), &INNER);
    let spawning = service_fn(move |request: Request<Body>| {
        let inner = inner.clone();
        async move {
            let spawned = tokio::spawn(inner.oneshot(request));
            spawned.await.expect("the task does not panic")
        }
    });
    let app = BoxCloneService::new(Cors::new(spawning, &OUTER));
    for (origin, expected) in [
        ("https://app.example", None),
        ("https://both.example", Some("https://both.example")),
    ] {
        let headers = send(&app, request(Method::GET, origin)).await;
        assert_eq!(text(&headers, "access-control-allow-origin"), expected);
    }
}

/// Layers with the same policy allow what each of them allows.
#[tokio::test]
async fn the_same_policy_twice_is_one_policy() {
    let app = nested(&OUTER, &OUTER);
    let headers = send(&app, request(Method::GET, "https://app.example")).await;
    assert_eq!(
        text(&headers, "access-control-allow-origin"),
        Some("https://app.example")
    );
    assert_eq!(
        text(&headers, "access-control-allow-credentials"),
        Some("true")
    );
}

/// Another library's layer that was left inside.
#[tokio::test]
async fn the_headers_of_a_foreign_cors_layer_inside_are_removed() {
    let service = ServiceBuilder::new()
        .layer(CorsLayer::new(&OUTER))
        .layer(tower_http::cors::CorsLayer::permissive())
        .service_fn(handler);
    let app = BoxCloneService::new(service);
    let headers = send(&app, request(Method::GET, "https://other.example")).await;
    assert_eq!(text(&headers, "access-control-allow-origin"), None);
    assert_eq!(text(&headers, "access-control-expose-headers"), None);
    let headers = send(&app, request(Method::GET, "https://app.example")).await;
    assert_eq!(
        text(&headers, "access-control-allow-origin"),
        Some("https://app.example")
    );
    assert_eq!(
        text(&headers, "access-control-expose-headers"),
        Some("etag,x-outer")
    );
}
