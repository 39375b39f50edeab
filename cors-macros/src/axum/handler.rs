//! A handler with its policy.

use cors_rules::Rule;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use crate::diagnostic::{Diagnostic, SpanRange, problem};
use crate::expand;
use crate::function::{Attribute, Function};
use crate::item::STATIC_ONLY;
use crate::parse::parse;
use crate::parsed::{Named, Parsed, Position};
use crate::route_policy::{self, leaves_methods_out};
use crate::tokens::transparent;

/// Gives a handler its policy. Items other than functions are expanded by
/// [`expand::static_item`].
pub(crate) fn expand(
    attribute: TokenStream,
    item: TokenStream,
    default_krate: TokenStream,
) -> TokenStream {
    let Some(handler) = Function::of(transparent(item.clone())) else {
        return expand::static_item(attribute, item, default_krate, STATIC_ONLY);
    };
    if let Some(error) = misplaced(&handler) {
        let error = error.compile_error();
        let attributes = handler.attributes_where(|a| !a.is_one_of(&["cors"]));
        let Function {
            visibility,
            rest: function,
            ..
        } = &handler;
        return quote!(#error #attributes #visibility #function);
    }
    let parsed = parse(attribute, Position::Attribute);
    let krate = parsed.krate.clone().unwrap_or(default_krate);
    handler_type(&handler, parsed, &krate)
}

/// The error for a function that cannot have the attribute.
fn misplaced(handler: &Function) -> Option<Diagnostic> {
    let is_second = |attribute: &&Attribute| attribute.is_one_of(&["cors"]);
    let (token, message, help) = if let Some(receiver) = handler.receiver() {
        (
            receiver.span(),
            "`#[cors]` gives a handler its policy, and this is a method of a type",
            "write the handler as a function outside of `impl` and `trait`",
        )
    } else if let Some(second) = handler.attributes.iter().find(is_second) {
        (
            second.span(),
            "this handler has its policy from the `#[cors]` above already",
            "remove one of the two",
        )
    } else {
        return None;
    };
    let problem = problem(Rule::AttributeTarget, message, help);
    Some(Diagnostic::new(&problem, SpanRange::of(token)))
}

/// Emits the type that contains the handler and its policy.
fn handler_type(handler: &Function, parsed: Parsed, krate: &TokenStream) -> TokenStream {
    let is_none = parsed.named.as_ref().is_some_and(Named::switches_off);
    let takes_methods = is_none || leaves_methods_out(&parsed);
    let policy = route_policy::items(parsed, krate, &[]);
    let private = quote!(#krate::__private);
    let Function {
        attributes,
        visibility,
        name,
        rest,
    } = handler;
    let outer = handler.attributes_named(&["doc", "cfg"]);
    let conditions = handler.attributes_named(&["cfg"]);
    let inner = handler.attributes_where(|a| !is_debug(a));
    let debug = attributes.iter().any(is_debug).then(|| debugged(handler));
    // The type has the visibility of the handler. If the function were private too, a use
    // of the handler outside of its visibility would be two errors. The tokens have a span
    // of the user, because rustc lints only user code.
    let function_visibility = if visibility.is_empty() {
        quote_spanned!(name.span()=> pub(crate))
    } else {
        visibility.clone()
    };
    quote! {
        #outer
        #[allow(non_camel_case_types, missing_debug_implementations)]
        #visibility enum #name {}

        #conditions
        impl #name {
            #inner
            #function_visibility #rest
        }

        #conditions
        impl #private::HandlerPolicy for #name {
            const POLICY: &'static #private::Policy = {
                #policy
                __CORS
            };
            const TAKES_METHODS: bool = #takes_methods;
        }

        #debug
    }
}

/// `#[axum::debug_handler]` does not work on functions in `impl` blocks. It gets a
/// copy of the function that is never called.
fn debugged(handler: &Function) -> TokenStream {
    let conditions = handler.attributes_named(&["cfg"]);
    let debug = handler.attributes_where(is_debug);
    let function = &handler.rest;
    quote! {
        #conditions
        const _: () = {
            #debug
            #[allow(dead_code)]
            #function
        };
    }
}

fn is_debug(attribute: &Attribute) -> bool {
    attribute.is_one_of(&["debug_handler"])
}
