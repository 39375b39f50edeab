//! `route!(get(list), put(save))` gives handlers with a policy their methods.

use cors_rules::{Problem, Rule};
use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};
use syn::buffer::TokenBuffer;

use crate::diagnostic::{Diagnostic, SpanRange, problem};
use crate::item::is_punct;
use crate::tokens::{self, short, text, transparent};

/// The methods that pages can send and for which axum has a function.
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
    let (routes, errors) = read(&tokens);
    let errors = errors.iter().map(Diagnostic::compile_error);
    let routes = routes.iter().map(|route| route.expression(&krate));
    quote!({
        #(#errors)*
        #krate::CorsMethodRouter::new()#(#routes)*
    })
}

/// One method and its handler.
struct Route {
    verb: Ident,
    handler: Handler,
}

/// `path::of::handler::<T>`.
struct Handler {
    /// The path without the generic arguments of its last segment.
    path: TokenStream,
    name: Ident,
    generics: TokenStream,
}

/// Reads the routes. HEAD is first, because GET also handles HEAD unless HEAD was
/// added before.
fn read(tokens: &[TokenTree]) -> (Vec<Route>, Vec<Diagnostic>) {
    let mut routes: Vec<Route> = Vec::new();
    let mut errors = Vec::new();
    let lines = tokens.split(|tree| is_punct(tree, ','));
    for line in lines.filter(|line| !line.is_empty()) {
        match Route::of(line) {
            Ok(route) if routes.iter().any(|known| known.verb == route.verb) => {
                let message = format!("{} has two handlers", route.method());
                let span = SpanRange::of(route.verb.span());
                errors.push(Diagnostic::new(&syntax(message, "remove one"), span));
            }
            Ok(route) if route.verb == "head" => routes.insert(0, route),
            Ok(route) => routes.push(route),
            Err(error) => errors.push(error),
        }
    }
    if tokens.is_empty() {
        let problem = syntax("`route!` takes at least one handler", EXAMPLE);
        errors.push(Diagnostic::new(&problem, SpanRange::of(Span::call_site())));
    }
    (routes, errors)
}

impl Route {
    fn of(line: &[TokenTree]) -> Result<Self, Diagnostic> {
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
                return Err(Diagnostic::new(&syntax(message, EXAMPLE), range_of(line)));
            }
        };
        if !VERBS.iter().any(|known| verb == known) {
            let (message, help) = match &*verb.to_string() {
                "any" => (
                    "`any` takes every method, and a policy has to list its methods".to_owned(),
                    "write the methods one by one; for all methods, put the handler into a \
                     router of its own, and give that the policy",
                ),
                "trace" | "connect" => (
                    format!("no page can send {}", verb.to_string().to_ascii_uppercase()),
                    "remove `#[cors]` from the handler, and chain it: route!(…).on(…)",
                ),
                verb => (format!("`route!` has no method `{verb}`"), EXAMPLE),
            };
            let span = SpanRange::of(verb.span());
            return Err(Diagnostic::new(&syntax(message, help), span));
        }
        let handler = Handler::of(handler.stream()).ok_or_else(|| {
            let what = short(&text(handler.stream()));
            let message = match &*what {
                "" => format!("`{verb}` has no handler"),
                what => format!("`{what}` is not the name of a handler"),
            };
            let help = "write the name of a handler that has `#[cors(…)]`; chain other handlers: \
                        route!(put(save)).get(list)";
            let span = if handler.stream().is_empty() {
                SpanRange::of(verb.span())
            } else {
                range_of(handler.stream())
            };
            Diagnostic::new(&syntax(message, help), span)
        })?;
        Ok(Route {
            verb: verb.clone(),
            handler,
        })
    }

    fn method(&self) -> String {
        self.verb.to_string().to_ascii_uppercase()
    }

    /// `.on_with_cors(method, policy, handler)`
    fn expression(&self, krate: &TokenStream) -> TokenStream {
        let private = quote!(#krate::__private);
        let Handler {
            path,
            name,
            generics,
        } = &self.handler;
        let method = self.method();
        let constant = format_ident!("{method}", span = Span::call_site());
        let handler_policy = quote!(<#path as #private::HandlerPolicy>);
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
                #private::allows_method(__POLICY, __TAKES_METHODS, #method),
                #text
            );
        };
        // If it is not a handler, its name is underlined.
        let handler = quote_spanned!(name.span()=> <#path>::#name #generics);
        quote! {
            .on_with_cors(
                #private::Method::#constant,
                {
                    const __POLICY: &#private::Policy = #handler_policy::POLICY;
                    const __TAKES_METHODS: bool = #handler_policy::TAKES_METHODS;
                    #check
                    static __OWN: #private::Policy = #private::with_methods(__POLICY, #method);
                    const __CORS: &#private::Policy = match __TAKES_METHODS {
                        true => &__OWN,
                        false => __POLICY,
                    };
                    __CORS
                },
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
        // `a::<T>::b` has the generic arguments of another segment.
        if generics.last().is_some_and(|tree| !is_punct(tree, '>')) {
            return None;
        }
        let buffer = TokenBuffer::new2(path.iter().cloned().collect());
        if !tokens::path(buffer.begin())?.eof() {
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

fn range_of(tokens: TokenStream) -> SpanRange {
    let mut spans = tokens.into_iter().map(|tree| tree.span());
    let first = spans.next().unwrap_or_else(Span::call_site);
    SpanRange {
        end: spans.last().unwrap_or(first),
        ..SpanRange::of(first)
    }
}

fn syntax(message: impl Into<String>, help: &str) -> Problem {
    problem(Rule::Syntax, message, help)
}
