//! The macros as plain functions over tokens.

mod attribute;
mod axum;
mod diagnostics;
mod expansion;
mod language;
mod printed;
mod random_tokens;
mod replaced;
mod route;
mod table;
mod warnings;

use cors_rules::Checked;
use proc_macro2::TokenStream;

use crate::check::check;
use crate::diagnostic::{Diagnostic, SpanRange};
use crate::parse::parse;
use crate::parsed::{Parsed, Position};

fn tokens(source: &str) -> TokenStream {
    source.parse().expect("the test's own tokens")
}

fn parsed(source: &str) -> Parsed {
    parse(tokens(source), Position::Expression)
}

fn accepted(source: &str) -> Checked {
    match check(&parsed(source)) {
        Ok(checked) => checked,
        Err(errors) => panic!("{source}\nis correct, but: {errors:#?}"),
    }
}

fn errors(source: &str) -> Vec<Diagnostic> {
    check(&parsed(source)).expect_err(source)
}

/// The rule of each error and the source that it underlines. A second location has its
/// sentence in place of the rule.
fn reported(source: &str) -> Vec<(String, &str)> {
    errors(source)
        .iter()
        .map(|error| (name(error), underlined(source, error.span)))
        .collect()
}

/// The rule in the note of an error.
fn name(error: &Diagnostic) -> String {
    let note = error.text.rsplit_once("note: cors::");
    note.map_or(&*error.text, |(_, rule)| rule).to_owned()
}

/// The source that the compiler underlines.
fn underlined(source: &str, span: SpanRange) -> &str {
    &source[span.start.byte_range().start..span.end.byte_range().end]
}
