//! Checks the list of origins.

use std::cell::OnceCell;

use super::allow::{self, Allowed};
use super::types::entry_type_mismatch;
use super::{Check, Entries, List, covered, credentials, origins_missing};
use crate::declaration::{Entry, Input};
use crate::key::Key;
use crate::origin::OriginPattern;
use crate::problem::{Location, Problem};
use crate::rule::Rule;
use crate::violation::Violation;

/// Facts about the whole list, collected once.
struct Context<'l, 'd> {
    list: &'l List<'d>,
    input: Input,
    credentials: Option<Location>,
    stars_with_others: OnceCell<Entries<'d>>,
    /// The values of the list, without their conditions.
    values: OnceCell<Entries<'d>>,
}

impl Check {
    pub(super) fn check_origins(&mut self, list: &List<'_>) {
        if list.entries.is_empty() {
            self.problems
                .push(origins_missing(Location::Value(list.field)));
        }
        let context = Context {
            list,
            input: self.input,
            credentials: self.credentials.map(Location::Key),
            stars_with_others: OnceCell::new(),
            values: OnceCell::new(),
        };
        let mut seen = Entries::new();
        for (index, entry) in list.entries.iter().enumerate() {
            if !entry.is_text {
                self.problems
                    .push(entry_type_mismatch(self.input, list, index));
                continue;
            }
            let mut allowed = self.allowed(list, index);
            let pattern = match &*entry.value {
                "*" => context.check_any(index).map(|()| None),
                _ => context.check_pattern(index, &mut allowed).map(Some),
            };
            let pattern = match pattern {
                Ok(pattern) => pattern,
                Err(problem) => {
                    self.problems.push(*problem);
                    continue;
                }
            };
            let warning = pattern.as_ref().map_or(Ok(()), has_port);
            let warning = allowed.allow(warning);
            self.check_needed(list, index, &allowed);
            let said = (&*entry.value, entry.cfg.as_deref());
            if seen.insert(said, index).is_some() {
                self.problems.push(duplicate(list, index, self.input));
                continue;
            }
            if let Err(violation) = warning {
                let problem = self.warning(list, index, violation, None);
                self.problems.push(problem);
            }
            self.checked
                .origins
                .push(allowed.item(pattern, entry, index));
        }
        self.check_covered(list);
    }

    /// Reports the patterns that another pattern covers. They are left out of a bulk
    /// list.
    fn check_covered(&mut self, list: &List<'_>) {
        let covered = covered::find(&self.checked.origins);
        for &(item, by) in &covered {
            let entry = self.checked.origins[item].entry;
            let by = &list.entries[self.checked.origins[by].entry].value;
            let value = &list.entries[entry].value;
            self.problems.push(
                Problem::new(
                    Rule::OriginCovered,
                    list.key,
                    list.location(entry),
                    format!("\"{by}\" already covers this entry"),
                )
                .value(value)
                .help("this entry can go"),
            );
        }
        if self.input == Input::Bulk {
            let mut index = 0;
            self.checked.origins.retain(|_| {
                index += 1;
                covered
                    .binary_search_by_key(&(index - 1), |&(item, _)| item)
                    .is_err()
            });
        }
    }
}

impl<'d> Context<'_, 'd> {
    /// Whether the list has other entries than `*` with the condition of this one.
    fn has_beside(&self, entry: &Entry) -> bool {
        let stars = || self.list.stars_with_others(|_| false);
        let stars = self.stars_with_others.get_or_init(stars);
        stars.contains_key(&("*", entry.cfg.as_deref()))
    }

    /// Whether an entry has this value, under any condition.
    fn has(&self, value: &str) -> bool {
        let values: &Entries<'_> = self.values.get_or_init(|| self.collect_values());
        values.contains_key(&(value, None))
    }

    fn collect_values(&self) -> Entries<'d> {
        let mut values = Entries::new();
        for (index, entry) in self.list.entries.iter().enumerate() {
            values.insert((&entry.value, None), index);
        }
        values
    }

    /// Checks a `*`, which must be the only entry of a policy without credentials.
    fn check_any(&self, index: usize) -> Result<(), Box<Problem>> {
        let entry = &self.list.entries[index];
        let problem = |rule, message: &str| {
            Box::new(
                Problem::new(rule, self.list.key, self.list.location(index), message)
                    .value("*")
                    .span(0..1),
            )
        };
        if self.has_beside(entry) {
            let help = match self.credentials {
                Some(_) => "remove it, and keep the origins that are listed",
                None => "write `origins = *` alone, or remove it",
            };
            let mut problem = problem(
                Rule::AnyOriginWithOthers,
                "`*` already matches every origin; the other entries add nothing",
            );
            problem.help = Some(help.to_owned());
            return Err(problem);
        }
        if let Some(credentials) = self.credentials {
            let mut problem = problem(
                Rule::AnyOriginWithCredentials,
                "with credentials, every site could read what its visitors may see; browsers reject `*` with credentials",
            );
            problem.help = Some(
                "list the origins, such as \"https://example.com\", or remove `credentials`"
                    .to_owned(),
            );
            problem.other = Some(credentials);
            return Err(problem);
        }
        Ok(())
    }

    fn check_pattern(
        &self,
        index: usize,
        allowed: &mut Allowed,
    ) -> Result<OriginPattern, Box<Problem>> {
        let value = &self.list.entries[index].value;
        let checked = OriginPattern::parse(value).and_then(|pattern| {
            for verdict in self.verdicts(&pattern) {
                allowed.allow(verdict)?;
            }
            Ok(pattern)
        });
        checked.map_err(|violation| Box::new(self.explain(index, value, violation, allowed)))
    }

    /// The results of the rules that apply only to policies with credentials.
    fn verdicts(&self, pattern: &OriginPattern) -> [Result<(), Violation>; 3] {
        match self.credentials {
            None => [Ok(()), Ok(()), Ok(())],
            Some(_) => credentials::check(pattern),
        }
    }

    fn explain(
        &self,
        index: usize,
        value: &str,
        violation: Violation,
        allowed: &Allowed,
    ) -> Problem {
        // The rules that an entry breaks and that are not allowed for it.
        let broken = |text: &str| {
            let pattern = OriginPattern::parse(text)?;
            let broken = self.verdicts(&pattern).into_iter().filter_map(Result::err);
            Ok::<Vec<Violation>, Violation>(broken.collect())
        };
        let check = |text: &str| {
            let mut left = broken(text)?.into_iter();
            left.find(|violation| !allowed.allows(violation.rule))
                .map_or(Ok(()), Err)
        };
        let fixed = violation.working_fix(&check, &|text| self.has(text));
        let rule = violation.rule;
        let mut problem = violation.into_problem(self.list.key, self.list.location(index), value);
        problem.help = fixed.or(problem.help);
        if !rule.is_allowable() {
            return problem;
        }
        problem.other = self.credentials;
        let rules = broken(value).unwrap_or_default();
        let rules: Vec<Rule> = rules.iter().map(|violation| violation.rule).collect();
        // If the entry then breaks another rule, allowing this one does not help.
        if rules
            .iter()
            .all(|other| *other == rule || allowed.allows(*other))
        {
            let allow = allow::how_to_allow(rule, self.input, Key::Origins, value, &rules);
            problem.help = Some(match problem.help {
                Some(help) => format!("{help}, or {allow}"),
                None => allow,
            });
        }
        problem
    }
}

/// Checks that the local machine has a port. `http://localhost` is right for a page on port
/// 80 and for older Capacitor apps on Android.
fn has_port(pattern: &OriginPattern) -> Result<(), Violation> {
    let text = pattern.as_str();
    if !["http://localhost", "http://127.0.0.1", "http://[::1]"].contains(&text) {
        return Ok(());
    }
    Err(Violation::new(
        Rule::LocalhostWithoutPort,
        text.len()..text.len(),
        "without a port, this is port 80, where few development servers listen",
    )
    .suggestion(format!("write the port, such as \"{text}:5173\"")))
}

fn duplicate(list: &List<'_>, index: usize, input: Input) -> Problem {
    let entry: &Entry = &list.entries[index];
    let problem = Problem::new(
        Rule::OriginDuplicate,
        list.key,
        list.location(index),
        "this origin is listed already",
    )
    .value(&entry.value)
    .help("remove it");
    match input {
        Input::Bulk => problem.into_note(),
        _ => problem,
    }
}
