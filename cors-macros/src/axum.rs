//! `#[cors(…)]` above an axum handler, and `route!`, which gives handlers their
//! methods.
//!
//! A handler of axum knows neither its path nor its methods. The macro therefore
//! replaces the handler with a type of the same name, so that it cannot be mounted
//! without its policy. `route!` extracts handler and policy and checks the method
//! against the policy.

mod handler;
mod routes;

pub(crate) use handler::expand;
pub(crate) use routes::routes;
