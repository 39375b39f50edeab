//! `route!(get(list), put(save))`: handlers that carry their policy get their
//! methods.

use cors_rules::{Problem, Rule};
use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};
use syn::buffer::TokenBuffer;

use crate::item::is_punct;
use crate::mistake::{Mistake, Spot, problem};
use crate::path;
use crate::tokens::{short, text, transparent};

/// The methods that axum has a verb for, and a page can send.
const VERBS: [&str; 7] = ["delete", "get", "head", "options", "patch", "post", "put"];

/// Expands `[path of cors-axum] get(list), put(save)` to an expression.
pub(crate) fn routes(input: TokenStream) -> TokenStream {
    let mut tokens = transparent(input).into_iter().peekable();
    let krate = tokens.next_if(|tree| match tree {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Bracket,
        _ => false,
    });
    let krate = match krate {
        Some(TokenTree::Group(group)) => group.stream(),
        _ => quote!(::cors_axum),
    };
    let tokens: Vec<TokenTree> = tokens.collect();
    let (routes, mistakes) = read(&tokens);
    let errors = mistakes.iter().map(Mistake::compile_error);
    let routes = routes.iter().map(|route| route.expression(&krate));
    quote!({
        #(#errors)*
        #krate::Routes::new()#(#routes)*
    })
}

/// One method and its handler.
struct Route {
    verb: Ident,
    handler: Handler,
}

/// `path::of::handler::<T>`.
struct Handler {
    /// Without the generics of its last segment.
    path: TokenStream,
    name: Ident,
    generics: TokenStream,
}

/// HEAD first: where it is not taken, GET takes it along.
fn read(tokens: &[TokenTree]) -> (Vec<Route>, Vec<Mistake>) {
    let mut routes: Vec<Route> = Vec::new();
    let mut mistakes = Vec::new();
    let lines = tokens.split(|tree| is_punct(tree, ','));
    for line in lines.filter(|line| !line.is_empty()) {
        match Route::of(line) {
            Ok(route) if routes.iter().any(|known| known.verb == route.verb) => {
                let message = format!("{} is taken twice", route.method());
                let at = Spot::of(route.verb.span());
                mistakes.push(Mistake::new(&syntax(message, "remove one"), at));
            }
            Ok(route) if route.verb == "head" => routes.insert(0, route),
            Ok(route) => routes.push(route),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    if tokens.is_empty() {
        let problem = syntax("`route!` takes at least one handler", EXAMPLE);
        mistakes.push(Mistake::new(&problem, Spot::of(Span::call_site())));
    }
    (routes, mistakes)
}

impl Route {
    fn of(line: &[TokenTree]) -> Result<Self, Mistake> {
        let (verb, handler) = match line {
            [TokenTree::Ident(verb), TokenTree::Group(handler)]
                if handler.delimiter() == Delimiter::Parenthesis =>
            {
                (verb, handler)
            }
            _ => {
                let line: TokenStream = line.iter().cloned().collect();
                let what = short(&text(line.clone()));
                let message = format!("`route!` takes a method and its handler, not `{what}`");
                return Err(Mistake::new(&syntax(message, EXAMPLE), around(line)));
            }
        };
        if !VERBS.iter().any(|known| verb == known) {
            let (message, help) = match &*verb.to_string() {
                "any" => (
                    "`any` takes methods that a policy must name".to_owned(),
                    "name the methods one by one; for all of them, put the handler into a \
                     router: Router::new().fallback(handler).cors(&API)",
                ),
                "trace" | "connect" => (
                    format!("no page can send {}", verb.to_string().to_ascii_uppercase()),
                    "take `#[cors]` from the handler, and chain it on: route!(…).on(…)",
                ),
                verb => (
                    format!("`{verb}` is no method that `route!` knows"),
                    EXAMPLE,
                ),
            };
            return Err(Mistake::new(&syntax(message, help), Spot::of(verb.span())));
        }
        let handler = Handler::of(handler.stream()).ok_or_else(|| {
            let what = short(&text(handler.stream()));
            let message = match &*what {
                "" => format!("`{verb}` has no handler"),
                what => format!("`{what}` is no name of a handler"),
            };
            let help = "name a handler that has `#[cors(…)]`; chain others on: \
                        route!(put(save)).get(list)";
            let at = match handler.stream().is_empty() {
                true => Spot::of(verb.span()),
                false => around(handler.stream()),
            };
            Mistake::new(&syntax(message, help), at)
        })?;
        Ok(Route {
            verb: verb.clone(),
            handler,
        })
    }

    fn method(&self) -> String {
        self.verb.to_string().to_ascii_uppercase()
    }

    /// `.under(policy, method, handler)`
    fn expression(&self, krate: &TokenStream) -> TokenStream {
        let private = quote!(#krate::__private);
        let Handler {
            path,
            name,
            generics,
        } = &self.handler;
        let method = self.method();
        let constant = format_ident!("{method}", span = Span::call_site());
        let carrier = quote!(<#path as #private::Carrier>);
        let message = format!(
            "the route takes {method}, and the policy of `{name}` does not let pages send it"
        );
        let help = format!(
            "add {method} to the `methods` in the `#[cors(…)]` of `{name}`, or to those of the \
             policy that it names"
        );
        let text = problem(Rule::RouteMethodNotAllowed, message, &help).to_string();
        let check = quote_spanned! {name.span()=>
            const _: () = ::core::assert!(
                #private::lets_send(__POLICY, __TAKES_METHODS, #method),
                #text
            );
        };
        // Where it is no handler, its name is underlined.
        let handler = quote_spanned!(name.span()=> <#path>::#name #generics);
        quote! {
            .under(
                {
                    const __POLICY: &#private::Policy = #carrier::POLICY;
                    const __TAKES_METHODS: bool = #carrier::TAKES_METHODS;
                    #check
                    static __OWN: #private::Policy = #private::with_methods(__POLICY, #method);
                    const __CORS: &#private::Policy = match __TAKES_METHODS {
                        true => &__OWN,
                        false => __POLICY,
                    };
                    __CORS
                },
                #private::Method::#constant,
                #handler,
            )
        }
    }
}

impl Handler {
    fn of(tokens: TokenStream) -> Option<Self> {
        let mut path: Vec<TokenTree> = tokens.into_iter().collect();
        let is_colons = |pair: &[TokenTree]| pair.iter().all(|tree| is_punct(tree, ':'));
        let generics = match path.iter().position(|tree| is_punct(tree, '<')) {
            Some(open) if open > 2 && is_colons(&path[open - 2..open]) => path.split_off(open - 2),
            Some(_) => return None,
            None => Vec::new(),
        };
        // Generics of what the handler is in are not its own.
        if generics.last().is_some_and(|tree| !is_punct(tree, '>')) {
            return None;
        }
        let buffer = TokenBuffer::new2(path.iter().cloned().collect());
        if !path::path(buffer.begin())?.eof() {
            return None;
        }
        match path.last() {
            Some(TokenTree::Ident(name)) => Some(Handler {
                name: name.clone(),
                path: path.into_iter().collect(),
                generics: generics.into_iter().collect(),
            }),
            _ => None,
        }
    }
}

const EXAMPLE: &str = "write it like this: route!(get(list), put(save))";

fn around(tokens: TokenStream) -> Spot {
    let mut tokens = tokens.into_iter();
    let first = tokens
        .next()
        .map_or_else(Span::call_site, |tree| tree.span());
    Spot {
        end: tokens.last().map_or(first, |tree| tree.span()),
        ..Spot::of(first)
    }
}

fn syntax(message: impl Into<String>, help: &str) -> Problem {
    problem(Rule::Syntax, message, help)
}
