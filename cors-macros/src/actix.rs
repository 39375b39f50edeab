//! `#[cors(…)]` above the route attribute of a handler, as actix-web has them.
//!
//! actix-web makes a service of the handler, with the handler's name. That
//! moves into a service of the same name, which registers it and makes its
//! policy known to the application.

mod route;

use cors_rules::Rule;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::function::{Attribute, Function};
use crate::item;
use crate::mistake::{Mistake, Spot, problem};
use crate::parse::parse;
use crate::route_policy::{self, Method};
use crate::tokens::transparent;
use crate::written::{Home, Written};
use route::{Route, is_route};

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
        let (visibility, function) = (&handler.visibility, &handler.rest);
        let attributes = handler.attributes_but(is_ours);
        return quote!(#error #attributes #visibility #function);
    }
    let written = parse(attribute, Home::Attribute);
    let krate = written.krate.clone().unwrap_or(default);
    let mut replaced = None;
    let registration = match routes(&handler) {
        Ok(routes) => {
            replaced = replaced_attribute(&handler, &routes);
            registration(&handler, written, &krate, &routes)
        }
        Err(mistake) => {
            // The service is there, lest what registers it complain as well.
            let (error, function) = (mistake.compile_error(), &handler.rest);
            let attributes = handler.attributes_but(is_ours);
            let imports = handler.attributes.iter().filter(|a| is_ours(a)).map(import);
            quote!(#error #(#imports)* #[allow(dead_code)] #attributes #function)
        }
    };
    let service = service(&handler, &krate, &registration);
    quote!(#service #replaced)
}

/// The attribute in whose place another goes inside, where it is still looked up:
/// outside, away from the handler, which may have its name.
fn replaced_attribute(handler: &Function, routes: &[Route]) -> Option<TokenStream> {
    let mut written = handler
        .attributes
        .iter()
        .filter(|a| is_route(a))
        .zip(routes);
    let (attribute, _) = written.find(|(attribute, route)| route.replaces(attribute))?;
    let conditions = handler.attributes_of(|a| a.is_one_of(&["cfg"]));
    let import = import(attribute);
    Some(quote!(#conditions const _: () = { #import };))
}

/// A use of an attribute that is left out, lest its import seem unused.
fn import(attribute: &Attribute) -> TokenStream {
    let path = &attribute.path;
    // One span, which is what an error about it points at.
    let import = quote_spanned!(attribute.span()=> use #path as _;);
    quote!(#[allow(unused_imports)] #import)
}

/// Why the function is no handler with a route attribute below this one.
fn misplaced(handler: &Function) -> Option<Mistake> {
    let (rule, message, help, at) = if let Some(receiver) = handler.receiver() {
        (
            Rule::AttributeTarget,
            "`#[cors]` gives a route its policy, and a method is no route",
            "write a function outside of `impl` and `trait`",
            receiver.span(),
        )
    } else if handler.attributes.iter().any(is_route) {
        return None;
    } else {
        (
            Rule::AttributeBelowRoute,
            "`#[cors]` gives a route its policy, and no route attribute is below it",
            "write `#[cors(…)]` above `#[get(…)]`, `#[put(…)]`, `#[route(…)]`, or `#[routes]` \
             and its route attributes",
            Span::call_site(),
        )
    };
    Some(Mistake::new(&problem(rule, message, help), Spot::of(at)))
}

/// What the route attributes of a handler say.
fn routes(handler: &Function) -> Result<Vec<Route>, Mistake> {
    if let Some(second) = handler.attributes.iter().find(|a| a.is_one_of(&["cors"])) {
        let message = "the policy of this route is given by the `#[cors]` above already";
        let problem = problem(Rule::AttributeTarget, message, "remove one of the two");
        return Err(Mistake::new(&problem, Spot::of(second.span())));
    }
    let attributes: Vec<&Attribute> = handler.attributes.iter().filter(|a| is_route(a)).collect();
    let is_one_of_several = attributes.len() > 1 || handler.attributes.iter().any(is_routes);
    let routes = attributes.iter().map(|a| Route::of(a, is_one_of_several));
    routes.collect()
}

fn is_routes(attribute: &Attribute) -> bool {
    attribute.is_one_of(&["routes"])
}

/// Attributes that complain of what is reported already.
fn is_ours(attribute: &Attribute) -> bool {
    is_route(attribute) || is_routes(attribute) || attribute.is_one_of(&["cors"])
}

/// What warns those who use the handler, and they use the service.
fn warns(attribute: &Attribute) -> bool {
    attribute.is_one_of(&["deprecated"])
}

/// The service of the handler's name.
fn service(handler: &Function, krate: &TokenStream, registration: &TokenStream) -> TokenStream {
    let dev = quote!(#krate::__private::actix_web::dev);
    let Function {
        visibility, name, ..
    } = handler;
    let outer = handler.attributes_of(|a| a.is_one_of(&["doc", "cfg", "allow"]) || warns(a));
    let conditions = handler.attributes_of(|a| a.is_one_of(&["cfg", "allow"]));
    quote! {
        #outer
        #[allow(non_camel_case_types)]
        #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy)]
        #visibility struct #name;

        #conditions
        #[allow(deprecated)]
        impl #dev::HttpServiceFactory for #name {
            fn register(self, __config: &mut #dev::AppService) {
                #registration
            }
        }
    }
}

/// The handler, which actix-web's attribute makes a service inside, and how
/// that is registered.
fn registration(
    handler: &Function,
    written: Written,
    krate: &TokenStream,
    routes: &[Route],
) -> TokenStream {
    let methods: Vec<&Method> = routes.iter().flat_map(|route| &route.methods).collect();
    let policy = route_policy::items(written, krate, &methods);
    let private = quote!(#krate::__private);
    let Function {
        attributes,
        name,
        rest,
        ..
    } = handler;
    let mut of_routes = routes.iter();
    let attributes = attributes.iter().filter(|a| !warns(a)).map(|attribute| {
        let route = is_route(attribute).then(|| of_routes.next()).flatten();
        route.map_or_else(
            || attribute.tokens.clone(),
            |route| route.attribute(attribute, &private),
        )
    });
    let attributes: TokenStream = attributes.collect();
    let take_preflights = routes.iter().any(|route| route.takes_preflights);
    let guards = routes.iter().filter_map(|route| route.guard(&private));
    let routes = routes.iter().map(|route| route.expression(&private));
    // `name {}` is a type: if actix-web's attribute fails and leaves a function,
    // it is the service outside, and there is no error but actix-web's.
    quote! {
        #policy
        fn __cors() -> #private::OnRoute {
            #private::OnRoute::new(__CORS, #take_preflights)
        }
        #(#guards)*
        #attributes
        #rest
        #private::register::<Self, _>(__config, #name {}, __CORS, ::std::vec![#(#routes),*]);
    }
}
