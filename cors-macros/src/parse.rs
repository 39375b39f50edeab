//! From tokens to fields.

use cors_rules::{Key, Rule};
use proc_macro2::{Delimiter, Ident, TokenStream};
use syn::buffer::{Cursor, TokenBuffer};
use syn::ext::IdentExt;

use crate::mistake::Spot;
use crate::reader::Reader;
use crate::tokens::{between, end_of, ends, first_span, punct, string, transparent};
use crate::value::{Read, starts_field};
use crate::written::{Field, Home, Value, Written};

/// Reads a policy.
pub(crate) fn parse(tokens: TokenStream, home: Home) -> Written {
    let buffer = TokenBuffer::new2(transparent(tokens));
    let start = buffer.begin();
    let (_, end) = between(start, end_of(start));
    let mut written = Written {
        named: None,
        fields: Vec::new(),
        krate: None,
        mistakes: Vec::new(),
        whole: Spot::last(first_span(start), end),
    };
    let mut reader = Reader::new(home);
    reader.fields(start, &mut written);
    written.mistakes = reader.mistakes;
    written
}

/// A key as it was written.
struct WrittenKey {
    name: String,
    token: Option<Ident>,
}

impl Reader {
    fn fields(&mut self, mut cursor: Cursor<'_>, written: &mut Written) {
        if self.home == Home::Attribute {
            (written.named, cursor) = self.named(cursor);
        }
        while !cursor.eof() {
            cursor = self.no_attributes(cursor);
            cursor = if ends(cursor) {
                self.nothing_here(cursor)
            } else if let Some(next) = self.named_late(cursor, written) {
                self.separator(next)
            } else {
                let next = self.field(cursor, written);
                self.separator(next)
            };
        }
    }

    fn no_attributes<'t>(&mut self, mut cursor: Cursor<'t>) -> Cursor<'t> {
        while let Some((span, next)) = punct(cursor, '#')
            && let Some((_, delimiters, next)) = next.group(Delimiter::Bracket)
        {
            let at = self.spot(span, delimiters.close());
            self.report(
                at,
                Rule::CfgInvalid,
                "attributes stand on the entries of a list, not on a key",
                "write it on an entry, like this: [#[cfg(debug_assertions)] \"http://localhost:*\"]",
            );
            cursor = next;
        }
        cursor
    }

    fn field<'t>(&mut self, cursor: Cursor<'t>, written: &mut Written) -> Cursor<'t> {
        let Some((key, next)) = self.key(cursor) else {
            let message = "a policy is made of keys and their values";
            let help = "write them like this: origins = [\"https://example.com\"], credentials";
            return self.stray(cursor, message, help);
        };
        let key_at = self.spot_between(cursor, next);
        let (joined, next) = self.joiner(next);
        if key.name == "crate" {
            return self.krate(next, joined, key_at, written);
        }
        let meant = Key::named(&key.name).or_else(|| Key::meant_by(&key.name));
        let (read, next) = match joined {
            true => self.value(next, meant, key_at),
            false => self.value_alone(next, &key.name, meant, key_at),
        };
        if starts_field(next) && !matches!(read.value, Value::Missing) {
            self.syntax(first_span(next), "a comma is missing before this key", "");
        }
        let Read { value, at, sound } = read;
        written.fields.push(Field {
            key: key.name,
            token: key.token,
            key_at,
            value,
            value_at: at,
            sound,
        });
        next
    }

    /// A key: an identifier, or what other formats have for one.
    fn key<'t>(&mut self, cursor: Cursor<'t>) -> Option<(WrittenKey, Cursor<'t>)> {
        if let Some((name, next)) = string(cursor) {
            let (span, name, token) = (name.span(), name.value(), None);
            if Key::named(&name).is_some() {
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

    /// The `=` between key and value: whether there is one, or what others have
    /// for one.
    fn joiner<'t>(&mut self, cursor: Cursor<'t>) -> (bool, Cursor<'t>) {
        let one = |first| punct(cursor, first).map(|(_, next)| next);
        let two = |first, second| punct(one(first)?, second).map(|(_, next)| next);
        let odd = [
            ("==", two('=', '=')),
            ("=>", two('=', '>')),
            (":=", two(':', '=')),
        ];
        let colon = one(':').filter(|_| two(':', ':').is_none());
        let odd = odd.into_iter().chain([(":", colon)]);
        match odd
            .into_iter()
            .find_map(|(joiner, next)| Some((joiner, next?)))
        {
            Some((joiner, next)) => {
                let at = self.spot_between(cursor, next);
                let message = format!("a key and its value are joined by `=`, not by `{joiner}`");
                self.report(at, Rule::Syntax, message, "write `=`");
                (true, next)
            }
            None => one('=').map_or((false, cursor), |next| (true, next)),
        }
    }
}
