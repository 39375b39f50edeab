//! The macros as plain functions over tokens.

mod attribute;
mod axum;
mod expansion;
mod language;
mod mistakes;
mod replaced;
mod route;
mod soup;
mod table;

use cors_rules::Checked;
use proc_macro2::TokenStream;

use crate::lower::lower;
use crate::mistake::{Mistake, Spot};
use crate::parse::parse;
use crate::written::{Home, Written};

fn tokens(source: &str) -> TokenStream {
    source.parse().expect("the test's own tokens")
}

fn written(source: &str) -> Written {
    parse(tokens(source), Home::Expression)
}

fn accepted(source: &str) -> Checked {
    match lower(&written(source)) {
        Ok(checked) => checked,
        Err(mistakes) => panic!("{source}\nis right, yet: {mistakes:#?}"),
    }
}

fn mistakes(source: &str) -> Vec<Mistake> {
    lower(&written(source)).expect_err(source)
}

/// Each mistake as its rule and the source that it underlines; the second
/// place of a mistake as its sentence.
fn reported(source: &str) -> Vec<(String, &str)> {
    let mistakes = mistakes(source);
    mistakes
        .iter()
        .map(|mistake| (name(mistake), underlined(source, mistake.at)))
        .collect()
}

/// The rule, as the note says it.
fn name(mistake: &Mistake) -> String {
    let note = mistake.text.rsplit_once("note: cors::");
    note.map_or(&*mistake.text, |(_, rule)| rule).to_owned()
}

/// What the compiler underlines.
fn underlined(source: &str, at: Spot) -> &str {
    &source[at.start.byte_range().start..at.end.byte_range().end]
}
