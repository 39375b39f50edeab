//! A policy as its tokens say it.

use cors_rules::Key;
use proc_macro2::{Ident, TokenStream};

use crate::mistake::{Mistake, Spot};

/// Where a policy is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Home {
    /// In `cors! { … }`.
    Expression,
    /// In `#[cors(…)]`.
    Attribute,
}

/// A policy as its tokens say it.
#[derive(Debug)]
pub(crate) struct Written {
    /// The policy that is named, in an attribute: `API`. The fields are then
    /// those that replace its own.
    pub(crate) named: Option<Named>,
    pub(crate) fields: Vec<Field>,
    /// The path of `crate = path`.
    pub(crate) krate: Option<TokenStream>,
    /// What no [`Declaration`](cors_rules::Declaration) can hold.
    pub(crate) mistakes: Vec<Mistake>,
    /// Where to report what is missing.
    pub(crate) whole: Spot,
}

impl Written {
    /// Whether a key is written, under whatever name.
    pub(crate) fn has(&self, key: Key) -> bool {
        self.fields.iter().any(|field| field.means(key))
    }
}

/// One `key = value`.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) key: String,
    /// The key's own token, for editors.
    pub(crate) token: Option<Ident>,
    pub(crate) key_at: Spot,
    pub(crate) value: Value,
    pub(crate) value_at: Spot,
    /// Whether all of the value could be read.
    pub(crate) sound: bool,
}

impl Field {
    /// Whether this is the key, by its own name or by another that stands for it.
    pub(crate) fn means(&self, key: Key) -> bool {
        Key::named(&self.key).or_else(|| Key::meant_by(&self.key)) == Some(key)
    }
}

/// What is written for a key.
#[derive(Debug)]
pub(crate) enum Value {
    List(Vec<Entry>),
    Flag(bool),
    Duration(String),
    Missing,
    Other(String),
}

/// One entry of a list.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) value: String,
    pub(crate) at: Spot,
    /// The names of the rules that are to be lifted for it.
    pub(crate) allow: Vec<(String, Spot)>,
    /// The predicates of its `#[cfg]`s; all must hold.
    pub(crate) cfg: Vec<TokenStream>,
}

/// A path where a policy could stand.
#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) path: String,
    pub(crate) tokens: TokenStream,
    pub(crate) at: Spot,
}
