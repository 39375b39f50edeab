//! Routes with their own policies, and other attributes on the same handlers.

#![deny(
    clippy::pedantic,
    missing_debug_implementations,
    missing_copy_implementations
)]
#![allow(clippy::unused_async, reason = "actix-web wants it of every handler")]

use actix_web::guard::GuardContext;
use actix_web::{put, route, routes, web, HttpResponse, Responder};
use cors_actix::{cors, Policy};

#[cors(origins = ["https://example.com"], methods = [PUT], headers = ["x-a"])]
static API: Policy;

/// Documentation above the attributes.
#[cors(API)]
#[put("/documented/{id}")]
pub async fn documented(id: web::Path<u32>) -> impl Responder {
    id.to_string()
}

#[cors(API, max_age = 10m, credentials)]
/// Documentation between the attributes.
#[put("/instrumented/{id}")]
#[tracing::instrument(skip_all, fields(id = *id))]
pub async fn instrumented(id: web::Path<u32>) -> HttpResponse {
    tracing::info!(%id, "saved");
    HttpResponse::NoContent().finish()
}

#[cors(API, origins = ["https://example.org"], expose_headers = [#[cfg(unix)] "etag"])]
#[put(
    "/Allowed",
    guard = "always",
    wrap = "actix_web::middleware::NormalizePath::trim()"
)]
#[allow(missing_docs, non_snake_case)]
pub async fn Allowed() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

fn always(_: &GuardContext<'_>) -> bool {
    true
}

/// The lifetimes belong to the handler.
#[cors(origins = ["https://example.com"])]
#[route("/borrows", method = "GET", method = "PUT", method = "COPY")]
pub async fn borrows(text: String) -> String {
    async fn longer<'a>(one: &'a str, other: &'a str) -> &'a str {
        if one.len() > other.len() {
            one
        } else {
            other
        }
    }
    longer(&text, "nothing").await.to_owned()
}

/// Under a `cfg` condition.
#[cfg(debug_assertions)]
#[cors(none)]
#[routes]
#[get("/off/a")]
#[put("/off/b")]
#[cfg(not(windows))]
pub(crate) async fn off() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

/// A deprecated handler.
#[cors(API)]
#[put("/old")]
#[deprecated = "there is a newer one"]
#[allow(deprecated)]
pub async fn old() -> &'static str {
    "old"
}

/// Every name with its full path.
pub mod paths {
    /// In another module than its policy.
    #[cors_actix::cors(super::API, headers = *)]
    #[actix_web::put("/paths")]
    pub async fn save() -> actix_web::HttpResponse {
        actix_web::HttpResponse::NoContent().finish()
    }
}

/// Registers all routes.
pub fn all(config: &mut web::ServiceConfig) {
    config
        .service(documented)
        .service(instrumented)
        .service(Allowed)
        .service(borrows)
        .service(paths::save);
    #[cfg(all(debug_assertions, not(windows)))]
    config.service(off);
    #[expect(deprecated, reason = "whoever registers it is warned")]
    config.service(old);
}
