//! What a CORS policy is and which policies are wrong.
//!
//! This crate is the language of the `cors-…` family: origin patterns, names,
//! rules and problems. It reads nothing and answers no request. The macro, the
//! builder, the configuration files and the command all ask it, so a rule has
//! one implementation, one name and one sentence.
//!
//! * [`Declaration`]: a policy as it was written. [`Declaration::check`] holds
//!   it against every rule.
//! * [`Checked`]: a policy that keeps them, and what is worth knowing of it.
//! * [`Problem`]: one broken [`Rule`]: what, where, and what to write instead.
//! * [`OriginPattern`]: what may stand in `origins`; [`set`] matches any number
//!   of them.

#![forbid(unsafe_code)]
// Every user's build pays for this crate, and most of it was functions of the standard
// library, once more for each closure and each kind of pattern that they are given. So
// where one kind serves there is one: an `fn` in location of a closure, a text in location of
// a character.

mod check;
mod checked;
mod declaration;
mod fault;
mod header;
mod key;
mod max_age;
mod method;
mod origin;
mod problem;
mod route;
mod rule;
pub mod set;
mod spelling;

#[doc = include_str!("../rules.md")]
pub mod rules {}

pub use checked::{Checked, Item};
pub use declaration::{Declaration, Entry, Field, Input, Value};
pub use key::Key;
pub use method::{is_registered_method, registered_method_meant};
pub use origin::{Host, OriginPattern, Port, SUFFIX_LIST_DATE, is_public_suffix};
pub use problem::{Location, Problem, Problems};
pub use route::{RoutePath, RouteSegment};
pub use rule::{Kind, Rule, UnknownRule};
