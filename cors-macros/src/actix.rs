//! `#[cors(…)]` above the route attribute of an actix-web handler.
//!
//! actix-web's attribute turns the handler into a service of the same name. The macro moves
//! this service into a second service with the same name. The second service registers the
//! first one, and the policy of the route, in the application.

mod route;

use cors_rules::Rule;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::LitStr;

use crate::diagnostic::{Diagnostic, SpanRange, problem};
use crate::expand;
use crate::function::{Attribute, Function};
use crate::item::STATIC_ONLY;
use crate::parse::parse;
use crate::parsed::{Parsed, Position};
use crate::route_policy;
use crate::tokens::transparent;
use route::{Route, is_route};

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
        let (visibility, function) = (&handler.visibility, &handler.rest);
        let attributes = handler.attributes_where(|a| !is_ours(a));
        return quote!(#error #attributes #visibility #function);
    }
    let parsed = parse(attribute, Position::Attribute);
    let krate = parsed.krate.clone().unwrap_or(default_krate);
    let mut replaced = None;
    let registration = match routes(&handler) {
        Ok(routes) => {
            replaced = replaced_attribute(&handler, &routes);
            registration(&handler, parsed, &krate, &routes)
        }
        Err(error) => {
            // The service still exists, so that the code that registers it compiles.
            let (error, function) = (error.compile_error(), &handler.rest);
            let attributes = handler.attributes_where(|a| !is_ours(a));
            let imports = handler.attributes.iter().filter(|a| is_ours(a)).map(import);
            quote!(#error #(#imports)* #[allow(dead_code)] #attributes #function)
        }
    };
    let service = service(&handler, &krate, &registration);
    quote!(#service #replaced)
}

/// Imports the attribute that is replaced, so that rustc does not report its import as
/// unused. The import is at module level, because the handler may have the same name.
fn replaced_attribute(handler: &Function, routes: &[Route]) -> Option<TokenStream> {
    let mut written = handler
        .attributes
        .iter()
        .filter(|a| is_route(a))
        .zip(routes);
    let (attribute, _) = written.find(|(attribute, route)| route.replaces(attribute))?;
    let conditions = handler.attributes_named(&["cfg"]);
    let import = import(attribute);
    Some(quote!(#conditions const _: () = { #import };))
}

/// Imports an attribute that is not emitted.
fn import(attribute: &Attribute) -> TokenStream {
    let path = route::path_of(attribute);
    // All tokens have one span, which an error about the path underlines.
    let import = quote_spanned!(attribute.span()=> use #path as _;);
    quote!(#[allow(unused_imports)] #import)
}

/// The error for a function that is not a handler with a route attribute below
/// `#[cors]`.
fn misplaced(handler: &Function) -> Option<Diagnostic> {
    let (rule, message, help, token) = if let Some(receiver) = handler.receiver() {
        (
            Rule::AttributeTarget,
            "`#[cors]` gives a route its policy, and a method cannot be a route",
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
    let problem = problem(rule, message, help);
    Some(Diagnostic::new(&problem, SpanRange::of(token)))
}

/// Reads the route attributes of a handler.
fn routes(handler: &Function) -> Result<Vec<Route>, Diagnostic> {
    if let Some(second) = handler.attributes.iter().find(|a| a.is_one_of(&["cors"])) {
        let message = "this route has its policy from the `#[cors]` above already";
        let problem = problem(Rule::AttributeTarget, message, "remove one of the two");
        return Err(Diagnostic::new(&problem, SpanRange::of(second.span())));
    }
    let attributes: Vec<&Attribute> = handler.attributes.iter().filter(|a| is_route(a)).collect();
    let is_one_of_many = attributes.len() > 1 || handler.attributes.iter().any(is_routes);
    let routes = attributes.iter().map(|a| Route::of(a, is_one_of_many));
    routes.collect()
}

fn is_routes(attribute: &Attribute) -> bool {
    attribute.is_one_of(&["routes"])
}

/// Whether an attribute would report an error that is already reported.
fn is_ours(attribute: &Attribute) -> bool {
    is_route(attribute) || is_routes(attribute) || attribute.is_one_of(&["cors"])
}

/// Whether an attribute warns the users of the handler. They use the service.
fn warns(attribute: &Attribute) -> bool {
    attribute.is_one_of(&["deprecated"])
}

/// Emits the service with the name of the handler.
fn service(handler: &Function, krate: &TokenStream, registration: &TokenStream) -> TokenStream {
    let dev = quote!(#krate::__private::actix_web::dev);
    let Function {
        visibility, name, ..
    } = handler;
    let outer = handler.attributes_where(|a| a.is_one_of(&["doc", "cfg", "allow"]) || warns(a));
    let conditions = handler.attributes_named(&["cfg", "allow"]);
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

/// Emits the handler with actix-web's attribute, and the registration of the service
/// that the attribute makes.
fn registration(
    handler: &Function,
    parsed: Parsed,
    krate: &TokenStream,
    routes: &[Route],
) -> TokenStream {
    let methods: Vec<&LitStr> = routes.iter().flat_map(|route| &route.methods).collect();
    let policy = route_policy::items(parsed, krate, &methods);
    let private = quote!(#krate::__private);
    let Function {
        attributes,
        name,
        rest,
        ..
    } = handler;
    let mut remaining = routes.iter();
    let attributes = attributes.iter().filter(|a| !warns(a)).map(|attribute| {
        let route = is_route(attribute).then(|| remaining.next()).flatten();
        route.map_or_else(
            || attribute.tokens.clone(),
            |route| route.attribute(attribute, &private),
        )
    });
    let attributes: TokenStream = attributes.collect();
    let take_preflights = routes.iter().any(|route| route.takes_preflights);
    let guards = routes.iter().filter_map(|route| route.guard(&private));
    let routes = routes.iter().map(|route| route.expression(&private));
    // `name {}` is valid even if actix-web's attribute fails and the function remains,
    // because the name then means the outer service. So actix-web's error is the only
    // error.
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
