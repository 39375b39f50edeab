//! The item below `#[cors(…)]`.

use cors_rules::Rule;
use proc_macro2::{Punct, Spacing, Span, TokenStream, TokenTree};

use crate::diagnostic::{Diagnostic, SpanRange, problem};
use crate::parsed::Named;

/// The message and the help for `#[cors]` on a function of this framework.
pub(crate) type OnFunction = (&'static str, &'static str);

/// For frameworks whose handlers cannot have the attribute.
pub(crate) const STATIC_ONLY: OnFunction = (
    "`#[cors]` gives a static its policy, and this is a function",
    STATIC_HELP,
);

/// For warp, whose handlers are not mounted by name.
#[cfg(feature = "warp")]
pub(crate) const WARP: OnFunction = (
    "with warp, `#[cors]` cannot be on a function: the path of the route is not known there",
    "write it on a static, and pass that to the route: \
     `route(Method::PUT, path!(\"users\" / u32)).cors(&API).to(…)`",
);

const STATIC_HELP: &str = "write it on a static without a value: static API: Policy;";

/// The item below the attribute.
pub(crate) struct Target {
    /// A static or constant without a value, up to the position of its value.
    pub(crate) declaration: Option<TokenStream>,
    /// The `;` of the user. If a static ends with a token of the macro, rustc treats the
    /// static as generated code, and does not warn if it is never used.
    pub(crate) semicolon: TokenTree,
    /// Any other item, and the reason why it cannot have a policy.
    pub(crate) error: Option<Diagnostic>,
}

impl Target {
    pub(crate) fn of(item: &[TokenTree], on_function: OnFunction) -> Self {
        let (at, word) = keyword(item);
        let span = item.get(at).map_or_else(Span::call_site, TokenTree::span);
        let rest = item.get(at + 1..).unwrap_or_default();
        let what = match &*word {
            "static" | "const" if !is_qualifier(rest) => {
                return Self::of_constant(item, rest, &word, span);
            }
            "static" | "const" | "fn" | "async" | "unsafe" | "extern" => {
                return Self::of_function(&item[at..], on_function);
            }
            "struct" => "a struct",
            "enum" => "an enum",
            "union" => "a union",
            "trait" => "a trait",
            "impl" => "an implementation",
            "mod" => "a module",
            "type" => "a type",
            "use" => "an import",
            _ => "something else",
        };
        let message = format!("`#[cors]` gives a static its policy, and this is {what}");
        Self::unsuitable(misplaced(span, &message, STATIC_HELP))
    }

    fn of_function(function: &[TokenTree], (message, help): OnFunction) -> Self {
        let name = function
            .iter()
            .skip_while(|tree| !is_ident(tree, "fn"))
            .nth(1)
            .or(function.first());
        let span = name.map_or_else(Span::call_site, TokenTree::span);
        Self::unsuitable(misplaced(span, message, help))
    }

    fn unsuitable(error: Diagnostic) -> Self {
        Target {
            declaration: None,
            semicolon: semicolon(),
            error: Some(error),
        }
    }

    /// Reads `static NAME: Policy;`, and similar items.
    fn of_constant(item: &[TokenTree], rest: &[TokenTree], word: &str, span: Span) -> Self {
        let value = rest.iter().find(|tree| is_punct(tree, '='));
        let mutable = rest.first().filter(|tree| is_ident(tree, "mut"));
        let error = if word == "const" {
            let message = "`#[cors]` gives a static its policy, and this is a constant";
            Some(misplaced(span, message, "write `static`"))
        } else if let Some(value) = value {
            let message = "`#[cors]` gives the static its value, and this one has a value already";
            Some(misplaced(
                value.span(),
                message,
                "remove the value or the attribute",
            ))
        } else {
            mutable.map(|word| misplaced(word.span(), "a policy never changes", "remove `mut`"))
        };
        let (declaration, end) = match item {
            [declaration @ .., end] if is_punct(end, ';') => (declaration, end.clone()),
            _ => (item, semicolon()),
        };
        Target {
            declaration: value
                .is_none()
                .then(|| declaration.iter().cloned().collect()),
            semicolon: end,
            error,
        }
    }
}

/// The error for `#[cors(API)]` on a static, where the policy must be written out.
pub(crate) fn only_named(named: &Named) -> Diagnostic {
    let message = if named.switches_off() {
        "a static holds a policy, and `none` is not one".to_owned()
    } else {
        format!("the policy of a static is written out, and `{named}` only names one")
    };
    let help = "write it like this: #[cors(origins = [\"https://example.com\"])]";
    Diagnostic::new(&problem(Rule::AttributeTarget, message, help), named.span)
}

/// The first word after attributes and visibility, and its index.
fn keyword(item: &[TokenTree]) -> (usize, String) {
    let mut at = 0;
    while item.get(at).is_some_and(|tree| is_punct(tree, '#')) {
        at += 2;
    }
    if item.get(at).is_some_and(|tree| is_ident(tree, "pub")) {
        at += 1;
        if matches!(item.get(at), Some(TokenTree::Group(_))) {
            at += 1;
        }
    }
    (
        at,
        item.get(at).map(ToString::to_string).unwrap_or_default(),
    )
}

/// Whether the `const` before these tokens qualifies a function.
fn is_qualifier(rest: &[TokenTree]) -> bool {
    let words = ["fn", "async", "unsafe", "extern"];
    rest.first()
        .is_some_and(|tree| words.iter().any(|word| is_ident(tree, word)))
}

fn semicolon() -> TokenTree {
    Punct::new(';', Spacing::Alone).into()
}

fn misplaced(span: Span, message: &str, help: &str) -> Diagnostic {
    let problem = problem(Rule::AttributeTarget, message, help);
    Diagnostic::new(&problem, SpanRange::of(span))
}

pub(crate) fn is_punct(tree: &TokenTree, expected: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == expected)
}

pub(crate) fn is_ident(tree: &TokenTree, expected: &str) -> bool {
    matches!(tree, TokenTree::Ident(ident) if ident == expected)
}
