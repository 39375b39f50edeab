//! actix-web's route attributes.

use cors_rules::Rule;
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::quote;
use syn::LitStr;

use crate::diagnostic::{Diagnostic, SpanRange, problem};
use crate::function::{self, Attribute};
use crate::item::is_punct;

/// The attributes that are named after their one method.
const METHODS: [&str; 10] = [
    "connect", "delete", "get", "head", "options", "patch", "post", "put", "query", "trace",
];

/// A route attribute.
pub(super) struct Route {
    /// Its methods, each with the span where it is written.
    pub(super) methods: Vec<LitStr>,
    /// The string of the path pattern.
    pattern: TokenTree,
    is_guarded: bool,
    /// Whether the resource of the route also takes its preflights.
    pub(super) takes_preflights: bool,
}

/// Whether an attribute has a path pattern; `#[routes]` has none.
pub(super) fn is_route(attribute: &Attribute) -> bool {
    attribute.is_one_of(&METHODS) || attribute.is_one_of(&["route"])
}

impl Route {
    /// Reads a route attribute. actix-web reports errors in its options.
    pub(super) fn of(attribute: &Attribute, is_one_of_many: bool) -> Result<Self, Diagnostic> {
        let span = attribute.span();
        let mut arguments = arguments(attribute).into_iter().peekable();
        let Some(pattern) = arguments.next_if(is_string) else {
            let span = arguments.peek().map_or(span, TokenTree::span);
            return Err(pattern_missing(attribute, span));
        };
        let mut methods = Vec::new();
        if attribute.is_one_of(&METHODS) {
            let name = attribute.name.iter().map(ToString::to_string);
            methods.extend(name.map(|name| name.to_ascii_uppercase()));
        }
        let mut is_guarded = false;
        let is_named_after_method = !methods.is_empty();
        let arguments: Vec<TokenTree> = arguments.collect();
        let mut is_understood = arguments.first().is_none_or(|tree| is_punct(tree, ','));
        let options = arguments.split(|tree| is_punct(tree, ','));
        for option in options.filter(|option| !option.is_empty()) {
            let [TokenTree::Ident(key), _, value] = option else {
                is_understood = false;
                continue;
            };
            is_guarded |= key == "guard";
            is_understood &= is_string(value)
                && (key == "name" || key == "wrap" || key == "method" && !is_named_after_method);
            if key == "method"
                && let Ok(method) = syn::parse2::<LitStr>(value.clone().into())
            {
                methods.push(method.value());
            }
        }
        methods.retain(|method| !method.bytes().any(|byte| byte.is_ascii_lowercase()));
        let takes_options = methods.iter().any(|method| method == "OPTIONS");
        let has_none = methods.is_empty();
        let methods = methods.iter().map(|method| LitStr::new(method, span));
        Ok(Route {
            methods: methods.collect(),
            pattern,
            is_guarded,
            takes_preflights: is_understood
                && !(is_one_of_many || is_guarded || takes_options || has_none),
        })
    }

    /// The route as an argument of `cors-actix`'s registration.
    pub(super) fn expression(&self, private: &TokenStream) -> TokenStream {
        let Route {
            methods,
            pattern,
            is_guarded,
            takes_preflights,
        } = self;
        quote!(#private::Route::new(&[#(#methods),*], #pattern, #is_guarded, #takes_preflights))
    }

    /// The guard of a resource that also takes the preflights of its route.
    pub(super) fn guard(&self, private: &TokenStream) -> Option<TokenStream> {
        let methods = &self.methods;
        self.takes_preflights.then(|| {
            quote! {
                fn __passes(context: &#private::actix_web::guard::GuardContext<'_>) -> bool {
                    #private::passes(context, &[#(#methods),*])
                }
            }
        })
    }

    /// The emitted attribute. The middleware of cors-actix is its outermost one. If the
    /// resource takes preflights, it also has the guard of cors-actix.
    pub(super) fn attribute(&self, written: &Attribute, private: &TokenStream) -> TokenStream {
        let open: Vec<TokenTree> = arguments(written).into_iter().collect();
        let comma = (!open.last().is_some_and(|tree| is_punct(tree, ','))).then(|| quote!(,));
        let wrapped = quote!(#(#open)* #comma wrap = "__cors()");
        if !self.takes_preflights {
            return with_arguments(written, &wrapped);
        }
        let open = quote!(#wrapped, method = "OPTIONS", guard = "__passes");
        if written.is_one_of(&["route"]) {
            return with_arguments(written, &open);
        }
        // An attribute that is named after its method does not accept a second method.
        let methods = &self.methods;
        quote!(#[#private::actix_web::route(#open, #(method = #methods),*)])
    }

    /// Whether the emitted attribute differs from the written attribute.
    pub(super) fn replaces(&self, written: &Attribute) -> bool {
        self.takes_preflights && !written.is_one_of(&["route"])
    }
}

/// The path of an attribute.
pub(super) fn path_of(attribute: &Attribute) -> TokenStream {
    match attribute.tokens.clone().into_iter().last() {
        Some(TokenTree::Group(group)) => function::path_of(group.stream()),
        _ => TokenStream::new(),
    }
}

/// The tokens in the parentheses of an attribute.
fn arguments(attribute: &Attribute) -> TokenStream {
    let inner = match attribute.tokens.clone().into_iter().last() {
        Some(TokenTree::Group(group)) => group.stream(),
        _ => TokenStream::new(),
    };
    inner
        .into_iter()
        .find_map(|tree| match tree {
            TokenTree::Group(group) if is_parenthesized(&group) => Some(group.stream()),
            _ => None,
        })
        .unwrap_or_default()
}

/// The attribute with other tokens in its parentheses.
fn with_arguments(attribute: &Attribute, arguments: &TokenStream) -> TokenStream {
    let body = attribute.tokens.clone().into_iter().map(|tree| match tree {
        TokenTree::Group(group) => {
            let inner = group.stream().into_iter().map(|tree| match tree {
                TokenTree::Group(group) if is_parenthesized(&group) => {
                    with_tokens(&group, arguments.clone())
                }
                tree => tree,
            });
            with_tokens(&group, inner.collect())
        }
        tree => tree,
    });
    body.collect()
}

fn is_parenthesized(group: &Group) -> bool {
    group.delimiter() == Delimiter::Parenthesis
}

/// A group with other tokens, at the same location.
fn with_tokens(group: &Group, tokens: TokenStream) -> TokenTree {
    let mut replaced = Group::new(group.delimiter(), tokens);
    replaced.set_span(group.span());
    replaced.into()
}

fn is_string(tree: &TokenTree) -> bool {
    let is_string = |literal| matches!(syn::Lit::new(literal), syn::Lit::Str(_));
    matches!(tree, TokenTree::Literal(literal) if is_string(literal.clone()))
}

fn pattern_missing(attribute: &Attribute, span: Span) -> Diagnostic {
    let name = attribute
        .name
        .as_ref()
        .map_or_else(String::new, Ident::to_string);
    let message = "a route attribute must start with its path, a string: `#[cors]` has to know \
                   which requests the policy applies to";
    let help = match &*name {
        "route" => "write it like this: #[route(\"/users/{id}\", method = \"PUT\")]".to_owned(),
        name => format!("write it like this: #[{name}(\"/users/{{id}}\")]"),
    };
    let problem = problem(Rule::AttributeTarget, message, &help);
    Diagnostic::new(&problem, SpanRange::of(span))
}
