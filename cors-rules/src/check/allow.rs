//! Checks `allow` on entries.

use super::{Check, List};
use crate::checked::Item;
use crate::declaration::{Entry, Input};
use crate::key::Key;
use crate::problem::{Location, Problem};
use crate::rule::Rule;
use crate::violation::Violation;

/// The rules that are allowed for an entry, and whether the entry breaks them.
#[derive(Default)]
pub(super) struct Allowed {
    /// The rules named on the entry, each with the index of its `allow`.
    here: Vec<(usize, Rule)>,
    everywhere: Vec<Rule>,
    used: Vec<Rule>,
}

impl Allowed {
    /// Drops the violation if its rule is allowed.
    pub(super) fn allow(&mut self, verdict: Result<(), Violation>) -> Result<(), Violation> {
        match verdict {
            Err(violation) if self.allows(violation.rule) => {
                self.used.push(violation.rule);
                Ok(())
            }
            verdict => verdict,
        }
    }

    pub(super) fn allows(&self, rule: Rule) -> bool {
        self.everywhere.contains(&rule) || self.here.iter().any(|&(_, here)| here == rule)
    }

    pub(super) fn item<T>(&self, value: Option<T>, entry: &Entry, index: usize) -> Item<T> {
        Item {
            value,
            allow: self.used.clone(),
            cfg: entry.cfg.clone(),
            entry: index,
        }
    }
}

impl Check {
    /// Reports the rules that were allowed for every entry and cannot be allowed.
    pub(super) fn check_allowed_everywhere(&mut self) {
        for rule in self.allow.iter().filter(|rule| !rule.is_allowable()) {
            let message = format!("the rule `{rule}` cannot be allowed");
            self.problems.push(
                Problem::new(
                    Rule::AllowUnknown,
                    Key::Origins.name(),
                    Location::Policy,
                    message,
                )
                .value(rule.name())
                .help(allowable_names()),
            );
        }
    }

    /// Parses the names on an entry. A name that is not a rule is a problem.
    pub(super) fn allowed(&mut self, list: &List<'_>, index: usize) -> Allowed {
        let mut allowed = Allowed {
            everywhere: self.allow.clone(),
            ..Allowed::default()
        };
        for (allow, name) in list.entries[index].allow.iter().enumerate() {
            let why = match name.parse::<Rule>() {
                Ok(rule) if rule.is_allowable() => {
                    allowed.here.push((allow, rule));
                    continue;
                }
                Ok(rule) => format!("the rule `{rule}` cannot be allowed"),
                Err(unknown) => unknown.to_string(),
            };
            self.problems.push(unknown(list, index, allow, name, &why));
        }
        allowed
    }

    /// Reports every `allow` of a rule that the entry does not break.
    pub(super) fn check_needed(&mut self, list: &List<'_>, index: usize, allowed: &Allowed) {
        let mut seen = Vec::new();
        for &(allow, rule) in &allowed.here {
            let Entry {
                value,
                allow: written,
                ..
            } = &list.entries[index];
            let message = if seen.contains(&rule) {
                format!("the rule `{rule}` is allowed already")
            } else {
                seen.push(rule);
                if allowed.used.contains(&rule) {
                    continue;
                }
                let rule = &written[allow];
                format!(
                    "the `allow` is not needed: `{value}` does not break the rule `{rule}` here"
                )
            };
            let location = location(list, index, allow);
            let problem = Problem::new(Rule::AllowUnneeded, list.key, location, message);
            self.problems
                .push(problem.value(&written[allow]).help("remove the `allow`"));
        }
    }
}

impl Check {
    /// The warning about an entry. Its help is the fixed text, if there is one, or else the
    /// suggestion of the violation, and how to silence the warning.
    pub(super) fn warning(
        &self,
        list: &List<'_>,
        index: usize,
        violation: Violation,
        fixed: Option<String>,
    ) -> Problem {
        let (rule, value) = (violation.rule, &list.entries[index].value);
        let allow = how_to_allow(rule, self.input, list.meant, value, &[rule]);
        let mut problem = violation.into_problem(list.key, list.location(index), value);
        problem.help = Some(match fixed.or(problem.help) {
            Some(help) => format!("{help}, or {allow}"),
            None => allow,
        });
        problem
    }
}

/// The text that allows a rule in an input. The entry is in the list of this key, and breaks
/// all of these rules.
pub(super) fn how_to_allow(
    rule: Rule,
    input: Input,
    key: Key,
    entry: &str,
    broken: &[Rule],
) -> String {
    match input {
        Input::Macro => format!("allow it for this entry: `#[allow({})]`", rule.allow_name()),
        Input::File => {
            let names: Vec<String> = broken.iter().map(|rule| format!("\"{rule}\"")).collect();
            format!(
                "allow it for this entry: {{ {} = \"{entry}\", allow = [{}] }}",
                key.entry_key().unwrap_or_default(),
                names.join(", ")
            )
        }
        Input::Builder | Input::Bulk => format!("allow it: `.allow(Rule::{rule:?})`"),
    }
}

fn unknown(list: &List<'_>, entry: usize, allow: usize, name: &str, why: &str) -> Problem {
    Problem::new(
        Rule::AllowUnknown,
        list.key,
        location(list, entry, allow),
        why,
    )
    .value(name)
    .help(allowable_names())
}

fn allowable_names() -> String {
    let names: Vec<String> = Rule::allowable()
        .map(|rule| format!("`{}`", rule.allow_name()))
        .collect();
    format!("the rules that can be allowed are {}", names.join(", "))
}

fn location(list: &List<'_>, entry: usize, allow: usize) -> Location {
    Location::Allow {
        field: list.field,
        entry,
        allow,
    }
}
