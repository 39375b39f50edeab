//! The entries of a list.

use cors_rules::{Entry, Key, Rule, is_registered_method, registered_method_meant};
use proc_macro2::{Delimiter, Span};
use syn::buffer::Cursor;
use syn::ext::IdentExt;

use crate::attribute::Attributes;
use crate::guess;
use crate::parsed::EntryTokens;
use crate::reader::Reader;
use crate::tokens::{between, ends, first_span, punct, short, skip, string, text};

/// A list and its tokens, entry by entry.
#[derive(Default)]
pub(crate) struct List {
    pub(crate) entries: Vec<Entry>,
    pub(crate) tokens: Vec<EntryTokens>,
}

impl Reader {
    /// Reads `*` or `[…]`.
    pub(crate) fn list<'t>(&mut self, cursor: Cursor<'t>, key: Key) -> Option<(List, Cursor<'t>)> {
        let mut list = List::default();
        if let Some((inner, _, next)) = cursor.group(Delimiter::Bracket) {
            self.entries(inner, key, &mut list);
            return Some((list, next));
        }
        let (value, token, next) = simple(cursor, key).filter(|(value, ..)| value == "*")?;
        self.push(&value, token, Attributes::default(), &mut list);
        Some((list, next))
    }

    fn entries(&mut self, mut cursor: Cursor<'_>, key: Key, list: &mut List) {
        while !cursor.eof() {
            let attributes;
            (attributes, cursor) = self.attributes(cursor);
            cursor = match attributes.last {
                _ if !ends(cursor) => {
                    let next = self.entry(cursor, key, attributes, list);
                    self.separator(next)
                }
                Some(span) => {
                    let message = "there is no entry after this attribute";
                    let help = "write it in front of its entry";
                    self.report(span, Rule::CfgInvalid, message, help);
                    self.separator(cursor)
                }
                None => self.empty_separator(cursor),
            };
        }
    }

    fn entry<'t>(
        &mut self,
        cursor: Cursor<'t>,
        key: Key,
        attributes: Attributes,
        list: &mut List,
    ) -> Cursor<'t> {
        if let Some((value, token, next)) = simple(cursor, key)
            && (ends(next) || simple(next, key).is_some() || punct(next, '#').is_some())
        {
            let is_bare = string(cursor).is_none() && value != "*";
            if is_bare && !is_registered_method(&value) {
                self.unregistered_method(&value, token);
            }
            self.push(&value, token, attributes, list);
            if !ends(next) {
                let message = "a comma is missing before this entry";
                self.syntax(first_span(next), message, "");
            }
            return next;
        }
        let next = skip(cursor);
        let span = self.span_between(cursor, next);
        let (form, example) = form(key);
        let found = text(between(cursor, next).0);
        let help = match guess::entry(key, &found) {
            Some(guess) => format!("write \"{guess}\""),
            None if key == Key::Origins => format!(
                "write it like this: {example}; `with_origins` is for origins known at run time"
            ),
            None => format!("write it like this: {example}"),
        };
        let message = format!(
            "an entry of `{key}` must be {form}, not `{}`",
            short(&found)
        );
        self.report(span, Rule::ValueType, message, &help);
        next
    }

    /// A method without quotes must be registered, so that misspelled methods are found.
    /// Any other method needs quotes.
    fn unregistered_method(&mut self, method: &str, token: Span) {
        let span = self.span(token, token);
        let message = format!("`{method}` is not a registered method");
        let quoted = format!("write \"{method}\" if it is meant");
        let help = if matches!(&*method.to_ascii_lowercase(), "any" | "all") {
            "write methods = *".to_owned()
        } else if let Some(meant) = registered_method_meant(method) {
            format!("write {meant}, or {quoted}")
        } else {
            quoted
        };
        self.report(span, Rule::ValueType, message, &help);
    }

    fn push(&mut self, value: &str, token: Span, attributes: Attributes, list: &mut List) {
        let (names, allow): (Vec<String>, Vec<_>) = attributes.allow.into_iter().unzip();
        let mut entry = names
            .into_iter()
            .fold(Entry::new(value), Entry::allow_named);
        if !attributes.cfg.is_empty() {
            let conditions: Vec<String> = attributes.cfg.iter().cloned().map(text).collect();
            entry = entry.cfg(conditions.join(", "));
        }
        list.entries.push(entry);
        list.tokens.push(EntryTokens {
            span: self.span(token, token),
            allow,
            cfg: attributes.cfg,
        });
    }
}

/// An entry that is a single token: its value, its span and the cursor after it.
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

/// The form of an entry, and an example.
fn form(key: Key) -> (&'static str, &'static str) {
    match key {
        Key::Methods => ("a name or a string", "methods = [GET, \"PROPFIND\"]"),
        Key::Headers => ("a string", "headers = [\"authorization\"]"),
        Key::ExposeHeaders => ("a string", "expose_headers = [\"etag\"]"),
        _ => ("a string", "origins = [\"https://example.com\"]"),
    }
}
