//! What is wrong with one value, before it is known where the value stands.

use std::borrow::Cow;
use std::ops::Range;

use crate::problem::{Location, Problem};
use crate::rule::Rule;

/// How often a mended value may break yet another rule.
const MENDS: usize = 12;

/// A broken rule of one value, and what might mend it.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) rule: Rule,
    /// The offending bytes of the value.
    pub(crate) mark: Range<usize>,
    pub(crate) message: Cow<'static, str>,
    /// What to write instead: usually one entry. It may break another rule,
    /// see [`Fault::mended`].
    fixes: Vec<String>,
    /// Help in words, where there is nothing to paste.
    advice: Option<Cow<'static, str>>,
}

impl Fault {
    pub(crate) fn new(
        rule: Rule,
        mark: Range<usize>,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Fault {
            rule,
            mark,
            message: message.into(),
            fixes: Vec::new(),
            advice: None,
        }
    }

    pub(crate) fn fix(self, fix: impl Into<String>) -> Self {
        self.fixes(vec![fix.into()])
    }

    pub(crate) fn fixes(mut self, fixes: Vec<String>) -> Self {
        self.fixes = fixes;
        self
    }

    pub(crate) fn advice(mut self, advice: impl Into<Cow<'static, str>>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// The fault of a text in which this one's value is a part.
    pub(crate) fn within(mut self, before: &str, after: &str) -> Self {
        self.mark = before.len() + self.mark.start..before.len() + self.mark.end;
        for fix in &mut self.fixes {
            *fix = format!("{before}{fix}{after}");
        }
        self
    }

    /// What to write instead, as help: such that `judge` finds nothing more to
    /// say and nothing of it is `taken` already.
    pub(crate) fn mended(
        &self,
        judge: &dyn Fn(&str) -> Result<(), Fault>,
        taken: &dyn Fn(&str) -> bool,
    ) -> Option<String> {
        let mut mended = Vec::new();
        for fix in &self.fixes {
            let value = mend(fix, judge)?;
            if taken(&value) {
                return None;
            }
            let quoted = format!("\"{value}\"");
            if !mended.contains(&quoted) {
                mended.push(quoted);
            }
        }
        (!mended.is_empty()).then(|| format!("write {}", mended.join(", ")))
    }

    /// The problem at its location, with no help yet but words.
    pub(crate) fn into_problem(self, key: &str, location: Location, value: &str) -> Problem {
        let mut problem = Problem::new(self.rule, key, location, self.message)
            .value(value)
            .mark(self.mark);
        problem.help = self.advice.map(Cow::into_owned);
        problem
    }
}

/// Follows the fixes until a value keeps every rule.
fn mend(fix: &str, judge: &dyn Fn(&str) -> Result<(), Fault>) -> Option<String> {
    let mut value = fix.to_owned();
    for _ in 0..MENDS {
        match judge(&value) {
            Ok(()) => return Some(value),
            Err(mut fault) if fault.fixes.len() == 1 => value = fault.fixes.remove(0),
            Err(_) => return None,
        }
    }
    None
}
