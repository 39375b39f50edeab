//! Each route has the policy in its attribute.

#![deny(warnings)]

use actix_web::http::Method;
use actix_web::test::{call_service, init_service, TestRequest};
use actix_web::App;
use usage_2021::handlers::all;

#[actix_web::test]
async fn preflights() {
    let app = init_service(App::new().configure(all)).await;
    for (method, path, origin, granted) in [
        ("PUT", "/documented/1", "https://example.com", true),
        ("PUT", "/instrumented/1", "https://example.com", true),
        ("PUT", "/instrumented/1", "https://example.org", false),
        ("PUT", "/Allowed", "https://example.org", true),
        ("PUT", "/Allowed", "https://example.com", false),
        ("COPY", "/borrows", "https://example.com", true),
        ("PUT", "/off/b", "https://example.com", false),
        ("PUT", "/old", "https://example.com", true),
        ("PUT", "/paths", "https://example.com", true),
    ] {
        let preflight = TestRequest::with_uri(path)
            .method(Method::OPTIONS)
            .insert_header(("origin", origin))
            .insert_header(("access-control-request-method", method));
        let answer = call_service(&app, preflight.to_request()).await;
        let allowed = answer.headers().get("access-control-allow-origin");
        let allowed = allowed.map(|value| value.to_str().unwrap_or_default());
        assert_eq!(
            allowed,
            Some(origin).filter(|_| granted),
            "{method} {path} {origin}"
        );
        let methods = answer.headers().get("access-control-allow-methods");
        let methods = methods.map(|value| value.to_str().unwrap_or_default());
        assert_eq!(
            methods,
            Some(method).filter(|_| granted),
            "{method} {path} {origin}"
        );
    }
}
