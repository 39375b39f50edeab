//! Pages fetch from one application in four frameworks, and from a server that
//! listens on a port.

#![cfg(all(
    feature = "axum",
    feature = "actix",
    feature = "tower",
    feature = "warp",
    feature = "url"
))]

use std::convert::Infallible;

use cors_axum::{Policy, cors};
use cors_test::{Browser, Credentials, Fetch, Page, Server, assert_blocked, assert_readable};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;

#[cors(
    origins = ["https://app.example.com"],
    methods = [PUT],
    headers = ["content-type"],
    expose_headers = ["etag"],
    credentials,
    max_age = 1m,
)]
static API: Policy;

const SITE: &str = "https://app.example.com";

/// Answers with the method, the cookie and the body. `/elsewhere` is a redirect.
fn answer(method: &str, path: &str, cookie: &str, body: &[u8]) -> (u16, &'static str, Vec<u8>) {
    let text = [method.as_bytes(), b" ", cookie.as_bytes(), b" ", body].concat();
    match path {
        "/users/1?a=b" | "/users/1" => (200, "\"1\"", text),
        "/elsewhere" => (302, "https://other.test/", Vec::new()),
        _ => (404, "", b"no such path".to_vec()),
    }
}

/// What a page can do with every application.
async fn check_pages(app: &impl Server) {
    let save = Fetch::put("/users/1?a=b")
        .header("content-type", "application/json")
        .body("{}")
        .credentials(Credentials::Include);

    let mut page = Page::at(SITE).with_cookie("session=1").with_cookie("b=2");
    let outcome = page.fetch(app, save.clone()).await;
    assert_readable!(outcome);
    assert!(outcome.had_preflight());
    assert_eq!(outcome.status(), Some(200));
    assert_eq!(outcome.header("ETag").as_deref(), Some("\"1\""));
    assert_eq!(outcome.text().as_deref(), Some("PUT session=1; b=2 {}"));
    let sent = |at: usize, name| outcome.exchanges()[at].request.headers.get(name);
    assert_eq!(sent(0, "origin").as_deref(), Some(SITE.as_bytes()));
    assert_eq!(
        sent(0, "access-control-request-method").as_deref(),
        Some(&b"PUT"[..])
    );

    // The browser caches the preflight for a minute.
    assert!(!page.fetch(app, save.clone()).await.had_preflight());
    page.wait(std::time::Duration::from_secs(61));
    assert!(page.fetch(app, save.clone()).await.had_preflight());

    // The page can read errors, and only safelisted and exposed headers.
    let missing = page.fetch(app, Fetch::get("/nowhere")).await;
    assert_readable!(missing);
    assert_eq!(
        (missing.status(), missing.text().as_deref()),
        (Some(404), Some("no such path"))
    );
    assert_eq!(missing.header("access-control-allow-origin"), None);

    for browser in Browser::ALL {
        let mut page = Page::at(SITE).in_browser(browser);
        let delete = page.fetch(app, Fetch::delete("/users/1")).await;
        assert_blocked!(delete, "preflight-method-not-allowed");
        let traced = page
            .fetch(app, Fetch::get("/users/1").header("x-trace", "1"))
            .await;
        assert_blocked!(traced, "preflight-header-not-allowed");
        assert!(!traced.is_readable() && traced.status().is_none() && traced.body().is_none());

        let mut other = Page::at("https://evil.example").in_browser(browser);
        assert_blocked!(
            other.fetch(app, Fetch::get("/users/1")).await,
            "allow-origin-missing"
        );
        assert_blocked!(other.fetch(app, save.clone()).await);
        let mut none = Page::at("null").in_browser(browser);
        assert_blocked!(
            none.fetch(app, Fetch::get("/users/1")).await,
            "allow-origin-missing"
        );
    }

    // There is no server at the target of the redirect.
    let elsewhere = page.fetch(app, Fetch::get("/elsewhere")).await;
    assert_blocked!(elsewhere, "network");
    assert_eq!(elsewhere.exchanges().len(), 2);
}

#[tokio::test]
async fn axum_answers_pages() {
    use axum::Router;
    use axum::body::Body;
    use axum::http::{Request, Response};
    use cors_axum::{Cors, CorsLayer};

    async fn handler(request: Request<Body>) -> Response<Body> {
        http_response(request).await.map(Body::from)
    }

    let router = Router::new().fallback(handler);
    check_pages(&cors_test::axum(router.clone().layer(CorsLayer::new(&API)))).await;
    check_pages(&cors_test::axum(Cors::new(router, &API))).await;
}

#[tokio::test]
async fn tower_answers_pages() {
    use tower::ServiceBuilder;

    let service = ServiceBuilder::new()
        .layer(cors_tower::CorsLayer::new(&API))
        .service_fn(async |request: http::Request<Full<Bytes>>| {
            Ok::<_, Infallible>(http_response(request).await.map(Full::<Bytes>::from))
        });
    check_pages(&cors_test::tower(service)).await;
}

#[tokio::test]
async fn warp_answers_pages() {
    use cors_warp::Cors;
    use warp::Filter;

    let cookie = warp::header::optional::<String>("cookie");
    let query = warp::query::raw().or(warp::any().map(String::new)).unify();
    let routes = warp::method()
        .and(warp::path::full())
        .and(query)
        .and(cookie)
        .and(warp::body::bytes())
        .map(
            |method: http::Method,
             path: warp::path::FullPath,
             query: String,
             cookie: Option<String>,
             body: Bytes| {
                let path = if query.is_empty() {
                    path.as_str().to_owned()
                } else {
                    format!("{}?{query}", path.as_str())
                };
                to_response(answer(
                    method.as_str(),
                    &path,
                    &cookie.unwrap_or_default(),
                    &body,
                ))
                .map(Bytes::from)
            },
        );
    check_pages(&cors_test::warp(warp::service(routes.cors(&API)))).await;
}

#[actix_web::test]
async fn actix_answers_pages() {
    use actix_web::{App, HttpRequest, HttpResponse, test, web};
    use cors_actix::Cors;

    async fn handler(request: HttpRequest, body: web::Bytes) -> HttpResponse {
        let cookie = request
            .headers()
            .get("cookie")
            .and_then(|value| value.to_str().ok());
        let target = request
            .uri()
            .path_and_query()
            .map(ToString::to_string)
            .unwrap_or_default();
        let (status, header, body) = answer(
            request.method().as_str(),
            &target,
            cookie.unwrap_or_default(),
            &body,
        );
        let status = actix_web::http::StatusCode::from_u16(status).expect("a status");
        let mut response = HttpResponse::build(status);
        if !header.is_empty() {
            response.insert_header((if status == 302 { "location" } else { "etag" }, header));
        }
        response.body(body)
    }

    static ACTIX: cors_actix::Policy = cors_actix::cors_engine::cors! {
        origins = ["https://app.example.com"],
        methods = [PUT],
        headers = ["content-type"],
        expose_headers = ["etag"],
        credentials,
        max_age = 1m,
    };
    let app = App::new()
        .default_service(web::to(handler))
        .wrap(Cors::new(&ACTIX));
    check_pages(&cors_test::actix(test::init_service(app).await)).await;
}

#[tokio::test]
async fn a_listening_server_answers_pages() {
    use axum::Router;
    use axum::extract::Request;

    let handler = async |request: Request| http_response(request).await.map(axum::body::Body::from);
    let router = Router::new()
        .fallback(handler)
        .layer(cors_axum::CorsLayer::new(&API));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let address = listener.local_addr().expect("an address");
    let server = tokio::spawn(async move { axum::serve(listener, router).await });

    let app = cors_test::url(&format!("http://{address}/ignored"));
    assert_eq!(app.origin(), format!("http://{address}"));
    check_pages(&app).await;

    server.abort();
    let _ = server.await;
    let mut page = Page::at(SITE);
    let outcome = page.fetch(&app, Fetch::get("/users/1")).await;
    assert_blocked!(outcome, "network");
    assert!(
        outcome
            .to_string()
            .contains("no response: Connection refused"),
        "{outcome}"
    );
}

/// The test kit only needs HTTP: this application uses the CORS layer of
/// tower-http.
#[tokio::test]
async fn a_layer_of_another_crate_can_be_tested() {
    use tower::ServiceBuilder;
    use tower_http::cors::{Any, CorsLayer};

    let service = ServiceBuilder::new()
        .layer(
            CorsLayer::new()
                .allow_origin(Any)
                .allow_methods([http::Method::PUT]),
        )
        .service_fn(async |request: http::Request<Full<Bytes>>| {
            Ok::<_, Infallible>(http_response(request).await.map(Full::<Bytes>::from))
        });
    let app = cors_test::tower(service);
    let mut page = Page::at("https://any.example");
    assert_readable!(page.fetch(&app, Fetch::put("/users/1")).await);
    let with_cookies = Fetch::get("/users/1").credentials(Credentials::Include);
    assert_blocked!(
        page.fetch(&app, with_cookies).await,
        "allow-origin-wildcard-with-credentials"
    );
}

/// A page of the server's own origin needs no preflight.
#[tokio::test]
async fn a_same_origin_page_needs_no_permission() {
    let service = tower::service_fn(async |request: http::Request<Full<Bytes>>| {
        Ok::<_, Infallible>(http_response(request).await.map(Full::<Bytes>::from))
    });
    let app = cors_test::tower(service).at(SITE);
    let outcome = Page::at(SITE)
        .with_cookie("a=1")
        .fetch(&app, Fetch::put("/users/1"))
        .await;
    assert_readable!(outcome);
    assert!(!outcome.had_preflight());
    assert_eq!(outcome.text().as_deref(), Some("PUT a=1 "));
}

async fn http_response<B: hyper::body::Body>(request: http::Request<B>) -> http::Response<Vec<u8>> {
    let (head, body) = request.into_parts();
    let cookie = head
        .headers
        .get("cookie")
        .and_then(|value| value.to_str().ok());
    let target = head
        .uri
        .path_and_query()
        .map(ToString::to_string)
        .unwrap_or_default();
    let body = body
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes)
        .unwrap_or_default();
    to_response(answer(
        head.method.as_str(),
        &target,
        cookie.unwrap_or_default(),
        &body,
    ))
}

fn to_response((status, header, body): (u16, &'static str, Vec<u8>)) -> http::Response<Vec<u8>> {
    let mut response = http::Response::builder().status(status);
    if !header.is_empty() {
        response = response.header(if status == 302 { "location" } else { "etag" }, header);
    }
    response.body(body).expect("a response")
}
