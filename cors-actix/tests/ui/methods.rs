//! A method is no route.

use actix_web::HttpResponse;
use cors_actix::{Policy, cors};

#[cors(origins = *)]
static API: Policy;

struct Service;

impl Service {
    #[cors(API)]
    #[actix_web::get("/a")]
    async fn method(&self) -> HttpResponse {
        HttpResponse::Ok().finish()
    }
}

fn main() {
    let _ = Service::method(&Service);
}
