//! The API: a counter, and a visitor whose name is in a cookie.
//!
//! No code in this file is about CORS.

use std::sync::atomic::{AtomicU32, Ordering};

use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponse, Responder, delete, get, post, put, web};
use serde::{Deserialize, Serialize};
use serde_json::json;

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(read)
        .service(write)
        .service(reset)
        .service(sign_in)
        .service(who);
}

#[derive(Serialize, Deserialize)]
struct Counter {
    value: u32,
}

#[get("/counter")]
async fn read(counter: web::Data<AtomicU32>) -> impl Responder {
    let value = counter.load(Ordering::Relaxed);
    HttpResponse::Ok()
        .insert_header(("etag", format!("\"{value}\"")))
        .insert_header(("x-served-by", "quickstart"))
        .json(Counter { value })
}

#[put("/counter")]
async fn write(counter: web::Data<AtomicU32>, new: web::Json<Counter>) -> impl Responder {
    counter.store(new.value, Ordering::Relaxed);
    new
}

#[delete("/counter")]
async fn reset(counter: web::Data<AtomicU32>) -> impl Responder {
    counter.store(0, Ordering::Relaxed);
    HttpResponse::NoContent()
}

#[post("/session")]
async fn sign_in() -> impl Responder {
    // With `Lax`, requests of other sites' pages have no cookie. CORS does not prevent
    // this: it decides which pages may read a response, not which pages may send a request.
    let cookie = Cookie::build("visitor", "ada")
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .finish();
    HttpResponse::NoContent().cookie(cookie).finish()
}

#[get("/session")]
async fn who(request: HttpRequest) -> impl Responder {
    let visitor = request.cookie("visitor");
    let visitor = visitor.as_ref().map(Cookie::value);
    web::Json(json!({ "visitor": visitor }))
}
