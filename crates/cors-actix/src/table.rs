//! Which policy governs a method of a path: what the gate knows of the routes
//! and scopes inside.

use std::cell::{OnceCell, RefCell};
use std::ptr;
use std::rc::Rc;

use actix_web::dev::{ResourceMap, ServiceRequest, ServiceResponse};
use actix_web::http::header::HeaderValue;
use cors_core::SharedPolicy;
use cors_core::adapter::{Prepared, origin_of, requested_method};

use crate::answer::answer;
use crate::frame::Mark;
use crate::headers::Headers;
use crate::pattern::Pattern;
use crate::registry::{Entry, Place, Route};

#[derive(Debug)]
pub(crate) struct Table {
    /// Every policy, by its address; the first is that of the gate.
    policies: Vec<(usize, Rc<Prepared<Headers>>)>,
    routes: Vec<Placed>,
    scopes: Vec<Placed>,
    /// Whether a pattern ends in a slash.
    has_slashes: bool,
    /// The patterns of what turned out to be served by something else.
    doubtful: RefCell<Vec<String>>,
}

/// A place in the application.
#[derive(Debug)]
struct Placed {
    entry: Rc<Entry>,
    route: Option<Route>,
    /// The scopes round a route; the scope itself.
    prefix: Pattern,
    /// The whole pattern of a route.
    pattern: Pattern,
    policy: usize,
}

/// The policies of which each may govern.
#[derive(Debug, Clone)]
pub(crate) struct Governors {
    /// Their indices, each once.
    policies: Vec<usize>,
    /// Whether several policies govern the methods of the path.
    several: bool,
    /// The pattern that should be served by the one.
    expected: Option<String>,
}

impl Governors {
    fn new() -> Self {
        Governors {
            policies: Vec::new(),
            several: false,
            expected: None,
        }
    }

    fn add(&mut self, policy: usize) {
        if !self.policies.contains(&policy) {
            self.policies.push(policy);
        }
    }
}

impl Table {
    /// What stands inside a gate; `None` if nothing there has a policy.
    pub(crate) fn of(gate: &Rc<Prepared<Headers>>, request: &ServiceRequest) -> Option<Rc<Self>> {
        let entries = Entry::all_of(request);
        if entries.is_empty() {
            return None;
        }
        let mut table = Table {
            policies: vec![(address(gate.policy()), Rc::clone(gate))],
            routes: Vec::new(),
            scopes: Vec::new(),
            has_slashes: false,
            doubtful: RefCell::default(),
        };
        for entry in entries {
            table.place(entry);
        }
        Some(Rc::new(table))
    }

    fn place(&mut self, entry: Rc<Entry>) {
        let policy = self.index(&entry.policy);
        let prefix = entry.prefix();
        let (route, own) = match entry.place {
            Place::Scope => (None, String::new()),
            Place::Route(route) => (Some(route), with_slash(route.pattern)),
        };
        let pattern = Pattern::whole(format!("{prefix}{own}"));
        self.has_slashes |= route.is_some() && pattern.text().ends_with('/');
        let placed = Placed {
            entry,
            route,
            prefix: Pattern::prefix(prefix),
            pattern,
            policy,
        };
        match route {
            Some(_) => self.routes.push(placed),
            None => self.scopes.push(placed),
        }
    }

    /// The index of a policy, prepared once.
    fn index(&mut self, policy: &SharedPolicy) -> usize {
        let address = address(policy);
        let known = self
            .policies
            .iter()
            .position(|(known, _)| *known == address);
        known.unwrap_or_else(|| {
            let prepared = Rc::new(Prepared::new(policy.clone()));
            self.policies.push((address, prepared));
            self.policies.len() - 1
        })
    }

    /// Who governs this method of this path.
    pub(crate) fn governors(&self, method: &str, path: &str, map: &ResourceMap) -> Governors {
        let mut governors = self.at(method, path, map);
        // A middleware inside may rewrite the path, as `NormalizePath` does.
        for rewritten in self.rewritten(path) {
            let other = self.at(method, &rewritten, map);
            if other.several || other.policies != [0] {
                governors.several = true;
                governors.expected = None;
                for policy in other.policies {
                    governors.add(policy);
                }
            }
        }
        governors
    }

    fn rewritten(&self, path: &str) -> Vec<String> {
        let is_odd = path.len() > 1 && path.ends_with('/') || path.contains("//");
        if !is_odd && !self.has_slashes {
            return Vec::new();
        }
        let mut merged = path.to_owned();
        while merged.contains("//") {
            merged = merged.replace("//", "/");
        }
        let trimmed = match merged.trim_end_matches('/') {
            "" => "/",
            trimmed => trimmed,
        };
        let slashed = format!("{}/", trimmed.trim_end_matches('/'));
        let mut paths = vec![trimmed.to_owned(), slashed, merged];
        paths.retain(|other| other != path);
        paths
    }

    fn at(&self, method: &str, path: &str, map: &ResourceMap) -> Governors {
        let mut governors = Governors::new();
        let first = OnceCell::new();
        let first = || first.get_or_init(|| map.match_pattern(path)).as_deref();
        let mut is_known = false;
        let mut is_taken = false;
        for placed in &self.routes {
            if placed.pattern.find(path).is_none() {
                continue;
            }
            governors.several = true;
            let route = placed.route.filter(|route| route.methods.contains(&method));
            let Some(route) = route else { continue };
            let in_first = placed.is_in_first(path, map);
            if is_taken && in_first {
                continue;
            }
            if governors.policies.is_empty() {
                let pattern = placed.pattern.text();
                is_known = in_first
                    && first().is_some_and(|first| self.is_routes(first, path))
                    && !self.is_behind_scope(placed, path, map)
                    && !self.is_doubtful(pattern);
                governors.expected = is_known.then(|| pattern.to_owned());
            }
            is_taken |= in_first && !route.is_guarded;
            governors.add(placed.policy);
        }
        if !is_known {
            // The whole map is searched only where it can matter.
            if self.scopes.is_empty() {
                governors.add(0);
            } else {
                self.add_enclosing(&mut governors, path, map, first());
                governors.expected = first().map(str::to_owned);
            }
            let has_doubts = !self.doubtful.borrow().is_empty();
            if has_doubts && first().is_some_and(|pattern| self.is_doubtful(pattern)) {
                governors.several = true;
                governors.add(0);
            }
        }
        if governors.policies.len() > 1 {
            governors.expected = None;
        }
        governors
    }

    /// The policies of the scopes round about, or that of the gate.
    fn add_enclosing(
        &self,
        governors: &mut Governors,
        path: &str,
        map: &ResourceMap,
        first: Option<&str>,
    ) {
        let mut innermost: Option<(usize, usize)> = None;
        for placed in &self.scopes {
            let Some(length) = placed.prefix.find(path) else {
                continue;
            };
            // A route outside may come first.
            let may_serve = first.is_none_or(|first| first.starts_with(placed.prefix.text()));
            match may_serve && placed.is_in_first(path, map) {
                // Of two at one length, the later one stands inside.
                true if innermost.is_none_or(|(longest, _)| longest <= length) => {
                    innermost = Some((length, placed.policy));
                }
                true => {}
                false => governors.add(placed.policy),
            }
        }
        governors.add(innermost.map_or(0, |(_, policy)| policy));
    }

    /// Whether a route that has this pattern and a policy matches the path. Then
    /// nothing without one is known to come first.
    fn is_routes(&self, pattern: &str, path: &str) -> bool {
        let has = |placed: &Placed| placed.pattern.text() == pattern;
        let mut routes = self.routes.iter();
        routes.any(|placed| has(placed) && placed.pattern.find(path).is_some())
    }

    /// Whether an earlier scope, which the route is not in, has the path.
    fn is_behind_scope(&self, route: &Placed, path: &str, map: &ResourceMap) -> bool {
        let length = route.prefix.find(path);
        let mut places = self.scopes.iter().chain(&self.routes);
        places.any(|other| {
            other.entry.is_before(&route.entry)
                && other.prefix.find(path) > length
                && other.is_in_first(path, map)
        })
    }

    fn is_doubtful(&self, pattern: &str) -> bool {
        self.doubtful.borrow().iter().any(|known| known == pattern)
    }

    /// What the governors grant.
    fn prepared(&self, governors: &Governors) -> Rc<Prepared<Headers>> {
        let policies = governors
            .policies
            .iter()
            .filter_map(|&index| self.policies.get(index));
        if let [one] = governors.policies[..]
            && let Some((_, prepared)) = self.policies.get(one)
        {
            return Rc::clone(prepared);
        }
        let policies = policies.map(|(_, prepared)| prepared.shared_policy().clone());
        match Prepared::meet(policies) {
            Some(prepared) => Rc::new(prepared),
            None => self.gate(),
        }
    }

    fn gate(&self) -> Rc<Prepared<Headers>> {
        Rc::clone(&self.policies[0].1)
    }

    /// Answers a preflight.
    pub(crate) fn answer(&self, request: ServiceRequest) -> ServiceResponse<&'static str> {
        let method = requested_method::<Headers>(request.headers());
        let method = method.and_then(|method| method.to_str().ok()).unwrap_or("");
        let path = request.match_info().as_str();
        let governors = self.governors(method, path, request.resource_map());
        if governors.policies.len() > 1 {
            log::debug!(
                "CORS: which policy governs {method} {path} cannot be known; granting what all do"
            );
        }
        let prepared = self.prepared(&governors);
        let grant = prepared.grant(origin_of::<Headers>(request.headers()));
        answer(request, |request, response| match governors.several {
            true => prepared.answer_one_method(grant, request, response),
            false => prepared.answer(grant, request, response),
        })
    }

    /// What is granted if this request, which is no preflight, ends in an error
    /// before it is known what serves it. Every policy that might govern counts.
    pub(crate) fn on_error(&self, request: &ServiceRequest) -> Governors {
        let (method, path) = (request.method().as_str(), request.match_info().as_str());
        let mut governors = Governors::new();
        for placed in &self.routes {
            let has = |route: Route| route.methods.contains(&method);
            if placed.route.is_some_and(has) && placed.pattern.find(path).is_some() {
                governors.add(placed.policy);
            }
        }
        if governors.policies.is_empty() {
            self.add_enclosing(&mut governors, path, request.resource_map(), None);
        }
        governors
    }

    /// Which policy the response to a request is under, given the one that it met
    /// on its way.
    pub(crate) fn settle<B>(
        &self,
        mark: Option<Mark>,
        response: &ServiceResponse<B>,
    ) -> Rc<Prepared<Headers>> {
        let met = mark.and_then(|mark| self.index_of(mark.policy));
        if let (Some(index), Some(Mark { of_route: true, .. })) = (met, mark) {
            return Rc::clone(&self.policies[index].1);
        }
        let request = response.request();
        let path = request.match_info().as_str();
        let mut expected = self.governors(request.method().as_str(), path, request.resource_map());
        if !request.match_info().unprocessed().is_empty() {
            // A middleware on the way answered, or nothing was found.
            return self.prepared(&expected);
        }
        let met = met.unwrap_or(0);
        if self.is_scope(path) {
            // A route took it, or a middleware of the scope with this path.
            expected.add(met);
            return self.prepared(&expected);
        }
        if let ([policy], Some(pattern)) = (&expected.policies[..], expected.expected)
            && *policy != met
        {
            log::error!(
                "CORS: {} {pattern} has a policy of its own, but something without one served \
                 it; from now on it is granted only what both policies grant",
                request.method(),
            );
            self.doubtful.borrow_mut().push(pattern);
        }
        Rc::clone(&self.policies[met].1)
    }

    /// Whether the path is that of a scope.
    fn is_scope(&self, path: &str) -> bool {
        let mut places = self.scopes.iter().chain(&self.routes);
        places.any(|placed| placed.prefix.find(path) == Some(path.len()))
    }

    fn index_of(&self, policy: usize) -> Option<usize> {
        self.policies.iter().position(|(known, _)| *known == policy)
    }

    /// What an error is answered with, likewise.
    pub(crate) fn settle_error(
        &self,
        mark: Option<Mark>,
        on_error: &Governors,
    ) -> Rc<Prepared<Headers>> {
        let of_route = mark.filter(|mark| mark.of_route);
        match of_route.and_then(|mark| self.index_of(mark.policy)) {
            Some(index) => Rc::clone(&self.policies[index].1),
            None => self.prepared(on_error),
        }
    }
}

impl Placed {
    fn is_in_first(&self, path: &str, map: &ResourceMap) -> bool {
        let length = self.prefix.find(path);
        length.is_some_and(|length| self.entry.is_in_first(map, &path[..length]))
    }
}

/// A route's pattern as actix-web completes it.
fn with_slash(pattern: &str) -> String {
    match pattern.is_empty() || pattern.starts_with('/') {
        true => pattern.to_owned(),
        false => format!("/{pattern}"),
    }
}

fn address(policy: &cors_core::Policy) -> usize {
    ptr::from_ref(policy).addr()
}

/// The origin of a request, for later.
pub(crate) fn origin(request: &ServiceRequest) -> Option<HeaderValue> {
    origin_of::<Headers>(request.headers()).cloned()
}
