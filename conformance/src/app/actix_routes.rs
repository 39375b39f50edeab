//! The application on actix-web, with places that have policies of their own.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;

use actix_web::http::Method;
use actix_web::web::{self, ServiceConfig};
use cors_engine::Policy;

use super::Layer;
use super::actix::{listen, scripted};
use crate::place::{Place, Scope};

pub(super) fn serve(
    policy: Policy,
    places: Vec<Place<Policy>>,
    listener: TcpListener,
    ready: impl FnOnce(),
) -> io::Result<()> {
    let root = Arc::new(Scope::root(places));
    listen(
        Layer::Ours,
        policy,
        move |config| beneath(&root, config),
        listener,
        ready,
    )
}

/// What is beneath a path.
fn beneath(inside: &Scope, config: &mut ServiceConfig) {
    for place in &inside.routes {
        // A method of another version of `http`, which is as valid in this one.
        let method = place.method.as_ref();
        let method = method.and_then(|method| Method::from_bytes(method.as_str().as_bytes()).ok());
        let Some(method) = method else { continue };
        // In a scope the empty path is that of the scope; the application has none.
        let path = match (&*place.path, &inside.policy) {
            ("", None) => "/",
            (path, _) => path,
        };
        let route = cors_actix::route(method, path, place.policy.clone());
        config.service(route.to(scripted));
    }
    for inner in &inside.scopes {
        let Some(policy) = &inner.policy else {
            continue;
        };
        config.service(
            cors_actix::scope(&inner.path, policy.clone())
                .configure(|config| beneath(inner, config))
                .default_service(web::to(scripted)),
        );
    }
}
