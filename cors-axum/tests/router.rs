//! Which responses a layer on a router covers.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request};
use axum::http::request::Builder;
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::{get, put};
use cors_axum::{Cors, CorsLayer, Policy, cors};
use tower::{Service, ServiceExt as _};

#[cors(origins = ["https://example.com"], methods = [GET, PUT], credentials)]
static API: Policy;

#[cors(origins = ["https://admin.example"])]
static ADMIN: Policy;

const ORIGIN: &str = "https://example.com";

fn request(method: Method, path: &str) -> Builder {
    let request = Request::builder().method(method).uri(path);
    request.header("Origin", ORIGIN)
}

fn preflight(path: &str) -> Builder {
    request(Method::OPTIONS, path).header("Access-Control-Request-Method", "PUT")
}

async fn ask<S>(app: &S, request: Builder) -> Response
where
    S: Service<Request, Response = Response, Error: std::fmt::Debug> + Clone,
{
    let request = request.body(Body::empty()).expect("a request");
    app.clone().oneshot(request).await.expect("an answer")
}

async fn status<S>(app: &S, method: Method, path: &str) -> (StatusCode, bool)
where
    S: Service<Request, Response = Response, Error: std::fmt::Debug> + Clone,
{
    let answer = ask(app, request(method, path)).await;
    (answer.status(), has_headers(&answer))
}

/// Whether the headers of [`API`] are on a response to its origin, each once.
fn has_headers(response: &Response) -> bool {
    let is_line = |name: &str, value: &str| {
        let lines: Vec<_> = response.headers().get_all(name).iter().collect();
        lines == [value]
    };
    let is_allowed = is_line("access-control-allow-origin", ORIGIN);
    assert_eq!(
        is_allowed,
        is_line("access-control-allow-credentials", "true")
    );
    assert!(!is_allowed || is_line("vary", "Origin"));
    is_allowed
}

fn routes() -> Router {
    Router::new()
        .route("/users/{id}", get(async |_: Path<u32>| "user"))
        .route("/save", put(async || "saved"))
}

/// Preflights of all paths are answered, and every response has the headers.
async fn assert_covered<S>(app: &S)
where
    S: Service<Request, Response = Response, Error: std::fmt::Debug> + Clone,
{
    for path in ["/users/7", "/users/seven", "/save", "/missing", "/"] {
        let answer = ask(app, preflight(path)).await;
        assert_eq!(answer.status(), StatusCode::NO_CONTENT, "{path}");
        assert!(has_headers(&answer), "{path}");
    }
    for (method, path, code) in [
        (Method::GET, "/users/7", StatusCode::OK),
        (Method::GET, "/users/seven", StatusCode::BAD_REQUEST),
        (Method::DELETE, "/users/7", StatusCode::METHOD_NOT_ALLOWED),
        (Method::PUT, "/save", StatusCode::OK),
        (Method::GET, "/missing", StatusCode::NOT_FOUND),
    ] {
        let answer = status(app, method, path).await;
        assert_eq!(answer, (code, true), "{path}");
    }
}

#[tokio::test]
async fn a_layer_after_all_routes_covers_everything() {
    assert_covered(&routes().layer(CorsLayer::new(&API))).await;
    let nested = Router::new().nest(
        "/users",
        Router::new().route("/{id}", get(async |_: Path<u32>| "user")),
    );
    let merged = Router::new().route("/save", put(async || "saved"));
    assert_covered(&nested.merge(merged).layer(CorsLayer::new(&API))).await;
}

#[tokio::test]
async fn cors_around_the_router_covers_everything() {
    assert_covered(&Cors::new(routes(), &API)).await;
    let mut make = Cors::new(routes(), &API).into_make_service();
    assert_covered(&make.call(()).await.expect("a service")).await;
}

#[tokio::test]
async fn fallbacks_are_covered() {
    let app = routes()
        .fallback(async || (StatusCode::IM_A_TEAPOT, "a teapot"))
        .method_not_allowed_fallback(async || (StatusCode::CONFLICT, "not like that"))
        .layer(CorsLayer::new(&API));
    for (method, path, code) in [
        (Method::GET, "/missing", StatusCode::IM_A_TEAPOT),
        (Method::OPTIONS, "/missing", StatusCode::IM_A_TEAPOT),
        (Method::GET, "/save", StatusCode::CONFLICT),
    ] {
        assert_eq!(status(&app, method, path).await, (code, true));
    }
}

/// The mistake, as the documentation describes it.
#[tokio::test]
async fn routes_after_the_layer_are_not_covered() {
    let wrong = Router::new().layer(CorsLayer::new(&API)).merge(routes());
    let answer = ask(&wrong, preflight("/save")).await;
    assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert!(!has_headers(&answer));
    let answer = status(&wrong, Method::PUT, "/save").await;
    assert_eq!(answer, (StatusCode::OK, false));

    let fallback = routes()
        .layer(CorsLayer::new(&API))
        .fallback(async || StatusCode::IM_A_TEAPOT);
    let answer = status(&fallback, Method::GET, "/missing").await;
    assert_eq!(answer, (StatusCode::IM_A_TEAPOT, false));
}

#[tokio::test]
async fn a_nested_router_has_the_outer_fallback() {
    let api = routes().layer(CorsLayer::new(&API));
    let app = Router::new()
        .nest("/api", api)
        .route("/health", get(async || "well"));
    let answer = ask(&app, preflight("/api/save")).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    for (method, path, expected) in [
        (Method::PUT, "/api/save", (StatusCode::OK, true)),
        (
            Method::GET,
            "/api/save",
            (StatusCode::METHOD_NOT_ALLOWED, true),
        ),
        (Method::GET, "/api/missing", (StatusCode::NOT_FOUND, false)),
        (Method::GET, "/health", (StatusCode::OK, false)),
    ] {
        assert_eq!(status(&app, method, path).await, expected, "{path}");
    }
    let answer = ask(&app, preflight("/api/missing")).await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    assert!(!has_headers(&answer));

    let api = routes()
        .fallback(async || StatusCode::NOT_FOUND)
        .layer(CorsLayer::new(&API));
    let app = Router::new().nest("/api", api);
    let answer = status(&app, Method::GET, "/api/missing").await;
    assert_eq!(answer, (StatusCode::NOT_FOUND, true));
}

#[tokio::test]
async fn a_route_layer_covers_routes_only() {
    let app = routes().route_layer(CorsLayer::new(&API));
    let answer = ask(&app, preflight("/save")).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    let answer = status(&app, Method::GET, "/missing").await;
    assert_eq!(answer, (StatusCode::NOT_FOUND, false));
}

#[tokio::test]
async fn layers_added_before_it_see_no_preflight() {
    async fn signed_in(request: Request, next: Next) -> Result<Response, StatusCode> {
        match request.headers().contains_key("authorization") {
            true => Ok(next.run(request).await),
            false => Err(StatusCode::UNAUTHORIZED),
        }
    }
    let right = routes()
        .layer(from_fn(signed_in))
        .layer(CorsLayer::new(&API));
    let answer = ask(&right, preflight("/save")).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    let answer = status(&right, Method::PUT, "/save").await;
    assert_eq!(answer, (StatusCode::UNAUTHORIZED, true));

    let wrong = routes()
        .layer(CorsLayer::new(&API))
        .layer(from_fn(signed_in));
    let answer = ask(&wrong, preflight("/save")).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    assert!(!has_headers(&answer));
}

#[tokio::test]
async fn a_refused_preflight_has_an_empty_body() {
    let app = routes().layer(CorsLayer::new(&API));
    let refused = Request::options("/save")
        .header("Origin", "https://evil.example")
        .header("Access-Control-Request-Method", "PUT");
    let answer = ask(&app, refused).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert_eq!(answer.headers()["vary"], "Origin");
    assert!(!answer.headers().contains_key("access-control-allow-origin"));
    let body = to_bytes(answer.into_body(), 1000).await.expect("a body");
    assert!(body.is_empty());

    let answer = ask(&app, preflight("/save")).await;
    let body = to_bytes(answer.into_body(), 1000).await.expect("a body");
    assert!(body.is_empty());
}

/// The inner layer's policy must allow the response too.
#[tokio::test]
async fn a_layer_on_a_nested_router_narrows_the_layer_of_the_application() {
    let admin = routes().layer(CorsLayer::new(&ADMIN));
    let app = Router::new()
        .nest("/admin", admin)
        .merge(routes())
        .layer(CorsLayer::new(&API));
    let answer = status(&app, Method::PUT, "/admin/save").await;
    assert_eq!(answer, (StatusCode::OK, false));
    let answer = status(&app, Method::PUT, "/save").await;
    assert_eq!(answer, (StatusCode::OK, true));
    // The outer layer answers preflights.
    assert!(has_headers(&ask(&app, preflight("/admin/save")).await));
}

#[tokio::test]
async fn a_policy_comes_in_three_forms() {
    let policy = Policy::builder()
        .origins([ORIGIN])
        .credentials(true)
        .build()
        .expect("it keeps every rule");
    for cors in [
        CorsLayer::new(&API),
        CorsLayer::new(Arc::new(policy.clone())),
        CorsLayer::new(policy),
    ] {
        let answer = status(&routes().layer(cors), Method::PUT, "/save").await;
        assert_eq!(answer, (StatusCode::OK, true));
    }
}
