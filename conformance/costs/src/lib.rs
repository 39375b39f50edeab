//! The smallest application on every adapter. An allocator counts its allocations,
//! and callgrind counts its instructions.
//!
//! The tests say how much is allowed. Nothing here reads a clock, so a busy machine
//! does not change the result.

#![forbid(unsafe_code)]

mod actix;
mod http1;
mod request;

use cors_engine::{Policy, SharedPolicy, cors};

pub use request::RequestSpec;

/// An application: it takes a request and returns the function that serves it. Only
/// that function is counted, from the request to the end of the response.
pub type Application = Box<dyn Fn(&RequestSpec) -> Box<dyn FnOnce()>>;

/// The policy of most tests: three origins, credentials, one exposed header.
pub static API: Policy = cors! {
    origins = ["https://app.example.com", "https://www.example.com", "https://admin.example.com"],
    methods = [GET, PUT, DELETE],
    headers = ["authorization", "content-type"],
    expose_headers = ["etag"],
    credentials,
    max_age = 10m,
};

/// A policy with this many origins, built at run time.
///
/// # Panics
///
/// Panics if the policy breaks a rule, which it does not.
pub fn long_list(count: usize) -> Policy {
    let origins = (0..count).map(|index| format!("https://tenant{index}.example.com"));
    let policy = Policy::builder()
        .origins(origins)
        .methods(["GET", "PUT", "DELETE"])
        .headers(["authorization", "content-type"])
        .expose_headers(["etag"])
        .credentials(true)
        .max_age("10m");
    policy.build().expect("the policy keeps the rules")
}

/// The application on every adapter, with a policy or without CORS.
///
/// axum clones the layers of a router for every request. Without CORS, the router
/// has one layer that does nothing.
pub fn applications(policy: Option<SharedPolicy>) -> Vec<(&'static str, Application)> {
    vec![
        ("tower", http1::tower(policy.clone())),
        ("axum, a layer", http1::axum(policy.clone())),
        ("axum, around", http1::axum_around(policy.clone())),
        ("warp", http1::warp(policy.clone())),
        ("actix", actix::application(policy)),
    ]
}

/// The output of a future that never waits.
fn now<F: Future>(future: F) -> F::Output {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(output) => output,
        std::task::Poll::Pending => panic!("the application waits"),
    }
}
