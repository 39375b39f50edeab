//! No page can send them.

use actix_web::{HttpResponse, route, trace};
use cors_actix::{Policy, cors};

#[cors(origins = *)]
static API: Policy;

#[cors(API)]
#[trace("/a")]
async fn one() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(origins = *)]
#[route("/b", method = "GET", method = "CONNECT")]
async fn another() -> HttpResponse {
    HttpResponse::Ok().finish()
}

fn main() {
    let _ = (one, another);
}
