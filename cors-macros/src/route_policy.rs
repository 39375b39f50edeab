//! The policy of a route: written on it or named, and held against the methods
//! that the route takes.

use cors_rules::{Declaration, Input, Key, Problem, Rule, is_registered_method};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::emit;
use crate::mistake::{Mistake, Spot, problem};
use crate::replaced::{self, Condition, Replaced};
use crate::written::{Entry, Field, Named, Value, Written};

/// A method that a route takes.
pub(crate) struct Method {
    pub(crate) name: String,
    /// Where it is said.
    pub(crate) at: Span,
}

/// The constant `__CORS: &Policy`, and what must be true of it.
///
/// `own` are the methods of the route; there are none where they are not known
/// yet. Whoever learns them holds them against the policy, and if it
/// [leaves them out](leaves_methods_out), puts them in.
pub(crate) fn items(mut written: Written, krate: &TokenStream, own: &[&Method]) -> TokenStream {
    if let Some(named) = &written.named
        && named.path == "none"
    {
        return none(named, &written, krate);
    }
    let (own, forbidden): (Vec<&Method>, Vec<_>) =
        own.iter().partition(|method| !is_forbidden(&method.name));
    written
        .mistakes
        .extend(forbidden.into_iter().map(ungoverned));
    if leaves_methods_out(&written) {
        written.fields.push(methods(&own, written.whole));
    }
    let missing = missing(&written, &own);
    written.mistakes.extend(missing);
    let private = quote!(#krate::__private);
    match &written.named {
        None => constant(&private, &emit::policy(&written, krate)),
        Some(named) if written.fields.is_empty() && written.mistakes.is_empty() => {
            self::named(named, &private, &own)
        }
        Some(named) => replaced(named, &written, krate, &own),
    }
}

/// Whether the methods of a policy are those of its route.
pub(crate) fn leaves_methods_out(written: &Written) -> bool {
    written.named.is_none() && !written.has(Key::Methods)
}

/// A policy of the route's own.
fn constant(private: &TokenStream, value: &TokenStream) -> TokenStream {
    quote! {
        static __POLICY: #private::Policy = #value;
        const __CORS: &#private::Policy = &__POLICY;
    }
}

/// `#[cors(none)]`.
fn none(named: &Named, written: &Written, krate: &TokenStream) -> TokenStream {
    let private = quote!(#krate::__private);
    let mut mistakes = written.mistakes.clone();
    if !written.fields.is_empty() {
        let message = "`none` switches the policy of the route off, and has no keys";
        let help = "write `#[cors(none)]`, or the keys without `none`";
        mistakes = vec![Mistake::new(
            &problem(Rule::Syntax, message, help),
            named.at,
        )];
    }
    match mistakes.is_empty() {
        true => quote!(const __CORS: &#private::Policy = #private::Policy::NONE;),
        false => constant(&private, &emit::nothing(written, krate, &mistakes)),
    }
}

/// `#[cors(API)]`.
fn named(named: &Named, private: &TokenStream, own: &[&Method]) -> TokenStream {
    let reference = reference(named);
    let (path, methods) = (&named.path, replacement(own));
    let help = format!("write #[cors({path}, methods = [{methods}])]");
    let checks = lacked_by(named, private, own, &help);
    quote! {
        const __CORS: &#private::Policy = #reference;
        #checks
    }
}

/// `#[cors(API, methods = [PUT])]`.
fn replaced(named: &Named, written: &Written, krate: &TokenStream, own: &[&Method]) -> TokenStream {
    let private = quote!(#krate::__private);
    let reference = reference(named);
    let Replaced {
        checked,
        conditions,
    } = replaced::judge(written, named, &private, &quote!(__CORS_NAMED));
    let is_complete = checked.is_err() || written.has(Key::Methods);
    let checks = (!is_complete).then(|| {
        let help = format!("write methods = [{}] here too", replacement(own));
        lacked_by(named, &private, own, &help)
    });
    let conditions = conditions.iter().map(Condition::assertion);
    let constant = constant(&private, &emit::judged(written, krate, checked));
    quote! {
        const __CORS_NAMED: &#private::Policy = #reference;
        const __BASE: #private::Parts = #private::parts(__CORS_NAMED);
        #(#conditions)*
        #constant
        #checks
    }
}

/// The policy that is named. Where it is none, the name is underlined.
fn reference(named: &Named) -> TokenStream {
    let tokens = &named.tokens;
    quote_spanned!(named.at.start=> &#tokens)
}

/// That the methods of a named policy include those of the route.
fn lacked_by(named: &Named, private: &TokenStream, own: &[&Method], help: &str) -> TokenStream {
    let path = &named.path;
    let conditions = needy(own).map(|method| {
        let message = format!("the route takes {method}, and `{path}` does not let pages send it");
        let help = format!("add {method} to the `methods` of `{path}`, or {help}");
        let condition = Condition {
            truth: quote!(#private::has_method(__CORS, #method)),
            mistake: Mistake::new(&lacking(message, &help), named.at),
        };
        condition.assertion()
    });
    conditions.collect()
}

/// The methods to put in the place of others.
fn replacement(own: &[&Method]) -> String {
    let written = |method: &str| match is_registered_method(method) {
        true => method.to_owned(),
        false => format!("\"{method}\""),
    };
    needy(own).map(written).collect::<Vec<_>>().join(", ")
}

/// The `methods` that are left out.
fn methods(own: &[&Method], at: Spot) -> Field {
    let mut entries: Vec<Entry> = Vec::new();
    for method in own {
        if !entries.iter().any(|entry| entry.value == method.name) {
            entries.push(Entry {
                value: method.name.clone(),
                at: Spot::of(method.at),
                allow: Vec::new(),
                cfg: Vec::new(),
            });
        }
    }
    Field {
        key: Key::Methods.name().to_owned(),
        token: None,
        key_at: at,
        value: Value::List(entries),
        value_at: at,
        sound: true,
    }
}

/// The methods of the route that its own policy lacks.
fn missing(written: &Written, own: &[&Method]) -> Option<Mistake> {
    let mut fields = written.fields.iter();
    let field = fields.find(|field| field.key == Key::Methods.name())?;
    let Value::List(entries) = &field.value else {
        return None;
    };
    // A registered method in another case is a mistake of its own.
    let is_same = |name: &str, method: &str| {
        name == method || is_registered_method(method) && name.eq_ignore_ascii_case(method)
    };
    let is_listed = |method: &&str| {
        let mut names = entries.iter().map(|entry| entry.value.as_str());
        names.any(|name| name == "*" || is_same(name, method))
    };
    let missing: Vec<&str> = needy(own).filter(|method| !is_listed(method)).collect();
    if missing.is_empty() || !field.sound {
        return None;
    }
    let methods = missing.join(" and ");
    let message = format!("the route takes {methods}, and its policy does not let pages send it");
    let help = match &written.named {
        Some(_) => format!("add {methods}"),
        None => format!("add {methods}, or leave `methods` out: then they are the route's own"),
    };
    Some(Mistake::new(&lacking(message, &help), field.key_at))
}

fn lacking(message: String, help: &str) -> Problem {
    problem(Rule::RouteMethodNotAllowed, message, help)
}

/// Whether no page can send a method.
fn is_forbidden(method: &str) -> bool {
    let policy = Declaration::new(Input::Macro)
        .with(Key::Origins.name(), cors_rules::Value::list(["*"]))
        .with(Key::Methods.name(), cors_rules::Value::list([method]));
    let problems = policy.check().err();
    problems.is_some_and(|problems| problems.iter().any(|p| p.rule == Rule::MethodForbidden))
}

/// A method of the route that is of no policy's business.
fn ungoverned(method: &Method) -> Mistake {
    let Method { name, at } = method;
    let message = format!("no browser lets a page send {name}, so no policy governs it");
    let help = format!("write `#[cors(none)]`, or no `#[cors]`, on a handler of {name} alone");
    Mistake::new(
        &problem(Rule::MethodForbidden, message, &help),
        Spot::of(*at),
    )
}

/// The methods that need permission.
fn needy<'m>(own: &[&'m Method]) -> impl Iterator<Item = &'m str> {
    let names = own.iter().map(|method| method.name.as_str());
    names.filter(|name| !["GET", "HEAD", "POST"].contains(name))
}
