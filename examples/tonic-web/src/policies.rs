//! The origins that may call this service from a browser.

use std::env;

use cors_tower::{Policy, Problems, SharedPolicy, cors};

/// The site. Debug builds also allow a development server.
///
/// gRPC-Web only uses POST, which needs no permission, but its request headers do.
/// Errors are in response headers, which a page can read if they are exposed.
#[cors(
    origins = ["https://dice.example.com", #[cfg(debug_assertions)] "http://localhost:*"],
    headers = ["content-type", "grpc-timeout", "x-grpc-web", "x-user-agent"],
    expose_headers = ["grpc-status", "grpc-message"],
    max_age = 10m,
)]
static API: Policy;

/// The variable that replaces the origins where the service is deployed
/// elsewhere: `CORS_ORIGINS="https://dice.example.org https://*.example.org"`.
pub(crate) const ORIGINS: &str = "CORS_ORIGINS";

/// The policy, with the origins of this deployment.
pub(crate) fn deployed() -> Result<SharedPolicy, Problems> {
    if env::var_os(ORIGINS).is_none() {
        return Ok(SharedPolicy::from(&API));
    }
    let policy = API.with_origins_from_env(ORIGINS).build()?;
    Ok(SharedPolicy::from(policy))
}
