use actix_web::{HttpResponse, get, put, route};
use cors_actix::{Policy, cors};

#[cors(origins = *, methods = [DELETE])]
static API: Policy;

#[cors(API)]
#[put("/named")]
async fn named() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(origins = *, methods = [DELETE])]
#[route("/written", method = "PUT", method = "DELETE", method = "PATCH")]
async fn written() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(API)]
#[get("/needs-none")]
async fn needs_none() -> HttpResponse {
    HttpResponse::Ok().finish()
}

fn main() {
    let _ = (named, written, needs_none);
}
