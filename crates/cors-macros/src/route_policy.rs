//! The policy of a route: written on it or named, and held against the methods
//! that the route takes.

use cors_policy::{Key, Problem, Rule};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::emit;
use crate::mistake::{Mistake, Spot, problem};
use crate::written::{Entry, Field, Named, Value, Written};

/// A method that a route takes.
pub(crate) struct Method {
    pub(crate) name: String,
    /// Where it is said.
    pub(crate) at: Span,
}

/// The constant `__CORS: &Policy`, and what must be true of it.
///
/// `own` are the methods of the route. Where they are not known yet it is
/// nothing: whoever learns them holds them against the policy, and if it
/// [leaves them out](leaves_methods_out), puts them in.
pub(crate) fn items(
    mut written: Written,
    krate: &TokenStream,
    own: Option<&[&Method]>,
) -> TokenStream {
    let private = quote!(#krate::__private);
    if let Some(named) = &written.named {
        if !written.fields.is_empty() {
            let message = format!("a route takes the policy `{}` as it is", named.path);
            let help = "write the policy of this route in full, or name a static that has it";
            let mistake = Mistake::new(&problem(Rule::Syntax, message, help), named.at);
            let nothing = emit::nothing(&written, krate, &[mistake]);
            return constant(&private, &nothing);
        }
        return self::named(named, &private, own.unwrap_or_default());
    }
    if let Some(own) = own {
        if leaves_methods_out(&written) {
            written.fields.push(methods(own, written.whole));
        }
        let missing = missing(&written, own);
        written.mistakes.extend(missing);
    }
    constant(&private, &emit::policy(&written, krate))
}

/// Whether the methods of a policy are those of its route.
pub(crate) fn leaves_methods_out(written: &Written) -> bool {
    let meant = |field: &Field| Key::named(&field.key).or_else(|| Key::meant_by(&field.key));
    let mut keys = written.fields.iter().map(meant);
    written.named.is_none() && !keys.any(|key| key == Some(Key::Methods))
}

/// A policy that is written on the route.
fn constant(private: &TokenStream, value: &TokenStream) -> TokenStream {
    quote! {
        static __POLICY: #private::Policy = #value;
        const __CORS: &#private::Policy = &__POLICY;
    }
}

/// `#[cors(API)]` and `#[cors(none)]`.
fn named(named: &Named, private: &TokenStream, own: &[&Method]) -> TokenStream {
    if named.path == "none" {
        return quote!(const __CORS: &#private::Policy = &#private::NOBODY;);
    }
    let Named { path, tokens, at } = named;
    // Where the type is wrong, the name is underlined.
    let reference = quote_spanned!(at.start=> &#tokens);
    let checks = needy(own).map(|method| {
        let message = format!("the route takes {method}, and `{path}` does not let pages send it");
        let help = format!("add {method} to the `methods` of `{path}`, or name another policy");
        let text = lacking(message, &help).to_string();
        quote_spanned! {at.start=>
            const _: () = ::core::assert!(#private::has_method(__CORS, #method), #text);
        }
    });
    quote! {
        const __CORS: &#private::Policy = #reference;
        #(#checks)*
    }
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
    let is_listed = |method: &&str| {
        let mut names = entries.iter().map(|entry| entry.value.as_str());
        names.any(|name| name == "*" || name == *method)
    };
    let missing: Vec<&str> = needy(own).filter(|method| !is_listed(method)).collect();
    if missing.is_empty() || !field.sound {
        return None;
    }
    let methods = missing.join(" and ");
    let message = format!("the route takes {methods}, and its policy does not let pages send it");
    let help = format!("add {methods}, or leave `methods` out: then they are the route's own");
    Some(Mistake::new(&lacking(message, &help), field.key_at))
}

fn lacking(message: String, help: &str) -> Problem {
    problem(Rule::RouteMethodNotAllowed, message, help)
}

/// The methods that need permission.
fn needy<'m>(own: &[&'m Method]) -> impl Iterator<Item = &'m str> {
    let names = own.iter().map(|method| method.name.as_str());
    names.filter(|name| !["GET", "HEAD", "POST"].contains(name))
}
