//! Routes with their own policies.

#![deny(
    clippy::pedantic,
    missing_debug_implementations,
    missing_copy_implementations
)]
#![allow(clippy::unused_async, reason = "actix-web wants it of every handler")]

use actix_web::{delete, put, web, HttpResponse};
use house_adapter::cors;

macro_rules! saves {
    ($(#[$attribute:meta])* $name:ident at $path:literal under $policy:path) => {
        $(#[$attribute])*
        #[cors($policy, crate = house_adapter, methods = [PUT])]
        #[put($path)]
        pub async fn $name() -> HttpResponse {
            HttpResponse::NoContent().finish()
        }
    };
}

saves! {
    /// A route that a macro of this crate declares.
    by_macro at "/by-macro" under crate::SITE
}

/// A name that is a keyword, and a policy with all keys.
#[cors(crate = house_adapter, origins = ["https://example.com"])]
#[delete("/raw/{dyn}")]
pub async fn r#try(r#dyn: web::Path<u32>) -> String {
    r#dyn.to_string()
}

/// Registers all routes.
pub fn all(config: &mut web::ServiceConfig) {
    config.service(by_macro).service(r#try);
}
