//! Paths in attributes: `crate = path` and `#[cors(API)]`.

use cors_rules::{Key, Rule};
use proc_macro2::TokenStream;
use syn::buffer::{Cursor, TokenBuffer};

use crate::mistake::Spot;
use crate::reader::Reader;
use crate::tokens::{between, ends, punct, short, skip, string, text};
use crate::written::{Home, Named, Written};

impl Reader {
    /// `#[cors(API)]`: a path that is no key and has no value, or what was meant
    /// for one.
    pub(crate) fn named<'t>(&mut self, cursor: Cursor<'t>) -> (Option<Named>, Cursor<'t>) {
        let misnamed = misnamed(cursor);
        let is_misnamed = misnamed.is_some();
        let found = misnamed.or_else(|| {
            let (path, next) = policy(cursor).or_else(|| alone(cursor))?;
            Some((path, between(cursor, next).0, next, ""))
        });
        let Some((path, tokens, next, message)) = found else {
            return (None, cursor);
        };
        let at = self.spot_between(cursor, next);
        if is_misnamed {
            let help = format!("write #[cors({path})]");
            self.report(at, Rule::Syntax, message, &help);
        }
        (Some(Named { path, tokens, at }), self.separator(next))
    }

    /// Notes a policy that is named behind something else; what is behind it.
    pub(crate) fn named_late<'t>(
        &mut self,
        cursor: Cursor<'t>,
        written: &mut Written,
    ) -> Option<Cursor<'t>> {
        let (path, next) = policy(cursor).filter(|_| self.home == Home::Attribute)?;
        let at = self.spot_between(cursor, next);
        if let Some(first) = &written.named {
            let message = format!("one policy is named, and that is `{}`", first.path);
            self.report(at, Rule::Syntax, message, "remove this");
        } else {
            let message = format!("`{path}` names a policy, and that stands before the keys");
            let help = format!("write it first: #[cors({path}, …)]");
            self.report(at, Rule::Syntax, message, &help);
            let (tokens, _) = between(cursor, next);
            written.named = Some(Named { path, tokens, at });
        }
        Some(next)
    }

    /// `crate = path`.
    pub(crate) fn krate<'t>(
        &mut self,
        cursor: Cursor<'t>,
        joined: bool,
        key_at: Spot,
        written: &mut Written,
    ) -> Cursor<'t> {
        let next = skip(cursor);
        let (tokens, _) = between(cursor, next);
        let example = "write the path of the adapter: crate = ::cors_actix";
        if self.home == Home::Expression {
            let message = "`crate` is a key of `#[cors(…)]`; `cors!` knows the crate it comes from";
            self.report(key_at, Rule::KeyUnknown, message, "remove it");
        } else if !joined || tokens.is_empty() {
            let message = "`crate` has no value; it takes a path";
            self.report(key_at, Rule::ValueMissing, message, example);
        } else if path(cursor) != Some(next) {
            let at = self.spot_between(cursor, next);
            let message = format!("`crate` takes a path, not `{}`", short(&text(tokens)));
            // A path in quotes is still the path, lest the expansion get lost.
            let quoted = quoted_path(cursor);
            let help = match &quoted {
                Some(path) => format!("write crate = {}", text(path.clone())),
                None => example.to_owned(),
            };
            self.report(at, Rule::ValueType, message, &help);
            written.krate = written.krate.take().or(quoted);
        } else if written.krate.is_some() {
            self.report(
                key_at,
                Rule::KeyDuplicate,
                "`crate` is written twice",
                "remove one",
            );
        } else {
            written.krate = Some(tokens);
        }
        next
    }
}

fn quoted_path(cursor: Cursor<'_>) -> Option<TokenStream> {
    let tokens: TokenStream = string(cursor)?.0.parse().ok()?;
    let buffer = TokenBuffer::new2(tokens.clone());
    path(buffer.begin())?.eof().then_some(tokens)
}

/// A path that names a policy, or `none`, and what is behind it.
fn policy(cursor: Cursor<'_>) -> Option<(String, Cursor<'_>)> {
    let next = path(cursor).filter(|next| ends(*next))?;
    let path = text(between(cursor, next).0);
    let names = path == "none" || path.contains("::") || path.starts_with(char::is_uppercase);
    names.then_some((path, next))
}

/// A single word that is no key: no policy is written by it.
fn alone(cursor: Cursor<'_>) -> Option<(String, Cursor<'_>)> {
    let (word, next) = cursor.ident()?;
    let word = word.to_string();
    let is_key = Key::named(&word).is_some() || Key::meant_by(&word).is_some() || word == "crate";
    (next.eof() && !is_key).then_some((word, next))
}

/// What was meant for the name of a policy: that name, its tokens, what is
/// behind it, and what is wrong.
fn misnamed(cursor: Cursor<'_>) -> Option<(String, TokenStream, Cursor<'_>, &'static str)> {
    let named = |cursor, message| {
        let (path, next) = policy(cursor)?;
        Some((path, between(cursor, next).0, next, message))
    };
    let quoted = |cursor| {
        let (name, next) = string(cursor).filter(|(_, next)| ends(*next))?;
        let tokens: TokenStream = name.value().parse().ok()?;
        let (path, _) = policy(TokenBuffer::new2(tokens.clone()).begin())?;
        Some((path, tokens, next, "the name of a policy has no quotes"))
    };
    if let Some((_, next)) = punct(cursor, '&') {
        return named(next, "the name of a policy has no `&`");
    }
    if let Some((word, next)) = cursor.ident() {
        let off = ["false", "off", "None"].iter().any(|off| word == off);
        if off && next.eof() {
            let message = "`none` is the word that switches a policy off";
            return Some(("none".to_owned(), TokenStream::new(), next, message));
        }
        let (_, next) = punct(next, '=').filter(|_| word == "policy")?;
        return named(next, "the name of a policy stands alone").or_else(|| quoted(next));
    }
    quoted(cursor)
}

/// What is behind a path.
pub(crate) fn path(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    let colons = |cursor| {
        let (_, next) = punct(cursor, ':')?;
        punct(next, ':').map(|(_, next)| next)
    };
    let mut cursor = colons(cursor).unwrap_or(cursor);
    loop {
        let (_, next) = cursor.ident()?;
        match colons(next) {
            Some(after) => cursor = after,
            None => return Some(next),
        }
    }
}
