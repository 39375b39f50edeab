//! `cors!` is another macro than `#[cors]`, and lives elsewhere.

use actix_web::{HttpResponse, get};
use cors_actix::Policy;
use cors_actix::cors_engine::cors;

static API: Policy = cors! { origins = * };

#[cors(API)]
#[get("/a")]
async fn handler() -> HttpResponse {
    HttpResponse::Ok().finish()
}

fn main() {
    let _ = handler;
}
