//! What may stand in `#[cfg(…)]`, and conditions as attributes.

use std::borrow::Cow;

use proc_macro2::{Delimiter, TokenStream};
use quote::quote;
use syn::buffer::Cursor;

use crate::tokens::{between, end_of, ends, punct, short, skip, string, text};

/// Why something is no condition.
pub(crate) struct Fault<'t> {
    /// From where to where it stands, if it is not the whole attribute.
    pub(crate) tokens: Option<(Cursor<'t>, Cursor<'t>)>,
    pub(crate) message: Cow<'static, str>,
    pub(crate) help: &'static str,
}

const EXAMPLE: &str = "write it like this: #[cfg(debug_assertions)], #[cfg(feature = \"dev\")]";

impl<'t> Fault<'t> {
    pub(crate) const MISSING: Self = Fault {
        tokens: None,
        message: Cow::Borrowed("`cfg` takes a condition in parentheses"),
        help: EXAMPLE,
    };

    fn new(from: Cursor<'t>, to: Cursor<'t>, message: impl Into<Cow<'static, str>>) -> Self {
        Fault {
            tokens: Some((from, to)),
            message: message.into(),
            help: EXAMPLE,
        }
    }
}

/// Whether it is one condition.
pub(crate) fn check(cursor: Cursor<'_>) -> Result<(), Fault<'_>> {
    if cursor.eof() {
        return Err(Fault::MISSING);
    }
    let next = condition(cursor)?;
    let next = punct(next, ',').map_or(next, |(_, next)| next);
    if next.eof() {
        return Ok(());
    }
    Err(Fault {
        help: "join several with `all(…)` or `any(…)`",
        ..Fault::new(next, end_of(next), "`cfg` takes one condition")
    })
}

/// `name`, `name = "value"`, `all(…)`, `any(…)` or `not(…)`.
fn condition(cursor: Cursor<'_>) -> Result<Cursor<'_>, Fault<'_>> {
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
        return Err(Fault::new(cursor, end, message));
    };
    let end = skip(cursor);
    let name = name.to_string();
    if let Some((inside, _, after)) = next.group(Delimiter::Parenthesis) {
        combination(&name, cursor, inside, after)?;
        return Ok(after);
    }
    let next = match punct(next, '=') {
        None => next,
        Some((_, value)) => match string(value) {
            Some((_, next)) => next,
            None => {
                let message = format!("`{name} =` is followed by a string");
                return Err(Fault::new(cursor, end, message));
            }
        },
    };
    if next == end {
        return Ok(next);
    }
    let message = format!("this does not belong behind `{name}`");
    Err(Fault::new(next, end, message))
}

fn combination<'t>(
    name: &str,
    cursor: Cursor<'t>,
    mut inside: Cursor<'t>,
    after: Cursor<'t>,
) -> Result<(), Fault<'t>> {
    match name {
        "all" | "any" => {
            while !inside.eof() {
                let next = condition(inside)?;
                inside = match punct(next, ',') {
                    Some((_, next)) => next,
                    None if next.eof() => next,
                    None => {
                        let message = "a comma is missing before this";
                        return Err(Fault::new(next, end_of(next), message));
                    }
                };
            }
            Ok(())
        }
        "not" if !inside.eof() => check(inside),
        "not" => Err(Fault::new(cursor, after, "`not` takes one condition")),
        // Left to rustc, which knows whether it has them.
        "version" | "accessible" | "target" => Ok(()),
        _ => {
            let message = format!("there is no condition `{name}(…)`");
            Err(Fault {
                help: "conditions are joined by `all(…)`, `any(…)` and `not(…)`",
                ..Fault::new(cursor, after, message)
            })
        }
    }
}

/// Conditions as attributes.
pub(crate) fn attributes(conditions: &[TokenStream]) -> TokenStream {
    quote!(#(#[cfg(#conditions)])*)
}
