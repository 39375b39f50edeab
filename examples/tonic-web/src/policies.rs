//! The origins that may call this service from a browser.

use std::env;

use cors_tower::{Policy, Problems, SharedPolicy, cors};

/// The site. Debug builds also allow a development server.
///
/// gRPC-Web uses only POST, which needs no permission, but its request headers need
/// permission. An error is in response headers, which a page can read only if they are
/// exposed.
#[cors(
    origins = ["https://dice.example.com", #[cfg(debug_assertions)] "http://localhost:*"],
    headers = ["content-type", "grpc-timeout", "x-grpc-web", "x-user-agent"],
    expose_headers = ["grpc-status", "grpc-message"],
    max_age = 10m,
)]
static API: Policy;

/// The variable that replaces the origins in other deployments: `CORS_ORIGINS="https://dice.example.org https://*.example.org"`.
pub(crate) const ORIGINS: &str = "CORS_ORIGINS";

/// The policy of this deployment.
pub(crate) fn deployed() -> Result<SharedPolicy, Problems> {
    if env::var_os(ORIGINS).is_none() {
        return Ok(SharedPolicy::from(&API));
    }
    let policy = API.with_origins_from_env(ORIGINS).build()?;
    Ok(SharedPolicy::from(policy))
}
