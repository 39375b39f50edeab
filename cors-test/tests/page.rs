//! The example in docs/testing.md, and the failed assertion that the page shows.

#![cfg(feature = "actix")]

use actix_web::{App, test, web};
use cors_actix::{Cors, Policy, cors};
use cors_test::{Credentials, Fetch, Page, assert_blocked, assert_readable};

#[cors(
    origins = ["https://app.example.com"],
    methods = [PUT],
    headers = ["content-type"],
    credentials,
)]
static API: Policy;

#[actix_web::test]
async fn the_site_saves_users() {
    let app = App::new().route("/users/{id}", web::put().to(async || "saved"));
    let app = cors_test::actix(test::init_service(app.wrap(Cors::new(&API))).await);

    let save = Fetch::put("/users/1")
        .header("content-type", "application/json")
        .body("{}")
        .credentials(Credentials::Include);
    let mut page = Page::at("https://app.example.com");
    assert_readable!(page.fetch(&app, save.clone()).await);
    let mut page = Page::at("https://evil.example");
    assert_blocked!(
        page.fetch(&app, save).await,
        "preflight-allow-origin-missing"
    );
}

/// The blocks of code on the page.
fn blocks() -> Vec<&'static str> {
    let page = include_str!("../../docs/testing.md");
    page.split("\n```").skip(1).step_by(2).collect()
}

#[actix_web::test]
async fn the_page_shows_this_example() {
    let example = blocks()[1]
        .strip_prefix("rust,ignore\n")
        .expect("the example");
    assert!(include_str!("page.rs").contains(example), "{example}");
}

#[actix_web::test]
async fn the_page_shows_what_a_failure_looks_like() {
    let app = App::new().route("/users/{id}", web::delete().to(async || "gone"));
    let app = cors_test::actix(test::init_service(app.wrap(Cors::new(&API))).await);
    let mut page = Page::at("https://app.example.com");
    let outcome = page.fetch(&app, Fetch::delete("/users/1")).await;
    let shown = blocks()[2].strip_prefix("text\n").expect("the failure");
    assert!(outcome.to_string().starts_with(shown), "{outcome}");
}
