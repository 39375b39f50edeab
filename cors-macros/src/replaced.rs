//! `#[cors(API, methods = [PUT])]`: a named policy with keys replaced.
//!
//! The result keeps every rule, as if it were written out. This module checks the rules
//! about one key. Rules about two keys may depend on the named policy, which a macro cannot
//! read. They become assertions that the compiler evaluates.

use cors_rules::{Checked, Declaration, Key, Problem, Rule, Value};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use crate::check::with_token_errors;
use crate::diagnostic::{Diagnostic, problem};
use crate::parsed::{Named, Parsed, meaning};

/// The result of checking the keys that are replaced.
pub(crate) struct Replaced {
    /// The keys that are written, or their errors.
    pub(crate) checked: Result<Checked, Vec<Diagnostic>>,
    /// The conditions that the named policy must satisfy.
    pub(crate) conditions: Vec<Condition>,
}

/// A condition on a constant, and the error if it is false.
pub(crate) struct Condition {
    /// An expression of type `bool`.
    pub(crate) truth: TokenStream,
    pub(crate) diagnostic: Diagnostic,
}

impl Condition {
    /// The assertion. rustc underlines the same tokens as for a compile error.
    pub(crate) fn assertion(&self) -> TokenStream {
        let Condition { truth, diagnostic } = self;
        let text = &diagnostic.text;
        let assert = quote_spanned!(diagnostic.span.start=> ::core::assert!);
        let arguments = quote_spanned!(diagnostic.span.end=> (#truth, #text));
        quote!(const _: () = #assert #arguments;)
    }
}

/// Checks the keys that replace keys of `base`, a constant `&Policy`.
pub(crate) fn check(
    parsed: &Parsed,
    named: &Named,
    private: &TokenStream,
    base: &TokenStream,
) -> Replaced {
    if parsed.has(Key::Credentials) {
        with_own_credentials(parsed, named, private, base)
    } else {
        with_credentials_of(parsed, named, base)
    }
}

/// Checks a policy that replaces `credentials`. Its origins and exposed headers may come
/// from the named policy.
fn with_own_credentials(
    parsed: &Parsed,
    named: &Named,
    private: &TokenStream,
    base: &TokenStream,
) -> Replaced {
    let field = parsed.position(|key| meaning(key) == Some(Key::Credentials));
    let (span, credentials) = field
        .and_then(|index| {
            let value = &parsed.declaration().fields().get(index)?.value;
            let span = parsed.tokens().get(index)?.key_span;
            Some((span, matches!(value, Value::Flag(true))))
        })
        .unwrap_or((parsed.whole, false));
    let (origins, exposed) = (parsed.has(Key::Origins), parsed.has(Key::ExposeHeaders));
    let mut conditions = Vec::new();
    let mut require = |truth, rule, message, help| {
        let diagnostic = Diagnostic::new(&problem(rule, message, help), span);
        conditions.push(Condition { truth, diagnostic });
    };
    if credentials && !origins {
        require(
            quote!(!#base.allows_any_origin()),
            Rule::AnyOriginWithCredentials,
            format!(
                "with credentials, every site could read what its visitors may see, \
                 and `{named}` lets every site read"
            ),
            "list the `origins` here too, or remove `credentials`",
        );
        require(
            quote! {
                #base.allows_any_origin()
                    || #base.credentials()
                    || #private::lists_exact_https(#base)
            },
            Rule::Syntax,
            format!(
                "`{named}` has no credentials, and here only origins with `https` and without \
                 `*` can be given them"
            ),
            "list the `origins` here too, or name a policy that has credentials",
        );
    }
    if credentials && !exposed {
        require(
            quote!(!#private::exposes_any(#base)),
            Rule::AnyExposeWithCredentials,
            format!(
                "with credentials, browsers take `*` for the name of a header and expose \
                 nothing, and `{named}` has `expose_headers = *`"
            ),
            "list the `expose_headers` here too, or remove `credentials`",
        );
    }
    if !credentials && !origins {
        require(
            quote!(!#private::allows_rules(#base)),
            Rule::AllowUnneeded,
            format!(
                "without credentials no rule needs to be allowed, and `{named}` allows a rule \
                 for one of its origins"
            ),
            "list the `origins` here too, without `#[allow(…)]`",
        );
    }
    Replaced {
        checked: with_token_errors(parsed, problems(&with_origins(parsed))),
        conditions,
    }
}

/// Checks a policy whose `credentials` come from the named policy. Problems that exist only
/// with credentials, or only without credentials, become conditions.
fn with_credentials_of(parsed: &Parsed, named: &Named, base: &TokenStream) -> Replaced {
    let check_with = |credentials| {
        let flag = Value::Flag(credentials);
        problems(&with_origins(parsed).with(Key::Credentials.name(), flag))
    };
    let (with, without) = (check_with(true), check_with(false));
    let in_with: &[Problem] = with.as_ref().err().map_or(&[], Vec::as_slice);
    let in_without: &[Problem] = without.as_ref().err().map_or(&[], Vec::as_slice);
    let (always, only_with): (Vec<&Problem>, Vec<_>) = in_with
        .iter()
        .partition(|problem| in_without.contains(problem));
    let only_without = in_without
        .iter()
        .filter(|problem| !in_with.contains(problem));

    let condition = |problem: &Problem, truth: TokenStream, why: &str| {
        let mut diagnostic = Diagnostic::new(problem, parsed.span(problem.location));
        diagnostic.text = format!("{}\nnote: {why}", diagnostic.text);
        Condition { truth, diagnostic }
    };
    let has = format!("`{named}` has credentials; `credentials = false` here goes without");
    let lacks = format!("`{named}` has no credentials");
    let only_with = only_with
        .into_iter()
        .map(|problem| condition(problem, quote!(!#base.credentials()), &has));
    let only_without =
        only_without.map(|problem| condition(problem, quote!(#base.credentials()), &lacks));
    let conditions = only_with.chain(only_without).collect();
    let always: Vec<Problem> = always.into_iter().cloned().collect();
    Replaced {
        checked: with_token_errors(parsed, with.or(without).map_err(|_| always)),
        conditions,
    }
}

/// The keys that are written. If `origins` is missing, an origin that breaks no rule is
/// added.
fn with_origins(parsed: &Parsed) -> Declaration {
    let declaration = parsed.declaration().clone();
    if parsed.has(Key::Origins) {
        return declaration;
    }
    declaration.with(Key::Origins.name(), Value::list(["https://example.com"]))
}

fn problems(declaration: &Declaration) -> Result<Checked, Vec<Problem>> {
    let checked = declaration.check();
    checked.map_err(|problems| problems.into_iter().collect())
}
