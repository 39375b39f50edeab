//! Reads tokens without stopping at an error. After an error, reading continues after the
//! next comma.

use cors_rules::Rule;
use proc_macro2::Span;
use syn::buffer::Cursor;

use crate::diagnostic::{Diagnostic, SpanRange, problem};
use crate::parsed::Position;
use crate::tokens::{between, first_span, punct, skip};

/// Collects the errors in a policy's tokens.
pub(crate) struct Reader {
    pub(crate) position: Position,
    pub(crate) diagnostics: Vec<Diagnostic>,
    order: usize,
}

impl Reader {
    pub(crate) fn new(position: Position) -> Self {
        Reader {
            position,
            diagnostics: Vec::new(),
            order: 0,
        }
    }

    /// A range that follows all ranges so far.
    pub(crate) fn span(&mut self, start: Span, end: Span) -> SpanRange {
        self.order += 1;
        SpanRange {
            start,
            end,
            order: self.order,
        }
    }

    /// The range of the tokens between two cursors.
    pub(crate) fn span_between(&mut self, from: Cursor<'_>, to: Cursor<'_>) -> SpanRange {
        let (_, last) = between(from, to);
        self.span(first_span(from), last)
    }

    /// Reports an error. An empty `help` means no help.
    pub(crate) fn report(
        &mut self,
        span: SpanRange,
        rule: Rule,
        message: impl Into<String>,
        help: &str,
    ) {
        self.diagnostics
            .push(Diagnostic::new(&problem(rule, message, help), span));
    }

    /// Reports a token that the grammar does not allow.
    pub(crate) fn syntax(&mut self, token: Span, message: impl Into<String>, help: &str) {
        let span = self.span(token, token);
        self.report(span, Rule::Syntax, message, help);
    }

    /// Reads the comma after a field or an entry.
    pub(crate) fn separator<'t>(&mut self, cursor: Cursor<'t>) -> Cursor<'t> {
        if let Some((_, next)) = punct(cursor, ',') {
            return next;
        }
        match punct(cursor, ';') {
            Some((span, next)) => {
                let message = "keys and entries are separated by commas, not by semicolons";
                self.syntax(span, message, "write `,`");
                next
            }
            None => cursor,
        }
    }

    /// Reports a separator that has nothing before it.
    pub(crate) fn empty_separator<'t>(&mut self, cursor: Cursor<'t>) -> Cursor<'t> {
        match cursor.punct() {
            Some((punct, next)) => {
                let message = format!("there is nothing before this `{}`", punct.as_char());
                self.syntax(punct.span(), message, "remove it");
                next
            }
            None => cursor,
        }
    }

    /// Reports unexpected tokens and skips to the next comma.
    pub(crate) fn skip_unexpected<'t>(
        &mut self,
        cursor: Cursor<'t>,
        message: impl Into<String>,
        help: &str,
    ) -> Cursor<'t> {
        let next = skip(cursor);
        let span = self.span_between(cursor, next);
        self.report(span, Rule::Syntax, message, help);
        next
    }
}
