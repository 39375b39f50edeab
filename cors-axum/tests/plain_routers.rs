//! Routers of axum and of other libraries inside of a `CorsRouter`, handlers in unit
//! tests, and what `axum::serve` takes.

mod support;

use axum::http::{Method, StatusCode};
use axum::routing::get;
use axum_extra::routing::{RouterExt, TypedPath};
use cors_axum::{CorsLayer, CorsRouter, Policy, cors, route};
use serde::Deserialize;
use support::{actual, allowed, ask, preflight};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

#[cors(origins = ["https://app.example"], methods = [PUT])]
static APP: Policy;

#[cors(origins = ["https://admin.example"], methods = [PUT])]
static ADMIN: Policy;

const APP_ORIGIN: &str = "https://app.example";
const ADMIN_ORIGIN: &str = "https://admin.example";

/// Asserts which origin may use a path, preflight included.
async fn assert_allows(app: &axum::Router, path: &str, expected: &str, status: StatusCode) {
    for origin in [APP_ORIGIN, ADMIN_ORIGIN] {
        let expected = (origin == expected).then_some(origin);
        let response = ask(app, actual(&Method::GET, path, origin)).await;
        assert_eq!(response.status(), status, "{path}");
        assert_eq!(allowed(&response), expected, "{path} {origin}");
        let response = ask(app, preflight(&Method::PUT, path, origin)).await;
        assert_eq!(allowed(&response), expected, "{path} {origin}");
    }
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/users/{id}")]
struct User {
    id: u32,
}

#[tokio::test]
async fn a_router_with_typed_paths_has_the_policy_that_it_is_given() {
    let users = || {
        axum::Router::new()
            .typed_get(async |user: User| user.id.to_string())
            .with_state(())
    };
    let app: axum::Router = CorsRouter::new()
        .nest("/admin", CorsRouter::from(users()).cors(&ADMIN))
        .merge(users())
        .into_router(&APP);
    assert_allows(&app, "/admin/users/1", ADMIN_ORIGIN, StatusCode::OK).await;
    assert_allows(&app, "/admin/nope", ADMIN_ORIGIN, StatusCode::NOT_FOUND).await;
    assert_allows(&app, "/users/1", APP_ORIGIN, StatusCode::OK).await;
    assert_allows(&app, "/nope", APP_ORIGIN, StatusCode::NOT_FOUND).await;
}

#[utoipa::path(get, path = "/items")]
async fn items() -> &'static str {
    "items"
}

#[tokio::test]
async fn a_router_of_utoipa_has_the_policy_that_it_is_given() {
    let (items, api) = OpenApiRouter::<u32>::new()
        .routes(routes!(items))
        .split_for_parts();
    assert!(api.paths.paths.contains_key("/items"));
    let app: axum::Router = CorsRouter::new()
        .route("/health", get(async || "well"))
        .nest("/admin", CorsRouter::from(items.with_state(7)).cors(&ADMIN))
        .into_router(&APP);
    assert_allows(&app, "/admin/items", ADMIN_ORIGIN, StatusCode::OK).await;
    assert_allows(&app, "/health", APP_ORIGIN, StatusCode::OK).await;
}

/// A route of the `CorsRouter` comes before the routes of a plain router, so its policy
/// cannot be lost to one.
#[tokio::test]
async fn a_route_comes_before_the_routes_of_a_merged_plain_router() {
    #[cors(ADMIN)]
    async fn save() -> &'static str {
        "saved"
    }
    let plain = || axum::Router::new().route("/a", get(async || "plain"));
    let app: axum::Router = CorsRouter::new()
        .route("/a", route!(put(save)))
        .merge(plain())
        .into_router(&APP);
    let response = ask(&app, actual(&Method::PUT, "/a", ADMIN_ORIGIN)).await;
    assert_eq!(allowed(&response), Some(ADMIN_ORIGIN));
    let response = ask(&app, preflight(&Method::PUT, "/a", APP_ORIGIN)).await;
    assert_eq!(allowed(&response), None);
    let response = ask(&app, actual(&Method::GET, "/a", APP_ORIGIN)).await;
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_unit_test_calls_a_handler_with_a_policy() {
    #[cors(ADMIN, methods = [PUT])]
    async fn save(id: axum::extract::Path<u32>) -> String {
        format!("saved {}", *id)
    }
    assert_eq!(save::save(axum::extract::Path(7)).await, "saved 7");
    let _: CorsRouter = CorsRouter::new().route("/{id}", route!(put(save)));
}

/// A layer by hand inside of a `CorsRouter`: only what both policies allow.
#[tokio::test]
async fn a_layer_by_hand_inside_narrows_the_policy() {
    let inner = axum::Router::new()
        .route("/a", get(async || "a"))
        .layer(CorsLayer::new(&ADMIN));
    let app: axum::Router = CorsRouter::new().nest("/in", inner).into_router(&APP);
    for origin in [APP_ORIGIN, ADMIN_ORIGIN] {
        let response = ask(&app, actual(&Method::GET, "/in/a", origin)).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(allowed(&response), None, "{origin}");
    }
}

/// This compiles, and that is the test.
#[cfg(feature = "tokio")]
#[allow(dead_code)]
async fn serve_takes_all_of_them(listener: fn() -> tokio::net::TcpListener) {
    let router = || axum::Router::new().route("/", get(async || "hello"));
    let _ = axum::serve(listener(), cors_axum::Cors::new(router(), &APP)).await;
    let _ = axum::serve(
        listener(),
        cors_axum::Cors::new(router(), &APP).into_make_service(),
    )
    .await;
    let service = CorsRouter::from(router()).into_service(&APP);
    let _ = axum::serve(listener(), service.clone()).await;
    let info = service.into_make_service_with_connect_info::<std::net::SocketAddr>();
    let _ = axum::serve(listener(), info).await;
}

/// Replacing tower-http's layer changes no other type.
#[test]
fn the_layered_router_has_the_same_type_as_with_tower_http() {
    fn layered<L>(layer: L) -> axum::Router
    where
        L: tower_layer::Layer<axum::routing::Route, Service: Clone + Send + Sync + 'static>
            + Clone
            + Send
            + Sync
            + 'static,
        L::Service: tower::Service<
                axum::extract::Request,
                Response = axum::response::Response,
                Error = std::convert::Infallible,
                Future: Send,
            >,
    {
        axum::Router::new()
            .route("/", get(async || "hello"))
            .layer(layer)
    }
    let _ = layered(tower_http::cors::CorsLayer::new());
    let _ = layered(CorsLayer::new(&APP));
}
