//! `#[cfg(…)]` and `#[allow(…)]` on entries.

use cors_rules::Rule;
use proc_macro2::{Delimiter, TokenStream};
use syn::buffer::Cursor;

use crate::cfg;
use crate::mistake::Spot;
use crate::reader::Reader;
use crate::tokens::{between, punct, short, skip, text};

/// What stands before an entry.
#[derive(Default)]
pub(crate) struct Attributes {
    pub(crate) allow: Vec<(String, Spot)>,
    pub(crate) cfg: Vec<TokenStream>,
    /// The last of them.
    pub(crate) last: Option<Spot>,
}

impl Reader {
    pub(crate) fn attributes<'t>(&mut self, mut cursor: Cursor<'t>) -> (Attributes, Cursor<'t>) {
        let mut attributes = Attributes::default();
        while let Some((start, next)) = punct(cursor, '#')
            && let Some((inside, delimiters, next)) = next.group(Delimiter::Bracket)
        {
            let at = self.spot(start, delimiters.close());
            self.attribute(inside, at, &mut attributes);
            attributes.last = Some(at);
            cursor = next;
        }
        (attributes, cursor)
    }

    fn attribute(&mut self, cursor: Cursor<'_>, at: Spot, attributes: &mut Attributes) {
        let (name, arguments) = match cursor.ident() {
            Some((name, next)) => (name.to_string(), arguments(next)),
            None => (String::new(), None),
        };
        let (what, help) = match &*name {
            "cfg" => {
                // A broken condition is still one of its own, so that the entry
                // is not taken for the duplicate of one without a condition.
                let condition = arguments.unwrap_or(cursor).token_stream();
                attributes.cfg.push(condition);
                return self.condition(arguments, at);
            }
            "allow" => return self.allow(arguments, at, attributes),
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
        self.report(at, Rule::CfgInvalid, message, help);
    }

    fn condition(&mut self, arguments: Option<Cursor<'_>>, at: Spot) {
        let verdict = match arguments {
            Some(inside) => cfg::check(inside),
            None => Err(cfg::Fault::MISSING),
        };
        if let Err(fault) = verdict {
            let at = match fault.tokens {
                Some((from, to)) => self.spot_between(from, to),
                None => at,
            };
            self.report(at, Rule::CfgInvalid, fault.message, fault.help);
        }
    }

    /// The names in `#[allow(…)]`.
    fn allow(&mut self, arguments: Option<Cursor<'_>>, at: Spot, attributes: &mut Attributes) {
        let Some(mut cursor) = arguments.filter(|inside| !inside.eof()) else {
            let names = Rule::allowable().map(|rule| format!("`{}`", rule.allow_name()));
            let names = names.collect::<Vec<_>>().join(", ");
            let help = format!("the rules that can be allowed are {names}");
            let message = "`allow` names the rules that it lifts";
            return self.report(at, Rule::AllowUnknown, message, &help);
        };
        while !cursor.eof() {
            let next = skip(cursor);
            let at = self.spot_between(cursor, next);
            attributes.allow.push((text(between(cursor, next).0), at));
            cursor = self.separator(next);
        }
    }
}

/// What an attribute has in parentheses.
fn arguments(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    let (inside, _, behind) = cursor.group(Delimiter::Parenthesis)?;
    behind.eof().then_some(inside)
}
