//! What is wrong whatever the named policy says.

use actix_web::{HttpResponse, get, put};
use cors_actix::{Policy, cors};

static NUMBER: u8 = 1;

#[cors(origins = *)]
static API: Policy;

#[cors(methods = [PUT], API)]
#[put("/a")]
async fn named_late() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(API, API)]
#[get("/b")]
async fn named_twice() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(none, methods = [PUT])]
#[put("/c")]
async fn none_with_keys() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(API, origins = ["https://a.example/"])]
#[get("/d")]
async fn wrong_key() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(API, methods = [DELETE])]
#[put("/e")]
async fn lacks_its_method() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(NUMBER, methods = [PUT])]
#[put("/f")]
async fn no_policy() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(API, methods = *, "PUT")]
#[put("/g")]
async fn junk() -> HttpResponse {
    HttpResponse::Ok().finish()
}

fn main() {
    let _ = (named_late, named_twice, none_with_keys, wrong_key);
    let _ = (lacks_its_method, no_policy, junk);
}
