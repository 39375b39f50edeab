use actix_web::{HttpResponse, put};
use cors_actix::{Policy, cors};

#[cors(origins = *, methods = [PUT])]
static API: Policy;

#[put("/a")]
#[cors(API)]
async fn below() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(API)]
async fn alone() -> HttpResponse {
    HttpResponse::Ok().finish()
}

fn main() {
    let _ = (below, alone());
}
