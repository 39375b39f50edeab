//! Checks every field of a declaration against every rule.

mod allow;
mod covered;
mod credentials;
mod names;
mod origins;
mod types;

use crate::checked::Checked;
use crate::declaration::{Declaration, Entries, Entry, Field, Input, Value};
use crate::key::{self, Key};
use crate::max_age;
use crate::problem::{Location, Problem};
use crate::problems::Problems;
use crate::rule::Rule;
use types::{flag_meant, type_mismatch};

impl Declaration {
    /// Checks the policy against every rule.
    ///
    /// # Errors
    ///
    /// All problems, in the order in which the policy was written. Missing keys
    /// come last.
    pub fn check(&self) -> Result<Checked, Problems> {
        let mut check = Check::new(self);
        for (index, field) in self.fields().iter().enumerate() {
            check.field(index, field);
        }
        check.check_allowed_everywhere();
        check.missing();
        match Problems::new(check.problems) {
            Ok(problems) => Err(problems),
            Err(notes) => Ok(Checked {
                notes,
                ..check.checked
            }),
        }
    }
}

/// The state of a check: the part of the policy that has been checked.
struct Check {
    input: Input,
    /// The keys that are written, by any of their names.
    written: Vec<Key>,
    /// Whether a flag of another library allows every origin.
    has_any_origin: bool,
    /// The field that allows credentials.
    credentials: Option<usize>,
    /// The keys whose fields have been checked.
    seen: Vec<Key>,
    /// The keys that are written anywhere, by their own names.
    named: Vec<Key>,
    /// The rules that are allowed for every entry.
    allow: Vec<Rule>,
    checked: Checked,
    problems: Vec<Problem>,
}

/// A list and its field.
struct List<'d> {
    field: usize,
    /// The key as it was written.
    key: &'d str,
    meant: Key,
    entries: &'d [Entry],
}

impl<'d> List<'d> {
    fn location(&self, entry: usize) -> Location {
        Location::Entry {
            field: self.field,
            entry,
        }
    }

    /// The `*` beside which the list has other entries with the same condition. Entries
    /// that are `exempt` do not count.
    fn stars_with_others(&self, exempt: fn(&str) -> bool) -> Entries<'d> {
        let mut stars = Entries::new();
        for (index, entry) in self.entries.iter().enumerate() {
            if entry.value != "*" && !exempt(&entry.value) {
                stars.insert(("*", entry.cfg.as_deref()), index);
            }
        }
        stars
    }
}

impl Check {
    fn new(declaration: &Declaration) -> Self {
        let fields = declaration.fields();
        let mut named = Vec::new();
        for key in fields.iter().filter_map(|field| Key::named(&field.key)) {
            if !named.contains(&key) {
                named.push(key);
            }
        }
        let mut written = Vec::new();
        for key in fields
            .iter()
            .filter_map(|field| meaning(&field.key, &named))
        {
            if !written.contains(&key) {
                written.push(key);
            }
        }
        let means = |field: &Field, key| meaning(&field.key, &named) == Some(key);
        Check {
            input: declaration.input(),
            written,
            has_any_origin: fields.iter().any(|field| {
                field.value != Value::Flag(false)
                    && Key::any_meant_by(&field.key) == Some(Key::Origins)
            }),
            credentials: fields.iter().position(|field| {
                means(field, Key::Credentials) && wants_credentials(&field.value)
            }),
            seen: Vec::new(),
            named: named.clone(),
            allow: declaration.allowed_everywhere().to_vec(),
            checked: Checked::EMPTY,
            problems: Vec::new(),
        }
    }

    fn field(&mut self, index: usize, field: &Field) {
        let key = meaning(&field.key, &self.named);
        if Key::named(&field.key).is_none() {
            let mut problem = unknown(index, &field.key, key);
            if let Some(any) = Key::any_meant_by(&field.key) {
                problem.help = Some(self.help_for_any(any, &field.value));
            }
            self.problems.push(problem);
        }
        let Some(key) = key else {
            return;
        };
        if self.seen.contains(&key) {
            let message = format!("`{key}` is written twice");
            let problem = Problem::new(
                Rule::KeyDuplicate,
                &field.key,
                Location::Key(index),
                message,
            );
            self.problems.push(
                problem
                    .value(&field.key)
                    .help("write each key once, with everything that belongs to it"),
            );
        } else {
            self.seen.push(key);
        }
        let list = |entries| List {
            field: index,
            key: &field.key,
            meant: key,
            entries,
        };
        match (key, &field.value) {
            (Key::Origins, Value::List(entries)) => self.check_origins(&list(entries)),
            (Key::Methods, Value::List(entries)) => self.check_methods(&list(entries)),
            (Key::Headers, Value::List(entries)) => self.check_headers(&list(entries)),
            (Key::ExposeHeaders, Value::List(entries)) => self.check_exposed(&list(entries)),
            (Key::Credentials, Value::Flag(flag)) => self.checked.credentials = *flag,
            (Key::MaxAge, Value::Duration(text)) => self.check_max_age(index, &field.key, text),
            (key, value) => self
                .problems
                .push(type_mismatch(self.input, index, &field.key, key, value)),
        }
    }

    fn check_max_age(&mut self, index: usize, key: &str, text: &str) {
        let location = Location::Value(index);
        match max_age::parse(text) {
            Err(violation) => self
                .problems
                .push(violation.into_problem(key, location, text)),
            Ok(seconds) => {
                self.checked.max_age = Some(seconds);
                if let Some(message) = max_age::capped(seconds) {
                    self.problems
                        .push(Problem::new(Rule::MaxAgeCapped, key, location, message).value(text));
                }
            }
        }
    }

    /// Reports the keys that are missing.
    fn missing(&mut self) {
        let is_written = self.written.contains(&Key::Origins);
        if !is_written && !self.has_any_origin {
            self.problems.push(origins_missing(Location::Policy));
        }
    }

    /// The help for a flag of another library that allows everything, such as
    /// `allow_any_method = true`.
    fn help_for_any(&self, any: Key, value: &Value) -> String {
        let has_credentials = self.credentials.is_some();
        match any {
            _ if *value == Value::Flag(false) => "remove it: only what is listed is allowed".into(),
            _ if self.written.contains(&any) => format!("remove it; `{any}` is there already"),
            Key::Origins if has_credentials => "list the origins: with credentials, every site \
                could read what its visitors may see"
                .into(),
            Key::ExposeHeaders if has_credentials => "list the headers: with credentials, \
                browsers read `*` as the name of a header"
                .into(),
            _ => format!("write {any} = *"),
        }
    }
}

/// Whether the author of this value wants credentials. A value of the wrong type is a
/// problem of its own.
fn wants_credentials(value: &Value) -> bool {
    match value {
        Value::Flag(flag) => *flag,
        Value::Missing => false,
        Value::Duration(text) | Value::Other(text) => flag_meant(text) != Some(false),
        Value::List(_) => true,
    }
}

/// The problem of a policy that lists no origins.
fn origins_missing(location: Location) -> Problem {
    let mut problem = Problem::origins_missing("a policy says which origins may read");
    problem.location = location;
    problem
        .help("write origins = [\"https://example.com\"]; if every site may read, `origins = *` without credentials")
}

/// The key with this name, or the key that was meant, unless that key is written
/// elsewhere.
fn meaning(key: &str, named: &[Key]) -> Option<Key> {
    Key::named(key).or_else(|| Key::meant_by(key).filter(|meant| !named.contains(meant)))
}

fn unknown(index: usize, key: &str, meant: Option<Key>) -> Problem {
    let problem = |message: String| {
        Problem::new(Rule::KeyUnknown, key, Location::Key(index), message).value(key)
    };
    let letters: String = key.chars().filter(char::is_ascii_alphabetic).collect();
    if letters.to_ascii_lowercase().contains("privatenetwork") {
        return problem(format!(
            "there is no key `{key}`: browsers dropped Private Network Access"
        ))
        .help("remove it; Local Network Access replaced it, which asks the user and no server");
    }
    if let Some(help) = key::help_for_foreign(key) {
        return problem(format!("there is no key `{key}`")).help(help);
    }
    let keys: Vec<String> = Key::ALL.iter().map(|key| format!("`{key}`")).collect();
    problem(format!("there is no key `{key}`")).help(match (meant, Key::meant_by(key)) {
        (Some(meant), _) => format!("write `{meant}`"),
        (None, Some(there)) => format!("remove it; `{there}` is there already"),
        (None, None) => format!("the keys are {}", keys.join(", ")),
    })
}
