//! A pattern is needed, in place.

use actix_web::{HttpResponse, get, put, route};
use cors_actix::{Policy, cors};

#[cors(origins = *)]
static API: Policy;

const PATTERN: &str = "/b";

#[cors(API)]
#[get]
async fn none() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(API)]
#[put(PATTERN)]
async fn constant() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(API)]
#[route()]
async fn empty() -> HttpResponse {
    HttpResponse::Ok().finish()
}

fn main() {
    let _ = (none, constant, empty);
}
