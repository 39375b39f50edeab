//! CORS allocates nothing for a request.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::response::Response;
use axum::routing::get;
use cors_axum::{Cors, CorsLayer, CorsMethodRouter, CorsRouter, Policy, cors};
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

/// Like a value that a server has read: a clone does not allocate.
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

fn ours() -> CorsRouter {
    CorsRouter::new().route("/", get(handler))
}

fn bare() -> axum::Router {
    axum::Router::new().route("/", get(handler)).with_state(())
}

fn routes() -> CorsMethodRouter {
    CorsMethodRouter::new().on_with_cors(Method::PUT, &ADMIN, handler)
}

/// One test, because layers that exist at the same time count as nested.
#[tokio::test]
async fn cors_allocates_no_more_than_the_boxes_of_axum() {
    for origin in [false, true] {
        let without = count(bare(), origin).await;
        let with = count(Cors::new(bare(), &API), origin).await;
        assert_eq!(with, without, "Cors, origin: {origin}");
        let with = count(ours().into_service(&API), origin).await;
        assert_eq!(with, without, "CorsService, origin: {origin}");

        // axum boxes what a layer makes of each route. Ours has no more boxes than
        // another layer, with and without policies of routes.
        let layered = count(bare().layer(CorsLayer::new(&API)), origin).await;
        let router = ours().with_state(());
        let with = count::<axum::Router>(router.into_router(&API), origin).await;
        assert_eq!(with, layered, "a router, origin: {origin}");
        let router = ours().route("/", routes()).with_state(());
        let with = count::<axum::Router>(router.into_router(&API), origin).await;
        assert_eq!(
            with, layered,
            "a router with route policies, origin: {origin}"
        );

        // With route policies, only requests with an origin need those layers.
        let router = ours().route("/", routes()).route("/other", routes());
        let with = count(router.into_service(&API), origin).await;
        let expected = if origin { layered } else { without };
        assert_eq!(
            with, expected,
            "CorsService with route policies, origin: {origin}"
        );
    }
}
