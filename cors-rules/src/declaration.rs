//! A policy as it was written, before anyone judged it.

use crate::rule::Rule;

/// Who asks. It decides only what the language leaves to the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Input {
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
    /// A policy without fields.
    pub fn new(input: Input) -> Self {
        Declaration {
            input,
            fields: Vec::new(),
            allow: Vec::new(),
        }
    }

    /// Adds a field, whatever its key.
    pub fn push(&mut self, key: impl Into<String>, mut value: Value) {
        // A condition that nobody evaluates would only hide a mistake.
        if let (Value::List(entries), true) = (&mut value, self.input != Input::Macro) {
            entries.iter_mut().for_each(|entry| entry.cfg = None);
        }
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
///
/// Texts are entries, `"*"` for any; a rule is lifted by [`allow`](Entry::allow):
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
    /// An origin pattern, method or header name; `*` for any.
    pub fn new(value: impl Into<String>) -> Self {
        Entry {
            value: value.into(),
            is_text: true,
            allow: Vec::new(),
            cfg: None,
        }
    }

    /// Lifts a rule for this entry. A rule that it does not break is
    /// `allow-unneeded`.
    #[must_use]
    pub fn allow(self, rule: Rule) -> Self {
        self.allow_named(rule.name())
    }

    /// Lifts the rule of this name, if there is one; otherwise the name is
    /// `allow-unknown`.
    #[must_use]
    pub fn allow_named(mut self, name: impl Into<String>) -> Self {
        self.allow.push(name.into());
        self
    }

    /// What was written.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The names of the rules that are to be lifted for it.
    pub fn allowed(&self) -> &[String] {
        &self.allow
    }

    /// Something that is no text, in the writer's own form: `3`, `{ url = … }`.
    #[doc(hidden)]
    pub fn other(described: impl Into<String>) -> Self {
        Entry {
            is_text: false,
            ..Entry::new(described)
        }
    }

    /// An entry under a `#[cfg]`, in one spelling for each condition. Only the
    /// macro has conditions; elsewhere this does nothing.
    #[doc(hidden)]
    #[must_use]
    pub fn under(mut self, cfg: impl Into<String>) -> Self {
        self.cfg = Some(cfg.into());
        self
    }
}

impl From<&str> for Entry {
    fn from(value: &str) -> Self {
        Entry::new(value)
    }
}

impl From<String> for Entry {
    fn from(value: String) -> Self {
        Entry::new(value)
    }
}

impl From<&String> for Entry {
    fn from(value: &String) -> Self {
        Entry::new(value)
    }
}
