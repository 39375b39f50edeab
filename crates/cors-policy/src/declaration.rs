//! A policy as it was written, before anyone judged it.

use crate::rule::Rule;

/// Who asks. It decides only what the language leaves to the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Door {
    /// `cors!` or `#[cors]`: a value that does not fit its key is `value-type`.
    Macro,
    /// A file: a value that does not fit its key is `syntax`.
    File,
    /// The builder.
    Builder,
    /// A list of origins from a deployment or a tenant: duplicates are notes.
    Bulk,
}

/// A policy as it was written: fields in their order, nothing judged yet.
///
/// ```
/// use cors_policy::{Declaration, Door, Rule, Value};
///
/// let problems = Declaration::new(Door::Builder)
///     .with("origins", Value::list(["https://a.example/", "b.example"]))
///     .with("max_age", Value::Duration("3 weeks".into()))
///     .check()
///     .unwrap_err();
/// let rules: Vec<Rule> = problems.iter().map(|problem| problem.rule).collect();
/// assert_eq!(rules, [Rule::OriginHasPath, Rule::OriginSchemeMissing, Rule::MaxAgeInvalid]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    door: Door,
    fields: Vec<Field>,
    allow: Vec<Rule>,
}

impl Declaration {
    /// A policy without fields.
    pub fn new(door: Door) -> Self {
        Declaration {
            door,
            fields: Vec::new(),
            allow: Vec::new(),
        }
    }

    /// Adds a field, whatever its key.
    pub fn push(&mut self, key: impl Into<String>, value: Value) {
        self.fields.push(Field {
            key: key.into(),
            value,
        });
    }

    /// Adds a field, whatever its key.
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, value: Value) -> Self {
        self.push(key, value);
        self
    }

    /// Lifts a rule for every entry, whether or not an entry breaks it.
    pub fn allow_everywhere(&mut self, rule: Rule) {
        self.allow.push(rule);
    }

    /// The rules that are lifted for every entry.
    pub fn allowed_everywhere(&self) -> &[Rule] {
        &self.allow
    }

    /// Who asks.
    pub fn door(&self) -> Door {
        self.door
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
    /// What was written for it.
    pub value: Value,
}

/// What was written for a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A list; a bare `*` is a list of that entry.
    List(Vec<Entry>),
    /// `true` or `false`.
    Flag(bool),
    /// A duration as it was written: `600`, `10m`, `-1`.
    Duration(String),
    /// Nothing.
    Missing,
    /// Something else, in the writer's own form: `3`, `"https://a.example"`.
    Other(String),
}

impl Value {
    /// A list of plain entries.
    pub fn list<E: Into<Entry>>(entries: impl IntoIterator<Item = E>) -> Self {
        Value::List(entries.into_iter().map(Into::into).collect())
    }
}

/// An entry of a list, with what stands on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The origin pattern, method or header name; `*` for any.
    pub value: String,
    /// Whether that is a text, as it should be. Otherwise the value is
    /// something else in the writer's own form: `3`, `{ url = … }`.
    pub is_text: bool,
    /// The names of the rules that are to be lifted for it.
    pub allow: Vec<String>,
    /// The condition under which it stands, in one spelling for each condition.
    pub cfg: Option<String>,
}

impl Entry {
    /// A plain entry.
    pub fn new(value: impl Into<String>) -> Self {
        Entry {
            value: value.into(),
            is_text: true,
            allow: Vec::new(),
            cfg: None,
        }
    }

    /// Something that is no text.
    pub fn other(described: impl Into<String>) -> Self {
        Entry {
            is_text: false,
            ..Entry::new(described)
        }
    }

    /// Lifts a rule for this entry. A rule that it does not break is
    /// `allow-unneeded`.
    #[must_use]
    pub fn allow(mut self, rule: Rule) -> Self {
        self.allow.push(rule.name().to_owned());
        self
    }
}

impl<T: Into<String>> From<T> for Entry {
    fn from(value: T) -> Self {
        Entry::new(value)
    }
}
