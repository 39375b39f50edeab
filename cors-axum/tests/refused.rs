//! What nobody could govern soundly does not start.

use axum::http::Method;
use axum::routing::{get, put};
use cors_axum::{Policy, Router, Routes, cors};

#[cors(origins = ["https://app.example"])]
static APP: Policy;

#[cors(origins = ["https://scope.example"])]
static SCOPE: Policy;

#[cors(origins = ["https://other.example"])]
static OTHER: Policy;

async fn handler() {}

fn finish(router: Router) {
    let _: axum::Router = router.finish(&APP);
}

#[test]
#[should_panic(expected = "`/a/x` is in two routers of different policies")]
fn a_path_under_the_policy_of_a_nested_router_and_without() {
    let nested = Router::new().route("/x", get(handler)).cors(&SCOPE);
    let router = Router::new().route("/a/x", put(handler)).nest("/a", nested);
    finish(router);
}

#[test]
#[should_panic(expected = "`/a` is in two routers of different policies")]
fn a_path_under_the_policies_of_two_merged_routers() {
    let one = Router::new().route("/a", get(handler)).cors(&SCOPE);
    let other = Router::new().route("/a", put(handler)).cors(&OTHER);
    finish(Router::new().merge(one).merge(other));
}

#[test]
fn a_path_twice_under_one_policy() {
    let router = || Router::new().cors(&SCOPE);
    let one = router().route("/a", get(handler));
    let other = router().route("/a", put(handler));
    finish(Router::new().merge(one).merge(other));
}

#[test]
#[should_panic(expected = "`/s/{*beneath}` is beneath two routers of different policies")]
fn a_fallback_beneath_two_nested_routers_of_different_policies() {
    let one = Router::new().route("/a", get(handler)).cors(&SCOPE);
    let other = Router::new().route("/b", get(handler)).cors(&OTHER);
    finish(Router::new().nest("/s", one).nest("/s", other));
}

#[test]
fn two_nested_routers_of_one_policy_at_one_path() {
    let router = |path| Router::new().route(path, get(handler)).cors(&SCOPE);
    finish(
        Router::new()
            .nest("/s", router("/a"))
            .nest("/s", router("/b"))
            .nest("/{t}", router("/a"))
            .nest("/{u}", router("/b")),
    );
}

#[test]
#[should_panic(expected = "has a policy already")]
fn a_router_with_two_policies() {
    finish(Router::new().cors(&SCOPE).cors(&OTHER));
}

#[test]
#[should_panic(expected = "Overlapping method route. Handler for `GET /a` already exists")]
fn a_method_twice_on_one_path() {
    let routes = Routes::new().under(&SCOPE, Method::GET, handler);
    finish(Router::new().route("/a", routes).route("/a", get(handler)));
}

/// HEAD goes with a GET that has a policy, so that its policy is known.
#[test]
#[should_panic(expected = "Handler for `HEAD /a` already exists")]
fn a_head_behind_a_get_that_has_a_policy() {
    let routes = Routes::new().under(&SCOPE, Method::GET, handler);
    let head = axum::routing::head(handler);
    finish(Router::new().route("/a", routes).route("/a", head));
}

#[test]
#[should_panic(expected = "no `MethodFilter` for `PROPFIND`")]
fn a_method_that_axum_does_not_route() {
    let method = Method::from_bytes(b"PROPFIND").expect("a method");
    let _: Routes = Routes::new().under(&SCOPE, method, handler);
}

#[test]
#[should_panic(expected = "conflict")]
fn two_patterns_that_are_one() {
    finish(
        Router::new()
            .route("/{a}", get(handler))
            .route("/{b}", put(handler)),
    );
}

#[test]
#[should_panic(expected = "Nesting at the root is no longer supported")]
fn a_router_nested_at_the_root() {
    finish(Router::new().nest("/", Router::new()));
}

#[test]
#[should_panic(expected = "Adding a route_layer before any routes is a no-op")]
fn a_route_layer_without_routes() {
    let layer = axum::middleware::from_fn(async |request, next: axum::middleware::Next| {
        next.run(request).await
    });
    finish(Router::new().route_layer(layer));
}
