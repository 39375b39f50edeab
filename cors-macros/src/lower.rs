//! From fields to a policy that keeps every rule, or to all mistakes.

use cors_rules::{Checked, Declaration, Input, Key, Location, Problem, Rule};

use crate::mistake::{Mistake, Spot};
use crate::tokens::text;
use crate::written::{Entry, Field, Value, Written};

/// Holds the policy against every rule.
///
/// The mistakes come in the order in which they were written; what is missing
/// comes last.
pub(crate) fn lower(written: &Written) -> Result<Checked, Vec<Mistake>> {
    match declaration(written).check() {
        Ok(checked) if written.mistakes.is_empty() => Ok(checked),
        Ok(_) => Err(mistakes(written, &[])),
        Err(problems) => Err(mistakes(written, &problems)),
    }
}

/// The mistakes of the tokens, and these problems at theirs.
pub(crate) fn mistakes(written: &Written, problems: &[Problem]) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for mistake in &written.mistakes {
        insert(&mut mistakes, mistake.clone());
    }
    let mut shown = None;
    for problem in problems.iter().filter(|problem| !follows(problem, written)) {
        let mistake = Mistake::new(problem, spot(problem.location, written));
        // Ten entries that do not go with `credentials` need not say so ten times.
        let second = problem.other.filter(|other| shown != Some(*other));
        let second = second.map(|other| {
            shown = Some(other);
            Mistake::echo(&mistake, spot(other, written), because(problem.rule))
        });
        insert(&mut mistakes, mistake);
        if let Some(second) = second {
            insert(&mut mistakes, second);
        }
    }
    mistakes
}

/// Puts a mistake where it belongs. That is nearly always the end, so this is
/// quick; and a `sort` would take longer to compile than the rest of this file.
fn insert(mistakes: &mut Vec<Mistake>, mistake: Mistake) {
    let at = mistakes.partition_point(|known| known.at.order <= mistake.at.order);
    mistakes.insert(at, mistake);
}

/// The policy as the rules are asked about it.
pub(crate) fn declaration(written: &Written) -> Declaration {
    let mut declaration = Declaration::new(Input::Macro);
    for field in &written.fields {
        declaration.push(&field.key, value(&field.value));
    }
    declaration
}

fn value(value: &Value) -> cors_rules::Value {
    match value {
        Value::List(entries) => cors_rules::Value::List(entries.iter().map(entry).collect()),
        Value::Flag(flag) => cors_rules::Value::Flag(*flag),
        Value::Duration(text) => cors_rules::Value::Duration(text.clone()),
        Value::Missing => cors_rules::Value::Missing,
        Value::Other(text) => cors_rules::Value::Other(text.clone()),
    }
}

fn entry(entry: &Entry) -> cors_rules::Entry {
    let names = entry.allow.iter().map(|(name, _)| name);
    let plain = cors_rules::Entry::new(&entry.value);
    let lowered = names.fold(plain, cors_rules::Entry::allow_named);
    let conditions: Vec<String> = entry.cfg.iter().cloned().map(text).collect();
    match conditions.is_empty() {
        true => lowered,
        false => lowered.under(conditions.join(", ")),
    }
}

/// Whether a problem only follows from a mistake that the tokens have: a list
/// is not empty because none of its entries could be read.
fn follows(problem: &Problem, written: &Written) -> bool {
    match problem.location {
        Location::Value(field) if problem.rule == Rule::OriginsMissing => {
            !written.fields[field].sound
        }
        _ => false,
    }
}

/// What the other location of a problem has to do with it.
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

pub(crate) fn spot(location: Location, written: &Written) -> Spot {
    let found = match location {
        Location::Key(field) => written.fields.get(field).map(|field| field.key_at),
        Location::Value(field) => written.fields.get(field).map(|field| field.value_at),
        Location::Entry { field, entry } => entry_at(written, field, entry).map(|entry| entry.at),
        Location::Allow {
            field,
            entry,
            allow,
        } => entry_at(written, field, entry).and_then(|entry| Some(entry.allow.get(allow)?.1)),
        _ => None,
    };
    found.unwrap_or(written.whole)
}

fn entry_at(written: &Written, field: usize, entry: usize) -> Option<&Entry> {
    match &written.fields.get(field)?.value {
        Value::List(entries) => entries.get(entry),
        _ => None,
    }
}

/// The field of a key, in a policy that has each key once.
pub(crate) fn field(written: &Written, key: Key) -> Option<&Field> {
    written.fields.iter().find(|field| field.key == key.name())
}
