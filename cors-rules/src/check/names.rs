//! Checks the lists of methods and header names.

use std::cell::OnceCell;

use super::allow::Allowed;
use super::types::entry_type_mismatch;
use super::{Check, Entries, List};
use crate::checked::Item;
use crate::declaration::Entry;
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
    /// Finds a mistake that stops nothing. An `allow` on the entry silences the warning.
    warn: fn(&str) -> Result<(), Violation>,
    /// Converts a name to the form in which names are compared and sent.
    canonical: fn(&str) -> String,
    note: Option<Note>,
    /// The note about a `*` without any name that may be listed beside it.
    any_note: Option<AnyNote>,
}

/// The note about a name.
struct Note {
    rule: Rule,
    applies: fn(&str) -> bool,
    message: &'static str,
}

struct AnyNote {
    rule: Rule,
    message: &'static str,
    help: &'static str,
}

/// Facts about the whole list, collected once.
struct Context<'l, 'd> {
    list: &'l List<'d>,
    /// The location of the key that forbids `*`.
    no_any: Option<Location>,
    rules: &'l Rules,
    /// The names of the entries in canonical form.
    names: &'l [String],
    /// The names without the conditions of their entries.
    taken: OnceCell<Entries<'l>>,
    stars_with_others: OnceCell<Entries<'d>>,
    /// The first entry that may be listed beside `*`.
    may_stay: OnceCell<Option<&'d Entry>>,
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
                warn: |_| Ok(()),
                canonical: str::to_owned,
                note: None,
                any_note: None,
            },
        );
    }

    pub(super) fn check_headers(&mut self, list: &List<'_>) {
        // With credentials, the answer to a preflight names the requested headers, including
        // `authorization`.
        let any_note = self.credentials.is_none().then_some(AnyNote {
            rule: Rule::AnyHeaderWithoutAuthorization,
            message: "the standard does not count `authorization` to `*`; browsers do not enforce that yet",
            help: "if pages send `authorization`, write headers = [*, \"authorization\"]",
        });
        self.checked.headers = self.check_names(list, None, &Rules {
            any_with_others: Rule::AnyHeaderWithOthers,
            duplicate: Rule::HeaderDuplicate,
            beside_any: |name| name.eq_ignore_ascii_case("authorization"),
            any_means: "`*` already allows every request header; only `authorization` adds to it",
            check: header::check_request,
            check_use: |_| Ok(()),
            warn: header::check_spelling,
            canonical: str::to_ascii_lowercase,
            note: Some(Note { rule: Rule::HeaderSafelisted, applies: header::is_safelisted_request, message: "this header needs no permission while its value is short and plain" }),
            any_note,
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
                warn: header::check_spelling,
                canonical: str::to_ascii_lowercase,
                note: Some(Note {
                    rule: Rule::ExposeSafelisted,
                    applies: header::is_safelisted_response,
                    message: "this header is readable without being exposed",
                }),
                any_note: None,
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
        let context = Context {
            list,
            no_any,
            rules,
            names: &names,
            taken: OnceCell::new(),
            stars_with_others: OnceCell::new(),
            may_stay: OnceCell::new(),
        };
        let mut seen = Entries::new();
        for (index, (entry, name)) in list.entries.iter().zip(&names).enumerate() {
            if !entry.is_text {
                self.problems
                    .push(entry_type_mismatch(self.input, list, index));
                continue;
            }
            let mut allowed: Allowed = self.allowed(list, index);
            let any = entry.value == "*";
            let new = seen.insert((name, entry.cfg.as_deref()), index).is_none();
            let verdict = match any {
                true => context.check_any(index, new),
                false => context.check_name(index, new),
            };
            if let Err(problem) = verdict {
                self.problems.push(*problem);
                continue;
            }
            let warning = allowed.allow((rules.warn)(&entry.value));
            self.check_needed(list, index, &allowed);
            if let Err(violation) = warning {
                let fixed = context.fixed(&violation);
                self.problems
                    .push(self.warning(list, index, violation, fixed));
            }
            if let Some(note) = &rules.note
                && (note.applies)(name)
            {
                let note = Problem::new(note.rule, list.key, list.location(index), note.message);
                self.problems
                    .push(note.value(&entry.value).help("this entry can go"));
            }
            if let Some(note) = &rules.any_note
                && any
                && context.may_stay().is_none()
            {
                let location = list.location(index);
                let problem = Problem::new(note.rule, list.key, location, note.message);
                self.problems.push(problem.value("*").help(note.help));
            }
            items.push(allowed.item((!any).then(|| name.clone()), entry, index));
        }
        items
    }
}

impl<'l, 'd> Context<'l, 'd> {
    /// Checks a `*`. `new` is whether it is the first one with its condition.
    fn check_any(&self, index: usize, new: bool) -> Result<(), Box<Problem>> {
        let Context { list, rules, .. } = self;
        let problem = |rule, message, help: &str| {
            Err(Box::new(
                Problem::new(rule, list.key, list.location(index), message)
                    .value("*")
                    .span(0..1)
                    .help(help),
            ))
        };
        if self.has_beside(&list.entries[index]) {
            let help = match (self.no_any, self.may_stay()) {
                (None, None) => format!("write `{} = *` alone, or remove it", list.meant),
                (None, Some(entry)) => format!(
                    "write {} = [*, \"{}\"], or remove it",
                    list.meant, entry.value
                ),
                (Some(_), _) => "remove it, and keep the names that are listed".to_owned(),
            };
            return problem(rules.any_with_others, rules.any_means, &help);
        }
        if let Some(location) = self.no_any {
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

    /// Checks a name. `new` is whether it is the first one with its condition.
    fn check_name(&self, index: usize, new: bool) -> Result<(), Box<Problem>> {
        let Context { list, rules, .. } = self;
        let value = &list.entries[index].value;
        let violation = match (rules.check)(value) {
            Err(violation) => violation,
            Ok(()) if !new => return Err(Box::new(duplicate(list, index, rules))),
            Ok(()) => match (rules.check_use)(value) {
                Err(violation) => violation,
                Ok(()) => return Ok(()),
            },
        };
        let fixed = self.fixed(&violation);
        let mut problem = violation.into_problem(list.key, list.location(index), value);
        problem.help = fixed.or(problem.help);
        Err(Box::new(problem))
    }

    /// The help with a name that keeps every rule, if there is one.
    fn fixed(&self, violation: &Violation) -> Option<String> {
        let rules = self.rules;
        let check = |name: &str| (rules.check)(name).and_then(|()| (rules.check_use)(name));
        violation.working_fix(&check, &|name| self.is_taken(name))
    }

    /// Whether the list has other entries than `*` with the condition of this one.
    fn has_beside(&self, entry: &Entry) -> bool {
        let stars = || self.list.stars_with_others(self.rules.beside_any);
        let stars = self.stars_with_others.get_or_init(stars);
        stars.contains_key(&("*", entry.cfg.as_deref()))
    }

    fn may_stay(&self) -> Option<&'d Entry> {
        let may_stay = |entry: &&Entry| (self.rules.beside_any)(&entry.value);
        let find = || self.list.entries.iter().find(may_stay);
        *self.may_stay.get_or_init(find)
    }

    /// Whether an entry has this name, under any condition.
    fn is_taken(&self, name: &str) -> bool {
        let taken: &Entries<'_> = self.taken.get_or_init(|| self.collect_names());
        taken.contains_key(&(&(self.rules.canonical)(name), None))
    }

    fn collect_names(&self) -> Entries<'l> {
        let mut names = Entries::new();
        for (index, name) in self.names.iter().enumerate() {
            names.insert((name, None), index);
        }
        names
    }
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
