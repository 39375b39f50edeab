//! Reading tokens without ever stopping: what cannot be read is a mistake, and
//! reading goes on behind the next comma.

use cors_rules::Rule;
use proc_macro2::Span;
use syn::buffer::Cursor;

use crate::mistake::{Mistake, Spot, problem};
use crate::tokens::{between, first_span, punct, skip};
use crate::written::Home;

/// What has been read of a policy's tokens, and what was wrong with them.
pub(crate) struct Reader {
    pub(crate) home: Home,
    pub(crate) mistakes: Vec<Mistake>,
    order: usize,
}

impl Reader {
    pub(crate) fn new(home: Home) -> Self {
        Reader {
            home,
            mistakes: Vec::new(),
            order: 0,
        }
    }

    /// The place of what is read next.
    pub(crate) fn spot(&mut self, start: Span, end: Span) -> Spot {
        self.order += 1;
        let order = self.order;
        Spot { start, end, order }
    }

    /// The place of the tokens between two cursors.
    pub(crate) fn spot_between(&mut self, from: Cursor<'_>, to: Cursor<'_>) -> Spot {
        let (_, last) = between(from, to);
        self.spot(first_span(from), last)
    }

    /// Notes a mistake; without help if that is empty.
    pub(crate) fn report(&mut self, at: Spot, rule: Rule, message: impl Into<String>, help: &str) {
        self.mistakes
            .push(Mistake::new(&problem(rule, message, help), at));
    }

    /// A token for which the grammar has no place.
    pub(crate) fn syntax(&mut self, span: Span, message: impl Into<String>, help: &str) {
        let at = self.spot(span, span);
        self.report(at, Rule::Syntax, message, help);
    }

    /// The comma behind a field or an entry.
    pub(crate) fn separator<'t>(&mut self, cursor: Cursor<'t>) -> Cursor<'t> {
        if let Some((_, next)) = punct(cursor, ',') {
            return next;
        }
        match punct(cursor, ';') {
            Some((span, next)) => {
                self.syntax(span, "a semicolon separates nothing here", "write `,`");
                next
            }
            None => cursor,
        }
    }

    /// A separator that separates nothing.
    pub(crate) fn nothing_here<'t>(&mut self, cursor: Cursor<'t>) -> Cursor<'t> {
        match cursor.punct() {
            Some((punct, next)) => {
                let message = format!("nothing stands before this `{}`", punct.as_char());
                self.syntax(punct.span(), message, "remove it");
                next
            }
            None => cursor,
        }
    }

    /// Notes what stands in the way and skips to the next comma.
    pub(crate) fn stray<'t>(
        &mut self,
        cursor: Cursor<'t>,
        message: impl Into<String>,
        help: &str,
    ) -> Cursor<'t> {
        let next = skip(cursor);
        let at = self.spot_between(cursor, next);
        self.report(at, Rule::Syntax, message, help);
        next
    }
}
