//! Checks a parsed policy against every rule.

use cors_rules::{Checked, Location, Problem, Rule};

use crate::diagnostic::Diagnostic;
use crate::parsed::Parsed;

/// Checks the policy against every rule.
///
/// Errors are in source order. Missing keys come last.
pub(crate) fn check(parsed: &Parsed) -> Result<Checked, Vec<Diagnostic>> {
    let checked = parsed.declaration().check();
    with_token_errors(
        parsed,
        checked.map_err(|problems| problems.into_iter().collect()),
    )
}

/// Adds the errors that were found while reading the tokens.
pub(crate) fn with_token_errors(
    parsed: &Parsed,
    checked: Result<Checked, Vec<Problem>>,
) -> Result<Checked, Vec<Diagnostic>> {
    match checked {
        Ok(checked) if parsed.diagnostics.is_empty() => Ok(checked),
        Ok(_) => Err(diagnostics(parsed, &[])),
        Err(problems) => Err(diagnostics(parsed, &problems)),
    }
}

/// The errors in the tokens, and each problem at its tokens.
fn diagnostics(parsed: &Parsed, problems: &[Problem]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for diagnostic in &parsed.diagnostics {
        insert(&mut diagnostics, diagnostic.clone());
    }
    let mut last_other = None;
    for problem in problems {
        if is_consequence(problem, parsed) {
            continue;
        }
        let diagnostic = Diagnostic::new(problem, parsed.span(problem.location));
        // `credentials` is underlined only once, even if many entries are wrong because of
        // it.
        let second = problem.other.filter(|other| last_other != Some(*other));
        let second = second.map(|other| {
            last_other = Some(other);
            Diagnostic::secondary(&diagnostic, parsed.span(other), because(problem.rule))
        });
        insert(&mut diagnostics, diagnostic);
        if let Some(second) = second {
            insert(&mut diagnostics, second);
        }
    }
    diagnostics
}

/// Inserts an error, and keeps the list in source order. The new error nearly always comes
/// last, so this is fast. `sort` would add more compile time than the rest of this file.
fn insert(diagnostics: &mut Vec<Diagnostic>, diagnostic: Diagnostic) {
    let order = diagnostic.span.order;
    let at = diagnostics.partition_point(|known| known.span.order <= order);
    diagnostics.insert(at, diagnostic);
}

/// Whether a problem only follows from an error in the tokens: a list whose
/// entries could not be read is not empty.
fn is_consequence(problem: &Problem, parsed: &Parsed) -> bool {
    match problem.location {
        Location::Value(field) => {
            problem.rule == Rule::OriginsMissing && !parsed.tokens()[field].is_complete
        }
        _ => false,
    }
}

/// How the second location of a problem is related to it.
fn because(rule: Rule) -> &'static str {
    match rule {
        Rule::AnyOriginWithCredentials
        | Rule::AnyExposeWithCredentials
        | Rule::InsecureOrigin
        | Rule::AnyExtension
        | Rule::PublicSuffix => "because credentials are allowed here",
        _ => "because of this",
    }
}
