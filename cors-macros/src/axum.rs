//! `#[cors(…)]` above a handler of axum's, and `route!`, which gives handlers
//! their methods.
//!
//! A handler of axum's knows neither its path nor its methods. So it moves into a
//! type of its own name, which is no value: nobody can mount it without its
//! policy. `route!` takes both out, and checks one against the other.

mod handler;
mod routes;

pub(crate) use handler::expand;
pub(crate) use routes::routes;
