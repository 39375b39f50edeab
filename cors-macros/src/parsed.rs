//! A policy as it was read from tokens, before it is checked.

use std::fmt;

use cors_rules::{Declaration, Input, Key, Location, Value};
use proc_macro2::{Ident, TokenStream};

use crate::diagnostic::{Diagnostic, SpanRange};
use crate::tokens::text;

/// The macro in which a policy is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Position {
    /// In `cors! { … }`.
    Expression,
    /// In `#[cors(…)]`.
    Attribute,
}

/// A policy as it was read from tokens.
#[derive(Debug)]
pub(crate) struct Parsed {
    /// The policy that an attribute names, as in `#[cors(API)]`. The declaration
    /// then has the keys that replace keys of that policy.
    pub(crate) named: Option<Named>,
    /// The field is private, so that it always has as many fields as there are `tokens`.
    declaration: Declaration,
    tokens: Vec<FieldTokens>,
    /// The path in `crate = path`.
    pub(crate) krate: Option<TokenStream>,
    /// The errors that a [`Declaration`] cannot contain.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The span at which a missing key is reported.
    pub(crate) whole: SpanRange,
}

/// The tokens of one `key = value`.
#[derive(Debug)]
pub(crate) struct FieldTokens {
    /// The key, if it is an identifier.
    pub(crate) key: Option<Ident>,
    pub(crate) key_span: SpanRange,
    pub(crate) value_span: SpanRange,
    /// Whether the whole value could be read.
    pub(crate) is_complete: bool,
    /// The entries of a list.
    pub(crate) entries: Vec<EntryTokens>,
}

/// The tokens of one entry of a list.
#[derive(Debug)]
pub(crate) struct EntryTokens {
    pub(crate) span: SpanRange,
    /// The names in its `#[allow(…)]`s.
    pub(crate) allow: Vec<SpanRange>,
    /// The predicates of its `#[cfg(…)]`s. All must be true.
    pub(crate) cfg: Vec<TokenStream>,
}

/// A path in the position of a policy's name.
#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) path: TokenStream,
    pub(crate) span: SpanRange,
}

/// Prints the path.
impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text(self.path.clone()))
    }
}

impl Named {
    /// Whether this is `none`.
    pub(crate) fn switches_off(&self) -> bool {
        self.to_string() == "none"
    }
}

impl Parsed {
    pub(crate) fn new(whole: SpanRange) -> Self {
        Parsed {
            named: None,
            declaration: Declaration::new(Input::Macro),
            tokens: Vec::new(),
            krate: None,
            diagnostics: Vec::new(),
            whole,
        }
    }

    pub(crate) fn push(&mut self, key: impl Into<String>, value: Value, tokens: FieldTokens) {
        self.declaration.push(key, value);
        self.tokens.push(tokens);
    }

    pub(crate) fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    /// The tokens of the declaration's fields, in the same order.
    pub(crate) fn tokens(&self) -> &[FieldTokens] {
        &self.tokens
    }

    /// Whether a key is written, with its own name or with another name that means it.
    pub(crate) fn has(&self, key: Key) -> bool {
        self.position(|name| meaning(name) == Some(key)).is_some()
    }

    /// The first field whose key satisfies the condition.
    pub(crate) fn position(&self, is_key: impl Fn(&str) -> bool) -> Option<usize> {
        let mut fields = self.declaration.fields().iter();
        fields.position(|field| is_key(&field.key))
    }

    /// The tokens at a location of the declaration.
    pub(crate) fn span(&self, location: Location) -> SpanRange {
        let found = match location {
            Location::Key(field) => self.tokens.get(field).map(|field| field.key_span),
            Location::Value(field) => self.tokens.get(field).map(|field| field.value_span),
            Location::Entry { field, entry } => self.entry(field, entry).map(|entry| entry.span),
            Location::Allow {
                field,
                entry,
                allow,
            } => self
                .entry(field, entry)
                .and_then(|entry| entry.allow.get(allow).copied()),
            _ => None,
        };
        found.unwrap_or(self.whole)
    }

    /// The conditions on an entry of a list, in a policy that has each key once.
    pub(crate) fn conditions(&self, key: Key, entry: usize) -> &[TokenStream] {
        self.position(|name| name == key.name())
            .and_then(|field| self.entry(field, entry))
            .map_or(&[], |entry| &entry.cfg)
    }

    /// The conditions on the entry at a location.
    pub(crate) fn conditions_at(&self, location: Location) -> &[TokenStream] {
        match location {
            Location::Entry { field, entry } => {
                self.entry(field, entry).map_or(&[], |entry| &entry.cfg)
            }
            _ => &[],
        }
    }

    fn entry(&self, field: usize, entry: usize) -> Option<&EntryTokens> {
        self.tokens.get(field)?.entries.get(entry)
    }
}

/// The key that a name means: its own name, a misspelled name, or a name from another
/// library.
pub(crate) fn meaning(name: &str) -> Option<Key> {
    Key::named(name).or_else(|| Key::meant_by(name))
}
