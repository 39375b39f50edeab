//! Places that have policies of their own, on actix-web.

use std::sync::Arc;

use actix_web::http::Method;
use actix_web::web::{self, ServiceConfig};
use cors_core::Policy;

use super::actix::scripted;
use crate::place::Place;

/// What is beneath a path.
#[derive(Default)]
pub(super) struct Scope {
    routes: Vec<(Method, String, Arc<Policy>)>,
    scopes: Vec<(String, Arc<Policy>, Scope)>,
}

impl Scope {
    /// Everything there is.
    pub(super) fn root(mut places: Vec<Place<Policy>>) -> Self {
        // What is round a place comes before it.
        places.sort_by_key(|place| (place.path.len(), place.method.is_some()));
        let mut root = Scope::default();
        for place in places {
            root.add(place);
        }
        root
    }

    fn add(&mut self, mut place: Place<Policy>) {
        for (path, _, scope) in &mut self.scopes {
            if let Some(rest) = beneath(path, &place.path) {
                place.path = rest.to_owned();
                return scope.add(place);
            }
        }
        let policy = Arc::new(place.policy);
        // A method of another version of `http`, which is as valid in this one.
        let method = place
            .method
            .map(|method| Method::from_bytes(method.as_str().as_bytes()));
        match method {
            Some(Ok(method)) => self.routes.push((method, place.path, policy)),
            Some(Err(_)) => {}
            None => self.scopes.push((place.path, policy, Scope::default())),
        }
    }

    pub(super) fn configure(&self, config: &mut ServiceConfig) {
        for (method, path, policy) in &self.routes {
            let route = cors_actix::route(path, method.clone(), Arc::clone(policy));
            config.service(route.to(scripted));
        }
        for (path, policy, scope) in &self.scopes {
            config.service(
                cors_actix::scope(path, Arc::clone(policy))
                    .configure(|config| scope.configure(config))
                    .default_service(web::to(scripted)),
            );
        }
    }
}

/// The path without that of a scope, if it is there or beneath.
fn beneath<'p>(scope: &str, path: &'p str) -> Option<&'p str> {
    let rest = path.strip_prefix(scope)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}
