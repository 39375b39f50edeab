//! What the macros write. Not for anybody else: it changes without notice.

pub use axum::http::Method;
pub use cors_macros::axum_routes;
pub use cors_tower::__private::*;

/// A handler that carries its policy.
pub trait Carrier {
    /// The policy.
    const POLICY: &'static Policy;
    /// Whether its methods are those of the route.
    const TAKES_METHODS: bool;
}

/// The policy with the methods of a route.
pub const fn with_methods(own: &'static Policy, methods: &'static str) -> Policy {
    policy(Parts {
        methods,
        ..parts(own)
    })
}

/// Whether the policy of a handler grants a method of its route.
pub const fn lets_send(policy: &Policy, takes_methods: bool, method: &str) -> bool {
    takes_methods || has_method(policy, method)
}
