//! The application on actix-web, with routes and scopes that have their own
//! policies.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;

use actix_web::http::Method;
use actix_web::web::{self, ServiceConfig};
use cors_engine::Policy;

use super::actix::{listen, scripted};
use super::{Layer, Source};
use crate::route_entry::{RouteEntry, Scope};

pub(super) fn serve(
    source: Source,
    routes: Vec<RouteEntry<Policy>>,
    listener: TcpListener,
    ready: impl FnOnce(),
) -> io::Result<()> {
    let root = Arc::new(Scope::root(routes));
    listen(
        Layer::Ours,
        source,
        move |config| add_scope(&root, config),
        listener,
        ready,
    )
}

/// Adds everything in a scope.
fn add_scope(scope: &Scope, config: &mut ServiceConfig) {
    for entry in &scope.routes {
        // This `Method` is of another version of `http`. Every method is valid in
        // both.
        let method = entry.method.as_ref();
        let method = method.and_then(|method| Method::from_bytes(method.as_str().as_bytes()).ok());
        let Some(method) = method else { continue };
        // In a scope, the empty path is the path of the scope. The application has
        // no empty path.
        let path = match (&*entry.path, &scope.policy) {
            ("", None) => "/",
            (path, _) => path,
        };
        let route = cors_actix::route(method, path, entry.policy.clone());
        config.service(route.to(scripted));
    }
    for inner in &scope.scopes {
        let Some(policy) = &inner.policy else {
            continue;
        };
        config.service(
            cors_actix::scope(&inner.path, policy.clone())
                .configure(|config| add_scope(inner, config))
                .default_service(web::to(scripted)),
        );
    }
}
