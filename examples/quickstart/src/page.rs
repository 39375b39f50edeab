//! The page that calls the API, from an origin of its own.

use actix_web::{Responder, get, web};
use serde::Serialize;

/// What the page is told about the API.
#[derive(Clone, Serialize)]
pub(crate) struct Setup {
    pub(crate) api: String,
    /// The policy as it stands in the source.
    pub(crate) policy: &'static str,
}

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config.service(page).service(setup);
}

#[get("/")]
async fn page() -> impl Responder {
    web::Html::new(include_str!("page.html"))
}

#[get("/setup.json")]
async fn setup(setup: web::Data<Setup>) -> impl Responder {
    web::Json(setup.get_ref().clone())
}
