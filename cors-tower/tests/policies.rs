//! Policies by URL in front of a service.

use std::convert::Infallible;

use cors_tower::{Cors, Policies, Policy, cors};
use http::{Method, Request, Response};
use tower::{ServiceExt, service_fn};

#[cors(origins = *)]
static PUBLIC: Policy;

#[cors(origins = ["https://partner.example"], methods = [PUT], headers = ["x-token"], max_age = 1h)]
static PARTNERS: Policy;

const ACAO: &str = "access-control-allow-origin";

/// A service that merges slashes and decodes the path before it decides who may read, as
/// some routers do.
async fn handler(request: Request<String>) -> Result<Response<String>, Infallible> {
    let path = request.uri().path().replace("%61", "a").replace("//", "/");
    Ok(Response::new(if path.starts_with("/partners") {
        "partners".to_owned()
    } else {
        "public".to_owned()
    }))
}

async fn send(method: Method, path: &str, requested: Option<&str>) -> Response<String> {
    let policies = Policies::builder(&PUBLIC)
        .route("PUT", "/orders/{id}", &PARTNERS)
        .nest("/partners", &PARTNERS)
        .without_cors("/health")
        .build()
        .expect("they keep every rule");
    let service = Cors::new(service_fn(handler), policies);
    let request = Request::builder().method(method).uri(path);
    let mut request = request.header("Origin", "https://other.example");
    if let Some(method) = requested {
        request = request.header("Access-Control-Request-Method", method);
    }
    let request = request.body(String::new()).expect("a request");
    let Ok(response) = service.oneshot(request).await;
    response
}

#[tokio::test]
async fn the_path_and_the_method_choose_the_policy() {
    for (method, path, expected) in [
        (Method::GET, "/", Some("*")),
        (Method::GET, "/orders/1", Some("*")),
        (Method::PUT, "/orders/1", None),
        (Method::GET, "/partners", None),
        (Method::GET, "/partners/a/b", None),
        (Method::GET, "/partnersnot", Some("*")),
        (Method::GET, "/health", None),
    ] {
        let response = send(method.clone(), path, None).await;
        let allowed = response.headers().get(ACAO);
        let allowed = allowed.map(|value| value.to_str().expect("visible"));
        assert_eq!(allowed, expected, "{method} {path}");
        let response = send(Method::OPTIONS, path, Some(method.as_str())).await;
        let is_allowed = response.headers().contains_key(ACAO);
        assert_eq!(is_allowed, expected.is_some(), "{method} {path}");
    }
}

#[tokio::test]
async fn a_preflight_names_one_method_if_the_url_has_multiple_policies() {
    let response = send(Method::OPTIONS, "/orders/1", Some("GET")).await;
    assert_eq!(
        response.headers()["vary"],
        "Origin, Access-Control-Request-Method"
    );
    let response = send(Method::OPTIONS, "/partners/1", Some("PUT")).await;
    assert_eq!(response.headers()["vary"], "Origin");
}

/// No spelling that the service takes for an inner path has the policy of the application.
#[tokio::test]
async fn an_unusual_spelling_of_a_path_is_allowed_no_more() {
    for path in [
        "/partners",
        "/partners/",
        "//partners",
        "/./partners",
        "/x/../partners",
        "/p%61rtners",
        "/partners%2F",
        "/partners;x",
        "/partners//x",
        "/%2Fpartners",
    ] {
        for method in [Method::GET, Method::PUT] {
            let response = send(method, path, None).await;
            assert!(!response.headers().contains_key(ACAO), "{path}");
        }
        let response = send(Method::OPTIONS, path, Some("PUT")).await;
        assert!(!response.headers().contains_key(ACAO), "{path}");
    }
    let response = send(Method::GET, "/p%61rtners", None).await;
    assert_eq!(response.body(), "partners");
}
