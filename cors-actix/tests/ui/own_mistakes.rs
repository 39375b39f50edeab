//! The mistakes of a handler are its own, at its own tokens.

use actix_web::{HttpResponse, get, web};
use cors_actix::{Policy, cors};

#[cors(origins = *)]
static API: Policy;

#[cors(API)]
#[get("/a")]
async fn wrong_type() -> HttpResponse {
    let number: u8 = "text";
    HttpResponse::Ok().body(vec![number])
}

#[cors(API)]
#[get("/b")]
async fn moved(text: web::Path<String>) -> String {
    drop(text);
    text.into_inner()
}

#[cors(API)]
#[get("/c")]
async fn generic<T>() -> HttpResponse {
    HttpResponse::Ok().finish()
}

fn main() {
    let _ = (wrong_type, moved, generic);
}
