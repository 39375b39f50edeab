//! What is no name of a policy.

use actix_web::{HttpResponse, get};
use cors_actix::{Policy, cors};

#[cors(origins = *)]
static API: Policy;

#[cors(API2)]
#[get("/a")]
async fn unknown() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(api)]
#[get("/b")]
async fn lower_case() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors("API")]
#[get("/c")]
async fn quoted() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(&API)]
#[get("/d")]
async fn referenced() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(policy = API)]
#[get("/e")]
async fn with_a_key() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(false)]
#[get("/f")]
async fn switched_off() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(self::named)]
#[get("/g")]
async fn named() -> HttpResponse {
    HttpResponse::Ok().finish()
}

fn main() {
    let _ = (
        unknown,
        lower_case,
        quoted,
        referenced,
        with_a_key,
        switched_off,
        named,
    );
}
