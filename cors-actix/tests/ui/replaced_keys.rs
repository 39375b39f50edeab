//! A key that replaces one of a named policy must go with the others.

use actix_web::{HttpResponse, get, put};
use cors_actix::{Policy, cors};

#[cors(origins = ["https://a.example", "https://*.b.example"], credentials)]
static PRIVATE: Policy;

#[cors(origins = *, expose_headers = *)]
static PUBLIC: Policy;

#[cors(origins = ["https://*.github.io"], expose_headers = *)]
static PAGES: Policy;

#[cors(origins = [#[allow(insecure_origin)] "http://printer.lan"], credentials)]
static LIFTED: Policy;

#[cors(PRIVATE, origins = *)]
#[get("/any-origin")]
async fn any_origin() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(PRIVATE, origins = ["https://a.example", "http://b.example"])]
#[get("/insecure")]
async fn insecure() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(PRIVATE, expose_headers = *)]
#[get("/any-exposed")]
async fn any_exposed() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(PUBLIC, origins = [#[allow(insecure_origin)] "http://printer.lan"])]
#[get("/unneeded")]
async fn unneeded() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(PUBLIC, credentials, expose_headers = ["etag"])]
#[get("/credentials")]
async fn credentials() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(PAGES, credentials)]
#[get("/credentials-unseen")]
async fn credentials_unseen() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(LIFTED, credentials = false)]
#[get("/nothing-to-lift")]
async fn nothing_to_allow() -> HttpResponse {
    HttpResponse::Ok().finish()
}

#[cors(PRIVATE, max_age = 1h)]
#[put("/put")]
async fn not_allowed() -> HttpResponse {
    HttpResponse::Ok().finish()
}

fn main() {
    let _ = (any_origin, insecure, any_exposed, unneeded);
    let _ = (
        credentials,
        credentials_unseen,
        nothing_to_allow,
        not_allowed,
    );
}
