//! What policies cost that nobody has: no allocation.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::response::Response;
use axum::routing::get;
use cors_axum::{CorsLayer, Policy, Router, Routes, cors};
use tower::Service;

struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: it hands everything on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[cors(origins = ["https://app.example"], methods = [PUT], credentials)]
static API: Policy;

#[cors(origins = ["https://admin.example"], methods = [PUT])]
static ADMIN: Policy;

/// As a server reads it: sharing it does not allocate.
const ORIGIN: HeaderValue = HeaderValue::from_static("https://app.example");

/// A response whose map of headers has room for more.
async fn handler() -> Response {
    let mut response = Response::new(Body::empty());
    *response.headers_mut() = HeaderMap::with_capacity(16);
    response
}

/// How often a request allocates, once everything is warm.
async fn count<S>(mut app: S, origin: bool) -> usize
where
    S: Service<Request, Response = Response, Error = std::convert::Infallible>,
{
    let mut counts = Vec::new();
    for _ in 0..4 {
        let mut request = Request::new(Body::empty());
        if origin {
            request.headers_mut().insert("Origin", ORIGIN);
        }
        let before = COUNT.get();
        let response = app.call(request).await;
        counts.push(COUNT.get() - before);
        drop(response);
    }
    counts[3]
}

fn ours() -> Router {
    Router::new().route("/", get(handler))
}

fn bare() -> axum::Router {
    axum::Router::new().route("/", get(handler)).with_state(())
}

#[tokio::test]
async fn an_application_allocates_no_more_than_without_cors() {
    for origin in [false, true] {
        let without = count(bare(), origin).await;
        let with = count(ours().finish_service(&API), origin).await;
        assert_eq!(with, without, "origin: {origin}");
        let routes = Routes::new().under(&ADMIN, Method::PUT, handler);
        let router = ours().route("/", routes.clone()).route("/other", routes);
        let with = count(router.finish_service(&API), origin).await;
        assert_eq!(with, without, "route policies, origin: {origin}");
    }
}

/// A layer on a router costs boxes, which is axum's business; ours has no more of
/// them, with policies inside or without.
#[tokio::test]
async fn a_finished_router_allocates_no_more_than_a_layered_one() {
    for origin in [false, true] {
        let layered = bare().layer(CorsLayer::new(&API));
        let layered = count(layered, origin).await;
        let router = ours().with_state(());
        let with = count::<axum::Router>(router.finish(&API), origin).await;
        assert_eq!(with, layered, "origin: {origin}");
        let routes = Routes::new().under(&ADMIN, Method::PUT, handler);
        let router = ours().route("/", routes).with_state(());
        let with = count::<axum::Router>(router.finish(&API), origin).await;
        assert_eq!(with, layered, "route policies, origin: {origin}");
    }
}
