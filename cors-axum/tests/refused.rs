//! Ambiguous routes panic at start-up.

use axum::http::Method;
use axum::routing::{get, put};
use cors_axum::{CorsMethodRouter, CorsRouter, Policy, cors};

#[cors(origins = ["https://app.example"])]
static APP: Policy;

#[cors(origins = ["https://scope.example"])]
static SCOPE: Policy;

#[cors(origins = ["https://other.example"])]
static OTHER: Policy;

async fn handler() {}

fn into_router(router: CorsRouter) {
    let _: axum::Router = router.into_router(&APP);
}

#[test]
#[should_panic(expected = "`/a/x` is in two routers with different policies")]
fn a_path_with_and_without_the_policy_of_a_nested_router() {
    let nested = CorsRouter::new().route("/x", get(handler)).cors(&SCOPE);
    let router = CorsRouter::new()
        .route("/a/x", put(handler))
        .nest("/a", nested);
    into_router(router);
}

#[test]
#[should_panic(expected = "`/a` is in two routers with different policies")]
fn a_path_in_two_merged_routers_with_different_policies() {
    let one = CorsRouter::new().route("/a", get(handler)).cors(&SCOPE);
    let other = CorsRouter::new().route("/a", put(handler)).cors(&OTHER);
    into_router(CorsRouter::new().merge(one).merge(other));
}

#[test]
fn a_path_in_two_routers_with_the_same_policy() {
    let router = || CorsRouter::new().cors(&SCOPE);
    let one = router().route("/a", get(handler));
    let other = router().route("/a", put(handler));
    into_router(CorsRouter::new().merge(one).merge(other));
}

#[test]
#[should_panic(expected = "Two routers with different policies are nested at `/s`")]
fn two_routers_with_different_policies_nested_at_one_path() {
    let one = CorsRouter::new().route("/a", get(handler)).cors(&SCOPE);
    let other = CorsRouter::new().route("/b", get(handler)).cors(&OTHER);
    into_router(CorsRouter::new().nest("/s", one).nest("/s", other));
}

#[test]
fn two_routers_with_the_same_policy_nested_at_one_path() {
    let router = |path| CorsRouter::new().route(path, get(handler)).cors(&SCOPE);
    into_router(
        CorsRouter::new()
            .nest("/s", router("/a"))
            .nest("/s", router("/b"))
            .nest("/{t}", router("/a"))
            .nest("/{u}", router("/b")),
    );
}

#[test]
#[should_panic(expected = "has a policy already")]
fn a_router_with_two_policies() {
    into_router(CorsRouter::new().cors(&SCOPE).cors(&OTHER));
}

#[test]
#[should_panic(expected = "Overlapping method route. Handler for `GET /a` already exists")]
fn a_method_twice_on_one_path() {
    let routes = CorsMethodRouter::new().on_with_cors(Method::GET, &SCOPE, handler);
    into_router(
        CorsRouter::new()
            .route("/a", routes)
            .route("/a", get(handler)),
    );
}

/// A GET that has a policy also handles HEAD, so the policy of HEAD is known.
#[test]
#[should_panic(expected = "Handler for `HEAD /a` already exists")]
fn a_head_after_a_get_that_has_a_policy() {
    let routes = CorsMethodRouter::new().on_with_cors(Method::GET, &SCOPE, handler);
    let head = axum::routing::head(handler);
    into_router(CorsRouter::new().route("/a", routes).route("/a", head));
}

#[test]
#[should_panic(expected = "no `MethodFilter` for `PROPFIND`")]
fn a_method_that_axum_does_not_route() {
    let method = Method::from_bytes(b"PROPFIND").expect("a method");
    let _: CorsMethodRouter = CorsMethodRouter::new().on_with_cors(method, &SCOPE, handler);
}

#[test]
#[should_panic(expected = "conflict")]
fn two_patterns_that_are_one() {
    into_router(
        CorsRouter::new()
            .route("/{a}", get(handler))
            .route("/{b}", put(handler)),
    );
}

#[test]
#[should_panic(expected = "Nesting at the root is no longer supported")]
fn a_router_nested_at_the_root() {
    into_router(CorsRouter::new().nest("/", CorsRouter::new()));
}

#[test]
#[should_panic(expected = "Adding a route_layer before any routes is a no-op")]
fn a_route_layer_without_routes() {
    let layer = axum::middleware::from_fn(async |request, next: axum::middleware::Next| {
        next.run(request).await
    });
    into_router(CorsRouter::new().route_layer(layer));
}
