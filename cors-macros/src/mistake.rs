//! A broken rule at the tokens that break it.

use cors_rules::{Problem, Rule};
use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

/// Where something stands: from its first token to its last.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot {
    pub(crate) start: Span,
    pub(crate) end: Span,
    /// Its rank among everything that was written. Spans cannot be compared:
    /// some come from a macro, some from its caller.
    pub(crate) order: usize,
}

impl Spot {
    /// The place of one token that no policy was read from.
    pub(crate) fn of(token: Span) -> Self {
        Self::last(token, token)
    }

    /// The place of what is missing: the whole policy, behind all its parts.
    pub(crate) fn last(start: Span, end: Span) -> Self {
        Spot {
            start,
            end,
            order: usize::MAX,
        }
    }
}

/// A broken rule at its place.
#[derive(Debug, Clone)]
pub(crate) struct Mistake {
    pub(crate) at: Spot,
    pub(crate) text: String,
}

impl Mistake {
    pub(crate) fn new(problem: &Problem, at: Spot) -> Self {
        Mistake {
            at,
            text: problem.text_at_span(),
        }
    }

    /// The other place of a mistake, shown right behind it.
    pub(crate) fn echo(of: &Mistake, at: Spot, text: &str) -> Self {
        Mistake {
            at: Spot {
                order: of.at.order,
                ..at
            },
            text: text.to_owned(),
        }
    }

    /// The compile error. rustc underlines from the span of the macro's path
    /// to that of its braces.
    pub(crate) fn compile_error(&self) -> TokenStream {
        let text = &self.text;
        let path = quote_spanned!(self.at.start=> ::core::compile_error!);
        let message = quote_spanned!(self.at.end=> { #text });
        quote_spanned!(self.at.start=> #path #message)
    }
}

/// A problem that only tokens can have, in the layout of all others; without
/// help if that is empty.
pub(crate) fn problem(rule: Rule, message: impl Into<String>, help: &str) -> Problem {
    let mut problem = Problem::syntax(message);
    problem.rule = rule;
    problem.help = (!help.is_empty()).then(|| help.to_owned());
    problem
}
