//! `#[cors(…)]`: what it stands on, and what becomes of that.

use cors_rules::Rule;
use proc_macro2::{Punct, Spacing, Span, TokenStream, TokenTree};
use quote::quote;

use crate::emit;
use crate::mistake::{Mistake, Spot, problem};
use crate::parse::parse;
use crate::tokens::transparent;
use crate::written::{Home, Named};

/// Gives the static its policy. Anything else stays as it is, beside an error.
pub(crate) fn expand(
    attribute: TokenStream,
    item: TokenStream,
    default: TokenStream,
) -> TokenStream {
    let written = parse(attribute, Home::Attribute);
    let krate = written.krate.clone().unwrap_or(default);
    let target = Target::of(&transparent(item.clone()).into_iter().collect::<Vec<_>>());
    let mistake = target.mistake.or_else(|| written.named.as_ref().map(named));
    match (target.declaration, mistake) {
        (Some(declaration), None) => {
            let policy = emit::policy(&written, &krate);
            let end = target.semicolon;
            quote!(#declaration = #policy #end)
        }
        (Some(declaration), Some(mistake)) => {
            let policy = emit::nothing(&written, &krate, &[mistake]);
            let end = target.semicolon;
            quote!(#declaration = #policy #end)
        }
        (None, mistake) => {
            let error = mistake.as_ref().map(Mistake::compile_error);
            quote!(#error #item)
        }
    }
}

/// What the attribute stands on.
struct Target {
    /// A constant without a value, up to where its value belongs.
    declaration: Option<TokenStream>,
    /// The user's own `;`. rustc takes a static that ends with a token of the macro
    /// for generated code, and does not warn if it is never used.
    semicolon: TokenTree,
    /// Why it takes no policy.
    mistake: Option<Mistake>,
}

impl Target {
    fn of(item: &[TokenTree]) -> Self {
        let (at, word) = keyword(item);
        let span = item.get(at).map_or_else(Span::call_site, TokenTree::span);
        let rest = item.get(at + 1..).unwrap_or_default();
        let what = match &*word {
            "static" | "const" if !qualifies(rest) => {
                return Self::of_constant(item, rest, &word, span);
            }
            "static" | "const" | "fn" | "async" | "unsafe" | "extern" => "a function",
            "struct" => "a struct",
            "enum" => "an enum",
            "union" => "a union",
            "trait" => "a trait",
            "impl" => "an implementation",
            "mod" => "a module",
            "type" => "a type",
            "use" => "an import",
            _ => "none",
        };
        let message = format!("`#[cors]` gives a static its policy, and this is {what}");
        let help = "write it on a static without a value: static API: Policy;";
        Target {
            declaration: None,
            semicolon: semicolon(),
            mistake: Some(misplaced(span, &message, help)),
        }
    }

    /// `static NAME: Policy;` and what is nearly that.
    fn of_constant(item: &[TokenTree], rest: &[TokenTree], word: &str, span: Span) -> Self {
        let value = rest.iter().find(|tree| is_punct(tree, '='));
        let mutable = rest.first().filter(|tree| is_ident(tree, "mut"));
        let mistake = if word == "const" {
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
            mistake,
        }
    }
}

fn semicolon() -> TokenTree {
    Punct::new(';', Spacing::Alone).into()
}

/// The first word behind attributes and visibility, and where it is.
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

/// Whether these tokens make a qualifier of the `const` before them.
fn qualifies(rest: &[TokenTree]) -> bool {
    let words = ["fn", "async", "unsafe", "extern"];
    rest.first()
        .is_some_and(|tree| words.iter().any(|word| is_ident(tree, word)))
}

pub(crate) fn is_punct(tree: &TokenTree, expected: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == expected)
}

pub(crate) fn is_ident(tree: &TokenTree, expected: &str) -> bool {
    matches!(tree, TokenTree::Ident(ident) if ident == expected)
}

/// `#[cors(API)]` where a policy is to be written.
fn named(named: &Named) -> Mistake {
    let message = match &*named.path {
        "none" => "a static holds a policy, and `none` is none".to_owned(),
        path => format!("a static holds a policy that is written out, and `{path}` only names one"),
    };
    let help = "write it like this: #[cors(origins = [\"https://example.com\"])]";
    let problem = problem(Rule::AttributeTarget, message, help);
    Mistake::new(&problem, named.at)
}

fn misplaced(span: Span, message: &str, help: &str) -> Mistake {
    let problem = problem(Rule::AttributeTarget, message, help);
    Mistake::new(&problem, Spot::of(span))
}
