//! The layers of other crates, built from a policy.

use std::time::Duration;

use cors_engine::Policy;
use http::{HeaderName, HeaderValue, Method};
use tower_http::cors::{AllowOrigin, CorsLayer};

/// Whether all peers can express the policy.
///
/// # Errors
///
/// Fails with the key that a peer cannot express.
pub(super) fn supports(policy: &Policy) -> Result<(), String> {
    let is_pattern = |origin: &&str| !is_star(origin) && origin.contains('*');
    let cannot = |key: &str, value: &str| {
        Err(format!(
            "--cors peer: {key} cannot be {value}; list each one in the policy, or serve --cors ours"
        ))
    };
    if let Some(pattern) = policy.origins().find(is_pattern) {
        return cannot("origins", pattern);
    }
    // `*` in a list is a name to warp, and the other peers interpret it in
    // different ways.
    let stars = [
        ("methods", policy.methods().any(is_star)),
        ("headers", policy.headers().any(is_star)),
        ("expose_headers", policy.expose_headers().any(is_star)),
    ];
    match stars.iter().find(|(_, has)| *has) {
        Some((key, _)) => cannot(key, "*"),
        None => Ok(()),
    }
}

fn is_star(name: &str) -> bool {
    name == "*"
}

/// The layer for actix-web.
pub(super) fn actix_cors(policy: &Policy) -> actix_cors::Cors {
    let cors = actix_cors::Cors::default()
        .allowed_methods(policy.methods())
        .allowed_headers(policy.headers())
        .expose_headers(policy.expose_headers())
        .max_age(policy.max_age().map(|seconds| seconds as usize));
    let cors = match policy.credentials() {
        true => cors.supports_credentials(),
        false => cors,
    };
    match policy.allows_any_origin() {
        true => cors.allow_any_origin().send_wildcard(),
        false => policy
            .origins()
            .fold(cors, actix_cors::Cors::allowed_origin),
    }
}

/// The layer for axum and tower.
///
/// # Errors
///
/// Fails if `http` does not accept a name. A policy has no such names.
pub(super) fn tower_http(policy: &Policy) -> Result<CorsLayer, http::Error> {
    let origins = policy.origins().map(HeaderValue::from_str);
    let methods = policy
        .methods()
        .map(|name| Method::from_bytes(name.as_bytes()));
    let origin = match policy.allows_any_origin() {
        true => AllowOrigin::any(),
        false => AllowOrigin::list(origins.collect::<Result<Vec<_>, _>>()?),
    };
    let layer = CorsLayer::new()
        .allow_origin(origin)
        .allow_methods(methods.collect::<Result<Vec<_>, _>>()?)
        .allow_headers(names(policy.headers())?)
        .expose_headers(names(policy.expose_headers())?)
        .allow_credentials(policy.credentials());
    Ok(match policy.max_age() {
        Some(seconds) => layer.max_age(Duration::from_secs(seconds.into())),
        None => layer,
    })
}

fn names<'p>(names: impl Iterator<Item = &'p str>) -> Result<Vec<HeaderName>, http::Error> {
    let names = names.map(|name| HeaderName::from_bytes(name.as_bytes()));
    Ok(names.collect::<Result<_, _>>()?)
}

/// warp's own layer.
pub(super) fn warp(policy: &Policy) -> warp::filters::cors::Cors {
    let cors = warp::cors()
        .allow_methods(policy.methods())
        .allow_headers(policy.headers())
        .expose_headers(policy.expose_headers())
        .allow_credentials(policy.credentials());
    let cors = match policy.max_age() {
        Some(seconds) => cors.max_age(seconds),
        None => cors,
    };
    match policy.allows_any_origin() {
        true => cors.allow_any_origin().build(),
        false => cors.allow_origins(policy.origins()).build(),
    }
}
