//! The application on axum, with places that have policies of their own.

use std::io;
use std::net::TcpListener;

use axum::routing::{any, get};
use cors_axum::{Router, Routes};
use cors_core::Policy;

use super::axum::{error, listen, panic, scripted, unrouted};
use crate::place::Place;

pub(super) fn serve(
    policy: Policy,
    mut places: Vec<Place<Policy>>,
    listener: TcpListener,
    ready: impl FnOnce(),
) -> io::Result<()> {
    // What is round a place comes before it.
    places.sort_by_key(|place| (place.path.len(), place.method.is_some()));
    let mut root = Scope::new("", None);
    for place in places {
        root.add(place);
    }
    let app = root
        .router()
        .route(super::ERROR, any(error))
        .route(super::PANIC, any(panic))
        .route(super::GET_ONLY, get(scripted))
        .fallback(unrouted)
        .finish(policy)
        // Behind the last call, and so outside of the policy.
        .route(super::CALLS, any(async || super::counted()));
    listen(app, listener, ready)
}

/// What is beneath a path.
struct Scope {
    path: String,
    policy: Option<Policy>,
    routes: Vec<Place<Policy>>,
    scopes: Vec<Scope>,
}

impl Scope {
    fn new(path: &str, policy: Option<Policy>) -> Self {
        Scope {
            path: path.to_owned(),
            policy,
            routes: Vec::new(),
            scopes: Vec::new(),
        }
    }

    fn add(&mut self, place: Place<Policy>) {
        let own = |scope: &&mut Scope| beneath(&scope.path, &place.path).is_some();
        if let Some(scope) = self.scopes.iter_mut().find(own) {
            let path = beneath(&scope.path, &place.path).unwrap_or_default();
            return scope.add(Place {
                path: path.to_owned(),
                ..place
            });
        }
        match place.method {
            Some(_) => self.routes.push(place),
            None => self
                .scopes
                .push(Scope::new(&place.path, Some(place.policy))),
        }
    }

    fn router(self) -> Router {
        let mut router = Router::new();
        for Place {
            method,
            path,
            policy,
        } in self.routes
        {
            if let Some(method) = method {
                let path = if path.is_empty() { "/" } else { &path };
                router = router.route(path, Routes::new().under(policy, method, scripted));
            }
        }
        router = router.method_not_allowed_fallback(scripted);
        for scope in self.scopes {
            let path = scope.path.clone();
            router = router.nest(&path, scope.router());
        }
        match self.policy {
            Some(policy) => router.fallback(scripted).cors(policy),
            None => router,
        }
    }
}

/// The path without that of a scope, if it is there or beneath.
fn beneath<'p>(scope: &str, path: &'p str) -> Option<&'p str> {
    let rest = path.strip_prefix(scope)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}
