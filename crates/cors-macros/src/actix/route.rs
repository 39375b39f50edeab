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
    /// Reads a route attribute. What is wrong with its options is for
    /// actix-web to say.
    pub(super) fn of(attribute: &Attribute) -> Result<Self, Mistake> {
        let at = attribute.span();
        let arguments = attribute.arguments.as_ref().map(Group::stream);
        let mut arguments = arguments.unwrap_or_default().into_iter().peekable();
        let Some(pattern) = arguments.next_if(is_string) else {
            let at = arguments.peek().map_or(at, TokenTree::span);
            return Err(without_pattern(attribute, at));
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
        methods.retain(|method| !method.bytes().any(|byte| byte.is_ascii_lowercase()));
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
        quote!(#private::Route::new(&[#(#methods),*], #pattern, #is_guarded))
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

fn is_string(tree: &TokenTree) -> bool {
    let is_string = |literal| matches!(syn::Lit::new(literal), syn::Lit::Str(_));
    matches!(tree, TokenTree::Literal(literal) if is_string(literal.clone()))
}

fn without_pattern(attribute: &Attribute, at: Span) -> Mistake {
    let name = attribute
        .name
        .as_ref()
        .map_or_else(String::new, Ident::to_string);
    let message = "a route starts with its pattern, a string; without it nobody can say what \
                   the policy governs";
    let help = match &*name {
        "route" => "write it like this: #[route(\"/users/{id}\", method = \"PUT\")]".to_owned(),
        name => format!("write it like this: #[{name}(\"/users/{{id}}\")]"),
    };
    Mistake::new(
        &problem(Rule::AttributeTarget, message, &help),
        Spot::of(at),
    )
}
