use actix_web::{HttpResponse, get, post};
use cors_actix::{Policy, cors};

static NUMBER: u8 = 1;

#[cors(origins = *)]
static API: Policy;

#[cors(NUMBER)]
#[post("/a")]
async fn no_policy() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(origins = ["https://a.example/"])]
#[get("/c")]
async fn wrong_policy_and_wrong_body() -> HttpResponse {
    let _: u8 = "the handler's own mistake";
    HttpResponse::Ok().finish()
}

#[cors(API)]
struct Target;

fn main() {
    let _ = (no_policy, wrong_policy_and_wrong_body, Target);
}
