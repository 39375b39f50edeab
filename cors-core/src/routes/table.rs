//! The route table, which finds the policies that apply to a method and a path.

use std::collections::HashMap;
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::policy::Policy;
use crate::routes::entry::{MethodNotAllowed, PathPattern, Route, RouteEntry, Scope};
use crate::routes::index::Index;
use crate::routes::set::{PolicyId, PolicySet};
use crate::shared::SharedPolicy;

/// Routes and scopes in the framework's order, and the policy of each.
///
/// Only the policy of the innermost entry applies: a route has precedence over its
/// enclosing scope, and a scope over the application. If multiple routes match, the first
/// one applies, unless it may decline a request.
#[derive(Debug)]
pub struct RouteTable<P> {
    /// Each policy once. The first policy is the policy of the application.
    policies: Vec<SharedPolicy>,
    root: Level<P>,
}

/// The policies that apply to a method of a path.
#[derive(Debug)]
pub struct Applicable<'t, P> {
    /// The policies that may apply. There is only one, unless the case is ambiguous.
    pub policies: PolicySet,
    /// The policies that apply if no route of the table handles the request.
    pub enclosing: PolicySet,
    /// The pattern of the first route that matches the path and the method.
    pub route: Option<&'t P>,
    /// Whether the methods of the URL have different policies, so that the answer to a
    /// preflight must name only the requested method.
    pub per_method: bool,
    logged: Option<&'t AtomicBool>,
}

#[derive(Debug)]
struct Level<P> {
    nodes: Vec<Node<P>>,
    index: Index,
}

#[derive(Debug)]
struct Node<P> {
    pattern: P,
    policy: Option<PolicyId>,
    may_decline: bool,
    kind: Kind<P>,
}

#[derive(Debug)]
enum Kind<P> {
    Route {
        methods: Vec<String>,
        /// Whether the warning that the route is ambiguous was logged.
        logged: AtomicBool,
    },
    Scope {
        inner: Level<P>,
    },
}

impl<P: PathPattern> RouteTable<P> {
    /// Creates a table of these entries. The application's policy applies to all other
    /// paths.
    pub fn new(application: impl Into<SharedPolicy>, entries: Vec<RouteEntry<P>>) -> Self {
        let mut policies = Interner::default();
        policies.intern(application.into());
        let root = Level::new(entries, &mut policies);
        let policies = policies.policies;
        RouteTable { policies, root }
    }

    /// The policies that apply to a method of a path.
    pub fn applicable(&self, method: &str, path: &str) -> Applicable<'_, P> {
        let mut search = Search {
            method,
            found: PolicySet::EMPTY,
            enclosing: PolicySet::EMPTY,
            of_path: PolicySet::EMPTY,
            route: None,
            is_decided: false,
        };
        search.level(&self.root, path, PolicyId::APPLICATION);
        let Search {
            mut found,
            enclosing,
            of_path,
            route,
            ..
        } = search;
        if found.is_empty() {
            found = enclosing.clone();
        }
        let per_method = of_path.is_ambiguous_with(&enclosing);
        let (route, logged) = match route {
            Some((pattern, logged)) => (Some(pattern), Some(logged)),
            None => (None, None),
        };
        Applicable {
            policies: found,
            enclosing,
            route,
            per_method,
            logged,
        }
    }

    /// Every policy once. The first policy is the policy of the application.
    pub fn policies(&self) -> &[SharedPolicy] {
        &self.policies
    }

    /// The policy with this index.
    pub fn policy(&self, id: PolicyId) -> &SharedPolicy {
        &self.policies[id.0]
    }

    /// The index of a policy. Policies are compared by address.
    pub fn id_of(&self, policy: &Policy) -> Option<PolicyId> {
        let mut policies = self.policies.iter();
        let is_same = |known: &SharedPolicy| ptr::eq::<Policy>(&**known, policy);
        policies.position(is_same).map(PolicyId)
    }

    /// The routes whose own policy does not allow one of their methods.
    pub fn methods_not_allowed(&self) -> Vec<MethodNotAllowed> {
        let mut found = Vec::new();
        self.collect_not_allowed(&self.root, "", &mut found);
        found
    }

    fn collect_not_allowed(
        &self,
        level: &Level<P>,
        prefix: &str,
        found: &mut Vec<MethodNotAllowed>,
    ) {
        for node in &level.nodes {
            let path = format!("{prefix}{}", node.pattern.as_str());
            match &node.kind {
                Kind::Route { methods, .. } => {
                    let policy = node.policy.map(|id| &*self.policies[id.0]);
                    let lacks = |method: &&String| {
                        policy.is_some_and(|policy| !MethodNotAllowed::allows(policy, method))
                    };
                    found.extend(methods.iter().filter(lacks).map(|method| MethodNotAllowed {
                        method: method.clone(),
                        path: trimmed(&path).to_owned(),
                    }));
                }
                Kind::Scope { inner } => {
                    self.collect_not_allowed(inner, path.trim_end_matches('/'), found);
                }
            }
        }
    }
}

impl<P: PathPattern> Applicable<'_, P> {
    /// Adds the enclosing policies. Call it if something other than a route of the table
    /// may handle the request.
    pub fn add_enclosing(&mut self) {
        let enclosing = self.enclosing.clone();
        self.add(&enclosing);
    }

    /// Adds further policies that may apply.
    pub fn add(&mut self, policies: &PolicySet) {
        self.policies.extend(policies);
        self.per_method |= self.policies.is_ambiguous();
    }

    /// Whether this is the first call for an ambiguous route of the table.
    pub(super) fn logs_now(&self) -> bool {
        self.policies.is_ambiguous()
            && self
                .logged
                .is_some_and(|logged| !logged.swap(true, Ordering::Relaxed))
    }
}

impl<P: PathPattern> Level<P> {
    fn new(entries: Vec<RouteEntry<P>>, policies: &mut Interner) -> Self {
        let nodes: Vec<Node<P>> = entries
            .into_iter()
            .map(|entry| match entry {
                RouteEntry::Route(Route {
                    pattern,
                    methods,
                    policy,
                    may_decline,
                }) => Node {
                    pattern,
                    policy: policy.map(|policy| policies.intern(policy)),
                    may_decline,
                    kind: Kind::Route {
                        methods,
                        logged: AtomicBool::new(false),
                    },
                },
                RouteEntry::Scope(Scope {
                    pattern,
                    policy,
                    entries,
                    may_decline,
                }) => Node {
                    pattern,
                    policy: policy.map(|policy| policies.intern(policy)),
                    may_decline,
                    kind: Kind::Scope {
                        inner: Level::new(entries, policies),
                    },
                },
            })
            .collect();
        Level {
            index: Index::new(nodes.iter().map(|node| node.pattern.literal_prefix())),
            nodes,
        }
    }
}

/// One look-up in a table.
struct Search<'q, 't, P> {
    method: &'q str,
    /// The policies of the routes that match path and method.
    found: PolicySet,
    /// The policies of the innermost scopes that match the path.
    enclosing: PolicySet,
    /// The policies of all routes that match the path.
    of_path: PolicySet,
    route: Option<(&'t P, &'t AtomicBool)>,
    /// Whether a route was found that cannot decline. Later routes then never run.
    is_decided: bool,
}

impl<'t, P: PathPattern> Search<'_, 't, P> {
    fn level(&mut self, level: &'t Level<P>, path: &str, enclosing: PolicyId) {
        let mut has_scope = false;
        for position in level.index.candidates(path) {
            let node = &level.nodes[position];
            let Some(len) = node.pattern.match_len(path) else {
                continue;
            };
            let policy = node.policy.unwrap_or(enclosing);
            match &node.kind {
                Kind::Route { .. } if len < path.len() => {}
                Kind::Route { methods, logged } => {
                    self.of_path.insert(policy);
                    let takes = |own: &String| own == self.method;
                    if !self.is_decided && (methods.is_empty() || methods.iter().any(takes)) {
                        self.found.insert(policy);
                        self.route = self.route.or(Some((&node.pattern, logged)));
                        self.is_decided = !node.may_decline;
                    }
                }
                Kind::Scope { inner } => {
                    has_scope = true;
                    self.level(inner, path.get(len..).unwrap_or_default(), policy);
                    if !node.may_decline {
                        // The framework does not try later entries after a scope that matched.
                        return;
                    }
                }
            }
        }
        if !has_scope {
            self.enclosing.insert(enclosing);
        }
    }
}

/// Gives each policy an id. Policies are compared by address.
#[derive(Default)]
struct Interner {
    policies: Vec<SharedPolicy>,
    ids: HashMap<*const Policy, PolicyId>,
}

impl Interner {
    fn intern(&mut self, policy: SharedPolicy) -> PolicyId {
        let id = self.ids.entry(ptr::from_ref(&*policy));
        *id.or_insert_with(|| {
            self.policies.push(policy);
            PolicyId(self.policies.len() - 1)
        })
    }
}

fn trimmed(path: &str) -> &str {
    match path.trim_end_matches('/') {
        "" => "/",
        path => path,
    }
}
