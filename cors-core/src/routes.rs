//! Policies by URL: which policy applies to a method and a path.
//!
//! A preflight has a URL and names a method. So one table maps a path pattern and methods
//! to a policy. It is filled when routes are registered, and it is used for preflights and
//! for responses.
//!
//! [`Policies`] is such a table for any framework. You can pass it to every adapter
//! instead of a policy. The rest of this module is for adapters in which you can attach
//! a policy to a route of the framework.

mod check;
mod compiled;
mod entry;
mod index;
mod overlaps;
mod pattern;
mod policies;
mod print;
mod set;
mod spelling;
mod table;
mod url_entry;

pub use compiled::CompiledRoutes;
pub use entry::{MethodNotAllowed, PathPattern, Route, RouteEntry, Scope};
#[cfg(feature = "serde")]
pub(crate) use policies::Written;
pub use policies::{Policies, PoliciesBuilder, PolicyEntry};
pub use set::{PolicyId, PolicySet};
pub use table::{Applicable, RouteTable};
