//! `#[cors(API, methods = [PUT])]`: a named policy with keys replaced.
//!
//! The result keeps every rule, as if it were written in full. Rules about one
//! key judge what is written here. Those that span keys need what the named
//! policy says, which no macro can see; they become conditions, which the
//! compiler holds against that policy in const evaluation.

use cors_rules::{Checked, Declaration, Key, Problem, Rule};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use crate::lower::{declaration, mistakes, spot};
use crate::mistake::{Mistake, problem};
use crate::written::{Named, Value, Written};

/// What the rules say of the keys that are replaced.
pub(crate) struct Replaced {
    /// The keys that are written, or all their mistakes.
    pub(crate) checked: Result<Checked, Vec<Mistake>>,
    /// What must be true of the named policy.
    pub(crate) conditions: Vec<Condition>,
}

/// What must be true of a constant, and what is wrong if it is not.
pub(crate) struct Condition {
    /// An expression, `bool`.
    pub(crate) truth: TokenStream,
    pub(crate) mistake: Mistake,
}

impl Condition {
    /// The assertion. rustc underlines what a compile error at that place would.
    pub(crate) fn assertion(&self) -> TokenStream {
        let Condition { truth, mistake } = self;
        let text = &mistake.text;
        let assert = quote_spanned!(mistake.at.start=> ::core::assert!);
        let arguments = quote_spanned!(mistake.at.end=> (#truth, #text));
        quote!(const _: () = #assert #arguments;)
    }
}

/// Holds the keys that replace those of `base`, a constant `&Policy`, against
/// every rule.
pub(crate) fn judge(
    written: &Written,
    named: &Named,
    private: &TokenStream,
    base: &TokenStream,
) -> Replaced {
    match written.has(Key::Credentials) {
        true => with_own_credentials(written, named, private, base),
        false => with_credentials_of(written, named, base),
    }
}

/// Credentials are written here: they do not know the origins and exposed
/// headers of the named policy.
fn with_own_credentials(
    written: &Written,
    named: &Named,
    private: &TokenStream,
    base: &TokenStream,
) -> Replaced {
    let name = &named.path;
    let field = written.fields.iter().find(|f| f.means(Key::Credentials));
    let (at, credentials) = match field {
        Some(field) => (field.key_at, matches!(field.value, Value::Flag(true))),
        None => (written.whole, false),
    };
    let (origins, exposed) = (written.has(Key::Origins), written.has(Key::ExposeHeaders));
    let mut conditions = Vec::new();
    let mut require = |truth, rule, message, help| {
        let mistake = Mistake::new(&problem(rule, message, help), at);
        conditions.push(Condition { truth, mistake });
    };
    if credentials && !origins {
        require(
            quote!(!#base.allows_any_origin()),
            Rule::AnyOriginWithCredentials,
            format!(
                "with credentials, every site could read what its visitors may see, \
                 and `{name}` lets every site read"
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
                "`{name}` has no credentials, and here only origins with `https` and without \
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
                 nothing, and `{name}` has `expose_headers = *`"
            ),
            "list the `expose_headers` here too, or remove `credentials`",
        );
    }
    if !credentials && !origins {
        require(
            quote!(!#private::lifts_rules(#base)),
            Rule::AllowUnneeded,
            format!(
                "without credentials there is nothing to lift, and `{name}` lifts a rule for \
                 one of its origins"
            ),
            "list the `origins` here too, without `#[allow(…)]`",
        );
    }
    Replaced {
        checked: whole(written, problems(&declared(written))),
        conditions,
    }
}

/// Credentials are those of the named policy: what is wrong only if it has
/// them, or only if it has none, is a condition.
fn with_credentials_of(written: &Written, named: &Named, base: &TokenStream) -> Replaced {
    let judged = |flag| {
        let value = cors_rules::Value::Flag(flag);
        problems(&declared(written).with(Key::Credentials.name(), value))
    };
    let (with, without) = (judged(true), judged(false));
    let errors = |judged: &Result<_, Vec<Problem>>| judged.as_ref().err().cloned();
    let (in_with, in_without) = (
        errors(&with).unwrap_or_default(),
        errors(&without).unwrap_or_default(),
    );
    let (always, only_with): (Vec<_>, Vec<_>) = in_with
        .into_iter()
        .partition(|problem| in_without.contains(problem));
    let only_without = in_without
        .iter()
        .filter(|problem| !always.contains(problem));

    let name = &named.path;
    let condition = |problem: &Problem, truth: TokenStream, why: &str| {
        let mut mistake = Mistake::new(problem, spot(problem.location, written));
        mistake.text = format!("{}\nnote: {why}", mistake.text);
        Condition { truth, mistake }
    };
    let has = format!("`{name}` has credentials; `credentials = false` here goes without");
    let lacks = format!("`{name}` has no credentials");
    let only_with = only_with
        .iter()
        .map(|problem| condition(problem, quote!(!#base.credentials()), &has));
    let only_without =
        only_without.map(|problem| condition(problem, quote!(#base.credentials()), &lacks));
    let conditions = only_with.chain(only_without).collect();
    Replaced {
        checked: whole(written, with.or(without).map_err(|_| always)),
        conditions,
    }
}

/// The keys that are written here, and a stand-in for origins that no rule has
/// anything against.
fn declared(written: &Written) -> Declaration {
    let declaration = declaration(written);
    match written.has(Key::Origins) {
        true => declaration,
        false => {
            let any = cors_rules::Value::list(["https://example.com"]);
            declaration.with(Key::Origins.name(), any)
        }
    }
}

fn problems(declaration: &Declaration) -> Result<Checked, Vec<Problem>> {
    let checked = declaration.check();
    checked.map_err(|problems| problems.into_iter().collect())
}

/// With what is wrong with the tokens.
fn whole(
    written: &Written,
    checked: Result<Checked, Vec<Problem>>,
) -> Result<Checked, Vec<Mistake>> {
    match checked {
        Ok(checked) if written.mistakes.is_empty() => Ok(checked),
        Ok(_) => Err(mistakes(written, &[])),
        Err(problems) => Err(mistakes(written, &problems)),
    }
}
