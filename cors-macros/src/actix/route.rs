//! What actix-web's route attributes say.

use cors_rules::Rule;
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::quote;

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
    /// Whether its resource takes its preflights too.
    pub(super) takes_preflights: bool,
}

/// Whether an attribute has a pattern; `#[routes]` has none.
pub(super) fn is_route(attribute: &Attribute) -> bool {
    attribute.is_one_of(&METHODS) || attribute.is_one_of(&["route"])
}

impl Route {
    /// Reads a route attribute, which may stand below `#[routes]`. What is wrong
    /// with its options is for actix-web to say.
    pub(super) fn of(attribute: &Attribute, is_one_of_several: bool) -> Result<Self, Mistake> {
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
        let is_named_for_its_method = !methods.is_empty();
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
                && (key == "name" || key == "wrap" || key == "method" && !is_named_for_its_method);
            if key == "method"
                && let Ok(method) = syn::parse2::<syn::LitStr>(value.clone().into())
            {
                methods.push(method.value());
            }
        }
        methods.retain(|method| !method.bytes().any(|byte| byte.is_ascii_lowercase()));
        let takes_options = methods.iter().any(|method| method == "OPTIONS");
        let has_none = methods.is_empty();
        let methods = methods.into_iter().map(|name| Method { name, at });
        Ok(Route {
            methods: methods.collect(),
            pattern,
            is_guarded,
            takes_preflights: is_understood
                && !(is_one_of_several || is_guarded || takes_options || has_none),
        })
    }

    /// The route as the registry of `cors-actix` takes it.
    pub(super) fn expression(&self, private: &TokenStream) -> TokenStream {
        let Route {
            methods,
            pattern,
            is_guarded,
            takes_preflights,
        } = self;
        let methods = methods.iter().map(|method| &method.name);
        let methods = quote!(&[#(#methods),*]);
        quote!(#private::Route::new(#methods, #pattern, #is_guarded, #takes_preflights))
    }

    /// The guard of a resource that takes the preflights of its route.
    pub(super) fn guard(&self, private: &TokenStream) -> Option<TokenStream> {
        let methods = self.methods.iter().map(|method| &method.name);
        self.takes_preflights.then(|| {
            quote! {
                fn __passes(context: &#private::actix_web::guard::GuardContext<'_>) -> bool {
                    #private::passes(context, &[#(#methods),*])
                }
            }
        })
    }

    /// Its attribute as it goes inside: wrapped, outside of what else it is
    /// wrapped in, and with a guard of ours if it takes its preflights.
    pub(super) fn attribute(&self, written: &Attribute, private: &TokenStream) -> TokenStream {
        let arguments = written.arguments.as_ref().map(Group::stream);
        let open: Vec<TokenTree> = arguments.into_iter().flatten().collect();
        let comma = (!open.last().is_some_and(|tree| is_punct(tree, ','))).then(|| quote!(,));
        let wrapped = quote!(#(#open)* #comma wrap = "__cors()");
        if !self.takes_preflights {
            return written.with_arguments(wrapped);
        }
        let open = quote!(#wrapped, method = "OPTIONS", guard = "__passes");
        if written.is_one_of(&["route"]) {
            return written.with_arguments(open);
        }
        // No attribute that is named for its method takes another.
        let method = self.methods.iter().map(|method| &method.name);
        quote!(#[#private::actix_web::route(#open, #(method = #method),*)])
    }

    /// Whether another attribute goes inside than the one that is written.
    pub(super) fn replaces(&self, written: &Attribute) -> bool {
        self.takes_preflights && !written.is_one_of(&["route"])
    }
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
