//! Routes with policies of their own.

#![deny(
    clippy::pedantic,
    missing_debug_implementations,
    missing_copy_implementations
)]
#![allow(clippy::unused_async, reason = "actix-web wants it of every handler")]

use actix_web::{delete, put, web, HttpResponse};
use house_doors::cors;

macro_rules! saves {
    ($(#[$attribute:meta])* $name:ident at $path:literal under $policy:path) => {
        $(#[$attribute])*
        #[cors($policy, crate = house_doors, methods = [PUT])]
        #[put($path)]
        pub async fn $name() -> HttpResponse {
            HttpResponse::NoContent().finish()
        }
    };
}

saves! {
    /// A route by the crate's own macro.
    by_macro at "/by-macro" under crate::SITE
}

/// A name that is a keyword, and a policy in full.
#[cors(crate = house_doors, origins = ["https://example.com"])]
#[delete("/raw/{dyn}")]
pub async fn r#try(r#dyn: web::Path<u32>) -> String {
    r#dyn.to_string()
}

/// Registers them all.
pub fn all(config: &mut web::ServiceConfig) {
    config.service(by_macro).service(r#try);
}
