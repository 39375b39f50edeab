//! A route has one policy.

use actix_web::{HttpResponse, get};
use cors_actix::{Policy, cors};

#[cors(origins = *)]
static API: Policy;

#[cors(API)]
#[cors(none)]
#[get("/a")]
async fn twice() -> HttpResponse {
    HttpResponse::Ok().finish()
}

fn main() {
    let _ = twice;
}
