//! A handler and its policy.

use cors_rules::Rule;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use crate::function::{Attribute, Function};
use crate::item;
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
    if let Some(mistake) = misplaced(&handler) {
        let error = mistake.compile_error();
        let rest = handler.attributes_but(|attribute| attribute.is_one_of(&["cors"]));
        let Function {
            visibility,
            rest: function,
            ..
        } = &handler;
        return quote!(#error #rest #visibility #function);
    }
    let written = parse(attribute, Home::Attribute);
    let krate = written.krate.clone().unwrap_or(default);
    carrier(&handler, written, &krate)
}

/// What is wrong with the place of the attribute.
fn misplaced(handler: &Function) -> Option<Mistake> {
    let is_second = |attribute: &&Attribute| attribute.is_one_of(&["cors"]);
    let (at, message, help) = if let Some(this) = handler.receiver() {
        (
            this.span(),
            "`#[cors]` gives a handler its policy, and this is a method of a type",
            "write the handler as a function of its own",
        )
    } else if let Some(second) = handler.attributes.iter().find(is_second) {
        (
            second.span(),
            "the policy of this handler is given by the `#[cors]` above already",
            "remove one of the two",
        )
    } else {
        return None;
    };
    let problem = problem(Rule::AttributeTarget, message, help);
    Some(Mistake::new(&problem, Spot::of(at)))
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
    let outer = handler.attributes_of(|a| a.is_one_of(&["doc", "cfg"]));
    let conditions = handler.attributes_of(|a| a.is_one_of(&["cfg"]));
    let inner = handler.attributes_but(is_debug);
    let debug = attributes.iter().any(is_debug).then(|| debugged(handler));
    // The type is as private as the handler. If the function in it were so too, using
    // it elsewhere would be two errors. The compiler warns of no tokens but the user's,
    // so these have the place of some.
    let inside = match visibility.is_empty() {
        true => quote_spanned!(name.span()=> pub(crate)),
        false => visibility.clone(),
    };
    quote! {
        #outer
        #[allow(non_camel_case_types, missing_debug_implementations)]
        #visibility enum #name {}

        #conditions
        impl #name {
            #inner
            #inside #rest
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
fn debugged(handler: &Function) -> TokenStream {
    let conditions = handler.attributes_of(|a| a.is_one_of(&["cfg"]));
    let debug = handler.attributes_of(is_debug);
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
