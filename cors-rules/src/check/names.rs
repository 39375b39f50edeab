//! Checks the lists of methods and header names.

use super::allow::Allowed;
use super::{Check, Entries, List, entry_type_mismatch};
use crate::checked::Item;
use crate::problem::{Location, Problem};
use crate::rule::Rule;
use crate::violation::Violation;
use crate::{header, method};

/// The rules of a list of names.
struct Rules {
    any_with_others: Rule,
    duplicate: Rule,
    /// Whether a name may be listed beside `*`.
    beside_any: fn(&str) -> bool,
    any_means: &'static str,
    /// Runs before the check for duplicates.
    check: fn(&str) -> Result<(), Violation>,
    /// Runs after the check for duplicates.
    check_use: fn(&str) -> Result<(), Violation>,
    /// Converts a name to the form in which names are compared and sent.
    canonical: fn(&str) -> String,
    note: Option<Note>,
}

/// The note about a name.
struct Note {
    rule: Rule,
    applies: fn(&str) -> bool,
    message: &'static str,
}

impl Check {
    pub(super) fn check_methods(&mut self, list: &List<'_>) {
        self.checked.methods = self.check_names(
            list,
            None,
            &Rules {
                any_with_others: Rule::AnyMethodWithOthers,
                duplicate: Rule::MethodDuplicate,
                beside_any: |_| false,
                any_means: "`*` already allows every method; the other entries add nothing",
                check: method::check,
                check_use: |_| Ok(()),
                canonical: str::to_owned,
                note: None,
            },
        );
    }

    pub(super) fn check_headers(&mut self, list: &List<'_>) {
        self.checked.headers = self.check_names(list, None, &Rules {
            any_with_others: Rule::AnyHeaderWithOthers,
            duplicate: Rule::HeaderDuplicate,
            beside_any: |name| name.eq_ignore_ascii_case("authorization"),
            any_means: "`*` already allows every request header; only `authorization` adds to it",
            check: header::check_request,
            check_use: |_| Ok(()),
            canonical: str::to_ascii_lowercase,
            note: Some(Note { rule: Rule::HeaderSafelisted, applies: header::is_safelisted_request, message: "this header needs no permission while its value is short and plain" }),
        });
    }

    pub(super) fn check_exposed(&mut self, list: &List<'_>) {
        self.checked.expose_headers = self.check_names(
            list,
            self.credentials.map(Location::Key),
            &Rules {
                any_with_others: Rule::AnyExposeWithOthers,
                duplicate: Rule::ExposeDuplicate,
                beside_any: |_| false,
                any_means: "`*` already exposes every response header; the other entries add nothing",
                check: header::check_exposed,
                check_use: header::check_exposed_use,
                canonical: str::to_ascii_lowercase,
                note: Some(Note {
                    rule: Rule::ExposeSafelisted,
                    applies: header::is_safelisted_response,
                    message: "this header is readable without being exposed",
                }),
            },
        );
    }

    /// Checks one list. `no_any` is the location of the key that forbids `*`.
    fn check_names(
        &mut self,
        list: &List<'_>,
        no_any: Option<Location>,
        rules: &Rules,
    ) -> Vec<Item<String>> {
        let mut items = Vec::new();
        let entries = list.entries.iter();
        let names: Vec<String> = entries
            .map(|entry| (rules.canonical)(&entry.value))
            .collect();
        let mut seen = Entries::new();
        for (index, (entry, name)) in list.entries.iter().zip(&names).enumerate() {
            if !entry.is_text {
                self.problems
                    .push(entry_type_mismatch(self.input, list, index));
                continue;
            }
            let allowed: Allowed = self.allowed(list, index);
            let any = entry.value == "*";
            let new = seen.insert((name, entry.cfg.as_deref()), index).is_none();
            let verdict = match any {
                true => any_verdict(list, index, no_any, rules, new),
                false => name_verdict(list, index, rules, new),
            };
            if let Err(problem) = verdict {
                self.problems.push(*problem);
                continue;
            }
            self.check_needed(list, index, &allowed);
            if let Some(note) = &rules.note
                && (note.applies)(name)
            {
                let note = Problem::new(note.rule, list.key, list.location(index), note.message);
                self.problems
                    .push(note.value(&entry.value).help("this entry can go"));
            }
            items.push(allowed.item((!any).then(|| name.clone()), entry, index));
        }
        items
    }
}

fn any_verdict(
    list: &List<'_>,
    index: usize,
    no_any: Option<Location>,
    rules: &Rules,
    new: bool,
) -> Result<(), Box<Problem>> {
    let problem = |rule, message, help: &str| {
        Err(Box::new(
            Problem::new(rule, list.key, list.location(index), message)
                .value("*")
                .span(0..1)
                .help(help),
        ))
    };
    if list.has_beside(&list.entries[index], rules.beside_any) {
        let may_stay = list
            .entries
            .iter()
            .find(|entry| (rules.beside_any)(&entry.value));
        let help = match (no_any, may_stay) {
            (None, None) => format!("write `{} = *` alone, or remove it", list.meant),
            (None, Some(entry)) => format!(
                "write {} = [*, \"{}\"], or remove it",
                list.meant, entry.value
            ),
            (Some(_), _) => "remove it, and keep the names that are listed".to_owned(),
        };
        return problem(rules.any_with_others, rules.any_means, &help);
    }
    if let Some(location) = no_any {
        let found = problem(
            Rule::AnyExposeWithCredentials,
            "with credentials, browsers read `*` as the name of a header and expose nothing",
            "list the headers, such as \"etag\", or remove `credentials`",
        );
        return found.map_err(|problem| Box::new(problem.other(Some(location))));
    }
    match new {
        true => Ok(()),
        false => Err(Box::new(duplicate(list, index, rules))),
    }
}

fn name_verdict(
    list: &List<'_>,
    index: usize,
    rules: &Rules,
    new: bool,
) -> Result<(), Box<Problem>> {
    let value = &list.entries[index].value;
    let violation = match (rules.check)(value) {
        Err(violation) => violation,
        Ok(()) if !new => return Err(Box::new(duplicate(list, index, rules))),
        Ok(()) => match (rules.check_use)(value) {
            Err(violation) => violation,
            Ok(()) => return Ok(()),
        },
    };
    let check = |name: &str| (rules.check)(name).and_then(|()| (rules.check_use)(name));
    let canonical = |entry: &str| (rules.canonical)(entry);
    let taken = |name: &str| {
        list.entries
            .iter()
            .any(|entry| canonical(&entry.value) == canonical(name))
    };
    let fixed = violation.working_fix(&check, &taken);
    let mut problem = violation.into_problem(list.key, list.location(index), value);
    problem.help = fixed.or(problem.help);
    Err(Box::new(problem))
}

fn duplicate(list: &List<'_>, index: usize, rules: &Rules) -> Problem {
    Problem::new(
        rules.duplicate,
        list.key,
        list.location(index),
        "this name is listed already",
    )
    .value(&list.entries[index].value)
    .help("remove it")
}
