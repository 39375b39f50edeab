//! Finds the bytes of the file that a problem is about.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::ptr;

use cors_engine::{Location, Problem};
use cors_rules::Rule;

use super::LocatedProblem;
use super::tree::{Field, Node, Value};

pub(super) const POLICIES: &str = "policies";
pub(super) const ROUTES: &str = "routes";

/// Finds places in a file. It looks each key up in a map, because a file can have many
/// keys, and many problems.
pub(crate) struct Places<'n> {
    root: &'n Node,
    /// The fields of the application's policy: neither `policies` nor `routes`.
    fields: Vec<&'n Field>,
    policies: BTreeMap<&'n str, &'n Field>,
    routes: &'n [Node],
    /// `policies` and `routes`, if they have the wrong type.
    wrong_sections: Vec<&'n Field>,
    /// The fields by key, and the entries by text, of the nodes in which one was looked up.
    fields_of: RefCell<HashMap<*const Node, HashMap<&'n str, &'n Field>>>,
    entries_of: RefCell<HashMap<*const Node, HashMap<Option<&'n str>, &'n Node>>>,
}

impl<'n> Places<'n> {
    pub(crate) fn of(root: &'n Node) -> Self {
        let is_counted = |field: &&Field| field.key != POLICIES && field.key != ROUTES;
        let named = root.field(POLICIES).map(|named| named.value.fields());
        let routes = root.field(ROUTES).map(|routes| routes.value.entries());
        let mut policies = BTreeMap::new();
        for field in named.unwrap_or_default() {
            policies.entry(&*field.key).or_insert(field);
        }
        Places {
            root,
            fields: root.fields().iter().filter(is_counted).collect(),
            policies,
            routes: routes.unwrap_or_default(),
            wrong_sections: wrong_sections(root),
            fields_of: RefCell::default(),
            entries_of: RefCell::default(),
        }
    }

    /// The problem with the bytes that it is about.
    pub(super) fn locate(&self, problem: Problem) -> LocatedProblem {
        let parent = parent(&problem);
        let (policy, whole) = self.policy(&parent);
        let span = match (problem.location, policy) {
            (Location::Policy, _) if parent.is_empty() => self
                .wrong_section(&problem)
                .unwrap_or_else(|| whole.clone()),
            (_, Some(policy)) => self.place(policy, &problem).unwrap_or(whole),
            (_, None) => whole,
        };
        let other = match (problem.other, policy) {
            (Some(other), Some(policy)) => self.place_of_other(policy, other),
            _ => None,
        };
        let field = match (problem.location, policy) {
            (Location::Key(index), Some(policy)) => self.field_at(policy, index),
            _ => None,
        };
        LocatedProblem {
            is_table: field.is_some_and(|field| matches!(field.value.value, Value::Table(_))),
            path: field
                .filter(|_| parent.is_empty() && problem.rule == Rule::KeyUnknown)
                .and_then(Field::path_to_policy),
            problem,
            span,
            other,
        }
    }

    /// The policy that a problem is about.
    pub(crate) fn policy_of(&self, problem: &Problem) -> Option<&'n Node> {
        self.policy(&parent(problem)).0
    }

    /// The field with this index of a policy. At the root, `policies` and `routes` are not
    /// counted; in a named policy they are unknown keys.
    pub(crate) fn field_at(&self, policy: &'n Node, index: usize) -> Option<&'n Field> {
        match std::ptr::eq(self.root, policy) {
            true => self.fields.get(index).copied(),
            false => policy.fields().get(index),
        }
    }

    /// The table of a policy, and the place of the policy as a whole.
    fn policy(&self, parent: &str) -> (Option<&'n Node>, Range<usize>) {
        let (root, start) = (self.root, self.root.span.start);
        let Some(name) = parent.strip_prefix("policies.") else {
            // A problem of the whole file is shown at its start.
            let whole = if root.fields().is_empty() || start == 0 {
                start..start
            } else {
                root.span.clone()
            };
            return (Some(root), whole);
        };
        match self.policies.get(name) {
            Some(field) => (Some(&field.value), field.key_span.clone()),
            None => (None, start..start),
        }
    }

    fn place(&self, policy: &'n Node, problem: &Problem) -> Option<Range<usize>> {
        match problem.location {
            Location::Key(index) => Some(self.field_at(policy, index)?.key_span.clone()),
            Location::Value(index) => {
                let node = &self.field_at(policy, index)?.value;
                Some(part(node, problem))
            }
            Location::Entry { field, entry } => {
                let node = self.entry_node(policy, field, entry)?;
                Some(part(text_of(node), problem))
            }
            Location::Allow { .. } => self.place_of_other(policy, problem.location),
            Location::Route(index) => Some(self.place_in_route(self.routes.get(index)?, problem)),
            _ => None,
        }
    }

    fn place_of_other(&self, policy: &'n Node, at: Location) -> Option<Range<usize>> {
        match at {
            Location::Key(index) => Some(self.field_at(policy, index)?.key_span.clone()),
            Location::Value(index) => Some(self.field_at(policy, index)?.value.span.clone()),
            Location::Entry { field, entry } => {
                Some(self.entry_node(policy, field, entry)?.span.clone())
            }
            Location::Allow {
                field,
                entry,
                allow,
            } => {
                let entry = self.entry_node(policy, field, entry)?;
                let names = &self.field_of(entry, "allow")?.value;
                Some(names.entries().get(allow)?.span.clone())
            }
            Location::Route(index) => {
                let route = self.routes.get(index)?;
                let path = self.field_of(route, "path");
                let path = path.or_else(|| self.field_of(route, "nest"));
                Some(path.map_or(&route.span, |field| &field.value.span).clone())
            }
            _ => None,
        }
    }

    fn entry_node(&self, policy: &'n Node, index: usize, entry: usize) -> Option<&'n Node> {
        let value = &self.field_at(policy, index)?.value;
        match &value.value {
            Value::List(entries) => entries.get(entry),
            // The text `*` is a list with one entry.
            Value::Text(_) => Some(value),
            _ => None,
        }
    }

    /// `policies` or `routes`, if the problem is that it has the wrong type.
    fn wrong_section(&self, problem: &Problem) -> Option<Range<usize>> {
        let is_meant = |field: &&&Field| {
            let start = format!("`{}` must", field.key);
            problem.message.starts_with(&start)
        };
        let field = self.wrong_sections.iter().find(is_meant)?;
        Some(field.value.span.clone())
    }

    fn place_in_route(&self, route: &'n Node, problem: &Problem) -> Range<usize> {
        let Some(field) = self.field_of(route, &problem.key) else {
            return route.span.clone();
        };
        let value = problem.value.as_deref();
        if field.value.text() == value && value.is_some() {
            return part(&field.value, problem);
        }
        let entry = self.entry_of(&field.value, value);
        match (entry, problem.rule) {
            (Some(entry), _) => part(entry, problem),
            (None, Rule::KeyUnknown) => field.key_span.clone(),
            (None, _) => field.value.span.clone(),
        }
    }

    /// The last field of a table with this key.
    fn field_of(&self, table: &'n Node, key: &str) -> Option<&'n Field> {
        let mut known = self.fields_of.borrow_mut();
        let fields = known.entry(ptr::from_ref(table)).or_insert_with(|| {
            let fields = table.fields().iter();
            fields.map(|field| (&*field.key, field)).collect()
        });
        fields.get(key).copied()
    }

    /// The first entry of a list with this text, or the first one that is no text.
    fn entry_of(&self, list: &'n Node, text: Option<&str>) -> Option<&'n Node> {
        let mut known = self.entries_of.borrow_mut();
        let entries = known.entry(ptr::from_ref(list)).or_insert_with(|| {
            let entries = list.entries().iter().rev();
            entries.map(|entry| (entry.text(), entry)).collect()
        });
        entries.get(&text).copied()
    }
}

/// Keys that are written twice where the engine does not report it. Only JSON and YAML
/// parsers accept such a file.
pub(super) fn duplicate_keys(root: &Node) -> Vec<LocatedProblem> {
    let mut found = Vec::new();
    let mut check = |fields: &[Field], concerns: &dyn Fn(&str) -> bool| {
        let mut seen = BTreeSet::new();
        for field in fields.iter().filter(|field| concerns(&field.key)) {
            if !seen.insert(&field.key) {
                let message = format!("`{}` is written twice", field.key);
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

/// The text of an entry, which can be `{ origin = "…" }` or `{ header = "…" }`.
pub(crate) fn text_of(entry: &Node) -> &Node {
    let field = entry.field("origin").or_else(|| entry.field("header"));
    field.map_or(entry, |field| &field.value)
}

/// `policies.NAME`, if the problem is about a named policy.
pub(super) fn parent(problem: &Problem) -> String {
    let path = problem.path();
    let own = problem.clone().with_parent("").path();
    let parent = path.strip_suffix(&own).unwrap_or(&path);
    parent.strip_suffix('.').unwrap_or(parent).to_owned()
}

/// `policies` and `routes`, if they have the wrong type.
fn wrong_sections(root: &Node) -> Vec<&Field> {
    let mut sections: Vec<&Field> = Vec::new();
    for field in root.fields() {
        let is_wrong = match &*field.key {
            POLICIES => !matches!(field.value.value, Value::Table(_)),
            ROUTES => !matches!(field.value.value, Value::List(_)),
            _ => false,
        };
        if is_wrong && sections.iter().all(|known| known.key != field.key) {
            sections.push(field);
        }
    }
    sections
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
