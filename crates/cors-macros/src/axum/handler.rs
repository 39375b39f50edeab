//! A handler and its policy.

use cors_policy::Rule;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;

use crate::function::{Attribute, Function};
use crate::item::{self, is_ident, is_punct};
use crate::mistake::{Mistake, Spot, problem};
use crate::parse::parse;
use crate::route_policy::{self, leaves_methods_out};
use crate::tokens::transparent;
use crate::written::{Home, Written};

/// Gives a handler its policy; everything but a function is for
/// [`item::expand`].
pub(crate) fn expand(
    attribute: TokenStream,
    item: TokenStream,
    default: TokenStream,
) -> TokenStream {
    let Some(handler) = Function::of(transparent(item.clone())) else {
        return item::expand(attribute, item, default);
    };
    if let Some(mistake) = method(&handler) {
        let error = mistake.compile_error();
        return quote!(#error #item);
    }
    let written = parse(attribute, Home::Attribute);
    let krate = written.krate.clone().unwrap_or(default);
    carrier(&handler, written, &krate)
}

/// What is wrong with a function that takes `self`.
fn method(handler: &Function) -> Option<Mistake> {
    let is_parentheses = |tree: &TokenTree| matches!(tree, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis);
    let receiver = match handler.rest.clone().into_iter().find(is_parentheses)? {
        TokenTree::Group(parameters) => parameters.stream().into_iter(),
        _ => return None,
    };
    let mut receiver = receiver.take_while(|tree| !is_punct(tree, ',') && !is_punct(tree, ':'));
    let this = receiver.find(|tree| is_ident(tree, "self"))?;
    let message = "`#[cors]` gives a handler its policy, and this is a method of a type";
    let help = "write the handler as a function of its own";
    let problem = problem(Rule::AttributeTarget, message, help);
    Some(Mistake::new(&problem, Spot::of(this.span())))
}

/// The type that has the handler inside.
fn carrier(handler: &Function, written: Written, krate: &TokenStream) -> TokenStream {
    let is_none = written
        .named
        .as_ref()
        .is_some_and(|named| named.path == "none");
    let takes_methods = is_none || leaves_methods_out(&written);
    let policy = route_policy::items(written, krate, &[]);
    let private = quote!(#krate::__private);
    let Function {
        attributes,
        visibility,
        name,
        rest,
    } = handler;
    let outer = handler.attributes_named(&["doc", "cfg"]);
    let conditions = handler.attributes_named(&["cfg"]);
    let (debug, inner): (Vec<&Attribute>, Vec<&Attribute>) = attributes
        .iter()
        .partition(|attribute| attribute.is_one_of(&["debug_handler"]));
    let inner = inner.into_iter().map(|attribute| &attribute.tokens);
    let debug = (!debug.is_empty()).then(|| debugged(handler, &debug));
    quote! {
        #outer
        #[allow(non_camel_case_types, missing_debug_implementations)]
        #visibility enum #name {}

        #conditions
        impl #name {
            #(#inner)*
            #visibility #rest
        }

        #conditions
        impl #private::Carrier for #name {
            const POLICY: &'static #private::Policy = {
                #policy
                __CORS
            };
            const TAKES_METHODS: bool = #takes_methods;
        }

        #debug
    }
}

/// `#[axum::debug_handler]` knows no functions in implementations. It gets one of
/// its own to look at, which nobody calls.
fn debugged(handler: &Function, debug: &[&Attribute]) -> TokenStream {
    let conditions = handler.attributes_named(&["cfg"]);
    let debug = debug.iter().map(|attribute| &attribute.tokens);
    let function = &handler.rest;
    quote! {
        #conditions
        const _: () = {
            #(#debug)*
            #[allow(dead_code)]
            #function
        };
    }
}
