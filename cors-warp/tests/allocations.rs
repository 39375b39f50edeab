//! Policies allocate nothing per request beyond what warp allocates.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::convert::Infallible;
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use cors_warp::{Cors, Policy, cors, path, plain, route, scope};
use tower_service::Service;
use warp::http::header::{HeaderName, HeaderValue};
use warp::http::{Method, Request, StatusCode, Uri};
use warp::reply::Response;
use warp::{Filter, Reply};

struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: it passes everything to the system's allocator.
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
static APP: Policy;

#[cors(origins = ["https://app.example"], methods = [PUT])]
static ADMIN: Policy;

/// Applications with one layer pay nothing for nested layers, so the tests run one by one.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A response whose header map has room for more.
fn handler() -> Response {
    let mut response = StatusCode::OK.into_response();
    for name in ["x-1", "x-2", "x-3", "x-4", "x-5", "x-6", "x-7", "x-8"] {
        let name = HeaderName::from_static(name);
        let value = HeaderValue::from_static("1");
        response.headers_mut().insert(name, value);
    }
    response
}

/// Cloning this does not allocate, as with the values that a server reads.
const ORIGIN: HeaderValue = HeaderValue::from_static("https://app.example");
const PUT: HeaderValue = HeaderValue::from_static("PUT");

fn request(method: &Method, path: &'static str, preflight: bool) -> Request<String> {
    let mut request = Request::new(String::new());
    *request.uri_mut() = Uri::from_static(path);
    *request.method_mut() = method.clone();
    request.headers_mut().insert("origin", ORIGIN);
    if preflight {
        *request.method_mut() = Method::OPTIONS;
        let name = "access-control-request-method";
        request.headers_mut().insert(name, PUT);
    }
    request
}

/// The number of allocations of a request, after the first ones.
fn count<F>(filter: F, make: impl Fn() -> Request<String>, status: StatusCode) -> usize
where
    F: Filter<Error = Infallible>,
    F::Extract: Reply,
{
    let mut service = warp::service(filter);
    let mut counts = Vec::new();
    for _ in 0..3 {
        let request = make();
        let before = COUNT.get();
        let answer = pin!(service.call(request));
        let Poll::Ready(Ok(response)) = answer.poll(&mut Context::from_waker(Waker::noop())) else {
            panic!("it waits for something");
        };
        counts.push(COUNT.get() - before);
        assert_eq!(response.status(), status);
    }
    counts[2]
}

macro_rules! routes {
    () => {{
        let inside = route(Method::PUT, path!("x" / u32))
            .cors(&ADMIN)
            .to(|place| place.map(|_| handler()))
            .or(route(Method::GET, path!("y")).to(|place| place.map(handler)));
        scope(path("s"))
            .cors(&APP)
            .to(inside)
            .or(route(Method::GET, path!("z")).to(|place| place.map(handler)))
    }};
}

#[test]
fn requests_allocate_as_often_as_without_policies() {
    let _alone = alone();
    let inside = warp::path!("x" / u32)
        .and(warp::put())
        .map(|_| handler())
        .or(warp::path!("y").and(warp::get()).map(handler))
        .unify();
    let bare = warp::path("s")
        .and(inside)
        .or(warp::path!("z").and(warp::get()).map(handler))
        .unify()
        .or(warp::any().map(handler))
        .unify();
    for (method, path) in [
        (Method::PUT, "/s/x/1"),
        (Method::GET, "/s/y"),
        (Method::GET, "/z"),
    ] {
        let make = || request(&method, path, false);
        let without = count(bare, make, StatusCode::OK);
        let with = count(routes!().cors(&APP), make, StatusCode::OK);
        assert_eq!(with, without, "{method} {path}");
    }
    let make = || request(&Method::GET, "/nope", false);
    let without = count(bare, make, StatusCode::OK);
    let one = warp::any().map(handler);
    assert_eq!(
        count(one.cors(&APP), make, StatusCode::OK),
        count(one, make, StatusCode::OK)
    );
    // Plain filters are boxed.
    let with = routes!().or(plain(warp::any().map(handler))).cors(&APP);
    assert!(count(with, make, StatusCode::OK) <= without + 1);
}

/// warp boxes the body of every request, and a header map is two allocations.
#[test]
fn a_preflight_allocates_for_its_headers_alone() {
    let _alone = alone();
    let one = warp::any().map(handler).cors(&APP);
    let make = || request(&Method::PUT, "/", true);
    assert_eq!(count(one, make, StatusCode::NO_CONTENT), 1 + 2);
    assert_eq!(
        count(routes!().cors(&APP), make, StatusCode::NO_CONTENT),
        1 + 2
    );
}

#[test]
fn preflights_allocate_as_often_as_with_one_policy() {
    let _alone = alone();
    let one = warp::any().map(handler).cors(&APP);
    let make = || request(&Method::PUT, "/s/y", true);
    let with_one = count(one, make, StatusCode::NO_CONTENT);
    for path in ["/s/y", "/s/x/1", "/nope"] {
        let make = || request(&Method::PUT, path, true);
        let with = count(routes!().cors(&APP), make, StatusCode::NO_CONTENT);
        assert!(with <= with_one, "{path}: {with} against {with_one}");
    }
}
