//! The entries of a list.

use cors_rules::{
    Declaration, Input, Key, Rule, Value, is_registered_method, registered_method_meant,
};
use proc_macro2::{Delimiter, Span};
use syn::buffer::Cursor;
use syn::ext::IdentExt;

use crate::attribute::Attributes;
use crate::reader::Reader;
use crate::tokens::{between, ends, first_span, punct, short, skip, string, text};
use crate::written::Entry;

impl Reader {
    /// `*` or `[…]`: the entries and what is behind them.
    pub(crate) fn list<'t>(
        &mut self,
        cursor: Cursor<'t>,
        key: Key,
    ) -> Option<(Vec<Entry>, Cursor<'t>)> {
        if let Some((inside, _, next)) = cursor.group(Delimiter::Bracket) {
            return Some((self.entries(inside, key), next));
        }
        let (value, span, next) = simple(cursor, key).filter(|(value, ..)| value == "*")?;
        let any = self.plain_entry(value, span, Attributes::default());
        Some((vec![any], next))
    }

    fn entries(&mut self, mut cursor: Cursor<'_>, key: Key) -> Vec<Entry> {
        let mut entries = Vec::new();
        while !cursor.eof() {
            let attributes;
            (attributes, cursor) = self.attributes(cursor);
            cursor = match attributes.last {
                _ if !ends(cursor) => {
                    let next = self.entry(cursor, key, attributes, &mut entries);
                    self.separator(next)
                }
                Some(at) => {
                    let message = "this attribute stands on no entry";
                    self.report(
                        at,
                        Rule::CfgInvalid,
                        message,
                        "write it in front of its entry",
                    );
                    self.separator(cursor)
                }
                None => self.nothing_here(cursor),
            };
        }
        entries
    }

    fn entry<'t>(
        &mut self,
        cursor: Cursor<'t>,
        key: Key,
        attributes: Attributes,
        entries: &mut Vec<Entry>,
    ) -> Cursor<'t> {
        if let Some((value, span, next)) = simple(cursor, key)
            && (ends(next) || simple(next, key).is_some() || punct(next, '#').is_some())
        {
            let is_bare = string(cursor).is_none() && value != "*";
            if is_bare && !is_registered_method(&value) {
                self.unregistered(&value, span);
            }
            entries.push(self.plain_entry(value, span, attributes));
            if !ends(next) {
                let message = "a comma is missing before this entry";
                self.syntax(first_span(next), message, "");
            }
            return next;
        }
        let next = skip(cursor);
        let at = self.spot_between(cursor, next);
        let (form, example) = form(key);
        let found = text(between(cursor, next).0);
        let help = match guess(key, &found) {
            Some(guess) => format!("write \"{guess}\""),
            None if key == Key::Origins => format!(
                "write it like this: {example}; `with_origins` is for those known at run time"
            ),
            None => format!("write it like this: {example}"),
        };
        let message = format!("an entry of `{key}` is {form}, not `{}`", short(&found));
        self.report(at, Rule::ValueType, message, &help);
        next
    }

    /// A bare method is one that everybody knows; quotes say that another is
    /// meant.
    fn unregistered(&mut self, method: &str, span: Span) {
        let at = self.spot(span, span);
        let message = format!("`{method}` is no registered method");
        let quoted = format!("write \"{method}\" if it is meant");
        let help = match registered_method_meant(method) {
            _ if matches!(&*method.to_ascii_lowercase(), "any" | "all") => {
                "write methods = *".to_owned()
            }
            Some(meant) => format!("write {meant}, or {quoted}"),
            None => quoted,
        };
        self.report(at, Rule::ValueType, message, &help);
    }

    fn plain_entry(&mut self, value: String, span: Span, attributes: Attributes) -> Entry {
        Entry {
            value,
            at: self.spot(span, span),
            allow: attributes.allow,
            cfg: attributes.cfg,
        }
    }
}

/// An entry of one token: its value, its span and what is behind it.
fn simple(cursor: Cursor<'_>, key: Key) -> Option<(String, Span, Cursor<'_>)> {
    if let Some((text, next)) = string(cursor) {
        return Some((text.value(), text.span(), next));
    }
    if let Some((span, next)) = punct(cursor, '*') {
        return Some(("*".to_owned(), span, next));
    }
    let (ident, next) = cursor.ident()?;
    (key == Key::Methods).then(|| (ident.unraw().to_string(), ident.span(), next))
}

/// What an entry is, and one to look at.
fn form(key: Key) -> (&'static str, &'static str) {
    match key {
        Key::Methods => ("a name or a string", "methods = [GET, \"PROPFIND\"]"),
        Key::Headers => ("a string", "headers = [\"authorization\"]"),
        Key::ExposeHeaders => ("a string", "expose_headers = [\"etag\"]"),
        _ => ("a string", "origins = [\"https://example.com\"]"),
    }
}

/// The string that was meant, such as `"content-type"` for
/// `header::CONTENT_TYPE`, if it is a right one.
fn guess(key: Key, found: &str) -> Option<String> {
    let name = found.rsplit("::").next()?;
    let guess = match key {
        Key::Headers | Key::ExposeHeaders => name.to_ascii_lowercase().replace('_', "-"),
        _ => name.to_owned(),
    };
    if !guess.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut policy = Declaration::new(Input::Macro);
    if key != Key::Origins {
        policy.push(Key::Origins.name(), Value::list(["https://example.com"]));
    }
    policy.push(key.name(), Value::list([guess.as_str()]));
    policy.check().ok().map(|_| guess)
}
