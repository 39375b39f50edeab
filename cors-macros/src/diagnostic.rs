//! Compile errors at the tokens that cause them.

use cors_rules::{Problem, Rule};
use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

/// The tokens that an error underlines, from the first to the last.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SpanRange {
    pub(crate) start: Span,
    pub(crate) end: Span,
    /// The position of the token in the input. It is stored because spans of a macro and of
    /// its caller cannot be compared.
    pub(crate) order: usize,
}

impl SpanRange {
    /// One token that is not part of a policy.
    pub(crate) fn of(token: Span) -> Self {
        Self::last(token, token)
    }

    /// A range whose errors are reported after all other errors.
    pub(crate) fn last(start: Span, end: Span) -> Self {
        SpanRange {
            start,
            end,
            order: usize::MAX,
        }
    }
}

/// A compile error.
#[derive(Debug, Clone)]
pub(crate) struct Diagnostic {
    pub(crate) span: SpanRange,
    pub(crate) text: String,
}

impl Diagnostic {
    pub(crate) fn new(problem: &Problem, span: SpanRange) -> Self {
        Diagnostic {
            span,
            text: problem.text_at_span(),
        }
    }

    /// A second location of an error, reported directly after it.
    pub(crate) fn secondary(first: &Diagnostic, span: SpanRange, text: &str) -> Self {
        Diagnostic {
            span: SpanRange {
                order: first.span.order,
                ..span
            },
            text: text.to_owned(),
        }
    }

    /// The compile error. rustc underlines from the span of the macro's path
    /// to the span of its braces.
    pub(crate) fn compile_error(&self) -> TokenStream {
        let text = &self.text;
        let path = quote_spanned!(self.span.start=> ::core::compile_error!);
        let message = quote_spanned!(self.span.end=> { #text });
        quote_spanned!(self.span.start=> #path #message)
    }
}

/// A problem that only tokens can have. An empty `help` means no help.
pub(crate) fn problem(rule: Rule, message: impl Into<String>, help: &str) -> Problem {
    let mut problem = Problem::syntax(message);
    problem.rule = rule;
    problem.help = (!help.is_empty()).then(|| help.to_owned());
    problem
}
