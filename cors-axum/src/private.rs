//! The items that the macros use. They are not public API, and change without notice.

pub use axum::http::Method;
pub use cors_macros::axum_routes;
pub use cors_tower::__private::*;

/// The policy of a handler.
pub trait HandlerPolicy {
    /// The policy.
    const POLICY: &'static Policy;
    /// Whether the policy takes the methods of the route.
    const TAKES_METHODS: bool;
}

/// The policy with the methods of a route.
pub const fn with_methods(own: &'static Policy, methods: &'static str) -> Policy {
    policy(Parts {
        methods,
        ..parts(own)
    })
}

/// Whether the policy of a handler allows a method of its route.
pub const fn allows_method(policy: &Policy, takes_methods: bool, method: &str) -> bool {
    takes_methods || has_method(policy, method)
}
