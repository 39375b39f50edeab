//! Tests what pages may do, without a server and without a browser.

use std::sync::atomic::AtomicU32;

use actix_web::{App, test, web};
use cors_actix::Cors;
use cors_test::{Credentials, Fetch, Page, Server, assert_blocked, assert_readable};

use crate::api;
use crate::policy::API;

async fn app() -> impl Server {
    let counter = web::Data::new(AtomicU32::new(0));
    let app = App::new()
        .app_data(counter)
        .configure(api::routes)
        .wrap(Cors::new(&API));
    cors_test::actix(test::init_service(app).await)
}

fn write() -> Fetch {
    Fetch::put("/counter")
        .header("content-type", "application/json")
        .body(r#"{"value":7}"#)
}

#[actix_web::test]
async fn a_page_on_localhost_can_use_the_counter() {
    let app = app().await;
    let mut page = Page::at("http://localhost:3000");
    assert_readable!(
        page.fetch(&app, write().credentials(Credentials::Include))
            .await
    );

    let read = page.fetch(&app, Fetch::get("/counter")).await;
    assert_readable!(read);
    assert_eq!(read.text().as_deref(), Some(r#"{"value":7}"#));
    assert_eq!(read.header("etag").as_deref(), Some("\"7\""));
    assert_eq!(read.header("x-served-by"), None, "it is not exposed");
}

#[actix_web::test]
async fn unlisted_origins_and_methods_are_blocked() {
    let app = app().await;
    let mut page = Page::at("http://localhost:3000");
    let reset = page.fetch(&app, Fetch::delete("/counter")).await;
    assert_blocked!(reset, "preflight-method-not-allowed");
    let traced = page
        .fetch(&app, Fetch::get("/counter").header("x-trace", "1"))
        .await;
    assert_blocked!(traced, "preflight-header-not-allowed");

    let mut other = Page::at("http://127.0.0.1:3000");
    assert_blocked!(
        other.fetch(&app, Fetch::get("/counter")).await,
        "allow-origin-missing"
    );
    assert_blocked!(
        other.fetch(&app, write()).await,
        "preflight-allow-origin-missing"
    );
}
