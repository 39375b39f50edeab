//! The macros as functions over tokens. Each parses, checks and emits a policy.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;

use crate::check::check;
use crate::diagnostic::Diagnostic;
use crate::emit;
use crate::item::{OnFunction, Target};
use crate::parse::parse;
use crate::parsed::Position;
use crate::tokens::transparent;

/// Expands the input of `cors!`, `[path of cors-engine] policy`, to an expression.
pub(crate) fn expression(input: TokenStream) -> TokenStream {
    let mut tokens = input.into_iter().peekable();
    let krate = tokens.next_if(|tree| match tree {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Bracket,
        _ => false,
    });
    let krate = match krate {
        Some(TokenTree::Group(group)) => group.stream(),
        _ => quote!(::cors_engine),
    };
    let parsed = parse(tokens.collect(), Position::Expression);
    emit::result(&parsed, &krate, check(&parsed))
}

/// Expands `#[cors(…)]` on a static without a value. Any other item is kept
/// unchanged, with an error.
pub(crate) fn static_item(
    attribute: TokenStream,
    item: TokenStream,
    default_krate: TokenStream,
    on_function: OnFunction,
) -> TokenStream {
    let parsed = parse(attribute, Position::Attribute);
    let krate = parsed.krate.clone().unwrap_or(default_krate);
    let tokens: Vec<TokenTree> = transparent(item.clone()).into_iter().collect();
    let target = Target::of(&tokens, on_function);
    let error = target
        .error
        .or_else(|| parsed.named.as_ref().map(crate::item::only_named));
    match target.declaration {
        Some(declaration) => {
            let policy = match error {
                Some(error) => emit::denying(&parsed, &krate, &[error]),
                None => emit::result(&parsed, &krate, check(&parsed)),
            };
            let semicolon = target.semicolon;
            quote!(#declaration = #policy #semicolon)
        }
        None => {
            let error = error.as_ref().map(Diagnostic::compile_error);
            quote!(#error #item)
        }
    }
}
