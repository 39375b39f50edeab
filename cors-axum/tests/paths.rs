//! Unusual spellings of paths: no request may be handled by one route with the policy of
//! another, and a preflight gets the policy of what handles the request.

mod support;

use axum::http::Method;
use axum::http::header::HeaderName;
use axum::response::IntoResponse;
use axum::routing::{any, get, put};
use cors_axum::{Cors, CorsMethodRouter, CorsRouter, Policies, Policy, cors};
use support::{actual, allowed, ask, granted, header, preflight};

#[cors(origins = ["https://app.example"], methods = [PUT])]
static APP: Policy;

#[cors(origins = ["https://admin.example"], methods = [PUT])]
static ADMIN: Policy;

const ORIGINS: [(&str, &str); 2] = [
    ("app", "https://app.example"),
    ("admin", "https://admin.example"),
];

const PATHS: [&str; 26] = [
    "/admin",
    "/admin/",
    "//admin",
    "/admin//",
    "/./admin",
    "/x/../admin",
    "/%61dmin",
    "/%2Fadmin",
    "/admin%2F",
    "/admin;x",
    "/admin;x/users",
    "/admin/users",
    "/admin/users/",
    "/admin//users",
    "//admin/users",
    "/admin/./users",
    "/admin/../users",
    "/admin/%75sers",
    "/admin%2Fusers",
    "/admin/users;x",
    "/ADMIN/users",
    "/admin/other",
    "/users",
    "/users/",
    "/%75sers",
    "/users;x",
];

/// A handler that says which policy its route has.
fn by(policy: &'static str) -> axum::routing::MethodRouter {
    any(async move || [(HeaderName::from_static("x-by"), policy)].into_response())
}

/// A router in which everything below `/admin` has the policy `ADMIN`.
fn router() -> axum::Router {
    let admin = axum::Router::new()
        .route("/", by("admin"))
        .route("/users", by("admin"))
        .fallback(by("admin"));
    axum::Router::new()
        .route("/users", by("app"))
        .nest("/admin", admin)
        .fallback(by("app"))
}

#[tokio::test]
async fn a_nested_router_has_its_policy_in_every_spelling_that_it_handles() {
    let admin = CorsRouter::new()
        .route("/", by("admin"))
        .route("/users", by("admin"))
        .fallback_service(by("admin"))
        .cors(&ADMIN);
    let app: axum::Router = CorsRouter::new()
        .route("/users", by("app"))
        .nest("/admin", admin)
        .fallback_service(by("app"))
        .into_router(&APP);
    for path in PATHS {
        for (name, origin) in ORIGINS {
            let response = ask(&app, actual(&Method::PUT, path, origin)).await;
            let by = header(&response, "x-by").join("");
            if path == "/admin/" {
                // axum's fallback of a nested router does not handle this path, but its
                // policy applies.
                assert_eq!(by, "app");
                assert_eq!(allowed(&response).is_some(), name == "admin");
            } else {
                let expected = (by == name).then_some(origin);
                assert_eq!(allowed(&response), expected, "{path} {origin}");
            }
            let is_allowed = allowed(&response).is_some();
            let response = ask(&app, preflight(&Method::PUT, path, origin)).await;
            assert_eq!(
                granted(&response, &Method::PUT),
                is_allowed,
                "{path} {origin}"
            );
        }
    }
}

#[tokio::test]
async fn a_route_has_its_policy_in_every_spelling_that_it_handles() {
    let handler = |policy: &'static str| {
        move || async move { [(HeaderName::from_static("x-by"), policy)].into_response() }
    };
    let admin = || CorsMethodRouter::new().on_with_cors(Method::PUT, &ADMIN, handler("admin"));
    let app: axum::Router = CorsRouter::new()
        .route("/admin", admin())
        .route("/admin/{user}", admin())
        .fallback(handler("app"))
        .into_router(&APP);
    for path in PATHS {
        for (name, origin) in ORIGINS {
            let response = ask(&app, actual(&Method::PUT, path, origin)).await;
            let by = header(&response, "x-by").join("");
            let expected = (by == name).then_some(origin);
            assert_eq!(allowed(&response), expected, "{path} {origin}");
            let response = ask(&app, preflight(&Method::PUT, path, origin)).await;
            assert_eq!(allowed(&response), expected, "{path} {origin}");
        }
    }
}

/// Policies by URL never allow more than the policy of the route that handles a request.
#[tokio::test]
async fn policies_by_url_allow_no_more_than_the_policy_of_the_handler() {
    let policies = Policies::builder(&APP).nest("/admin", &ADMIN).build();
    let policies = policies.expect("they keep every rule");
    let outer = Cors::new(router(), policies.clone());
    let layer = router().layer(cors_axum::CorsLayer::new(policies.clone()));
    let inside: axum::Router = CorsRouter::from(router()).into_router(policies);
    for path in PATHS {
        for (name, origin) in ORIGINS {
            let actual = || actual(&Method::PUT, path, origin);
            let preflight = || preflight(&Method::PUT, path, origin);
            let responses = [
                (ask(&outer, actual()).await, ask(&outer, preflight()).await),
                (ask(&layer, actual()).await, ask(&layer, preflight()).await),
                (
                    ask(&inside, actual()).await,
                    ask(&inside, preflight()).await,
                ),
            ];
            for (response, preflight) in responses {
                let by = header(&response, "x-by").join("");
                let may = allowed(&response).is_some();
                assert_eq!(allowed(&preflight).is_some(), may, "{path} {origin}");
                // `/admin/` is handled by the fallback of the application, and the table
                // has it below `/admin`.
                assert!(
                    !may || by == name || path == "/admin/",
                    "{path} {origin} by {by}"
                );
                if ["/admin", "/admin/users", "/users"].contains(&path) {
                    assert_eq!(may, by == name, "{path} {origin} by {by}");
                }
            }
        }
    }
}

/// The application's own router takes the policies by URL for whatever has no policy.
#[tokio::test]
async fn policies_by_url_apply_to_routes_without_a_policy() {
    let policies = Policies::builder(&APP)
        .route("GET", "/a", &ADMIN)
        .route("PUT", "/b", &ADMIN)
        .build()
        .expect("they keep every rule");
    let own = || CorsMethodRouter::new().on_with_cors(Method::PUT, &ADMIN, async || "saved");
    let app = CorsRouter::new()
        .route("/a", own().get(async || "loaded"))
        .route("/b", put(async || "saved"))
        .route("/c", get(async || "loaded"))
        .into_service(policies);
    for (method, path, expected) in [
        (Method::GET, "/a", "https://admin.example"),
        (Method::PUT, "/a", "https://admin.example"),
        (Method::PUT, "/b", "https://admin.example"),
        (Method::DELETE, "/b", "https://app.example"),
        (Method::GET, "/c", "https://app.example"),
        (Method::PUT, "/missing", "https://app.example"),
    ] {
        for (_, origin) in ORIGINS {
            let expected = (origin == expected).then_some(origin);
            let response = ask(&app, actual(&method, path, origin)).await;
            assert_eq!(allowed(&response), expected, "{method} {path} {origin}");
            let response = ask(&app, preflight(&method, path, origin)).await;
            assert_eq!(allowed(&response), expected, "{method} {path} {origin}");
        }
    }
    // The methods of the path have multiple policies, so the answer names one.
    let response = ask(&app, preflight(&Method::PUT, "/b", "https://admin.example")).await;
    assert_eq!(header(&response, "access-control-allow-methods"), ["PUT"]);
}
