//! `#[cors(…)]` above the route attribute of a handler, as actix-web has them.
//!
//! actix-web makes a service of the handler, with the handler's name. That
//! moves into a service of the same name, which registers it and makes its
//! policy known to the application.

mod route;

use cors_policy::Rule;
use proc_macro2::{Span, TokenStream};
use quote::quote;

use crate::function::Function;
use crate::item;
use crate::mistake::{Mistake, Spot, problem};
use crate::parse::parse;
use crate::route_policy::{self, Method};
use crate::tokens::transparent;
use crate::written::{Home, Written};
use route::{Route, is_route, with_wrap};

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
    match routes(&handler) {
        Ok(routes) => {
            let written = parse(attribute, Home::Attribute);
            let krate = written.krate.clone().unwrap_or(default);
            service(&handler, written, &krate, &routes)
        }
        Err(mistake) => {
            let error = mistake.compile_error();
            quote!(#error #item)
        }
    }
}

/// What the route attributes of a handler say. At least one stands below this
/// one.
fn routes(handler: &Function) -> Result<Vec<Route>, Mistake> {
    let attributes = handler.attributes.iter().filter(|a| is_route(a));
    let routes: Vec<Route> = attributes.map(Route::of).collect::<Result<_, _>>()?;
    if routes.is_empty() {
        let message = "`#[cors]` gives a route its policy, and no route attribute is below it";
        let help = "write `#[cors(…)]` above `#[get(…)]`, `#[put(…)]`, `#[route(…)]` or \
                    `#[routes]`";
        let problem = problem(Rule::AttributeBelowRoute, message, help);
        return Err(Mistake::new(&problem, Spot::of(Span::call_site())));
    }
    Ok(routes)
}

/// The service that has the handler inside.
fn service(
    handler: &Function,
    written: Written,
    krate: &TokenStream,
    routes: &[Route],
) -> TokenStream {
    let methods: Vec<&Method> = routes.iter().flat_map(|route| &route.methods).collect();
    let policy = route_policy::items(written, krate, &methods);
    let private = quote!(#krate::__private);
    let dev = quote!(#private::actix_web::dev);
    let Function {
        attributes,
        visibility,
        name,
        rest,
    } = handler;
    let outer = handler.attributes_named(&["doc", "cfg"]);
    let conditions = handler.attributes_named(&["cfg"]);
    let inner = attributes.iter().map(with_wrap);
    let routes = routes.iter().map(|route| route.expression(&private));
    quote! {
        #outer
        #[allow(non_camel_case_types, missing_debug_implementations)]
        #visibility struct #name;

        #conditions
        impl #dev::HttpServiceFactory for #name {
            fn register(self, __config: &mut #dev::AppService) {
                #policy
                fn __cors() -> #private::OnRoute {
                    #private::OnRoute::new(__CORS)
                }
                #(#inner)*
                #rest
                #private::register(__config, #name, __CORS, &[#(#routes),*]);
            }
        }
    }
}
