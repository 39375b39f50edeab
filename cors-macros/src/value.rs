//! The values of keys.

use cors_rules::{Key, Rule, Value};
use proc_macro2::Delimiter;
use syn::Lit;
use syn::buffer::Cursor;

use crate::diagnostic::SpanRange;
use crate::guess;
use crate::parsed::EntryTokens;
use crate::reader::Reader;
use crate::tokens::{between, ends, first_span, path, punct, short, skip, text};

/// A value as it was read.
pub(crate) struct ReadValue {
    pub(crate) value: Value,
    pub(crate) span: SpanRange,
    /// Whether the whole value could be read.
    pub(crate) is_complete: bool,
    /// The entries of a list.
    pub(crate) entries: Vec<EntryTokens>,
}

impl ReadValue {
    fn complete(value: Value, span: SpanRange) -> Self {
        ReadValue {
            value,
            span,
            is_complete: true,
            entries: Vec::new(),
        }
    }

    /// A value that breaks no rule. It replaces a value whose error is already reported.
    fn unreadable(key: Option<Key>, span: SpanRange) -> Self {
        let value = match key {
            Some(Key::Credentials) => Value::Flag(false),
            Some(Key::MaxAge) => Value::Duration("0".to_owned()),
            _ => Value::List(Vec::new()),
        };
        ReadValue {
            is_complete: false,
            ..Self::complete(value, span)
        }
    }
}

impl Reader {
    /// Reads the value after a `=`.
    pub(crate) fn value<'t>(
        &mut self,
        cursor: Cursor<'t>,
        key: Option<Key>,
        key_span: SpanRange,
    ) -> (ReadValue, Cursor<'t>) {
        if ends(cursor) || has_value(cursor) {
            return (ReadValue::complete(Value::Missing, key_span), cursor);
        }
        if let Some(found) = self.list_value(cursor, key) {
            return found;
        }
        if let Some((value, next)) = scalar(cursor, key)
            && is_over(next)
        {
            let span = self.span_between(cursor, next);
            return (ReadValue::complete(value, span), next);
        }
        let next = skip(cursor);
        let span = self.span_between(cursor, next);
        let read = if self.is_explained(cursor, next, key, span) {
            ReadValue::unreadable(key, span)
        } else {
            ReadValue::complete(Value::Other(text(between(cursor, next).0)), span)
        };
        (read, next)
    }

    /// Reads the part of a field after a key without `=`. A bare `credentials` means
    /// `true`; anything else is an error.
    pub(crate) fn value_without_sign<'t>(
        &mut self,
        cursor: Cursor<'t>,
        name: &str,
        key: Option<Key>,
        key_span: SpanRange,
    ) -> (ReadValue, Cursor<'t>) {
        if is_over(cursor) {
            let value = match key {
                Some(Key::Credentials) => Value::Flag(true),
                _ => Value::Missing,
            };
            return (ReadValue::complete(value, key_span), cursor);
        }
        let is_value = cursor.literal().is_some()
            || punct(cursor, '*').is_some()
            || cursor.group(Delimiter::Bracket).is_some();
        if is_value {
            let message = format!("`=` is missing between `{name}` and its value");
            self.syntax(first_span(cursor), message, "");
            return self.value(cursor, key, key_span);
        }
        let message = format!("only `=` and a value can follow `{name}`");
        let next = self.skip_unexpected(cursor, message, "");
        (ReadValue::unreadable(key, key_span), next)
    }

    /// Reads `*` or `[…]`, for a key that takes a list.
    fn list_value<'t>(
        &mut self,
        cursor: Cursor<'t>,
        key: Option<Key>,
    ) -> Option<(ReadValue, Cursor<'t>)> {
        let key = key.filter(|key| !matches!(key, Key::Credentials | Key::MaxAge))?;
        let errors = self.diagnostics.len();
        let (list, mut next) = self.list(cursor, key)?;
        let read = ReadValue {
            value: Value::List(list.entries),
            span: self.span_between(cursor, next),
            is_complete: self.diagnostics.len() == errors,
            entries: list.tokens,
        };
        if !is_over(next) {
            let message = format!("only a comma can follow the value of `{key}`");
            next = self.skip_unexpected(next, message, "");
        }
        Some((read, next))
    }

    /// Reports an expression that is not a value, but whose meaning is clear.
    fn is_explained(
        &mut self,
        from: Cursor<'_>,
        to: Cursor<'_>,
        key: Option<Key>,
        span: SpanRange,
    ) -> bool {
        let (tokens, _) = between(from, to);
        let found = text(tokens.clone());
        let (message, help) = match key {
            Some(Key::Origins)
                if path(from) == Some(to) && !matches!(&*found.to_lowercase(), "any" | "all") =>
            {
                (
                    format!(
                        "`origins` takes `*` or a list of strings, not `{}`",
                        short(&found)
                    ),
                    "write the origins out: origins = [\"https://example.com\"]; `with_origins` is for \
                     origins known at run time"
                        .to_owned(),
                )
            }
            Some(Key::MaxAge) => {
                let Some(duration) = guess::duration(tokens) else {
                    return false;
                };
                (
                    format!(
                        "`max_age` takes a number of seconds or a duration such as 10m, not `{}`",
                        short(&found)
                    ),
                    format!("write max_age = {duration}"),
                )
            }
            _ => return false,
        };
        self.report(span, Rule::ValueType, message, &help);
        true
    }
}

/// Whether a value ends here, even if the comma after it is missing.
fn is_over(cursor: Cursor<'_>) -> bool {
    ends(cursor) || starts_field(cursor)
}

/// Whether a field starts here, even if the comma before it is missing.
pub(crate) fn starts_field(cursor: Cursor<'_>) -> bool {
    let is_key = cursor
        .ident()
        .is_some_and(|(ident, _)| Key::named(&ident.to_string()).is_some());
    is_key || has_value(cursor)
}

/// Whether a word and the sign before its value are next.
fn has_value(cursor: Cursor<'_>) -> bool {
    let Some((_, next)) = cursor.ident() else {
        return false;
    };
    let once = |c| punct(next, c).is_some_and(|(_, next)| punct(next, c).is_none());
    once('=') || once(':')
}

/// A value that is not a list.
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
        // The underscores in `1_000s` belong to Rust, not to the language.
        Lit::Int(number) => number.token().to_string().replace('_', ""),
        Lit::Float(number) => number.token().to_string(),
        _ => return None,
    };
    Some((Value::Duration(format!("{sign}{written}")), next))
}
