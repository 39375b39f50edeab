//! Guesses the meaning of the syntax of another language or library.

use cors_rules::{Declaration, Input, Key, Value};
use proc_macro2::TokenStream;
use quote::quote;
use syn::buffer::{Cursor, TokenBuffer};

use crate::tokens::{between, ends, path, policy_name, punct, string, text};

/// Another sign in the position of the `=` between key and value, and the cursor
/// after it.
pub(crate) fn sign(cursor: Cursor<'_>) -> Option<(&'static str, Cursor<'_>)> {
    let (first, next) = cursor.punct()?;
    let second = |expected| punct(next, expected).map(|(_, next)| next);
    match first.as_char() {
        '=' => {
            let double = second('=').map(|next| ("==", next));
            double.or_else(|| second('>').map(|next| ("=>", next)))
        }
        ':' => match second('=') {
            Some(next) => Some((":=", next)),
            None => second(':').is_none().then_some((":", next)),
        },
        _ => None,
    }
}

/// A policy name with wrong syntax.
pub(crate) struct WrongName<'t> {
    /// The name as it should be written.
    pub(crate) path: TokenStream,
    pub(crate) next: Cursor<'t>,
    pub(crate) message: &'static str,
}

/// `&API`, `"API"`, `policy = API`, `false`.
pub(crate) fn wrong_name(cursor: Cursor<'_>) -> Option<WrongName<'_>> {
    if let Some((_, next)) = punct(cursor, '&') {
        return bare_name(next, "the name of a policy has no `&`");
    }
    let Some((word, next)) = cursor.ident() else {
        return quoted_name(cursor);
    };
    if next.eof() && ["false", "off", "None"].iter().any(|off| word == off) {
        return Some(WrongName {
            path: quote!(none),
            next,
            message: "`none` is the word that switches a policy off",
        });
    }
    let (_, next) = punct(next, '=').filter(|_| word == "policy")?;
    bare_name(next, "the name of a policy is written without a key").or_else(|| quoted_name(next))
}

fn bare_name<'t>(cursor: Cursor<'t>, message: &'static str) -> Option<WrongName<'t>> {
    let next = policy_name(cursor)?;
    Some(WrongName {
        path: between(cursor, next).0,
        next,
        message,
    })
}

fn quoted_name(cursor: Cursor<'_>) -> Option<WrongName<'_>> {
    let (name, next) = string(cursor).filter(|(_, next)| ends(*next))?;
    let path: TokenStream = name.value().parse().ok()?;
    policy_name(TokenBuffer::new2(path.clone()).begin())?;
    Some(WrongName {
        path,
        next,
        message: "the name of a policy has no quotes",
    })
}

/// The path in `"path"`.
pub(crate) fn quoted_path(cursor: Cursor<'_>) -> Option<TokenStream> {
    let tokens: TokenStream = string(cursor)?.0.parse().ok()?;
    let buffer = TokenBuffer::new2(tokens.clone());
    path(buffer.begin())?.eof().then_some(tokens)
}

/// The string that an expression means as an entry, such as `content-type` for
/// `header::CONTENT_TYPE`, if it is a correct entry.
pub(crate) fn entry(key: Key, found: &str) -> Option<String> {
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

/// The duration that an expression means, such as `10m` for
/// `Duration::from_mins(10)`, or `600` for `60 * 10`.
pub(crate) fn duration(tokens: TokenStream) -> Option<String> {
    let found = text(tokens);
    let (number, unit) = match found.split_once("Duration::from_") {
        Some((_, call)) => {
            let (unit, number) = call.strip_suffix(')')?.split_once('(')?;
            let unit = match unit {
                "secs" => "",
                "mins" => "m",
                "hours" => "h",
                "days" => "d",
                _ => return None,
            };
            (number, unit)
        }
        None => (&*found, ""),
    };
    let factors = number
        .split('*')
        .map(|factor| factor.trim().replace('_', ""));
    let number = factors
        .map(|factor| factor.parse::<u32>().ok())
        .try_fold(1_u32, |product, factor| product.checked_mul(factor?))?;
    let guess = format!("{number}{unit}");
    let policy = Declaration::new(Input::Macro)
        .with(Key::Origins.name(), Value::list(["*"]))
        .with(Key::MaxAge.name(), Value::Duration(guess.clone()));
    policy.check().ok().map(|_| guess)
}
