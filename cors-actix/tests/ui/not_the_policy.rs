//! What actix-web has against a route is said by actix-web alone.

use actix_web::{HttpResponse, get, route};
use cors_actix::{Policy, cors};

#[cors(origins = *)]
static API: Policy;

#[cors(API)]
#[route("/a", method = "put")]
async fn lower_case() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(API)]
#[route("/b")]
async fn no_method() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(API)]
#[get("/c", colour = "red")]
async fn option() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(API)]
#[get("/d")]
async fn no_return_type() {}

#[cors(none)]
#[patch("/e")]
async fn not_imported() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(API)]
#[actix_web::routes]
async fn no_routes() -> HttpResponse {
    HttpResponse::Ok().finish()
}

fn main() {
    let _ = (lower_case, no_method, option, no_return_type, not_imported);
}
