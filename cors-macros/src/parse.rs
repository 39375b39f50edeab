//! Reads a policy: its keys and their values.

use cors_rules::{Rule, Value};
use proc_macro2::{Delimiter, Ident, TokenStream};
use syn::buffer::{Cursor, TokenBuffer};
use syn::ext::IdentExt;

use crate::diagnostic::SpanRange;
use crate::guess;
use crate::parsed::{FieldTokens, Parsed, Position, meaning};
use crate::reader::Reader;
use crate::tokens::{between, end_of, ends, first_span, punct, string, transparent};
use crate::value::{ReadValue, starts_field};

/// Reads a policy. Errors are collected in the result.
pub(crate) fn parse(tokens: TokenStream, position: Position) -> Parsed {
    let buffer = TokenBuffer::new2(transparent(tokens));
    let start = buffer.begin();
    let (_, end) = between(start, end_of(start));
    let mut parsed = Parsed::new(SpanRange::last(first_span(start), end));
    let mut reader = Reader::new(position);
    reader.fields(start, &mut parsed);
    parsed.diagnostics = reader.diagnostics;
    parsed
}

/// A key as it was written.
struct WrittenKey {
    name: String,
    token: Option<Ident>,
}

impl Reader {
    fn fields(&mut self, mut cursor: Cursor<'_>, parsed: &mut Parsed) {
        if self.position == Position::Attribute {
            (parsed.named, cursor) = self.name(cursor);
        }
        while !cursor.eof() {
            cursor = self.attributes_on_key(cursor);
            cursor = if ends(cursor) {
                self.empty_separator(cursor)
            } else if let Some(next) = self.late_name(cursor, parsed) {
                self.separator(next)
            } else {
                let next = self.field(cursor, parsed);
                self.separator(next)
            };
        }
    }

    /// Reports the attributes before a key.
    fn attributes_on_key<'t>(&mut self, mut cursor: Cursor<'t>) -> Cursor<'t> {
        while let Some((hash, next)) = punct(cursor, '#')
            && let Some((_, delimiters, next)) = next.group(Delimiter::Bracket)
        {
            let span = self.span(hash, delimiters.close());
            self.report(
                span,
                Rule::CfgInvalid,
                "attributes belong on the entries of a list, not on a key",
                "write it on an entry, like this: [#[cfg(debug_assertions)] \"http://localhost:*\"]",
            );
            cursor = next;
        }
        cursor
    }

    fn field<'t>(&mut self, cursor: Cursor<'t>, parsed: &mut Parsed) -> Cursor<'t> {
        let Some((key, next)) = self.key(cursor) else {
            let message = "a policy consists of keys and their values";
            let help = "write them like this: origins = [\"https://example.com\"], credentials";
            return self.skip_unexpected(cursor, message, help);
        };
        let key_span = self.span_between(cursor, next);
        let (has_sign, next) = self.sign(next);
        if key.name == "crate" {
            return self.krate(next, has_sign, key_span, parsed);
        }
        let meant = meaning(&key.name);
        let (read, next) = if has_sign {
            self.value(next, meant, key_span)
        } else {
            self.value_without_sign(next, &key.name, meant, key_span)
        };
        if starts_field(next) && !matches!(read.value, Value::Missing) {
            self.syntax(first_span(next), "a comma is missing before this key", "");
        }
        let ReadValue {
            value,
            span,
            is_complete,
            entries,
        } = read;
        let tokens = FieldTokens {
            key: key.token,
            key_span,
            value_span: span,
            is_complete,
            entries,
        };
        parsed.push(key.name, value, tokens);
        next
    }

    /// Reads a key: an identifier, or the forms of other formats, `"max_age"` and
    /// `max-age`.
    fn key<'t>(&mut self, cursor: Cursor<'t>) -> Option<(WrittenKey, Cursor<'t>)> {
        if let Some((name, next)) = string(cursor) {
            let (span, name, token) = (name.span(), name.value(), None);
            if cors_rules::Key::named(&name).is_some() {
                self.syntax(span, "a key has no quotes", "");
            }
            return Some((WrittenKey { name, token }, next));
        }
        let (ident, mut next) = cursor.ident()?;
        let mut key = WrittenKey {
            name: ident.unraw().to_string(),
            token: Some(ident),
        };
        while let Some((_, after)) = punct(next, '-')
            && let Some((more, after)) = after.ident()
        {
            key.name = format!("{}-{more}", key.name);
            key.token = None;
            next = after;
        }
        Some((key, next))
    }

    /// Reads the `=` between key and value, if there is one. Reports another sign
    /// and continues as if it were `=`.
    fn sign<'t>(&mut self, cursor: Cursor<'t>) -> (bool, Cursor<'t>) {
        if let Some((sign, next)) = guess::sign(cursor) {
            let span = self.span_between(cursor, next);
            let message = format!("a key and its value are joined by `=`, not by `{sign}`");
            self.report(span, Rule::Syntax, message, "write `=`");
            return (true, next);
        }
        punct(cursor, '=').map_or((false, cursor), |(_, next)| (true, next))
    }
}
