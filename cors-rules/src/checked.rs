//! A policy that keeps every rule.

use crate::origin::OriginPattern;
use crate::problem::Problem;
use crate::rule::Rule;

/// A policy that keeps every rule, and what is worth knowing of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Checked {
    /// Who may read.
    pub origins: Vec<Item<OriginPattern>>,
    /// Which methods may be sent, as they were written.
    pub methods: Vec<Item<String>>,
    /// Which request headers may be sent, in lower case.
    pub headers: Vec<Item<String>>,
    /// Which response headers may be read, in lower case.
    pub expose_headers: Vec<Item<String>>,
    /// Whether credentials count.
    pub credentials: bool,
    /// How many seconds a preflight's answer may be kept.
    pub max_age: Option<u32>,
    /// What is worth knowing.
    pub notes: Vec<Problem>,
}

/// An entry of a list that keeps every rule.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Item<T> {
    /// What may be; `None` is `*`, anything.
    pub value: Option<T>,
    /// The rules that are lifted for it.
    pub allow: Vec<Rule>,
    /// The condition under which it stands.
    pub cfg: Option<String>,
    /// The index of the entry in the list as it was written.
    pub entry: usize,
}
