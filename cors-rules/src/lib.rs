//! The policy language of the `cors-…` crates: origin patterns, names, rules and
//! problems.
//!
//! This crate reads no files and handles no requests. The macros, the builder and the
//! configuration all use it, so every rule has one implementation, one name and one
//! message. In an application, use the crate for your framework, which re-exports the types
//! that you need.
//!
//! * [`Declaration`] is a policy as it was written. [`Declaration::check`] checks
//!   it against every rule.
//! * [`Checked`] is a policy that keeps every rule.
//! * [`Problem`] is one broken [`Rule`]: what is wrong, where, and what to write
//!   instead. The [`rules`] page describes every rule.
//! * [`OriginPattern`] is an entry of `origins`.
//! * [`RoutePath`] is the path of a route that has its own policy.
//!
//! The crate contains the [Public Suffix List](is_public_suffix), which is
//! licensed under the Mozilla Public License 2.0.
//!
//! # Crate features
//!
//! The crate has no features and no dependencies.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
// This crate is part of every user's build, and monomorphized functions of the standard
// library dominate its compile time. So use `fn` pointers instead of closures, and `&str`
// patterns instead of `char` patterns.

mod check;
mod checked;
mod declaration;
mod header;
mod key;
mod max_age;
mod method;
mod origin;
mod problem;
mod problems;
mod route;
mod rule;
#[doc(hidden)]
pub mod set;
mod spelling;
mod violation;

#[doc = include_str!("../rules.md")]
pub mod rules {
    /// The text of this page, for `cors rules`.
    #[doc(hidden)]
    pub const PAGE: &str = include_str!("../rules.md");
}

pub use checked::{Checked, Item};
pub use declaration::{Declaration, Entry, Field, Input, Value};
#[doc(hidden)]
pub use header::is_misspelled_header;
pub use key::Key;
pub use method::{is_registered_method, registered_method_meant};
pub use origin::{Host, OriginPattern, Port, SUFFIX_LIST_DATE, is_public_suffix};
pub use problem::{Location, Problem};
pub use problems::Problems;
pub use route::{RoutePath, RouteSegment};
pub use rule::{Rule, RuleKind, UnknownRule};
