//! Paths in attributes: `crate = path` and `#[cors(API)]`.

use cors_rules::Rule;
use syn::buffer::Cursor;

use crate::diagnostic::SpanRange;
use crate::guess;
use crate::parsed::{Named, Parsed, Position, meaning};
use crate::reader::Reader;
use crate::tokens::{between, path, policy_name, short, skip, text};

impl Reader {
    /// Reads the name in `#[cors(API)]`: a path that is not a key and has no value.
    pub(crate) fn name<'t>(&mut self, cursor: Cursor<'t>) -> (Option<Named>, Cursor<'t>) {
        if let Some(wrong) = guess::wrong_name(cursor) {
            let span = self.span_between(cursor, wrong.next);
            let path = wrong.path;
            let help = format!("write #[cors({})]", text(path.clone()));
            self.report(span, Rule::Syntax, wrong.message, &help);
            return (Some(Named { path, span }), self.separator(wrong.next));
        }
        let Some(next) = policy_name(cursor).or_else(|| single_word(cursor)) else {
            return (None, cursor);
        };
        let named = Named {
            path: between(cursor, next).0,
            span: self.span_between(cursor, next),
        };
        (Some(named), self.separator(next))
    }

    /// Reports the name of a policy after a key or another name. Returns the cursor after
    /// it.
    pub(crate) fn late_name<'t>(
        &mut self,
        cursor: Cursor<'t>,
        parsed: &mut Parsed,
    ) -> Option<Cursor<'t>> {
        let next = policy_name(cursor).filter(|_| self.position == Position::Attribute)?;
        let span = self.span_between(cursor, next);
        if let Some(first) = &parsed.named {
            let message = format!("the policy is already named `{first}`");
            self.report(span, Rule::Syntax, message, "remove this");
        } else {
            let (path, _) = between(cursor, next);
            let named = Named { path, span };
            let message = format!("`{named}` names a policy, and the name comes before the keys");
            let help = format!("write it first: #[cors({named}, …)]");
            self.report(span, Rule::Syntax, message, &help);
            parsed.named = Some(named);
        }
        Some(next)
    }

    /// Reads the value of `crate = path`.
    pub(crate) fn krate<'t>(
        &mut self,
        cursor: Cursor<'t>,
        has_sign: bool,
        key_span: SpanRange,
        parsed: &mut Parsed,
    ) -> Cursor<'t> {
        let next = skip(cursor);
        let (tokens, _) = between(cursor, next);
        let example = "write the path of the adapter: crate = ::cors_actix";
        if self.position == Position::Expression {
            let message = "`crate` is a key of `#[cors(…)]`; `cors!` finds its crate without it";
            self.report(key_span, Rule::KeyUnknown, message, "remove it");
        } else if !has_sign || tokens.is_empty() {
            let message = "`crate` has no value; it takes a path";
            self.report(key_span, Rule::ValueMissing, message, example);
        } else if path(cursor) != Some(next) {
            let span = self.span_between(cursor, next);
            let message = format!("`crate` takes a path, not `{}`", short(&text(tokens)));
            // A path in quotes is reported, but still used. Without it, every path in the
            // expansion would be an error.
            let quoted = guess::quoted_path(cursor);
            let help = match &quoted {
                Some(path) => format!("write crate = {}", text(path.clone())),
                None => example.to_owned(),
            };
            self.report(span, Rule::ValueType, message, &help);
            parsed.krate = parsed.krate.take().or(quoted);
        } else if parsed.krate.is_some() {
            let message = "`crate` is written twice";
            self.report(key_span, Rule::KeyDuplicate, message, "remove one");
        } else {
            parsed.krate = Some(tokens);
        }
        next
    }
}

/// The cursor after a single word that is not a key. A policy that is written out has keys,
/// so the word is the name of a policy.
fn single_word(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    let (word, next) = cursor.ident()?;
    let word = word.to_string();
    (next.eof() && meaning(&word).is_none() && word != "crate").then_some(next)
}
