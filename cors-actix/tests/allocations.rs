//! What a request costs that needs no route policy: no allocation.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use actix_web::http::header::HeaderValue;
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::{App, HttpResponse, put, web};
use cors_actix::{Cors, Policy, cors};

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

#[cors(origins = ["https://admin.example"])]
#[put("/other")]
async fn other() -> HttpResponse {
    HttpResponse::Ok().finish()
}

/// As a server reads it: sharing it does not allocate.
const ORIGIN: HeaderValue = HeaderValue::from_static("https://app.example");

/// A response whose map of headers has room for more.
async fn handler() -> HttpResponse {
    let mut response = HttpResponse::Ok();
    for name in ["x-1", "x-2", "x-3", "x-4", "x-5", "x-6", "x-7", "x-8"] {
        response.insert_header((name, "1"));
    }
    response.finish()
}

/// How often a request allocates, once everything is warm.
macro_rules! count {
    ($app:expr, $origin:expr) => {{
        let app = init_service($app.route("/", web::get().to(handler))).await;
        let mut counts = Vec::new();
        for _ in 0..4 {
            let mut request = TestRequest::get().uri("/");
            if $origin {
                request = request.insert_header(("Origin", ORIGIN));
            }
            let request = request.to_request();
            let before = COUNT.get();
            let response = call_service(&app, request).await;
            counts.push(COUNT.get() - before);
            drop(response);
        }
        counts[3]
    }};
}

#[actix_web::test]
async fn requests_allocate_no_more_than_without_cors() {
    for origin in [false, true] {
        let without = count!(App::new(), origin);
        let with = count!(App::new().wrap(Cors::new(&API)), origin);
        assert_eq!(with, without, "origin: {origin}");
    }
    // Nor does a request without an origin where other routes have policies: which
    // it is under is looked up, and that takes two texts.
    let without = count!(App::new().service(other), false);
    let with = count!(App::new().service(other).wrap(Cors::new(&API)), false);
    assert!(with <= without + 2, "{with} against {without}");
}
