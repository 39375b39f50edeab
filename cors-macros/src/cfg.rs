//! Checks the conditions in `#[cfg(…)]`, and emits them.

use std::borrow::Cow;

use proc_macro2::{Delimiter, TokenStream};
use quote::quote;
use syn::buffer::Cursor;

use crate::tokens::{between, end_of, ends, punct, short, skip, string, text};

/// The reason why an attribute is not a condition.
pub(crate) struct Violation<'t> {
    /// The first token and the end of the wrong part. `None` means the whole attribute.
    pub(crate) tokens: Option<(Cursor<'t>, Cursor<'t>)>,
    pub(crate) message: Cow<'static, str>,
    pub(crate) help: &'static str,
}

const EXAMPLE: &str = "write it like this: #[cfg(debug_assertions)], #[cfg(feature = \"dev\")]";

impl<'t> Violation<'t> {
    pub(crate) const MISSING: Self = Violation {
        tokens: None,
        message: Cow::Borrowed("`cfg` takes a condition in parentheses"),
        help: EXAMPLE,
    };

    fn new(from: Cursor<'t>, to: Cursor<'t>, message: impl Into<Cow<'static, str>>) -> Self {
        Violation {
            tokens: Some((from, to)),
            message: message.into(),
            help: EXAMPLE,
        }
    }
}

/// Checks that the tokens are one condition.
pub(crate) fn check(cursor: Cursor<'_>) -> Result<(), Violation<'_>> {
    if cursor.eof() {
        return Err(Violation::MISSING);
    }
    let next = condition(cursor)?;
    let next = punct(next, ',').map_or(next, |(_, next)| next);
    if next.eof() {
        return Ok(());
    }
    Err(Violation {
        help: "join conditions with `all(…)` or `any(…)`",
        ..Violation::new(next, end_of(next), "`cfg` takes one condition")
    })
}

/// `name`, `name = "value"`, `all(…)`, `any(…)` or `not(…)`.
fn condition(cursor: Cursor<'_>) -> Result<Cursor<'_>, Violation<'_>> {
    let Some((name, next)) = cursor.ident() else {
        let end = match cursor.token_tree() {
            Some((_, next)) if ends(cursor) => next,
            _ => skip(cursor),
        };
        let found = text(between(cursor, end).0);
        let message = format!(
            "a condition starts with a name, not with `{}`",
            short(&found)
        );
        return Err(Violation::new(cursor, end, message));
    };
    let end = skip(cursor);
    let name = name.to_string();
    if let Some((inner, _, after)) = next.group(Delimiter::Parenthesis) {
        combination(&name, cursor, inner, after)?;
        return Ok(after);
    }
    let next = match punct(next, '=') {
        None => next,
        Some((_, value)) => match string(value) {
            Some((_, next)) => next,
            None => {
                let message = format!("`{name} =` is followed by a string");
                return Err(Violation::new(cursor, end, message));
            }
        },
    };
    if next == end {
        return Ok(next);
    }
    let message = format!("this does not belong after `{name}`");
    Err(Violation::new(next, end, message))
}

fn combination<'t>(
    name: &str,
    cursor: Cursor<'t>,
    mut inner: Cursor<'t>,
    after: Cursor<'t>,
) -> Result<(), Violation<'t>> {
    match name {
        "all" | "any" => {
            while !inner.eof() {
                let next = condition(inner)?;
                inner = match punct(next, ',') {
                    Some((_, next)) => next,
                    None if next.eof() => next,
                    None => {
                        let message = "a comma is missing before this";
                        return Err(Violation::new(next, end_of(next), message));
                    }
                };
            }
            Ok(())
        }
        "not" if !inner.eof() => check(inner),
        "not" => Err(Violation::new(cursor, after, "`not` takes one condition")),
        // Some of these are unstable. rustc checks them.
        "version" | "accessible" | "target" => Ok(()),
        _ => {
            let message = format!("there is no condition `{name}(…)`");
            Err(Violation {
                help: "conditions are joined by `all(…)`, `any(…)` and `not(…)`",
                ..Violation::new(cursor, after, message)
            })
        }
    }
}

/// Emits conditions as attributes.
pub(crate) fn attributes(conditions: &[TokenStream]) -> TokenStream {
    quote!(#(#[cfg(#conditions)])*)
}
