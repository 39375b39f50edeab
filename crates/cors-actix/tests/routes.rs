//! Policies of routes and scopes.
use actix_web::{App, HttpResponse, put, get, web};
use actix_web::test::{TestRequest, call_service, init_service};
use cors_actix::{Cors, Policy, cors};

#[cors(origins = ["https://app.example"], methods = [GET, PUT, DELETE])]
static APP: Policy;
#[cors(origins = ["https://admin.example"], methods = [PUT])]
static ADMIN: Policy;

/// Saves.
#[cors(ADMIN)]
#[put("/x/{id}")]
pub async fn save(_id: web::Path<u32>) -> HttpResponse { HttpResponse::Ok().finish() }

#[cors(origins = ["https://read.example"])]
#[get("/x/{id}")]
async fn load(_id: web::Path<u32>) -> HttpResponse { HttpResponse::Ok().finish() }

#[actix_web::test]
async fn first() {
    let app = init_service(App::new().service(save).service(load).wrap(Cors::new(&APP))).await;
    let r = call_service(&app, TestRequest::with_uri("/x/1").method(actix_web::http::Method::OPTIONS)
        .insert_header(("Origin", "https://admin.example")).insert_header(("Access-Control-Request-Method","PUT")).to_request()).await;
    println!("{:?}", r.response());
    let r = call_service(&app, TestRequest::put().uri("/x/1")
        .insert_header(("Origin", "https://admin.example")).to_request()).await;
    println!("{:?}", r.response());
    let app = init_service(App::new().service(save).service(load)).await;
    let r = call_service(&app, TestRequest::with_uri("/x/1").method(actix_web::http::Method::OPTIONS)
        .insert_header(("Origin", "https://admin.example")).insert_header(("Access-Control-Request-Method","PUT")).to_request()).await;
    println!("{:?}", r.response());
}
