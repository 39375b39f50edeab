//! The policy of a route, written out or named, checked against the methods of the
//! route.

use cors_rules::{Declaration, Entry, Input, Key, Rule, Value, is_registered_method};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::LitStr;

use crate::check::check;
use crate::diagnostic::{Diagnostic, SpanRange, problem};
use crate::emit;
use crate::parsed::{EntryTokens, FieldTokens, Named, Parsed};
use crate::replaced::{self, Condition, Replaced};

/// Emits the constant `__CORS: &Policy`, and assertions about it.
///
/// `methods` are the methods of the route. They are empty if they are not known yet.
/// Another macro must then check the methods against the policy, or add them if the policy
/// [leaves them out](leaves_methods_out).
pub(crate) fn items(mut parsed: Parsed, krate: &TokenStream, methods: &[&LitStr]) -> TokenStream {
    if let Some(named) = &parsed.named
        && named.switches_off()
    {
        return none(named, &parsed, krate);
    }
    let (forbidden, allowed): (Vec<&LitStr>, Vec<_>) = methods
        .iter()
        .partition(|method| is_forbidden(&method.value()));
    parsed
        .diagnostics
        .extend(forbidden.into_iter().map(forbidden_method));
    if leaves_methods_out(&parsed) {
        push_methods(&mut parsed, &allowed);
    }
    let needed: Vec<String> = allowed.iter().map(|method| method.value()).collect();
    let needed: Vec<&str> = needed
        .iter()
        .map(String::as_str)
        .filter(needs_permission)
        .collect();
    let missing = missing_methods(&parsed, &needed);
    parsed.diagnostics.extend(missing);
    let private = quote!(#krate::__private);
    match &parsed.named {
        None => constant(&private, &emit::result(&parsed, krate, check(&parsed))),
        Some(named) if parsed.tokens().is_empty() && parsed.diagnostics.is_empty() => {
            self::named(named, &private, &needed)
        }
        Some(named) => with_replaced_keys(named, &parsed, krate, &needed),
    }
}

/// Whether the policy has the methods of its route.
pub(crate) fn leaves_methods_out(parsed: &Parsed) -> bool {
    parsed.named.is_none() && !parsed.has(Key::Methods)
}

/// A policy that is written out.
fn constant(private: &TokenStream, value: &TokenStream) -> TokenStream {
    quote! {
        static __POLICY: #private::Policy = #value;
        const __CORS: &#private::Policy = &__POLICY;
    }
}

/// `#[cors(none)]`.
fn none(named: &Named, parsed: &Parsed, krate: &TokenStream) -> TokenStream {
    let private = quote!(#krate::__private);
    let mut errors = parsed.diagnostics.clone();
    if !parsed.tokens().is_empty() {
        let message = "`none` switches the policy of the route off, and has no keys";
        let help = "write `#[cors(none)]`, or the keys without `none`";
        let problem = problem(Rule::Syntax, message, help);
        errors = vec![Diagnostic::new(&problem, named.span)];
    }
    if errors.is_empty() {
        quote!(const __CORS: &#private::Policy = #private::Policy::NONE;)
    } else {
        constant(&private, &emit::denying(parsed, krate, &errors))
    }
}

/// `#[cors(API)]`.
fn named(named: &Named, private: &TokenStream, needed: &[&str]) -> TokenStream {
    let reference = reference(named);
    let help = format!("write #[cors({named}, methods = [{}])]", list(needed));
    let assertions = method_assertions(named, private, needed, &help);
    quote! {
        const __CORS: &#private::Policy = #reference;
        #assertions
    }
}

/// `#[cors(API, methods = [PUT])]`.
fn with_replaced_keys(
    named: &Named,
    parsed: &Parsed,
    krate: &TokenStream,
    needed: &[&str],
) -> TokenStream {
    let private = quote!(#krate::__private);
    let reference = reference(named);
    let Replaced {
        checked,
        conditions,
    } = replaced::check(parsed, named, &private, &quote!(__CORS_NAMED));
    let are_methods_checked = checked.is_err() || parsed.has(Key::Methods);
    let assertions = (!are_methods_checked).then(|| {
        let help = format!("write methods = [{}] here too", list(needed));
        method_assertions(named, &private, needed, &help)
    });
    let conditions = conditions.iter().map(Condition::assertion);
    let constant = constant(&private, &emit::result(parsed, krate, checked));
    quote! {
        const __CORS_NAMED: &#private::Policy = #reference;
        const __BASE: #private::Parts = #private::parts(__CORS_NAMED);
        #(#conditions)*
        #constant
        #assertions
    }
}

/// A reference to the named policy. If the name is not a policy, it is underlined.
fn reference(named: &Named) -> TokenStream {
    let path = &named.path;
    quote_spanned!(named.span.start=> &#path)
}

/// Asserts that a named policy allows the methods of the route.
fn method_assertions(
    named: &Named,
    private: &TokenStream,
    needed: &[&str],
    help: &str,
) -> TokenStream {
    let assertions = needed.iter().map(|method| {
        let message = format!("the route takes {method}, and `{named}` does not let pages send it");
        let help = format!("add {method} to the `methods` of `{named}`, or {help}");
        let problem = problem(Rule::RouteMethodNotAllowed, message, &help);
        let condition = Condition {
            truth: quote!(#private::has_method(__CORS, #method)),
            diagnostic: Diagnostic::new(&problem, named.span),
        };
        condition.assertion()
    });
    assertions.collect()
}

/// Methods as the entries of a list.
fn list(methods: &[&str]) -> String {
    let entries: Vec<String> = methods
        .iter()
        .map(|method| {
            if is_registered_method(method) {
                (*method).to_owned()
            } else {
                format!("\"{method}\"")
            }
        })
        .collect();
    entries.join(", ")
}

/// Adds `methods` with the methods of the route.
fn push_methods(parsed: &mut Parsed, methods: &[&LitStr]) {
    let mut entries: Vec<Entry> = Vec::new();
    let mut tokens = Vec::new();
    for method in methods {
        let name = method.value();
        if entries.iter().any(|entry| entry.value() == name) {
            continue;
        }
        entries.push(Entry::new(name));
        tokens.push(EntryTokens {
            span: SpanRange::of(method.span()),
            allow: Vec::new(),
            cfg: Vec::new(),
        });
    }
    let field = FieldTokens {
        key: None,
        key_span: parsed.whole,
        value_span: parsed.whole,
        is_complete: true,
        entries: tokens,
    };
    parsed.push(Key::Methods.name(), Value::List(entries), field);
}

/// The error for methods of the route that its policy, written out, does not list.
fn missing_methods(parsed: &Parsed, needed: &[&str]) -> Option<Diagnostic> {
    let field = parsed.position(|key| key == Key::Methods.name())?;
    let tokens = parsed.tokens().get(field)?;
    let Value::List(entries) = &parsed.declaration().fields().get(field)?.value else {
        return None;
    };
    // A registered method in another case has its own error.
    let is_same = |name: &str, method: &str| {
        name == method || is_registered_method(method) && name.eq_ignore_ascii_case(method)
    };
    let missing: Vec<&str> = needed
        .iter()
        .copied()
        .filter(|method| {
            let mut names = entries.iter().map(Entry::value);
            !names.any(|name| name == "*" || is_same(name, method))
        })
        .collect();
    if missing.is_empty() || !tokens.is_complete {
        return None;
    }
    let methods = missing.join(" and ");
    let message = format!("the route takes {methods}, and its policy does not let pages send it");
    let help = match &parsed.named {
        Some(_) => format!("add {methods}"),
        None => format!("add {methods}, or leave `methods` out to allow the methods of the route"),
    };
    let problem = problem(Rule::RouteMethodNotAllowed, message, &help);
    Some(Diagnostic::new(&problem, tokens.key_span))
}

/// Whether pages cannot send a method.
fn is_forbidden(method: &str) -> bool {
    let policy = Declaration::new(Input::Macro)
        .with(Key::Origins.name(), Value::list(["*"]))
        .with(Key::Methods.name(), Value::list([method]));
    let problems = policy.check().err();
    problems.is_some_and(|problems| problems.iter().any(|p| p.rule == Rule::MethodForbidden))
}

/// The error for a method of the route that no page can send.
fn forbidden_method(method: &LitStr) -> Diagnostic {
    let name = method.value();
    let message = format!("no browser lets a page send {name}, so no policy applies to it");
    let help = format!("write `#[cors(none)]`, or no `#[cors]`, on a handler of {name} alone");
    let problem = problem(Rule::MethodForbidden, message, &help);
    Diagnostic::new(&problem, SpanRange::of(method.span()))
}

/// Whether a page may send the method only if a policy allows it.
fn needs_permission(method: &&str) -> bool {
    !["GET", "HEAD", "POST"].contains(method)
}
