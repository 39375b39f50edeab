//! The origins that may call this API from a browser.

use std::env;

use cors_axum::{Policy, Problems, SharedPolicy, cors};

/// The site and its mobile edition. Debug builds also allow a development server.
#[cors(
    origins = [
        "https://marks.example.com",
        "https://m.marks.example.com",
        #[cfg(debug_assertions)] "http://localhost:*",
    ],
    methods = [PUT, DELETE],
    headers = ["content-type"],
    expose_headers = ["etag"],
    credentials,
    max_age = 10m,
)]
static API: Policy;

/// The variable that replaces the origins in other deployments:
/// `CORS_ORIGINS="https://marks.example.org https://*.example.org"`.
pub(crate) const ORIGINS: &str = "CORS_ORIGINS";

/// The policy of this deployment.
pub(crate) fn deployed() -> Result<SharedPolicy, Problems> {
    if env::var_os(ORIGINS).is_none() {
        return Ok(SharedPolicy::from(&API));
    }
    let policy = API.with_origins_from_env(ORIGINS).build()?;
    Ok(SharedPolicy::from(policy))
}
