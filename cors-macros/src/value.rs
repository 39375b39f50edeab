//! The values of keys.

use cors_rules::Key;
use proc_macro2::Delimiter;
use syn::Lit;
use syn::buffer::Cursor;

use crate::mistake::Spot;
use crate::reader::Reader;
use crate::tokens::{between, ends, first_span, punct, skip, text};
use crate::written::Value;

/// A value as it was read.
pub(crate) struct Read {
    pub(crate) value: Value,
    pub(crate) at: Spot,
    /// Whether all of it could be read.
    pub(crate) sound: bool,
}

impl Reader {
    /// The value behind a `=`.
    pub(crate) fn value<'t>(
        &mut self,
        cursor: Cursor<'t>,
        key: Option<Key>,
        key_at: Spot,
    ) -> (Read, Cursor<'t>) {
        let sound = |value, at| Read {
            value,
            at,
            sound: true,
        };
        if is_over(cursor) {
            return (sound(Value::Missing, key_at), cursor);
        }
        if let Some(found) = self.list_value(cursor, key) {
            return found;
        }
        if let Some((value, next)) = scalar(cursor, key)
            && is_over(next)
        {
            return (sound(value, self.spot_between(cursor, next)), next);
        }
        let next = skip(cursor);
        let other = Value::Other(text(between(cursor, next).0));
        (sound(other, self.spot_between(cursor, next)), next)
    }

    /// What stands behind a key without a `=`: nothing, which says yes to
    /// credentials, or something that lacks it.
    pub(crate) fn value_alone<'t>(
        &mut self,
        cursor: Cursor<'t>,
        name: &str,
        key: Option<Key>,
        key_at: Spot,
    ) -> (Read, Cursor<'t>) {
        let read = |value, sound| Read {
            value,
            at: key_at,
            sound,
        };
        if is_over(cursor) {
            let value = match key {
                Some(Key::Credentials) => Value::Flag(true),
                _ => Value::Missing,
            };
            return (read(value, true), cursor);
        }
        let is_value = cursor.literal().is_some()
            || punct(cursor, '*').is_some()
            || cursor.group(Delimiter::Bracket).is_some();
        if is_value {
            let message = format!("`=` is missing between `{name}` and its value");
            self.syntax(first_span(cursor), message, "");
            return self.value(cursor, key, key_at);
        }
        let message = format!("only `=` and a value follow `{name}`");
        let next = self.stray(cursor, message, "");
        // Something with which no rule can find fault.
        let nothing = match key {
            Some(Key::Credentials) => Value::Flag(false),
            Some(Key::MaxAge) => Value::Duration("0".to_owned()),
            _ => Value::List(Vec::new()),
        };
        (read(nothing, false), next)
    }

    /// `*` or `[…]`, for a key that takes it.
    fn list_value<'t>(
        &mut self,
        cursor: Cursor<'t>,
        key: Option<Key>,
    ) -> Option<(Read, Cursor<'t>)> {
        let key = key.filter(|key| !matches!(key, Key::Credentials | Key::MaxAge))?;
        let mistakes = self.mistakes.len();
        let (entries, mut next) = self.list(cursor, key)?;
        let read = Read {
            value: Value::List(entries),
            at: self.spot_between(cursor, next),
            sound: self.mistakes.len() == mistakes,
        };
        if !is_over(next) {
            let message = format!("only a comma follows the value of `{key}`");
            next = self.stray(next, message, "");
        }
        Some((read, next))
    }
}

/// Whether a value is over, the comma behind it forgotten or not.
fn is_over(cursor: Cursor<'_>) -> bool {
    ends(cursor) || starts_field(cursor)
}

/// Whether a field starts here, the comma before it forgotten.
pub(crate) fn starts_field(cursor: Cursor<'_>) -> bool {
    let Some((ident, next)) = cursor.ident() else {
        return false;
    };
    let once = |c| punct(next, c).is_some_and(|(_, next)| punct(next, c).is_none());
    Key::named(&ident.to_string()).is_some() || once('=') || once(':')
}

/// A value that is no list.
fn scalar(cursor: Cursor<'_>, key: Option<Key>) -> Option<(Value, Cursor<'_>)> {
    if let Some((ident, next)) = cursor.ident() {
        return match &*ident.to_string() {
            "true" => Some((Value::Flag(true), next)),
            "false" => Some((Value::Flag(false), next)),
            _ => None,
        };
    }
    if key != Some(Key::MaxAge) {
        return None;
    }
    let (sign, cursor) = match punct(cursor, '-') {
        Some((_, next)) => ("-", next),
        None => ("", cursor),
    };
    let (literal, next) = cursor.literal()?;
    let written = match Lit::new(literal) {
        Lit::Str(text) if sign.is_empty() => text.value(),
        // `1_000s`: the underscores are Rust's, not the language's.
        Lit::Int(number) => number.token().to_string().replace('_', ""),
        Lit::Float(number) => number.token().to_string(),
        _ => return None,
    };
    Some((Value::Duration(format!("{sign}{written}")), next))
}
