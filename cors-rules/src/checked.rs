//! A policy that keeps every rule.

use crate::origin::OriginPattern;
use crate::problem::Problem;
use crate::rule::Rule;

/// A policy that keeps every rule, and the notes about it.
///
/// Only [`Declaration::check`](crate::Declaration::check) creates it, and it cannot be
/// changed:
///
/// ```compile_fail,E0616
/// use cors_rules::{Declaration, Input, Value};
///
/// let mut checked = Declaration::new(Input::Builder)
///     .with("origins", Value::list(["*"]))
///     .check()?;
/// checked.credentials = true; // every site could read what its visitors may see
/// # Ok::<(), cors_rules::Problems>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    pub(crate) origins: Vec<Item<OriginPattern>>,
    pub(crate) methods: Vec<Item<String>>,
    pub(crate) headers: Vec<Item<String>>,
    pub(crate) expose_headers: Vec<Item<String>>,
    pub(crate) credentials: bool,
    pub(crate) max_age: Option<u32>,
    pub(crate) notes: Vec<Problem>,
}

impl Checked {
    /// A policy of which no field has been checked yet.
    pub(crate) const EMPTY: Checked = Checked {
        origins: Vec::new(),
        methods: Vec::new(),
        headers: Vec::new(),
        expose_headers: Vec::new(),
        credentials: false,
        max_age: None,
        notes: Vec::new(),
    };

    /// The origins that may read responses.
    pub fn origins(&self) -> &[Item<OriginPattern>] {
        &self.origins
    }

    /// The methods that pages may send, as they were written.
    pub fn methods(&self) -> &[Item<String>] {
        &self.methods
    }

    /// The request headers that pages may set, in lower case.
    pub fn headers(&self) -> &[Item<String>] {
        &self.headers
    }

    /// The response headers that pages may read, in lower case.
    pub fn expose_headers(&self) -> &[Item<String>] {
        &self.expose_headers
    }

    /// Whether requests with credentials are allowed.
    pub fn credentials(&self) -> bool {
        self.credentials
    }

    /// How many seconds browsers may cache the answer to a preflight.
    pub fn max_age(&self) -> Option<u32> {
        self.max_age
    }

    /// The notes about the policy, in the order in which it was written.
    pub fn notes(&self) -> &[Problem] {
        &self.notes
    }

    /// Takes the notes out.
    pub fn into_notes(self) -> Vec<Problem> {
        self.notes
    }
}

/// An entry of a list that keeps every rule.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Item<T> {
    /// The pattern or name. `None` means `*`.
    pub value: Option<T>,
    /// The rules that the entry breaks and that are allowed for it.
    pub allow: Vec<Rule>,
    /// The condition of the entry's `#[cfg]`.
    pub cfg: Option<String>,
    /// The index of the entry in the list as it was written.
    pub entry: usize,
}
