//! A policy as it was written, before it is checked.

use std::collections::HashMap;

use crate::rule::Rule;

/// The input in which a policy is written. The rules are the same for every input. Only the
/// names of rules about syntax and the texts to paste differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Input {
    /// `cors!` or `#[cors]`. A value of the wrong type breaks `value-type`.
    Macro,
    /// A file. A value of the wrong type breaks `syntax`.
    File,
    /// The builder.
    Builder,
    /// A list of origins from a deployment or a tenant. Duplicates are notes.
    Bulk,
}

/// A policy as it was written: its fields, in order, before they are checked.
///
/// ```
/// use cors_rules::{Declaration, Input, Rule, Value};
///
/// let problems = Declaration::new(Input::Builder)
///     .with("origins", Value::list(["https://a.example/", "b.example"]))
///     .with("max_age", Value::Duration("3 weeks".into()))
///     .check()
///     .unwrap_err();
/// let rules: Vec<Rule> = problems.iter().map(|problem| problem.rule).collect();
/// assert_eq!(rules, [Rule::OriginHasPath, Rule::OriginSchemeMissing, Rule::MaxAgeInvalid]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    input: Input,
    fields: Vec<Field>,
    allow: Vec<Rule>,
}

impl Declaration {
    /// Creates a policy without fields.
    pub fn new(input: Input) -> Self {
        Declaration {
            input,
            fields: Vec::new(),
            allow: Vec::new(),
        }
    }

    /// Adds a field. The key can be unknown.
    pub fn push(&mut self, key: impl Into<String>, mut value: Value) {
        // Only the macro evaluates conditions. Anywhere else, a condition would only
        // hide a mistake.
        if let (Value::List(entries), true) = (&mut value, self.input != Input::Macro) {
            entries.iter_mut().for_each(|entry| entry.cfg = None);
        }
        self.fields.push(Field {
            key: key.into(),
            value,
        });
    }

    /// Adds a field. The key can be unknown.
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, value: Value) -> Self {
        self.push(key, value);
        self
    }

    /// Allows a rule for every entry. It is not a problem if no entry breaks the rule.
    pub fn allow_everywhere(&mut self, rule: Rule) {
        self.allow.push(rule);
    }

    /// The rules that are allowed for every entry.
    pub fn allowed_everywhere(&self) -> &[Rule] {
        &self.allow
    }

    /// The input in which the policy is written.
    pub fn input(&self) -> Input {
        self.input
    }

    /// The fields, in the order in which they were written.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }
}

/// One `key = value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The key as it was written, known or not.
    pub key: String,
    /// The value that was written for it.
    pub value: Value,
}

/// The value of a field.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A list. A bare `*` is a list with this one entry.
    List(Vec<Entry>),
    /// `true` or `false`.
    Flag(bool),
    /// A duration as it was written: `600`, `10m`, `-1`.
    Duration(String),
    /// No value.
    Missing,
    /// Any other value, in the syntax of the input: `3`, `"https://a.example"`.
    Other(String),
}

impl Value {
    /// A list of entries.
    pub fn list<E: Into<Entry>>(entries: impl IntoIterator<Item = E>) -> Self {
        Value::List(entries.into_iter().map(Into::into).collect())
    }
}

/// An entry of a list: an origin pattern, a method, or the name of a header.
///
/// Every text is an entry, and `"*"` means any. [`Entry::allow`] allows a rule for the
/// entry:
///
/// ```
/// use cors_rules::{Entry, Rule};
///
/// let plain = Entry::from("https://example.com");
/// let meant = Entry::new("http://printer.lan").allow(Rule::InsecureOrigin);
/// # assert_eq!((plain.value(), meant.value()), ("https://example.com", "http://printer.lan"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub(crate) value: String,
    pub(crate) is_text: bool,
    pub(crate) allow: Vec<String>,
    pub(crate) cfg: Option<String>,
}

impl Entry {
    /// Creates an entry: an origin pattern, a method, the name of a header, or `*` for any.
    pub fn new(value: impl Into<String>) -> Self {
        Entry {
            value: value.into(),
            is_text: true,
            allow: Vec::new(),
            cfg: None,
        }
    }

    /// Allows a rule for this entry. If the entry does not break the rule, it
    /// breaks `allow-unneeded`.
    #[must_use]
    pub fn allow(self, rule: Rule) -> Self {
        self.allow_named(rule.name())
    }

    /// Allows the rule with this name. If there is no such rule, the entry breaks
    /// `allow-unknown`.
    #[must_use]
    pub fn allow_named(mut self, name: impl Into<String>) -> Self {
        self.allow.push(name.into());
        self
    }

    /// The entry as it was written.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The names of the rules that are allowed for the entry.
    pub fn allowed(&self) -> &[String] {
        &self.allow
    }

    /// An entry that is not a text, in the syntax of the input: `3`, `{ url = … }`.
    #[doc(hidden)]
    pub fn other(described: impl Into<String>) -> Self {
        Entry {
            is_text: false,
            ..Entry::new(described)
        }
    }

    /// Adds the condition of a `#[cfg]`. Equal conditions must have the same text. Only the
    /// macro has conditions. For other inputs, this method has no effect.
    #[doc(hidden)]
    #[must_use]
    pub fn cfg(mut self, cfg: impl Into<String>) -> Self {
        self.cfg = Some(cfg.into());
        self
    }
}

/// Converts any text: strings, and the methods and header names of every version of the
/// `http` crate.
impl<T: AsRef<str>> From<T> for Entry {
    fn from(value: T) -> Self {
        Entry::new(value.as_ref())
    }
}

/// The indices of entries, by their value and condition.
///
/// All lists use this one type, because each type of hash map adds to the compile
/// time of every user.
pub(crate) type Entries<'d> = HashMap<(&'d str, Option<&'d str>), usize>;
