//! Policies of routes and routers: the innermost decides, and no preflight runs code of
//! the user.

mod support;

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Path, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::from_fn;
use axum::response::Response;
use axum::routing::{any, get, options, post};
use cors_axum::{CorsMethodRouter, CorsRouter, Policy, cors, route};
use support::{Calls, actual, allowed, ask, auth, granted, header, preflight, watch};

#[cors(origins = ["https://app.example"], methods = [GET, PUT, DELETE], headers = ["x-app"], max_age = 10m)]
static APP: Policy;

#[cors(origins = ["https://scope.example"], methods = [GET, PUT])]
static SCOPE: Policy;

#[cors(origins = ["https://admin.example", "https://both.example"], methods = [PUT])]
static ADMIN: Policy;

#[cors(origins = ["https://read.example", "https://both.example"], methods = [GET], max_age = 1m)]
static READ: Policy;

const APP_ORIGIN: &str = "https://app.example";
const SCOPE_ORIGIN: &str = "https://scope.example";
const ADMIN_ORIGIN: &str = "https://admin.example";
const READ_ORIGIN: &str = "https://read.example";

/// Documentation of a handler.
#[cors(ADMIN)]
pub async fn save(Path(id): Path<u32>) -> &'static str {
    assert!(id > 0);
    Calls::handler()
}

#[cors(READ)]
async fn load(_: Path<u32>) -> &'static str {
    Calls::handler()
}

#[cors(ADMIN)]
async fn save_one() -> &'static str {
    Calls::handler()
}

#[cors(READ)]
async fn load_one() -> &'static str {
    Calls::handler()
}

#[cors(origins = ["https://remove.example", "https://both.example"], headers = ["x-remove"], max_age = 1h)]
async fn remove() -> &'static str {
    Calls::handler()
}

async fn plain() -> &'static str {
    Calls::handler()
}

/// The answer to a preflight. No code of the user may run.
async fn asked(app: &axum::Router, method: Method, path: &str, origin: &str) -> Response {
    Calls::take();
    let response = ask(app, preflight(&method, path, origin)).await;
    assert_eq!(Calls::take(), (0, 0), "{method} {path}");
    response
}

/// Whether a page may send a method to a path.
async fn may(app: &axum::Router, method: Method, path: &str, origin: &str) -> bool {
    let response = asked(app, method.clone(), path, origin).await;
    let granted = granted(&response, &method);
    let status = match allowed(&response) {
        Some(_) => StatusCode::NO_CONTENT,
        None => StatusCode::FORBIDDEN,
    };
    assert_eq!(response.status(), status, "{method} {path}");
    granted
}

#[tokio::test]
async fn without_other_policies_the_application_decides() {
    let app = CorsRouter::new()
        .route("/y", any(plain))
        .fallback(plain)
        .into_router(&APP);
    for path in ["/y", "/nope"] {
        assert!(may(&app, Method::PUT, path, APP_ORIGIN).await, "{path}");
        assert!(!may(&app, Method::PUT, path, ADMIN_ORIGIN).await);
        let answer = asked(&app, Method::PUT, path, APP_ORIGIN).await;
        // All methods have one policy, so the answer names them all.
        assert_eq!(
            header(&answer, "access-control-allow-methods"),
            ["GET,PUT,DELETE"]
        );
        assert_eq!(header(&answer, "access-control-max-age"), ["600"]);
        assert_eq!(header(&answer, "vary"), ["Origin"]);
    }
}

#[tokio::test]
async fn each_method_of_a_path_has_its_policy() {
    let app: axum::Router = CorsRouter::new()
        .route("/x/{id}", route!(get(load), put(save)))
        .into_router(&APP);
    assert!(may(&app, Method::PUT, "/x/1", ADMIN_ORIGIN).await);
    assert!(!may(&app, Method::PUT, "/x/1", APP_ORIGIN).await);
    assert!(may(&app, Method::GET, "/x/1", READ_ORIGIN).await);
    assert!(!may(&app, Method::GET, "/x/1", ADMIN_ORIGIN).await);
    assert!(may(&app, Method::HEAD, "/x/1", READ_ORIGIN).await);
    assert!(!may(&app, Method::HEAD, "/x/1", APP_ORIGIN).await);
    // A method without a handler has the policy of the application.
    assert!(may(&app, Method::DELETE, "/x/1", APP_ORIGIN).await);
    assert!(!may(&app, Method::DELETE, "/x/1", ADMIN_ORIGIN).await);
    assert!(may(&app, Method::PUT, "/x", APP_ORIGIN).await);

    for (method, origin, code) in [
        (Method::PUT, ADMIN_ORIGIN, StatusCode::OK),
        (Method::GET, READ_ORIGIN, StatusCode::OK),
        (Method::HEAD, READ_ORIGIN, StatusCode::OK),
        (Method::DELETE, APP_ORIGIN, StatusCode::METHOD_NOT_ALLOWED),
    ] {
        let response = ask(&app, actual(&method, "/x/1", origin)).await;
        assert_eq!(response.status(), code, "{method}");
        assert_eq!(allowed(&response), Some(origin), "{method}");
        let response = ask(&app, actual(&method, "/x/1", SCOPE_ORIGIN)).await;
        assert_eq!(allowed(&response), None, "{method}");
        assert_eq!(header(&response, "vary"), ["Origin"], "{method}");
    }
    // The rejection of an extractor has the policy of the handler.
    let response = ask(&app, actual(&Method::PUT, "/x/none", ADMIN_ORIGIN)).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert_eq!(allowed(&response), Some(ADMIN_ORIGIN));
}

/// Browsers cache the answer by URL, so it names one method, and it is not cached if it
/// names headers.
#[tokio::test]
async fn a_put_does_not_open_a_delete() {
    let app: axum::Router = CorsRouter::new()
        .route("/a", route!(put(save_one), delete(remove)))
        .into_router(&APP);
    let both = "https://both.example";
    let put = asked(&app, Method::PUT, "/a", both).await;
    assert_eq!(header(&put, "access-control-allow-methods"), ["PUT"]);
    assert!(header(&put, "access-control-allow-headers").is_empty());
    assert!(header(&put, "access-control-max-age").is_empty());
    let delete = asked(&app, Method::DELETE, "/a", both).await;
    assert_eq!(header(&delete, "access-control-allow-methods"), ["DELETE"]);
    assert_eq!(
        header(&delete, "access-control-allow-headers"),
        ["x-remove"]
    );
    assert_eq!(header(&delete, "access-control-max-age"), ["0"]);
    for answer in [put, delete] {
        assert_eq!(
            header(&answer, "vary"),
            ["Origin, Access-Control-Request-Method"]
        );
    }
    assert!(!may(&app, Method::DELETE, "/a", ADMIN_ORIGIN).await);
    let refused = asked(&app, Method::DELETE, "/a", ADMIN_ORIGIN).await;
    assert_eq!(
        header(&refused, "vary"),
        ["Origin, Access-Control-Request-Method"]
    );
    let body = to_bytes(refused.into_body(), 1000).await.expect("a body");
    assert!(body.is_empty());
}

/// A policy that is used twice is one policy.
#[tokio::test]
async fn the_policy_of_the_application_on_a_handler_changes_nothing() {
    #[cors(APP)]
    async fn save() {}

    let app: axum::Router = CorsRouter::new()
        .route("/a", route!(put(save)))
        .into_router(&APP);
    let answer = asked(&app, Method::PUT, "/a", APP_ORIGIN).await;
    assert_eq!(
        header(&answer, "access-control-allow-methods"),
        ["GET,PUT,DELETE"]
    );
    assert_eq!(header(&answer, "access-control-max-age"), ["600"]);
    assert_eq!(header(&answer, "vary"), ["Origin"]);
}

#[tokio::test]
async fn inner_layers_see_no_preflight() {
    let api = CorsRouter::new()
        .route("/x/{id}", route!(put(save)))
        .route("/y", get(plain))
        .layer(from_fn(auth));
    let app: axum::Router = CorsRouter::new().nest("/api", api).into_router(&APP);
    assert!(may(&app, Method::PUT, "/api/x/1", ADMIN_ORIGIN).await);
    assert!(!may(&app, Method::PUT, "/api/x/1", APP_ORIGIN).await);
    assert!(may(&app, Method::PUT, "/api/y", APP_ORIGIN).await);

    Calls::take();
    let response = ask(&app, actual(&Method::PUT, "/api/x/1", ADMIN_ORIGIN)).await;
    assert_eq!(Calls::take(), (0, 1));
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(allowed(&response), Some(ADMIN_ORIGIN));
}

/// CORS is outside of a layer, whenever the layer was added.
#[tokio::test]
async fn all_layers_are_inside_of_cors() {
    let routes = route!(put(save_one)).layer(from_fn(auth));
    let app: axum::Router = CorsRouter::new()
        .route("/a", routes)
        .route("/b", route!(put(save_one)))
        .route_layer(from_fn(auth))
        .route("/c", route!(put(save_one)))
        .layer(from_fn(watch))
        .fallback(plain)
        .into_router(&APP);
    for path in ["/a", "/b", "/c"] {
        assert!(may(&app, Method::PUT, path, ADMIN_ORIGIN).await, "{path}");
    }
    assert!(may(&app, Method::PUT, "/nope", APP_ORIGIN).await);
    for (path, code, calls) in [
        ("/a", StatusCode::UNAUTHORIZED, (0, 2)),
        ("/b", StatusCode::UNAUTHORIZED, (0, 2)),
        ("/c", StatusCode::OK, (1, 1)),
    ] {
        Calls::take();
        let response = ask(&app, actual(&Method::PUT, path, ADMIN_ORIGIN)).await;
        assert_eq!(response.status(), code, "{path}");
        assert_eq!(allowed(&response), Some(ADMIN_ORIGIN), "{path}");
        assert_eq!(Calls::take(), calls, "{path}");
    }
}

/// The policy of the application must not override the policy of a nested router.
#[tokio::test]
async fn a_nested_router_decides_for_handlers_without_a_policy() {
    let tenants = CorsRouter::new()
        .route("/", route!(put(save_one)))
        .route("/x/{id}", route!(put(of_tenant)))
        .route("/y", get(plain))
        .cors(&SCOPE);
    #[cors(ADMIN)]
    async fn of_tenant(ids: Path<(String, u32)>) -> &'static str {
        assert_eq!(ids.1, 1);
        Calls::handler()
    }
    let app: axum::Router = CorsRouter::new()
        .nest("/s/{tenant}", tenants)
        .into_router(&APP);
    assert!(may(&app, Method::PUT, "/s/acme/x/1", ADMIN_ORIGIN).await);
    assert!(!may(&app, Method::PUT, "/s/acme/x/1", SCOPE_ORIGIN).await);
    assert!(may(&app, Method::GET, "/s/acme/y", SCOPE_ORIGIN).await);
    assert!(!may(&app, Method::GET, "/s/acme/y", APP_ORIGIN).await);
    assert!(may(&app, Method::PUT, "/s/acme", ADMIN_ORIGIN).await);
    let response = ask(&app, actual(&Method::PUT, "/s/acme/x/1", ADMIN_ORIGIN)).await;
    assert_eq!(response.status(), StatusCode::OK);
    let response = ask(&app, actual(&Method::GET, "/s/acme/y", SCOPE_ORIGIN)).await;
    assert_eq!(allowed(&response), Some(SCOPE_ORIGIN));
}

/// The policy covers 404, 405 and fallbacks below the path, whichever router they are of.
#[tokio::test]
async fn a_nested_router_decides_for_everything_below_its_path() {
    let inner = || CorsRouter::new().route("/y", get(plain)).cors(&SCOPE);
    let own = inner().fallback(plain);
    let app: axum::Router = CorsRouter::new()
        .nest("/inherits", inner())
        .nest("/own", own)
        .nest("/deep/er", inner())
        .into_router(&APP);
    for prefix in ["/inherits", "/own", "/deep/er"] {
        for path in ["", "/", "/y", "/nope", "/nope/nope"] {
            let path = &format!("{prefix}{path}");
            assert!(may(&app, Method::PUT, path, SCOPE_ORIGIN).await, "{path}");
            assert!(!may(&app, Method::PUT, path, APP_ORIGIN).await, "{path}");
            let response = ask(&app, actual(&Method::DELETE, path, SCOPE_ORIGIN)).await;
            assert_eq!(allowed(&response), Some(SCOPE_ORIGIN), "{path}");
        }
    }
    for path in ["/", "/inheritsnot", "/deep", "/deep/", "/deep/est"] {
        assert!(may(&app, Method::PUT, path, APP_ORIGIN).await, "{path}");
        assert!(!may(&app, Method::PUT, path, SCOPE_ORIGIN).await, "{path}");
    }
}

#[tokio::test]
async fn a_merged_router_decides_for_its_routes_and_its_fallback() {
    let merged = CorsRouter::new().route("/y", get(plain)).cors(&SCOPE);
    let app: axum::Router = CorsRouter::new()
        .route("/z", get(plain))
        .merge(merged.clone())
        .into_router(&APP);
    assert!(may(&app, Method::GET, "/y", SCOPE_ORIGIN).await);
    assert!(may(&app, Method::DELETE, "/z", APP_ORIGIN).await);
    assert!(may(&app, Method::DELETE, "/nope", APP_ORIGIN).await);

    let app: axum::Router = CorsRouter::new()
        .route("/z", get(plain))
        .merge(merged.fallback(plain))
        .into_router(&APP);
    assert!(may(&app, Method::DELETE, "/z", APP_ORIGIN).await);
    assert!(may(&app, Method::PUT, "/nope", SCOPE_ORIGIN).await);
    assert!(!may(&app, Method::PUT, "/nope", APP_ORIGIN).await);
}

#[tokio::test]
async fn a_handler_of_options_sees_no_preflight() {
    let app: axum::Router = CorsRouter::new()
        .route("/opt", route!(put(save_one)))
        .route("/opt", options(plain))
        .into_router(&APP);
    assert!(may(&app, Method::PUT, "/opt", ADMIN_ORIGIN).await);
    assert!(!may(&app, Method::PUT, "/opt", APP_ORIGIN).await);
    Calls::take();
    let response = ask(&app, actual(&Method::OPTIONS, "/opt", APP_ORIGIN)).await;
    assert_eq!(Calls::take(), (1, 0));
    assert_eq!(allowed(&response), Some(APP_ORIGIN));
}

#[tokio::test]
async fn handlers_of_every_method_see_no_preflight() {
    let service: axum::Router = axum::Router::new().route("/x", any(plain));
    let app: axum::Router = CorsRouter::new()
        .route("/any", any(plain))
        .route("/tail/{*rest}", any(plain))
        .route_service("/service", any(plain))
        .nest_service("/plain", service)
        .fallback(plain)
        .into_router(&APP);
    for path in [
        "/any",
        "/tail/a/b",
        "/service",
        "/plain/x",
        "/plain/nope",
        "/nope",
        "/",
    ] {
        assert!(may(&app, Method::PUT, path, APP_ORIGIN).await, "{path}");
        assert!(!may(&app, Method::PUT, path, SCOPE_ORIGIN).await, "{path}");
    }
    for path in ["/any", "/service", "/plain/x", "/nope"] {
        Calls::take();
        let response = ask(&app, actual(&Method::PATCH, path, APP_ORIGIN)).await;
        assert_eq!(Calls::take(), (1, 0), "{path}");
        assert_eq!(allowed(&response), Some(APP_ORIGIN), "{path}");
    }
}

#[tokio::test]
async fn a_path_beside_a_pattern_has_its_own_policy() {
    let app: axum::Router = CorsRouter::new()
        .route("/x/{id}", route!(put(save)))
        .route("/x/special", axum::routing::put(plain))
        .into_router(&APP);
    assert!(may(&app, Method::PUT, "/x/special", APP_ORIGIN).await);
    assert!(!may(&app, Method::PUT, "/x/special", ADMIN_ORIGIN).await);
    assert!(may(&app, Method::PUT, "/x/1", ADMIN_ORIGIN).await);
    // axum compares the bytes of the path.
    assert!(may(&app, Method::PUT, "/x/%73pecial", ADMIN_ORIGIN).await);
}

/// axum keeps one 405 per path, so its layer must know the policies of all methods.
#[tokio::test]
async fn methods_of_one_path_from_multiple_routers() {
    let nested = CorsRouter::new().route("/x", route!(delete(remove)));
    let app: axum::Router = CorsRouter::new()
        .route("/a/x", route!(put(save_one)))
        .route("/a/x", route!(get(load_one)))
        .route("/a/x", post(plain))
        .nest("/a", nested)
        .route("/a/x", any(plain))
        .into_router(&APP);
    for (method, origin) in [
        (Method::PUT, ADMIN_ORIGIN),
        (Method::GET, READ_ORIGIN),
        (Method::HEAD, READ_ORIGIN),
        (Method::POST, APP_ORIGIN),
        (Method::DELETE, "https://remove.example"),
        (Method::PATCH, APP_ORIGIN),
    ] {
        for asking in [
            ADMIN_ORIGIN,
            READ_ORIGIN,
            APP_ORIGIN,
            "https://remove.example",
        ] {
            let answer = asked(&app, method.clone(), "/a/x", asking).await;
            let expected = (asking == origin).then_some(asking);
            assert_eq!(allowed(&answer), expected, "{method} {asking}");
            let response = ask(&app, actual(&method, "/a/x", asking)).await;
            assert_eq!(allowed(&response), expected, "{method} {asking}");
            assert_eq!(response.status(), StatusCode::OK);
        }
    }
}

/// `into_router` returns an ordinary router.
#[tokio::test]
async fn the_result_of_into_router_can_be_nested_in_a_plain_router() {
    #[cors(ADMIN)]
    async fn matched(path: MatchedPath) -> String {
        path.as_str().to_owned()
    }
    let scope = CorsRouter::new().route("/x", get(plain)).cors(&SCOPE);
    let app: axum::Router = CorsRouter::new()
        .route("/x/{id}", route!(put(save)))
        .route("/matched/{id}", route!(get(matched)))
        .nest("/s", scope)
        .fallback(plain)
        .into_router(&APP);
    let outer: axum::Router = axum::Router::new()
        .nest("/v1", app)
        .route("/v1/x/outside", any(plain))
        .fallback(plain);
    assert!(may(&outer, Method::PUT, "/v1/x/1", ADMIN_ORIGIN).await);
    assert!(!may(&outer, Method::PUT, "/v1/x/1", APP_ORIGIN).await);
    assert!(may(&outer, Method::DELETE, "/v1/nope", APP_ORIGIN).await);
    assert!(may(&outer, Method::PUT, "/v1/s/x", SCOPE_ORIGIN).await);
    assert!(may(&outer, Method::PUT, "/v1/s/nope", SCOPE_ORIGIN).await);
    let response = ask(&outer, actual(&Method::GET, "/v1/matched/7", ADMIN_ORIGIN)).await;
    assert_eq!(allowed(&response), Some(ADMIN_ORIGIN));
    let body = to_bytes(response.into_body(), 1000).await.expect("a body");
    assert_eq!(body, "/v1/matched/{id}");
}

/// The documentation says so.
#[tokio::test]
async fn routes_and_fallbacks_added_after_into_router_are_outside() {
    let app: axum::Router = CorsRouter::new()
        .route("/x/{id}", route!(put(save)))
        .into_router(&APP);
    let outer: axum::Router = axum::Router::new().nest("/v1", app).fallback(plain);
    for path in ["/v1/nope", "/nope"] {
        Calls::take();
        let response = ask(&outer, preflight(&Method::PUT, path, APP_ORIGIN)).await;
        assert_eq!(
            (response.status(), allowed(&response)),
            (StatusCode::OK, None)
        );
        assert_eq!(Calls::take(), (1, 0));
    }
}

#[tokio::test]
async fn state_comes_before_or_after() {
    #[cors(ADMIN)]
    async fn count(State(number): State<u32>) -> String {
        number.to_string()
    }
    let router = || {
        CorsRouter::new()
            .route("/x", route!(put(count)))
            .nest("/n", CorsRouter::new().route("/x", route!(put(count))))
            .fallback(async |State(number): State<u32>| number.to_string())
    };
    let before: axum::Router = router().with_state(7).into_router(&APP);
    let after: axum::Router = router().into_router(&APP).with_state(7);
    for app in [before, after] {
        for (path, origin) in [
            ("/x", ADMIN_ORIGIN),
            ("/n/x", ADMIN_ORIGIN),
            ("/nope", APP_ORIGIN),
        ] {
            assert!(may(&app, Method::PUT, path, origin).await, "{path}");
            let response = ask(&app, actual(&Method::PUT, path, origin)).await;
            assert_eq!(allowed(&response), Some(origin), "{path}");
            let body = to_bytes(response.into_body(), 10).await.expect("a body");
            assert_eq!(body, "7");
        }
    }
}

#[tokio::test]
async fn none_switches_the_policy_off() {
    #[cors(none)]
    async fn health() -> &'static str {
        Calls::handler()
    }
    let app: axum::Router = CorsRouter::new()
        .route("/health", route!(get(health), put(health)))
        .into_router(&APP);
    for method in [Method::GET, Method::PUT] {
        assert!(!may(&app, method.clone(), "/health", APP_ORIGIN).await);
        let response = ask(&app, actual(&method, "/health", APP_ORIGIN)).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(allowed(&response), None);
    }
    assert!(may(&app, Method::DELETE, "/health", APP_ORIGIN).await);
}

/// A policy without methods allows those of the route, and one handler can be in multiple
/// routes.
#[tokio::test]
async fn methods_that_are_left_out_are_those_of_the_route() {
    #[cors(origins = ["https://own.example"])]
    async fn own() -> &'static str {
        Calls::handler()
    }
    #[cors(READ, methods = [PATCH])]
    async fn patch() -> &'static str {
        Calls::handler()
    }
    let app: axum::Router = CorsRouter::new()
        .route("/a", route!(put(own), delete(own), patch(patch)))
        .into_router(&APP);
    for method in [Method::PUT, Method::DELETE] {
        assert!(may(&app, method, "/a", "https://own.example").await);
    }
    assert!(!may(&app, Method::PATCH, "/a", "https://own.example").await);
    assert!(may(&app, Method::PATCH, "/a", READ_ORIGIN).await);
    assert!(may(&app, Method::GET, "/a", APP_ORIGIN).await);
}

#[tokio::test]
async fn a_head_of_its_own_has_its_own_policy() {
    let app: axum::Router = CorsRouter::new()
        .route("/a", route!(get(load_one), head(save_one)))
        .into_router(&APP);
    assert_eq!(
        allowed(&asked(&app, Method::HEAD, "/a", ADMIN_ORIGIN).await),
        Some(ADMIN_ORIGIN)
    );
    assert!(!may(&app, Method::HEAD, "/a", READ_ORIGIN).await);
    let response = ask(&app, actual(&Method::HEAD, "/a", ADMIN_ORIGIN)).await;
    assert_eq!(allowed(&response), Some(ADMIN_ORIGIN));
}

#[tokio::test]
async fn policies_of_run_time() {
    let policy = |origin: &str| {
        let policy = Policy::builder().origins([origin]).methods(["PUT"]).build();
        policy.expect("it keeps every rule")
    };
    let inner = CorsRouter::new()
        .route("/x", get(plain))
        .cors(policy("https://inner.example"));
    let routes = CorsMethodRouter::new().on_with_cors(
        Method::PUT,
        Arc::new(policy("https://route.example")),
        plain,
    );
    let app: axum::Router = CorsRouter::new()
        .route("/a", routes)
        .nest("/i", inner)
        .into_router(policy("https://outer.example"));
    assert!(may(&app, Method::PUT, "/a", "https://route.example").await);
    assert!(may(&app, Method::PUT, "/i/x", "https://inner.example").await);
    assert!(may(&app, Method::PUT, "/z", "https://outer.example").await);
    assert!(!may(&app, Method::PUT, "/i/x", "https://outer.example").await);
}

/// A preflight without a well-formed method has the policy of the application.
#[tokio::test]
async fn a_preflight_for_no_method_is_the_applications() {
    let app: axum::Router = CorsRouter::new()
        .route("/a", route!(put(save_one)))
        .into_router(&APP);
    let ask_for = async |methods: &[&str], origin: &str| {
        let mut request = Request::options("/a").header("Origin", origin);
        for method in methods {
            request = request.header("Access-Control-Request-Method", *method);
        }
        let request = request.body(Body::empty()).expect("a request");
        allowed(&ask(&app, request).await).map(str::to_owned)
    };
    for methods in [&["P(T"][..], &[""], &["PUT", "PUT"], &["put"]] {
        assert_eq!(ask_for(methods, ADMIN_ORIGIN).await, None, "{methods:?}");
        let app = Some(APP_ORIGIN.to_owned());
        assert_eq!(ask_for(methods, APP_ORIGIN).await, app, "{methods:?}");
    }
}

/// A policy with `*` allows requests without an origin, and its responses have no `Vary`.
#[tokio::test]
async fn without_an_origin_the_response_is_that_of_its_policy() {
    #[cors(origins = *, expose_headers = ["etag"])]
    async fn public() -> &'static str {
        Calls::handler()
    }
    let app: axum::Router = CorsRouter::new()
        .route("/public", route!(get(public), put(save_one)))
        .into_router(&APP);
    let response = ask(&app, Request::get("/public").body(Body::empty()).expect("")).await;
    assert_eq!(allowed(&response), Some("*"));
    assert_eq!(header(&response, "access-control-expose-headers"), ["etag"]);
    assert!(header(&response, "vary").is_empty());
    let response = ask(&app, Request::put("/public").body(Body::empty()).expect("")).await;
    assert_eq!(allowed(&response), None);
    assert_eq!(header(&response, "vary"), ["Origin"]);
}

/// CORS headers of the handler are removed.
#[tokio::test]
async fn the_policy_is_the_only_source() {
    #[cors(ADMIN)]
    async fn says() -> [(&'static str, &'static str); 2] {
        [
            ("access-control-allow-origin", "*"),
            ("access-control-max-age", "1"),
        ]
    }
    let app: axum::Router = CorsRouter::new()
        .route("/a", route!(get(says)))
        .into_router(&APP);
    let response = ask(&app, actual(&Method::GET, "/a", APP_ORIGIN)).await;
    assert_eq!(allowed(&response), None);
    assert!(header(&response, "access-control-max-age").is_empty());
}
