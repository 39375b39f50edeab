//! Policies by URL: which policy applies to a method and a path.
//!
//! A preflight names a URL and a method, and browsers cache its answer by URL. So
//! there is one table of (path pattern, methods) → policy, which is filled when
//! routes are registered and is asked for preflights and for responses alike.
//!
//! [`Policies`] is the form that knows no framework: every adapter takes it where it
//! takes a policy. The rest of this module is for adapters whose frameworks register
//! routes with policies of their own.

mod check;
mod compiled;
mod entry;
mod index;
mod pattern;
mod policies;
mod set;
mod spelling;
mod table;

pub use compiled::CompiledRoutes;
pub use entry::{MethodNotAllowed, PathPattern, Route, RouteEntry, Scope};
#[cfg(feature = "serde")]
pub(crate) use policies::Written;
pub use policies::{Policies, PoliciesBuilder, PolicyEntry};
pub use set::{PolicyId, PolicySet};
pub use table::{Applicable, RouteTable};
