//! `#[cfg(…)]` and `#[allow(…)]` on entries.

use cors_rules::Rule;
use proc_macro2::{Delimiter, TokenStream};
use syn::buffer::Cursor;

use crate::cfg;
use crate::diagnostic::SpanRange;
use crate::reader::Reader;
use crate::tokens::{between, punct, short, skip, text};

/// The attributes of an entry.
#[derive(Default)]
pub(crate) struct Attributes {
    /// The names in `#[allow(…)]`.
    pub(crate) allow: Vec<(String, SpanRange)>,
    /// The predicates in `#[cfg(…)]`.
    pub(crate) cfg: Vec<TokenStream>,
    /// The last attribute.
    pub(crate) last: Option<SpanRange>,
}

impl Reader {
    /// Reads the attributes before an entry.
    pub(crate) fn attributes<'t>(&mut self, mut cursor: Cursor<'t>) -> (Attributes, Cursor<'t>) {
        let mut attributes = Attributes::default();
        while let Some((start, next)) = punct(cursor, '#')
            && let Some((inner, delimiters, next)) = next.group(Delimiter::Bracket)
        {
            let span = self.span(start, delimiters.close());
            self.attribute(inner, span, &mut attributes);
            attributes.last = Some(span);
            cursor = next;
        }
        (attributes, cursor)
    }

    fn attribute(&mut self, cursor: Cursor<'_>, span: SpanRange, attributes: &mut Attributes) {
        let (name, arguments) = match cursor.ident() {
            Some((name, next)) => (name.to_string(), arguments(next)),
            None => (String::new(), None),
        };
        let (what, help) = match &*name {
            "cfg" => {
                // A wrong condition is kept, so that the entry is not reported as a
                // duplicate of an entry without a condition.
                let condition = arguments.unwrap_or(cursor).token_stream();
                attributes.cfg.push(condition);
                return self.condition(arguments, span);
            }
            "allow" => return self.allow(arguments, span, attributes),
            "doc" => (
                "a documentation comment".to_owned(),
                "write a plain comment: `//`",
            ),
            _ => {
                let help = match &*name {
                    "cfg_attr" => "write the entry once under each `#[cfg(…)]`",
                    _ => "remove it",
                };
                (
                    format!("`#[{}]`", short(&text(cursor.token_stream()))),
                    help,
                )
            }
        };
        let message = format!("an entry takes `#[cfg(…)]` and `#[allow(…)]`, not {what}");
        self.report(span, Rule::CfgInvalid, message, help);
    }

    fn condition(&mut self, arguments: Option<Cursor<'_>>, span: SpanRange) {
        let checked = match arguments {
            Some(condition) => cfg::check(condition),
            None => Err(cfg::Violation::MISSING),
        };
        if let Err(violation) = checked {
            let span = match violation.tokens {
                Some((from, to)) => self.span_between(from, to),
                None => span,
            };
            self.report(span, Rule::CfgInvalid, violation.message, violation.help);
        }
    }

    /// Reads the names in `#[allow(…)]`.
    fn allow(
        &mut self,
        arguments: Option<Cursor<'_>>,
        span: SpanRange,
        attributes: &mut Attributes,
    ) {
        let Some(mut cursor) = arguments.filter(|names| !names.eof()) else {
            let names = Rule::allowable().map(|rule| format!("`{}`", rule.allow_name()));
            let names = names.collect::<Vec<_>>().join(", ");
            let help = format!("the rules that can be allowed are {names}");
            let message = "`allow` takes the names of rules";
            return self.report(span, Rule::AllowUnknown, message, &help);
        };
        while !cursor.eof() {
            let next = skip(cursor);
            let span = self.span_between(cursor, next);
            attributes.allow.push((text(between(cursor, next).0), span));
            cursor = self.separator(next);
        }
    }
}

/// The tokens in the parentheses of an attribute.
fn arguments(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    let (inner, _, after) = cursor.group(Delimiter::Parenthesis)?;
    after.eof().then_some(inner)
}
