//! What actix-web's route attributes say.

use cors_policy::Rule;
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};

use crate::function::Attribute;
use crate::item::is_punct;
use crate::mistake::{Mistake, Spot, problem};
use crate::route_policy::Method;

/// The attributes that are named for the one method they take.
const METHODS: [&str; 10] = [
    "connect", "delete", "get", "head", "options", "patch", "post", "put", "query", "trace",
];

/// What a route attribute says.
pub(super) struct Route {
    pub(super) methods: Vec<Method>,
    /// The string of the pattern.
    pattern: TokenTree,
    is_guarded: bool,
}

/// Whether an attribute has a pattern; `#[routes]` has none.
pub(super) fn is_route(attribute: &Attribute) -> bool {
    attribute.is_one_of(&METHODS) || attribute.is_one_of(&["route"])
}

impl Route {
    /// Reads a route attribute.
    pub(super) fn of(attribute: &Attribute) -> Result<Self, Mistake> {
        let at = attribute
            .name
            .as_ref()
            .map_or_else(Span::call_site, Ident::span);
        let arguments = attribute.arguments.as_ref().map(Group::stream);
        let mut arguments = arguments.unwrap_or_default().into_iter().peekable();
        let pattern = arguments.next_if(|tree| matches!(tree, TokenTree::Literal(_)));
        let Some(pattern) = pattern else {
            let message = "the route has no pattern, so nobody can say what its policy governs";
            let help = "write it first: #[get(\"/users/{id}\")]";
            let problem = problem(Rule::AttributeTarget, message, help);
            return Err(Mistake::new(&problem, Spot::of(at)));
        };
        let mut methods = Vec::new();
        if attribute.is_one_of(&METHODS) {
            let name = attribute.name.iter().map(ToString::to_string);
            methods.extend(name.map(|name| name.to_ascii_uppercase()));
        }
        let mut is_guarded = false;
        let arguments: Vec<TokenTree> = arguments.collect();
        for option in arguments.split(|tree| is_punct(tree, ',')) {
            let [TokenTree::Ident(key), _, value] = option else {
                continue;
            };
            is_guarded |= key == "guard";
            if key == "method"
                && let Ok(method) = syn::parse2::<syn::LitStr>(value.clone().into())
            {
                methods.push(method.value());
            }
        }
        let methods = methods.into_iter().map(|name| Method { name, at });
        Ok(Route {
            methods: methods.collect(),
            pattern,
            is_guarded,
        })
    }

    /// The route as the registry of `cors-actix` takes it.
    pub(super) fn expression(&self, private: &TokenStream) -> TokenStream {
        let Route {
            methods,
            pattern,
            is_guarded,
        } = self;
        let methods = methods.iter().map(|method| &method.name);
        quote!(#private::Route {
            methods: &[#(#methods),*],
            pattern: #pattern,
            is_guarded: #is_guarded,
        })
    }
}

/// The attribute as it goes inside: a route is wrapped, outside of what else
/// it is wrapped in.
pub(super) fn with_wrap(attribute: &Attribute) -> TokenStream {
    let (true, Some(arguments)) = (is_route(attribute), &attribute.arguments) else {
        return attribute.tokens.to_token_stream();
    };
    let open: Vec<TokenTree> = arguments.stream().into_iter().collect();
    let comma = (!open.last().is_some_and(|tree| is_punct(tree, ','))).then(|| quote!(,));
    attribute.with_arguments(quote!(#(#open)* #comma wrap = "__cors()"))
}
