//! `#[cors(…)]` above the route attribute of a handler, as actix-web has them.
//!
//! actix-web makes a service of the handler, with the handler's name. That
//! moves into a service of the same name, which registers it and makes its
//! policy known to the application.

use cors_policy::{Key, Rule};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use crate::emit;
use crate::item::{self, is_ident, is_punct};
use crate::mistake::{Mistake, Spot, problem};
use crate::parse::parse;
use crate::tokens::transparent;
use crate::written::{Entry, Field, Home, Named, Value, Written};

/// Gives a handler its policy; everything but a function is for
/// [`item::expand`].
pub(crate) fn expand(
    attribute: TokenStream,
    item: TokenStream,
    default: TokenStream,
) -> TokenStream {
    let Some(handler) = Handler::of(transparent(item.clone())) else {
        return item::expand(attribute, item, default);
    };
    let mut written = parse(attribute, Home::Attribute);
    let krate = written.krate.clone().unwrap_or(default);
    let expanded = handler
        .routes()
        .map(|routes| handler.expand(&mut written, &krate, &routes));
    expanded.unwrap_or_else(|mistake| {
        let error = mistake.compile_error();
        quote!(#error #item)
    })
}

/// A function, as its tokens say it.
struct Handler {
    attributes: Vec<Attribute>,
    visibility: TokenStream,
    name: Ident,
    /// Everything behind the visibility.
    function: TokenStream,
}

/// `#[path(arguments)]` or another form.
struct Attribute {
    tokens: TokenStream,
    /// The last part of its path.
    name: Option<Ident>,
    arguments: Option<Group>,
}

/// What a route attribute says.
struct Route {
    methods: Vec<String>,
    /// The string of the pattern.
    pattern: TokenTree,
    is_guarded: bool,
    at: Span,
}

/// The attributes that are named for the one method they take.
const METHODS: [&str; 10] = [
    "connect", "delete", "get", "head", "options", "patch", "post", "put", "query", "trace",
];

impl Handler {
    fn of(item: TokenStream) -> Option<Self> {
        let mut trees = item.into_iter().peekable();
        let mut attributes = Vec::new();
        while let Some(hash) = trees.next_if(|tree| is_punct(tree, '#')) {
            attributes.push(Attribute::new(hash, trees.next()?));
        }
        let mut visibility = TokenStream::new();
        if let Some(public) = trees.next_if(|tree| is_ident(tree, "pub")) {
            visibility.extend([public]);
            visibility.extend(trees.next_if(|tree| matches!(tree, TokenTree::Group(_))));
        }
        let function: Vec<TokenTree> = trees.collect();
        let words = ["const", "async", "unsafe", "extern"];
        let qualifies = |tree: &&TokenTree| {
            words.iter().any(|word| is_ident(tree, word)) || matches!(tree, TokenTree::Literal(_))
        };
        let at = function.iter().take_while(qualifies).count();
        match (function.get(at), function.get(at + 1)) {
            (Some(word), Some(TokenTree::Ident(name))) if is_ident(word, "fn") => Some(Handler {
                attributes,
                visibility,
                name: name.clone(),
                function: function.into_iter().collect(),
            }),
            _ => None,
        }
    }

    /// What its route attributes say. At least one stands below this one.
    fn routes(&self) -> Result<Vec<Route>, Mistake> {
        let attributes = self.attributes.iter().filter(|a| a.is_route());
        let routes: Vec<Route> = attributes.map(Attribute::route).collect::<Result<_, _>>()?;
        if routes.is_empty() {
            let message = "`#[cors]` gives a route its policy, and no route attribute is below it";
            let help = "write `#[cors(…)]` above `#[get(…)]`, `#[put(…)]`, `#[route(…)]` or \
                        `#[routes]`";
            return Err(mistake(
                Rule::AttributeBelowRoute,
                Span::call_site(),
                message,
                help,
            ));
        }
        Ok(routes)
    }

    fn expand(&self, written: &mut Written, krate: &TokenStream, routes: &[Route]) -> TokenStream {
        let policy = policy(written, krate, routes);
        let private = quote!(#krate::__private);
        let dev = quote!(#private::actix_web::dev);
        let Handler {
            visibility,
            name,
            function,
            ..
        } = self;
        let outer = self
            .attributes
            .iter()
            .filter(|a| a.is_one_of(&["doc", "cfg"]));
        let outer = outer.map(|attribute| &attribute.tokens);
        let conditions = self.attributes.iter().filter(|a| a.is_one_of(&["cfg"]));
        let conditions = conditions.map(|attribute| &attribute.tokens);
        let inner = self.attributes.iter().map(Attribute::with_wrap);
        let routes = routes.iter().map(|route| {
            let Route {
                methods,
                pattern,
                is_guarded,
                ..
            } = route;
            quote!(#private::Route {
                methods: &[#(#methods),*],
                pattern: #pattern,
                is_guarded: #is_guarded,
            })
        });
        quote! {
            #(#outer)*
            #[allow(non_camel_case_types, missing_debug_implementations)]
            #visibility struct #name;

            #(#conditions)*
            impl #dev::HttpServiceFactory for #name {
                fn register(self, __config: &mut #dev::AppService) {
                    #policy
                    fn __cors() -> #private::OnRoute {
                        #private::OnRoute::new(__CORS)
                    }
                    #(#inner)*
                    #function
                    #private::register(__config, #name, __CORS, &[#(#routes),*]);
                }
            }
        }
    }
}

impl Attribute {
    fn new(hash: TokenTree, body: TokenTree) -> Self {
        let inside: Vec<TokenTree> = match &body {
            TokenTree::Group(group) => group.stream().into_iter().collect(),
            _ => Vec::new(),
        };
        let is_path =
            |tree: &&TokenTree| matches!(tree, TokenTree::Ident(_)) || is_punct(tree, ':');
        let path = inside.iter().take_while(is_path);
        let name = path.last().and_then(|tree| match tree {
            TokenTree::Ident(name) => Some(name.clone()),
            _ => None,
        });
        let arguments = inside.iter().find_map(|tree| match tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
                Some(group.clone())
            }
            _ => None,
        });
        Attribute {
            tokens: TokenStream::from_iter([hash, body]),
            name,
            arguments,
        }
    }

    fn is_one_of(&self, names: &[&str]) -> bool {
        self.name
            .as_ref()
            .is_some_and(|name| names.iter().any(|own| name == own))
    }

    /// Whether it has a pattern; `#[routes]` has none.
    fn is_route(&self) -> bool {
        self.is_one_of(&METHODS) || self.is_one_of(&["route"])
    }

    fn route(&self) -> Result<Route, Mistake> {
        let at = self.name.as_ref().map_or_else(Span::call_site, Ident::span);
        let arguments = self
            .arguments
            .as_ref()
            .map(Group::stream)
            .unwrap_or_default();
        let mut arguments = arguments.into_iter().peekable();
        let pattern = arguments.next_if(|tree| matches!(tree, TokenTree::Literal(_)));
        let Some(pattern) = pattern else {
            let message = "the route has no pattern, so nobody can say what its policy governs";
            let help = "write it first: #[get(\"/users/{id}\")]";
            return Err(mistake(Rule::AttributeTarget, at, message, help));
        };
        let mut route = Route {
            methods: Vec::new(),
            pattern,
            is_guarded: false,
            at,
        };
        if self.is_one_of(&METHODS) {
            let name = self.name.as_ref().map(ToString::to_string);
            route
                .methods
                .extend(name.map(|name| name.to_ascii_uppercase()));
        }
        let arguments: Vec<TokenTree> = arguments.collect();
        for option in arguments.split(|tree| is_punct(tree, ',')) {
            let [TokenTree::Ident(key), _, value] = option else {
                continue;
            };
            route.is_guarded |= key == "guard";
            if key == "method"
                && let Ok(method) = syn::parse2::<syn::LitStr>(value.clone().into())
            {
                route.methods.push(method.value());
            }
        }
        Ok(route)
    }

    /// The attribute as it goes inside: a route is wrapped, outside of what
    /// else it is wrapped in.
    fn with_wrap(&self) -> TokenStream {
        let (true, Some(arguments)) = (self.is_route(), &self.arguments) else {
            return self.tokens.clone();
        };
        let open: Vec<TokenTree> = arguments.stream().into_iter().collect();
        let comma = (!open.last().is_some_and(|tree| is_punct(tree, ','))).then(|| quote!(,));
        let mut wrapped = Group::new(
            Delimiter::Parenthesis,
            quote!(#(#open)* #comma wrap = "__cors()"),
        );
        wrapped.set_span(arguments.span());
        let replace = |tree: TokenTree| match tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
                TokenTree::Group(wrapped.clone())
            }
            tree => tree,
        };
        let body = self.tokens.clone().into_iter().map(|tree| match tree {
            TokenTree::Group(group) => {
                let inside = group.stream().into_iter().map(replace).collect();
                let mut body = Group::new(group.delimiter(), inside);
                body.set_span(group.span());
                TokenTree::Group(body)
            }
            tree => tree,
        });
        body.collect()
    }
}

/// The constant that holds the policy of the route, and what must be true of it.
fn policy(written: &mut Written, krate: &TokenStream, routes: &[Route]) -> TokenStream {
    let private = quote!(#krate::__private);
    if let Some(named) = &written.named {
        if !written.fields.is_empty() {
            let message = format!("a route takes the policy `{}` as it is", named.path);
            let help = "write the policy of this route in full, or name a static that has it";
            let mistake = Mistake::new(&problem(Rule::Syntax, message, help), named.at);
            let nothing = emit::nothing(written, krate, &[mistake]);
            return constant(&private, &nothing);
        }
        return self::named(named, &private, routes);
    }
    own_methods(written, routes);
    written.mistakes.extend(missing(written, routes));
    constant(&private, &emit::policy(written, krate))
}

/// A policy that is written on the route.
fn constant(private: &TokenStream, value: &TokenStream) -> TokenStream {
    quote! {
        static __POLICY: #private::Policy = #value;
        const __CORS: &#private::Policy = &__POLICY;
    }
}

/// `#[cors(API)]` and `#[cors(none)]`.
fn named(named: &Named, private: &TokenStream, routes: &[Route]) -> TokenStream {
    if named.path == "none" {
        return quote!(const __CORS: &#private::Policy = &#private::NOBODY;);
    }
    let Named { path, tokens, at } = named;
    // Where the type is wrong, the name is underlined.
    let reference = quote_spanned!(at.start=> &#tokens);
    let checks = needy(routes).map(|(method, _)| {
        let message = format!("the route takes {method}, and `{path}` does not let pages send it");
        let help = format!("add {method} to the `methods` of `{path}`, or name another policy");
        let text = problem(Rule::RouteMethodNotAllowed, message, &help).to_string();
        quote_spanned! {at.start=>
            const _: () = ::core::assert!(#private::has_method(__CORS, #method), #text);
        }
    });
    quote! {
        const __CORS: &#private::Policy = #reference;
        #(#checks)*
    }
}

/// Methods that are left out are the route's own.
fn own_methods(written: &mut Written, routes: &[Route]) {
    let meant = |field: &Field| Key::named(&field.key).or_else(|| Key::meant_by(&field.key));
    if written
        .fields
        .iter()
        .any(|field| meant(field) == Some(Key::Methods))
    {
        return;
    }
    let mut entries: Vec<Entry> = Vec::new();
    for (method, at) in routes.iter().flat_map(Route::methods) {
        if !entries.iter().any(|entry| entry.value == *method) {
            entries.push(Entry {
                value: method.clone(),
                at: spot(at),
                allow: Vec::new(),
                cfg: Vec::new(),
            });
        }
    }
    let at = written.whole;
    written.fields.push(Field {
        key: Key::Methods.name().to_owned(),
        token: None,
        key_at: at,
        value: Value::List(entries),
        value_at: at,
        sound: true,
    });
}

/// The methods of the route that the policy lacks.
fn missing(written: &Written, routes: &[Route]) -> Option<Mistake> {
    let field = written
        .fields
        .iter()
        .find(|field| field.key == Key::Methods.name())?;
    let Value::List(entries) = &field.value else {
        return None;
    };
    let is_listed = |method: &String| {
        entries
            .iter()
            .any(|entry| entry.value == "*" || entry.value == *method)
    };
    let missing: Vec<&str> = needy(routes)
        .filter(|(method, _)| !is_listed(method))
        .map(|(method, _)| method.as_str())
        .collect();
    if missing.is_empty() || !field.sound {
        return None;
    }
    let methods = missing.join(" and ");
    let message = format!("the route takes {methods}, and its policy does not let pages send it");
    let help = format!("add {methods}, or leave `methods` out: then they are the route's own");
    let problem = problem(Rule::RouteMethodNotAllowed, message, &help);
    Some(Mistake::new(&problem, field.key_at))
}

impl Route {
    fn methods(&self) -> impl Iterator<Item = (&String, Span)> {
        self.methods.iter().map(|method| (method, self.at))
    }
}

/// The methods that need permission.
fn needy(routes: &[Route]) -> impl Iterator<Item = (&String, Span)> {
    let methods = routes.iter().flat_map(Route::methods);
    methods.filter(|(method, _)| !["GET", "HEAD", "POST"].contains(&method.as_str()))
}

fn spot(span: Span) -> Spot {
    Spot {
        start: span,
        end: span,
        order: usize::MAX,
    }
}

fn mistake(rule: Rule, at: Span, message: &str, help: &str) -> Mistake {
    Mistake::new(&problem(rule, message, help), spot(at))
}
