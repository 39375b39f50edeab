//! Which policy governs a method of a path.

use std::fmt;
use std::ptr;

use cors_engine::adapter::{CompiledHttpPolicy, Http, is_preflight, origin_of, requested_method};
use cors_engine::{Policy, SharedPolicy};
use warp::http::header::{HeaderMap, HeaderValue};
use warp::http::{self, Method};
use warp::reply::Response;

use crate::index::Index;
use crate::places::{APPLICATION, Found, Place, Policies};
use crate::tree::{Served, Server};

/// Every place, with the policies of all of them.
#[derive(Debug)]
pub(crate) struct Table {
    /// Each once; the first is that of the application.
    policies: Vec<CompiledHttpPolicy>,
    index: Index,
}

/// What is known of a request before it is served.
#[derive(Debug, Default)]
pub(crate) struct Case {
    origin: Option<HeaderValue>,
    found: Found,
}

impl Table {
    pub(crate) fn new(policy: SharedPolicy, places: Vec<Place<SharedPolicy>>) -> Self {
        for problem in MethodNotAllowed::all(&places) {
            log::error!("CORS: {problem}");
        }
        let mut policies = vec![CompiledHttpPolicy::new(policy)];
        let places = indexed(places, &mut policies);
        Table {
            policies,
            index: Index::new(places),
        }
    }

    /// Looks up what a request is for, unless it is a preflight. The path is what
    /// filters round about have left of it.
    pub(crate) fn decide(&self, method: &Method, headers: &HeaderMap, path: &str) -> Option<Case> {
        let is_preflight = is_preflight::<Http>(method.as_str().as_bytes(), headers);
        (!is_preflight).then(|| Case {
            origin: origin_of::<Http>(headers).cloned(),
            found: self.index.find(method.as_str(), path),
        })
    }

    /// Answers a preflight.
    pub(crate) fn answer(&self, headers: &HeaderMap, path: &str) -> http::Response<&'static str> {
        let method = requested_method::<Http>(headers).and_then(|method| method.to_str().ok());
        let (found, routes) = self.index.find_all(method.unwrap_or_default(), path);
        // Methods that no route has are governed from round about.
        let around = found.around.all();
        let several = routes.all().iter().any(|route| around != [*route]);
        self.with(&found.governing(), |compiled| {
            let grant = compiled.allowed_origin(headers);
            match several {
                true => compiled.preflight_response_for_method(grant, headers),
                false => compiled.preflight_response(grant, headers),
            }
        })
    }

    /// Writes the headers of the policy that governs into a response.
    pub(crate) fn dress(&self, case: &Case, served: Served) -> Response {
        let Served { by, mut response } = served;
        let found = &case.found;
        let mut governing = found.governing();
        // What a request fell through to is read by those alone who could read
        // what it was meant for.
        match (by, found.route) {
            (Server::Nobody, _) | (Server::Plain, None) => {}
            (Server::Plain, Some(_)) => governing.add_all(&found.around),
            (Server::Route(id), Some((first, _))) if id == first => {}
            (Server::Route(id), _) => governing.add(self.index.policy_of(id)),
        }
        self.with(&governing, |compiled| {
            let grant = compiled.allowed_origin_for(case.origin.as_ref());
            compiled.write_response_headers(grant, response.headers_mut());
        });
        response
    }

    /// Hands out what all of these policies grant.
    fn with<T>(&self, policies: &Policies, use_it: impl FnOnce(&CompiledHttpPolicy) -> T) -> T {
        let all = match policies {
            Policies::One(only) => return use_it(&self.policies[*only]),
            Policies::Several(all) => all,
        };
        let shared = all.iter().map(|policy| &self.policies[*policy]);
        let shared = shared.map(|compiled| compiled.shared_policy().clone());
        match CompiledHttpPolicy::intersection(shared) {
            Some(compiled) => use_it(&compiled),
            None => use_it(&self.policies[APPLICATION]),
        }
    }
}

/// Places with the indices of their policies.
fn indexed(
    places: Vec<Place<SharedPolicy>>,
    policies: &mut Vec<CompiledHttpPolicy>,
) -> Vec<Place<usize>> {
    let places = places.into_iter().map(|place| match place {
        Place::Route {
            id,
            method,
            pattern,
            policy,
        } => Place::Route {
            id,
            method,
            pattern,
            policy: policy.map(|policy| index(policy, policies)),
        },
        Place::Scope {
            pattern,
            policy,
            inside,
        } => Place::Scope {
            pattern,
            policy: policy.map(|policy| index(policy, policies)),
            inside: indexed(inside, policies),
        },
    });
    places.collect()
}

/// The index of a policy, which is compiled once.
fn index(policy: SharedPolicy, policies: &mut Vec<CompiledHttpPolicy>) -> usize {
    let is_same = |known: &CompiledHttpPolicy| ptr::eq::<Policy>(known.policy(), &*policy);
    policies.iter().position(is_same).unwrap_or_else(|| {
        policies.push(CompiledHttpPolicy::new(policy));
        policies.len() - 1
    })
}

/// A route whose own policy lacks its method: no page of another origin can send
/// it (rule `route-method-not-allowed`).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MethodNotAllowed {
    /// The method of the route.
    pub method: Method,
    /// Its path, such as `/orders/{u32}`.
    pub path: String,
}

impl MethodNotAllowed {
    pub(crate) fn all(places: &[Place<SharedPolicy>]) -> Vec<Self> {
        let mut all = Vec::new();
        Self::collect(places, "", &mut all);
        all
    }

    fn collect(places: &[Place<SharedPolicy>], prefix: &str, all: &mut Vec<Self>) {
        for place in places {
            match place {
                Place::Route {
                    method,
                    pattern,
                    policy: Some(policy),
                    ..
                } if !allows(policy, method) => {
                    let path = format!("{prefix}{}", pattern.text);
                    all.push(MethodNotAllowed {
                        method: method.clone(),
                        path: trimmed(&path).to_owned(),
                    });
                }
                Place::Route { .. } => {}
                Place::Scope {
                    pattern, inside, ..
                } => {
                    let prefix = format!("{prefix}{}", pattern.text.trim_end_matches('/'));
                    Self::collect(inside, &prefix, all);
                }
            }
        }
    }
}

impl fmt::Display for MethodNotAllowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let MethodNotAllowed { method, path } = self;
        write!(
            f,
            "the policy of the route {method} {path} does not allow {method}, so no page can \
             send it; add {method} to its methods (cors::route-method-not-allowed)"
        )
    }
}

impl std::error::Error for MethodNotAllowed {}

/// Whether pages can send a method. One that has no origin is switched off.
fn allows(policy: &Policy, method: &Method) -> bool {
    let needs_none = [Method::GET, Method::HEAD, Method::POST].contains(method);
    needs_none
        || policy.origins().next().is_none()
        || policy
            .methods()
            .any(|listed| listed == "*" || listed == method.as_str())
}

fn trimmed(path: &str) -> &str {
    match path.trim_end_matches('/') {
        "" => "/",
        path => path,
    }
}
