//! The page that calls the API. It has another origin than the API.

use actix_web::{Responder, get, web};
use serde::Serialize;

use crate::explain::explain;

/// The facts about the API that the page shows.
#[derive(Clone, Serialize)]
pub(crate) struct Setup {
    pub(crate) api: String,
    /// The source code of the policy.
    pub(crate) policy: &'static str,
}

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config.service(page).service(setup).service(explain);
}

#[get("/")]
async fn page() -> impl Responder {
    web::Html::new(include_str!("page.html"))
}

#[get("/setup.json")]
async fn setup(setup: web::Data<Setup>) -> impl Responder {
    web::Json(setup.get_ref().clone())
}
