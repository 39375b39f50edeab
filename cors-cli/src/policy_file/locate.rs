//! Finds the bytes of the file that a problem is about.

use std::ops::Range;

use cors_engine::{Location, Problem};

use super::LocatedProblem;
use super::tree::{Field, Node, Value};

const POLICIES: &str = "policies";
const ROUTES: &str = "routes";

pub(super) fn locate(root: &Node, problem: Problem) -> LocatedProblem {
    let parent = parent(&problem);
    let (policy, whole) = policy(root, &parent);
    let span = match (problem.location, policy) {
        (Location::Policy, _) if parent.is_empty() => {
            wrong_section(root, &problem).unwrap_or_else(|| whole.clone())
        }
        (_, Some(policy)) => place(root, policy, problem.location, &problem).unwrap_or(whole),
        (_, None) => whole,
    };
    let other = match (problem.other, policy) {
        (Some(other), Some(policy)) => place_of_other(root, policy, other),
        _ => None,
    };
    LocatedProblem {
        problem,
        span,
        other,
    }
}

/// Keys that are written twice where the engine does not report it. Only JSON and YAML
/// parsers accept such a file.
pub(super) fn duplicate_keys(root: &Node) -> Vec<LocatedProblem> {
    let mut found = Vec::new();
    let mut check = |fields: &[Field], concerns: &dyn Fn(&str) -> bool| {
        for (index, field) in fields.iter().enumerate() {
            let key = &field.key;
            if concerns(key) && fields[..index].iter().any(|earlier| earlier.key == *key) {
                let message = format!("`{key}` is written twice");
                found.push(LocatedProblem::syntax(message, field.key_span.clone()));
            }
        }
    };
    check(root.fields(), &|key| key == POLICIES || key == ROUTES);
    let policies = root.fields().iter().filter(|field| field.key == POLICIES);
    for named in policies {
        check(named.value.fields(), &|_| true);
        for policy in named.value.fields() {
            for field in policy.value.fields() {
                for entry in field.value.entries() {
                    check(entry.fields(), &|_| true);
                }
            }
        }
    }
    for field in root.fields().iter().filter(|field| field.key != ROUTES) {
        for entry in field.value.entries() {
            check(entry.fields(), &|_| true);
        }
    }
    found
}

/// `policies.NAME`, if the problem is about a named policy.
fn parent(problem: &Problem) -> String {
    let path = problem.path();
    let own = problem.clone().with_parent("").path();
    let parent = path.strip_suffix(&own).unwrap_or(&path);
    parent.strip_suffix('.').unwrap_or(parent).to_owned()
}

/// The table of a policy, and the place of the policy as a whole.
fn policy<'n>(root: &'n Node, parent: &str) -> (Option<&'n Node>, Range<usize>) {
    let start = root.span.start;
    let Some(name) = parent.strip_prefix("policies.") else {
        // A problem of the whole file is shown at its start.
        let whole = if root.fields().is_empty() || start == 0 {
            start..start
        } else {
            root.span.clone()
        };
        return (Some(root), whole);
    };
    let field = root.field(POLICIES).and_then(|all| all.value.field(name));
    match field {
        Some(field) => (Some(&field.value), field.key_span.clone()),
        None => (None, start..start),
    }
}

/// `policies` or `routes`, if it has the wrong type.
fn wrong_section(root: &Node, problem: &Problem) -> Option<Range<usize>> {
    let is_wrong = |field: &&Field| {
        problem
            .message
            .starts_with(&format!("`{}` must", field.key))
            && match &*field.key {
                POLICIES => !matches!(field.value.value, Value::Table(_)),
                ROUTES => !matches!(field.value.value, Value::List(_)),
                _ => false,
            }
    };
    let field = root.fields().iter().find(is_wrong)?;
    Some(field.value.span.clone())
}

fn place(root: &Node, policy: &Node, at: Location, problem: &Problem) -> Option<Range<usize>> {
    match at {
        Location::Key(index) => Some(field_at(root, policy, index)?.key_span.clone()),
        Location::Value(index) => {
            let node = &field_at(root, policy, index)?.value;
            Some(part(node, problem))
        }
        Location::Entry { field, entry } => {
            let node = entry_node(root, policy, field, entry)?;
            Some(part(text_of(node), problem))
        }
        Location::Allow { .. } => place_of_other(root, policy, at),
        Location::Route(index) => route(root, index, problem),
        _ => None,
    }
}

fn place_of_other(root: &Node, policy: &Node, at: Location) -> Option<Range<usize>> {
    match at {
        Location::Key(index) => Some(field_at(root, policy, index)?.key_span.clone()),
        Location::Value(index) => Some(field_at(root, policy, index)?.value.span.clone()),
        Location::Entry { field, entry } => {
            Some(entry_node(root, policy, field, entry)?.span.clone())
        }
        Location::Allow {
            field,
            entry,
            allow,
        } => {
            let entry = entry_node(root, policy, field, entry)?;
            let names = &entry.field("allow")?.value;
            Some(names.entries().get(allow)?.span.clone())
        }
        Location::Route(index) => {
            let route = route_node(root, index)?;
            let path = route.field("path").or_else(|| route.field("nest"));
            Some(path.map_or(&route.span, |field| &field.value.span).clone())
        }
        _ => None,
    }
}

/// The policy that a problem is about.
pub(crate) fn policy_of<'n>(root: &'n Node, problem: &Problem) -> Option<&'n Node> {
    policy(root, &parent(problem)).0
}

/// The field with this index of a policy. At the root, `policies` and `routes` are not
/// counted; in a named policy they are unknown keys.
pub(crate) fn field_at<'n>(root: &Node, policy: &'n Node, index: usize) -> Option<&'n Field> {
    let is_root = std::ptr::eq(root, policy);
    let is_counted = |field: &&Field| !is_root || field.key != POLICIES && field.key != ROUTES;
    policy.fields().iter().filter(is_counted).nth(index)
}

fn entry_node<'n>(root: &Node, policy: &'n Node, index: usize, entry: usize) -> Option<&'n Node> {
    let value = &field_at(root, policy, index)?.value;
    match &value.value {
        Value::List(entries) => entries.get(entry),
        // The text `*` is a list with one entry.
        Value::Text(_) => Some(value),
        _ => None,
    }
}

/// The text of an entry, which can be `{ origin = "…" }`.
pub(crate) fn text_of(entry: &Node) -> &Node {
    entry.field("origin").map_or(entry, |field| &field.value)
}

fn route_node(root: &Node, index: usize) -> Option<&Node> {
    root.field(ROUTES)?.value.entries().get(index)
}

fn route(root: &Node, index: usize, problem: &Problem) -> Option<Range<usize>> {
    let route = route_node(root, index)?;
    let Some(field) = route
        .fields()
        .iter()
        .rfind(|field| field.key == problem.key)
    else {
        return Some(route.span.clone());
    };
    let value = problem.value.as_deref();
    if field.value.text() == value && value.is_some() {
        return Some(part(&field.value, problem));
    }
    let entry = field
        .value
        .entries()
        .iter()
        .find(|entry| entry.text() == value);
    match (entry, problem.rule) {
        (Some(entry), _) => Some(part(entry, problem)),
        (None, cors_rules::Rule::KeyUnknown) => Some(field.key_span.clone()),
        (None, _) => Some(field.value.span.clone()),
    }
}

/// The part of a text that is wrong. The whole text, if it is written with escapes.
fn part(node: &Node, problem: &Problem) -> Range<usize> {
    let whole = node.span.clone();
    let Some(text) = node.text() else {
        return whole;
    };
    let quotes = whole.len().checked_sub(text.len());
    let quote = match quotes {
        Some(0) => 0,
        Some(2) => 1,
        _ => return whole,
    };
    let span = &problem.span;
    if span.is_empty() || problem.value.as_deref() != Some(text) || span.end > text.len() {
        return whole;
    }
    whole.start + quote + span.start..whole.start + quote + span.end
}
