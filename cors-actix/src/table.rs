//! The policies of the routes and scopes of one application.

use std::iter::Peekable;
use std::ptr;
use std::rc::Rc;
use std::slice::Iter;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::HttpRequest;
use actix_web::dev::{ResourceMap, Url};
use cors_engine::Policy;
use cors_engine::adapter::{ApplicablePolicy, CompiledPolicy, CompiledSource};
use cors_engine::routes::{
    Applicable, CompiledRoutes, MethodNotAllowed, PathPattern, PolicyId, PolicySet, Route,
    RouteEntry, RouteTable, Scope,
};

use crate::headers::Headers;
use crate::pattern::Pattern;
use crate::registry::{AppPolicies, Build, Entry, Served};

/// Builds the table of an application.
pub(crate) const BUILD: Build = |source, request| {
    let entries = Entry::all_of(request);
    if entries.is_empty() {
        return None;
    }
    Some(Rc::new(Table::new(
        source,
        request.resource_map(),
        &entries,
    )))
};

#[derive(Debug)]
struct Table {
    /// The patterns of all resources.
    map: ResourceMap,
    routes: CompiledRoutes<Pattern, Headers>,
    candidates: Vec<Candidate>,
    /// Whether the pattern of a route ends in a `/`.
    has_slashes: bool,
    /// Whether a scope has the policy of the application.
    is_application_reused: bool,
    /// Whether there is no `Cors`, and so no policy around the routes.
    is_standalone: bool,
    /// Whether the policy of the application depends on the request.
    is_per_request: bool,
}

/// An entry, and the patterns of the scopes around it.
type Registered = (Rc<Entry>, String);

/// A route or scope, with its pattern from the root of the application.
#[derive(Debug)]
struct Candidate {
    pattern: Pattern,
    /// The methods of a route.
    methods: Vec<String>,
    policy: PolicyId,
    is_guarded: bool,
}

/// The policies that apply to a method of a path.
struct Found<'t> {
    applicable: Applicable<'t, Pattern>,
    /// Whether nothing but guards of scopes can make the application use another
    /// policy.
    is_certain: bool,
}

impl Table {
    fn new(source: &CompiledSource<Headers>, map: &ResourceMap, entries: &[Rc<Entry>]) -> Self {
        let entries: Vec<Registered> = entries
            .iter()
            .map(|entry| (Rc::clone(entry), entry.prefix()))
            .collect();
        let table = RouteTable::new(
            source.application(),
            level(&mut entries.iter().peekable(), ""),
        );
        log_methods_not_allowed(&table.methods_not_allowed());
        let candidates: Vec<Candidate> = entries
            .iter()
            .map(|(entry, prefix)| {
                let route = entry.route.as_ref();
                Candidate {
                    pattern: Pattern::new(entry, prefix),
                    methods: route.map(|route| route.methods.clone()).unwrap_or_default(),
                    policy: table.id_of(&entry.policy).unwrap_or(PolicyId::APPLICATION),
                    is_guarded: entry.is_guarded(),
                }
            })
            .collect();
        let ends_in_slash = |candidate: &Candidate| {
            candidate.pattern.is_route() && candidate.pattern.as_str().ends_with('/')
        };
        Table {
            map: map.clone(),
            routes: CompiledRoutes::new(table),
            is_application_reused: candidates.iter().any(|candidate| {
                !candidate.pattern.is_route() && candidate.policy == PolicyId::APPLICATION
            }),
            has_slashes: candidates.iter().any(ends_in_slash),
            is_standalone: match source {
                CompiledSource::One(policy) => ptr::eq(policy.policy(), Policy::NONE),
                CompiledSource::PerRequest(_) => false,
            },
            is_per_request: matches!(source, CompiledSource::PerRequest(_)),
            candidates,
        }
    }

    /// The policies that apply to a method of a path, and to the paths that a
    /// `NormalizePath` inside makes of it.
    fn find(&self, method: &str, path: &str) -> Found<'_> {
        let mut found = self.find_exact(method, path);
        let mut add = |path: &str| {
            let other = self.find_exact(method, path);
            let is_same = other.applicable.policies == found.applicable.policies;
            found.is_certain &= other.is_certain && is_same;
            found.applicable.add(&other.applicable.policies);
            found.applicable.per_method |= other.applicable.per_method;
        };
        let is_odd = path.len() > 1 && path.ends_with('/') || path.contains("//");
        if is_odd {
            let mut merged = path.to_owned();
            while merged.contains("//") {
                merged = merged.replace("//", "/");
            }
            let bare = merged.trim_end_matches('/');
            let trimmed = if bare.is_empty() { "/" } else { bare };
            let slashed = format!("{bare}/");
            for other in [trimmed, &merged, &slashed] {
                if other != path {
                    add(other);
                }
            }
        } else if self.has_slashes {
            let slashed = format!("{path}/");
            let is_route = |candidate: &Candidate| {
                candidate.pattern.as_str().ends_with('/')
                    && candidate.takes(method)
                    && candidate.pattern.match_len(&slashed) == Some(slashed.len())
            };
            if self.candidates.iter().any(is_route) {
                add(&slashed);
            }
        }
        found
    }

    fn find_exact(&self, method: &str, path: &str) -> Found<'_> {
        let mut applicable = self.routes.table().applicable(method, path);
        let has_scope =
            self.is_application_reused || !is_only(&applicable.enclosing, PolicyId::APPLICATION);
        if !has_scope && applicable.route.is_none() {
            return Found {
                applicable,
                is_certain: true,
            };
        }
        let matching: Vec<(&Candidate, usize)> = self.matching(path).collect();
        let candidates = || {
            let candidates = matching.iter().map(|(candidate, _)| *candidate);
            candidates.filter(|candidate| candidate.takes(method))
        };
        let mut all: Option<PolicySet> = None;
        for candidate in candidates() {
            match &mut all {
                Some(all) => all.insert(candidate.policy),
                None => all = Some(candidate.policy.into()),
            }
        }
        let mut all = all.unwrap_or_else(|| PolicyId::APPLICATION.into());
        let has_guarded_scope =
            candidates().any(|candidate| candidate.is_guarded && !candidate.pattern.is_route());
        let mut is_certain = is_only(&all, PolicyId::APPLICATION)
            || !has_guarded_scope && self.comes_first(applicable.route.is_some(), &matching, path);
        if !is_certain {
            all.insert(PolicyId::APPLICATION);
            applicable.add(&all);
        } else if !is_only(&all, PolicyId::APPLICATION) {
            let is_reached = |candidate: &&Candidate| candidate.pattern.is_reached(&self.map, path);
            for candidate in candidates().filter(|candidate| !is_reached(candidate)) {
                // It is reached only if a scope before it has a guard.
                is_certain = false;
                if applicable.policies.as_slice().contains(&candidate.policy) {
                    // That scope comes before the entry that applies, and has no policy.
                    all.insert(PolicyId::APPLICATION);
                }
            }
            if !is_certain {
                applicable.add(&all);
            }
            if !self.is_standalone && candidates().any(|candidate| candidate.is_guarded) {
                applicable.add_enclosing();
            }
        }
        Found {
            is_certain: is_certain && !applicable.policies.is_ambiguous(),
            applicable,
        }
    }

    /// The routes and scopes that match a path, and the bytes of the path that they consume.
    fn matching(&self, path: &str) -> impl Iterator<Item = (&Candidate, usize)> {
        self.candidates.iter().filter_map(move |candidate| {
            let len = candidate.pattern.match_len(path)?;
            let is_match = !candidate.pattern.is_route() || len == path.len();
            is_match.then_some((candidate, len))
        })
    }

    /// Whether the entries that match come before every resource without a policy that
    /// matches, according to the patterns of the application.
    fn comes_first(&self, is_route: bool, matching: &[(&Candidate, usize)], path: &str) -> bool {
        let scopes = matching
            .iter()
            .filter(|(candidate, _)| !candidate.pattern.is_route());
        let innermost = scopes.max_by_key(|(_, len)| *len);
        // At the path of the scope itself, a resource may come before the scope.
        let is_in_scope = innermost.is_some_and(|(_, len)| *len < path.len());
        let Some(first) = self.map.match_pattern(path) else {
            // Only a default service is left.
            return !is_route;
        };
        if is_route {
            // Route attributes name their resources, which take no other method. A
            // resource without a name may take all methods.
            let mut patterns = matching.iter().map(|(candidate, _)| &candidate.pattern);
            return patterns.any(|own| own.is_route() && own.as_str() == first)
                && self.map.match_name(path).is_some();
        }
        let scope = innermost.map(|(scope, _)| scope.pattern.as_str());
        is_in_scope && scope.is_some_and(|scope| is_inside(&first, scope))
    }

    /// The policy, or the intersection of the policies that may apply. `own` is the policy
    /// of the application for the request.
    fn compiled(
        &self,
        policies: &PolicySet,
        own: &Arc<CompiledPolicy<Headers>>,
    ) -> Arc<CompiledPolicy<Headers>> {
        if self.is_per_request {
            self.routes.intersection_with(policies, || Arc::clone(own))
        } else {
            self.routes.intersection(policies)
        }
    }
}

impl AppPolicies for Table {
    fn for_preflight(
        &self,
        method: &str,
        request: &HttpRequest,
        own: ApplicablePolicy<Headers>,
    ) -> ApplicablePolicy<Headers> {
        let Found { applicable, .. } = self.find(method, request.match_info().as_str());
        self.routes.log_ambiguous(method, &applicable);
        ApplicablePolicy {
            policy: self.compiled(&applicable.policies, &own.policy),
            per_method: own.per_method || applicable.per_method,
        }
    }

    fn for_response(&self, served: &Served<'_>) -> Arc<CompiledPolicy<Headers>> {
        let matched = served.matched;
        if let Some(matched) = matched.filter(|matched| matched.is_route) {
            let known = self.routes.compiled(&matched.policy).map(Arc::clone);
            return known.unwrap_or_else(|| Arc::new(CompiledPolicy::new(matched.policy.clone())));
        }
        // The innermost scope that the request reached. Its policy applies to resources
        // without a policy.
        let scope = matched.and_then(|scope| self.routes.table().id_of(&scope.policy));
        let scope = scope.unwrap_or(PolicyId::APPLICATION);
        let method = served
            .response
            .map_or(served.method, |(request, _)| request.method());
        let method = method.as_str();
        let found = match served.response {
            Some((request, _)) => self.find(method, request.match_info().as_str()),
            // actix-web decodes the path in this way too.
            None => self.find(method, Url::new(served.uri.clone()).path()),
        };
        let is_routed = served
            .response
            .is_some_and(|(request, _)| request.match_info().unprocessed().is_empty());
        let mut policies = found.applicable.policies.clone();
        if served.is_cell_lost {
            policies.insert(scope);
        } else if is_routed {
            // A resource without a policy took the request, or a middleware of the
            // scope with this very path replied.
            if found.is_certain {
                policies.insert(scope);
            } else {
                return self.compiled(&scope.into(), served.own);
            }
        } else if !found.is_certain || found.is_declined(scope, served) {
            policies.insert(scope);
        }
        self.compiled(&policies, served.own)
    }
}

impl Found<'_> {
    /// Whether a default service may have handled the request, because of the guard of a
    /// scope. Otherwise an inner middleware replied, and a page that may call the route
    /// may read the reply.
    fn is_declined(&self, reached: PolicyId, served: &Served<'_>) -> bool {
        let is_success = served
            .response
            .is_some_and(|(_, status)| status.is_success());
        let route = self.applicable.route;
        is_success
            && (!is_only(&self.applicable.enclosing, reached)
                || route.is_some_and(Pattern::is_in_scope))
    }
}

impl Candidate {
    /// Whether it can take requests of a method.
    fn takes(&self, method: &str) -> bool {
        !self.pattern.is_route() || self.methods.iter().any(|own| own == method)
    }
}

/// The entries of a table inside the scopes of a prefix.
fn level(entries: &mut Peekable<Iter<'_, Registered>>, outer: &str) -> Vec<RouteEntry<Pattern>> {
    let mut level = Vec::new();
    while let Some((entry, prefix)) = entries.next_if(|(_, prefix)| is_inside(prefix, outer)) {
        let pattern = Pattern::new(entry, &prefix[outer.len()..]);
        let policy = Some(entry.policy.clone());
        level.push(match &entry.route {
            Some(route) => RouteEntry::Route(Route {
                pattern,
                methods: route.methods.clone(),
                policy,
                may_decline: entry.is_guarded(),
            }),
            None => RouteEntry::Scope(Scope {
                pattern,
                policy,
                entries: self::level(entries, prefix),
                may_decline: entry.is_guarded(),
            }),
        });
    }
    level
}

/// Whether a pattern begins with the pattern of a scope.
fn is_inside(pattern: &str, scope: &str) -> bool {
    let rest = pattern.strip_prefix(scope);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn is_only(policies: &PolicySet, policy: PolicyId) -> bool {
    *policies.as_slice() == [policy]
}

/// Logs the methods that no page can send. Each worker builds the table, but the methods
/// are logged once.
fn log_methods_not_allowed(routes: &[MethodNotAllowed]) {
    static LOGGED: Mutex<Vec<MethodNotAllowed>> = Mutex::new(Vec::new());
    let mut logged = LOGGED.lock().unwrap_or_else(PoisonError::into_inner);
    for route in routes {
        if !logged.contains(route) {
            log::warn!("CORS: {route}");
            logged.push(route.clone());
        }
    }
}
