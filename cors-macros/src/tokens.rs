//! Helpers for tokens and cursors.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use syn::buffer::Cursor;
use syn::{Lit, LitStr};

/// Removes the invisible groups that fragments such as `$x:expr` leave in the output
/// of a `macro_rules!` macro.
pub(crate) fn transparent(tokens: TokenStream) -> TokenStream {
    if has_invisible(&tokens) {
        tokens.into_iter().flat_map(open).collect()
    } else {
        tokens
    }
}

fn has_invisible(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|tree| match tree {
        TokenTree::Group(group) => {
            group.delimiter() == Delimiter::None || has_invisible(&group.stream())
        }
        _ => false,
    })
}

fn open(tree: TokenTree) -> TokenStream {
    match tree {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            transparent(group.stream())
        }
        TokenTree::Group(group) if has_invisible(&group.stream()) => {
            let mut opened = Group::new(group.delimiter(), transparent(group.stream()));
            opened.set_span(group.span());
            TokenTree::from(opened).into()
        }
        tree => tree.into(),
    }
}

/// Reads this punctuation.
pub(crate) fn punct(cursor: Cursor<'_>, expected: char) -> Option<(Span, Cursor<'_>)> {
    let (punct, next) = cursor.punct()?;
    (punct.as_char() == expected).then(|| (punct.span(), next))
}

/// Reads a string literal without a suffix.
pub(crate) fn string(cursor: Cursor<'_>) -> Option<(LitStr, Cursor<'_>)> {
    let (literal, next) = cursor.literal()?;
    match Lit::new(literal) {
        Lit::Str(text) if text.suffix().is_empty() => Some((text, next)),
        _ => None,
    }
}

/// Skips to the next comma or semicolon.
pub(crate) fn skip(mut cursor: Cursor<'_>) -> Cursor<'_> {
    while !ends(cursor) {
        match cursor.token_tree() {
            Some((_, next)) => cursor = next,
            None => break,
        }
    }
    cursor
}

/// Skips to the end.
pub(crate) fn end_of(mut cursor: Cursor<'_>) -> Cursor<'_> {
    while let Some((_, next)) = cursor.token_tree() {
        cursor = next;
    }
    cursor
}

/// Whether an entry, a field or the policy ends here.
pub(crate) fn ends(cursor: Cursor<'_>) -> bool {
    let separator = cursor.punct().map(|(punct, _)| punct.as_char());
    cursor.eof() || matches!(separator, Some(',' | ';'))
}

/// The span of the next token, or of the opening delimiter of a group.
pub(crate) fn first_span(cursor: Cursor<'_>) -> Span {
    cursor.token_tree().map_or_else(
        || cursor.span(),
        |(tree, _)| match tree {
            TokenTree::Group(group) => group.span_open(),
            tree => tree.span(),
        },
    )
}

/// The tokens between two cursors, and the span of the last.
pub(crate) fn between(from: Cursor<'_>, to: Cursor<'_>) -> (TokenStream, Span) {
    let mut tokens = Vec::new();
    let mut cursor = from;
    while cursor != to {
        let Some((tree, next)) = cursor.token_tree() else {
            break;
        };
        tokens.push(tree);
        cursor = next;
    }
    let last = match tokens.last() {
        Some(TokenTree::Group(group)) => group.span_close(),
        Some(tree) => tree.span(),
        None => from.span(),
    };
    (tokens.into_iter().collect(), last)
}

/// The tokens with the spaces that a person would type.
pub(crate) fn text(tokens: TokenStream) -> String {
    let mut text = String::new();
    for tree in tokens {
        let piece = match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => ("", ""),
                };
                let inner = self::text(group.stream());
                format!("{open}{}{close}", inner.trim_end_matches(','))
            }
            tree => tree.to_string(),
        };
        let word = |c: char| c.is_alphanumeric() || c == '_' || c == '"';
        let apart = match (text.chars().next_back(), piece.chars().next()) {
            (Some('=' | '<' | '>' | '!'), Some('=' | '>')) => false,
            (Some(',' | '='), Some(_)) | (Some(_), Some('=')) => true,
            (Some(left), Some(right)) => word(left) && word(right),
            _ => false,
        };
        if apart {
            text.push(' ');
        }
        text.push_str(&piece);
    }
    text
}

/// Shortens a text for use in a message.
pub(crate) fn short(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_owned(),
    }
}

/// The cursor after a path that names a policy, or `none`.
pub(crate) fn policy_name(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    let next = path(cursor).filter(|next| ends(*next))?;
    let path = text(between(cursor, next).0);
    let is_name = path == "none" || path.contains("::") || path.starts_with(char::is_uppercase);
    is_name.then_some(next)
}

/// The cursor after a path.
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
