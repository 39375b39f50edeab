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

/// An adapter, with the application on its framework.
#[derive(Debug, Clone, Copy)]
pub struct Adapter {
    /// The name in the messages of the tests.
    pub name: &'static str,
    build: fn(Option<SharedPolicy>) -> Application,
}

impl Adapter {
    /// Every adapter. cors-axum has two entries, because axum clones the layers of a
    /// router for every request.
    pub const ALL: [Adapter; 5] = [
        Adapter::new("tower", http1::tower),
        Adapter::new("axum, a layer", http1::axum),
        Adapter::new("axum, around", http1::axum_around),
        Adapter::new("warp", http1::warp),
        Adapter::new("actix", actix::application),
    ];

    const fn new(name: &'static str, build: fn(Option<SharedPolicy>) -> Application) -> Self {
        Adapter { name, build }
    }

    /// The application with a policy.
    ///
    /// While there is another one, each looks for layers inside of it. So tests keep one
    /// at a time.
    pub fn application(self, policy: impl Into<SharedPolicy>) -> Application {
        (self.build)(Some(policy.into()))
    }

    /// The application without CORS. Where axum would clone a layer of ours, it has one
    /// that does nothing.
    pub fn without_cors(self) -> Application {
        (self.build)(None)
    }
}

/// The output of a future that never waits.
fn now<F: Future>(future: F) -> F::Output {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(output) => output,
        std::task::Poll::Pending => panic!("the application waits"),
    }
}
