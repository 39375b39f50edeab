//! The catalogue: the methods of one path have different policies.

use actix_web::http::header::ETAG;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, Responder, delete, get, put};
use cors_actix::cors;

use crate::policies::{ADMIN, PARTNERS};

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(show).service(save).service(remove);
}

/// This handler has no policy, so the policy of the application applies.
#[get("/products/{name}")]
async fn show(name: Path<String>) -> impl Responder {
    HttpResponse::Ok()
        .insert_header((ETAG, "\"1\""))
        .body(format!("{name}: 3 in stock\n"))
}

#[cors(PARTNERS)]
#[put("/products/{name}")]
async fn save(_name: Path<String>) -> impl Responder {
    HttpResponse::NoContent()
}

#[cors(ADMIN)]
#[delete("/products/{name}")]
async fn remove(_name: Path<String>) -> impl Responder {
    HttpResponse::NoContent()
}
