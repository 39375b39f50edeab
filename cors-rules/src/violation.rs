//! A rule that one value breaks, before its location is known.

use std::borrow::Cow;
use std::ops::Range;

use crate::declaration::Entries;
use crate::problem::{Location, Problem};
use crate::rule::Rule;

/// The largest number of fixes that are applied to one value, one after the other.
const MAX_FIXES: usize = 12;

/// A rule that one value breaks, and how to fix the value.
#[derive(Debug)]
pub(crate) struct Violation {
    pub(crate) rule: Rule,
    /// The bytes of the value that break the rule.
    pub(crate) span: Range<usize>,
    pub(crate) message: Cow<'static, str>,
    /// The replacement, usually one entry. A fix can break another rule. See
    /// [`Violation::working_fix`].
    fixes: Vec<String>,
    /// Help in words, if there is no text to paste.
    suggestion: Option<Cow<'static, str>>,
}

impl Violation {
    pub(crate) fn new(
        rule: Rule,
        span: Range<usize>,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Violation {
            rule,
            span,
            message: message.into(),
            fixes: Vec::new(),
            suggestion: None,
        }
    }

    pub(crate) fn fix(self, fix: impl Into<String>) -> Self {
        self.fixes(vec![fix.into()])
    }

    pub(crate) fn fixes(mut self, fixes: Vec<String>) -> Self {
        self.fixes = fixes;
        self
    }

    pub(crate) fn suggestion(mut self, suggestion: impl Into<Cow<'static, str>>) -> Self {
        self.suggestion = Some(suggestion.into());
        self
    }

    /// The same violation for a larger value, which has `before` and `after` around this
    /// value.
    pub(crate) fn within(mut self, before: &str, after: &str) -> Self {
        self.span = before.len() + self.span.start..before.len() + self.span.end;
        for fix in &mut self.fixes {
            *fix = format!("{before}{fix}{after}");
        }
        self
    }

    /// The help with text to paste, if every fix leads to a value that passes
    /// `check` and is not `taken` yet. If the only fix is taken, the help is to
    /// remove the value.
    pub(crate) fn working_fix(
        &self,
        check: &dyn Fn(&str) -> Result<(), Violation>,
        taken: &dyn Fn(&str) -> bool,
    ) -> Option<String> {
        let values = self.fixes.iter().map(|fix| apply_fixes(fix, check));
        let values: Vec<String> = values.collect::<Option<_>>()?;
        let mut seen = Entries::new();
        let mut fixed = Vec::new();
        for (index, value) in values.iter().enumerate() {
            if taken(value) {
                let is_one = values.len() == 1;
                return is_one.then(|| format!("remove it: \"{value}\" is listed already"));
            }
            if seen.insert((value, None), index).is_none() {
                fixed.push(format!("\"{value}\""));
            }
        }
        (!fixed.is_empty()).then(|| format!("write {}", fixed.join(", ")))
    }

    /// The problem at its location. Its help is the suggestion in words.
    pub(crate) fn into_problem(self, key: &str, location: Location, value: &str) -> Problem {
        let mut problem = Problem::new(self.rule, key, location, self.message)
            .value(value)
            .span(self.span);
        problem.help = self.suggestion.map(Cow::into_owned);
        problem
    }
}

/// Applies fixes until the value keeps every rule.
fn apply_fixes(fix: &str, check: &dyn Fn(&str) -> Result<(), Violation>) -> Option<String> {
    let mut value = fix.to_owned();
    for _ in 0..MAX_FIXES {
        match check(&value) {
            Ok(()) => return Some(value),
            Err(mut violation) if violation.fixes.len() == 1 => value = violation.fixes.remove(0),
            Err(_) => return None,
        }
    }
    None
}
