//! Tests what pages may do, without a server and without a browser.

use cors_test::cors_browser::{Answer, text};
use cors_test::{Browser, Credentials, Fetch, Page, Server, assert_blocked, assert_readable};
use http_body_util::Full;
use hyper::body::Bytes;

async fn app() -> impl Server {
    cors_test::tower::<_, Full<Bytes>>(crate::service(
        crate::policies::deployed().expect("the policy of the source"),
    ))
}

/// Signs in and returns the cookie.
async fn signed_in(app: &impl Server) -> String {
    let login = Page::at("https://app.example.com")
        .fetch(app, Fetch::post("/login"))
        .await;
    assert_readable!(login);
    let Answer::Response(response) = &login.exchanges()[0].answer else {
        panic!("{login}");
    };
    let cookie = response.headers.get("set-cookie").expect("a cookie");
    let cookie = text(&cookie);
    cookie.split(';').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn pages_of_the_site_can_edit_settings() {
    let app = app().await;
    let mut page = Page::at("https://app.example.com").with_cookie(signed_in(&app).await);

    let save = Fetch::put("/settings/theme")
        .body("dark")
        .credentials(Credentials::Include);
    assert_readable!(page.fetch(&app, save).await);

    let read = Fetch::get("/settings/theme").credentials(Credentials::Include);
    let read = page.fetch(&app, read).await;
    assert_readable!(read);
    assert!(read.header("x-revision").is_some());
}

#[tokio::test]
async fn the_401_can_be_read() {
    let read = Fetch::get("/settings/theme").credentials(Credentials::Include);
    let read = Page::at("https://app.example.com")
        .fetch(&app().await, read)
        .await;
    assert_readable!(read);
    assert_eq!(read.status(), Some(401));
}

#[tokio::test]
async fn pages_of_other_sites_cannot_read_anything() {
    let app = app().await;
    let cookie = signed_in(&app).await;
    for browser in Browser::ALL {
        let mut page = Page::at("https://evil.example")
            .in_browser(browser)
            .with_cookie(&*cookie);
        let read = Fetch::get("/settings/theme").credentials(Credentials::Include);
        assert_blocked!(page.fetch(&app, read).await, "allow-origin-missing");
        assert_blocked!(page.fetch(&app, Fetch::delete("/settings/theme")).await);
    }
}
