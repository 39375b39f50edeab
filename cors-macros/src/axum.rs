//! `#[cors(…)]` above an axum handler, and `route!`, which gives handlers their
//! methods.
//!
//! The path and the methods of an axum handler are not written at the handler. So the macro
//! replaces the handler with a type of the same name, which cannot be mounted without its
//! policy. `route!` extracts the handler and the policy, and checks the method against the
//! policy.

mod handler;
mod routes;

pub(crate) use handler::expand;
pub(crate) use routes::routes;
