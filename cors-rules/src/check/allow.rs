//! `allow` on entries: the one way past the rules that can be lifted.

use super::{Check, List};
use crate::checked::Item;
use crate::declaration::{Entry, Input};
use crate::fault::Fault;
use crate::key::Key;
use crate::problem::{Location, Problem};
use crate::rule::Rule;

/// The rules that an entry lifts, and which of them it needed.
#[derive(Default)]
pub(super) struct Allowed {
    /// Those named on the entry, with the index of the `allow` that does.
    here: Vec<(usize, Rule)>,
    everywhere: Vec<Rule>,
    used: Vec<Rule>,
}

impl Allowed {
    /// Lifts the fault, if its rule is among those allowed.
    pub(super) fn lift(&mut self, verdict: Result<(), Fault>) -> Result<(), Fault> {
        match verdict {
            Err(fault) if self.lifts(fault.rule) => {
                self.used.push(fault.rule);
                Ok(())
            }
            verdict => verdict,
        }
    }

    fn lifts(&self, rule: Rule) -> bool {
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
    /// Reports what is to be lifted everywhere and cannot be.
    pub(super) fn check_allowed_everywhere(&mut self) {
        for rule in self.allow.iter().filter(|rule| !rule.is_liftable()) {
            let message = format!("the rule `{rule}` cannot be lifted");
            self.problems.push(
                Problem::new(
                    Rule::AllowUnknown,
                    Key::Origins.name(),
                    Location::Policy,
                    message,
                )
                .value(rule.name())
                .help(liftable_names()),
            );
        }
    }

    /// Reads the names on an entry; those that no rule has are problems.
    pub(super) fn allowed(&mut self, list: &List<'_>, index: usize) -> Allowed {
        let mut allowed = Allowed {
            everywhere: self.allow.clone(),
            ..Allowed::default()
        };
        for (allow, name) in list.entries[index].allow.iter().enumerate() {
            let why = match name.parse::<Rule>() {
                Ok(rule) if rule.is_liftable() => {
                    allowed.here.push((allow, rule));
                    continue;
                }
                Ok(rule) => format!("the rule `{rule}` cannot be lifted"),
                Err(unknown) => unknown.to_string(),
            };
            self.problems.push(unknown(list, index, allow, name, &why));
        }
        allowed
    }

    /// Reports what was allowed without need.
    pub(super) fn check_needed(&mut self, list: &List<'_>, index: usize, allowed: &Allowed) {
        for (nth, &(allow, rule)) in allowed.here.iter().enumerate() {
            let Entry {
                value,
                allow: written,
                ..
            } = &list.entries[index];
            let message = if allowed.here[..nth].iter().any(|&(_, same)| same == rule) {
                format!("the rule `{rule}` is lifted already")
            } else if !allowed.used.contains(&rule) {
                let rule = &written[allow];
                format!("there is nothing to lift: `{value}` does not break the rule `{rule}` here")
            } else {
                continue;
            };
            let location = location(list, index, allow);
            let problem = Problem::new(Rule::AllowUnneeded, list.key, location, message);
            self.problems
                .push(problem.value(&written[allow]).help("remove the `allow`"));
        }
    }
}

/// How a rule is lifted at a input.
pub(super) fn how_to_lift(rule: Rule, input: Input) -> String {
    match input {
        Input::Macro => format!(
            "lift the rule for this entry: `#[allow({})]`",
            rule.allow_name()
        ),
        Input::File => format!("lift the rule for this entry: `allow = [\"{rule}\"]`"),
        Input::Builder | Input::Bulk => format!("lift the rule: `.allow(Rule::{rule:?})`"),
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
    .help(liftable_names())
}

fn liftable_names() -> String {
    let names: Vec<String> = Rule::liftable()
        .map(|rule| format!("`{}`", rule.allow_name()))
        .collect();
    format!("the rules that can be lifted are {}", names.join(", "))
}

fn location(list: &List<'_>, entry: usize, allow: usize) -> Location {
    Location::Allow {
        field: list.field,
        entry,
        allow,
    }
}
