//! The smallest application on every adapter, to be counted: allocations by an
//! allocator, instructions by callgrind.
//!
//! What costs are due is in the tests. Nothing here looks at a clock, so a busy
//! machine changes nothing.

#![forbid(unsafe_code)]

mod actix;
mod ask;
mod http1;

use cors_engine::{Policy, SharedPolicy, cors};

pub use ask::Ask;

/// An application: given a request, what serves it. Only the serving is
/// counted, from the request to the end of the response.
pub type Application = Box<dyn Fn(&Ask) -> Box<dyn FnOnce()>>;

/// The policy of most tests: three origins, credentials, one exposed header.
pub static API: Policy = cors! {
    origins = ["https://app.example.com", "https://www.example.com", "https://admin.example.com"],
    methods = [GET, PUT, DELETE],
    headers = ["authorization", "content-type"],
    expose_headers = ["etag"],
    credentials,
    max_age = 10m,
};

/// A policy of so many origins, made at run time.
///
/// # Panics
///
/// If it breaks a rule, which it does not.
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

/// The application on every adapter under a policy, or without CORS.
///
/// axum clones the layers of a router with every request, boxes and all; without
/// CORS it has one that does nothing.
pub fn applications(policy: Option<SharedPolicy>) -> Vec<(&'static str, Application)> {
    vec![
        ("tower", http1::tower(policy.clone())),
        ("axum, a layer", http1::axum(policy.clone())),
        ("axum, around", http1::axum_around(policy.clone())),
        ("warp", http1::warp(policy.clone())),
        ("actix", actix::application(policy)),
    ]
}

/// What a future comes to that waits for nothing.
fn now<F: Future>(future: F) -> F::Output {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(output) => output,
        std::task::Poll::Pending => panic!("the application waits"),
    }
}
