//! The origins that may call this API from a browser.

use std::env;

use cors_tower::{Policy, Problems, SharedPolicy, cors};

/// The application and its back office. Debug builds also allow a development
/// server.
#[cors(
    origins = [
        "https://app.example.com",
        "https://admin.example.com",
        #[cfg(debug_assertions)] "http://localhost:*",
    ],
    methods = [PUT],
    headers = ["x-revision"],
    expose_headers = ["x-revision"],
    credentials,
    max_age = 10m,
)]
static API: Policy;

/// The variable that replaces the origins where the API is deployed elsewhere:
/// `CORS_ORIGINS="https://app.example.org https://*.example.org"`.
pub(crate) const ORIGINS: &str = "CORS_ORIGINS";

/// The policy, with the origins of this deployment.
pub(crate) fn deployed() -> Result<SharedPolicy, Problems> {
    if env::var_os(ORIGINS).is_none() {
        return Ok(SharedPolicy::from(&API));
    }
    let policy = API.with_origins_from_env(ORIGINS).build()?;
    Ok(SharedPolicy::from(policy))
}
