//! What only actix-web has: errors that travel as errors, extractors, scopes,
//! and other middleware.

use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::body::{MessageBody, to_bytes};
use actix_web::dev::{Service, ServiceResponse};
use actix_web::error::{ErrorUnauthorized, InternalError};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::{Compat, Condition, DefaultHeaders};
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App, Error, HttpRequest, HttpResponse, web};
use cors_actix::{Cors, Policy, cors};

#[cors(origins = ["https://example.com"], methods = [GET, PUT], credentials)]
static API: Policy;

const ORIGIN: (&str, &str) = ("Origin", "https://example.com");

const VALUES: [(&str, &str); 3] = [
    ("access-control-allow-credentials", "true"),
    ("access-control-allow-origin", "https://example.com"),
    ("vary", "Origin"),
];

fn get(path: &str) -> TestRequest {
    TestRequest::get().uri(path).insert_header(ORIGIN)
}

fn preflight(path: &str) -> TestRequest {
    get(path)
        .method(Method::OPTIONS)
        .insert_header(("Access-Control-Request-Method", "PUT"))
}

/// The headers of [`API`] on a response to its origin.
#[track_caller]
fn assert_has_headers<B>(response: &HttpResponse<B>) {
    for (name, value) in VALUES {
        let lines: Vec<_> = response.headers().get_all(name).collect();
        assert_eq!(lines, [value], "{name}");
    }
}

fn allowed<B>(response: &ServiceResponse<B>) -> Option<&str> {
    let header = response.headers().get("access-control-allow-origin");
    header.map(|value| value.to_str().expect("an origin"))
}

#[actix_web::test]
async fn an_error_of_middleware_inside_carries_the_headers() {
    let app = App::new()
        .route("/", web::get().to(HttpResponse::Ok))
        .wrap_fn(|request, _| async move {
            drop(request);
            Err::<ServiceResponse, Error>(ErrorUnauthorized("who are you?"))
        })
        .wrap(Cors::new(&API));
    let app = init_service(app).await;
    let Err(error) = app.call(get("/").to_request()).await else {
        panic!("an answer in place of an error");
    };
    // Others may ask what it is before it becomes a response.
    assert_eq!(error.to_string(), "who are you?");
    assert!(error.as_error::<InternalError<Error>>().is_some());
    assert_eq!(
        error.as_response_error().status_code(),
        StatusCode::UNAUTHORIZED
    );
    let response = error.error_response();
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_has_headers(&response);
    let body = to_bytes(response.into_body()).await.expect("a body");
    assert_eq!(body, "who are you?");
}

#[actix_web::test]
async fn what_extractors_refuse_carries_the_headers() {
    async fn user(_: web::Path<u32>, _: web::Json<u32>) -> HttpResponse {
        HttpResponse::Ok().finish()
    }
    let app = App::new()
        .route("/users/{id}", web::get().to(user))
        .wrap(Cors::new(&API));
    let app = init_service(app).await;
    for (path, status) in [
        ("/users/seven", StatusCode::NOT_FOUND),
        ("/users/7", StatusCode::BAD_REQUEST),
    ] {
        let response = call_service(&app, get(path).to_request()).await;
        assert_eq!(response.status(), status);
        assert_has_headers(response.response());
    }
}

#[actix_web::test]
async fn a_preflight_reaches_no_inner_middleware() {
    let seen = Rc::new(AtomicUsize::new(0));
    let counter = Rc::clone(&seen);
    let app = App::new()
        .route("/", web::to(HttpResponse::Ok))
        .wrap_fn(move |request, service| {
            counter.fetch_add(1, Ordering::Relaxed);
            service.call(request)
        })
        .wrap(Cors::new(&API));
    let app = init_service(app).await;

    let response = call_service(&app, preflight("/").to_request()).await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    assert_has_headers(response.response());
    assert!(read_body(response).await.is_empty());

    let refused = preflight("/").insert_header(("Origin", "https://evil.example"));
    let response = call_service(&app, refused.to_request()).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    assert_eq!(allowed(&response), None);
    assert!(read_body(response).await.is_empty());
    assert_eq!(seen.load(Ordering::Relaxed), 0);

    call_service(&app, get("/").to_request()).await;
    assert_eq!(seen.load(Ordering::Relaxed), 1);
}

#[actix_web::test]
async fn a_policy_comes_in_three_forms() {
    let policy = Policy::builder()
        .origins(["https://example.com"])
        .credentials(true)
        .build()
        .expect("it keeps every rule");
    for cors in [
        Cors::new(&API),
        Cors::new(Arc::new(policy.clone())),
        Cors::new(policy),
    ] {
        let app = App::new()
            .route("/", web::get().to(HttpResponse::Ok))
            .wrap(cors.clone());
        let response = call_service(&init_service(app).await, get("/").to_request()).await;
        assert_has_headers(response.response());
    }
}

#[actix_web::test]
async fn a_cors_on_a_scope_applies_below_its_path() {
    let app = App::new()
        .service(
            web::scope("/api")
                .route("/users", web::get().to(HttpResponse::Ok))
                .wrap(Cors::new(&API)),
        )
        .route("/health", web::get().to(HttpResponse::Ok));
    let app = init_service(app).await;
    for (request, status) in [
        (get("/api/users"), StatusCode::OK),
        (get("/api/nobody"), StatusCode::NOT_FOUND),
        (preflight("/api/users"), StatusCode::NO_CONTENT),
        (preflight("/api/nobody"), StatusCode::NO_CONTENT),
    ] {
        let response = call_service(&app, request.to_request()).await;
        assert_eq!(response.status(), status);
        assert_has_headers(response.response());
    }
    for path in ["/health", "/nobody"] {
        let response = call_service(&app, get(path).to_request()).await;
        assert_eq!(allowed(&response), None);
    }
}

#[actix_web::test]
async fn other_middleware_can_be_on_both_sides() {
    async fn stream() -> HttpResponse<impl MessageBody> {
        HttpResponse::with_body(StatusCode::OK, web::Bytes::from_static(b"text"))
    }
    let app = App::new()
        .route("/", web::get().to(stream))
        .wrap(DefaultHeaders::new().add(("x-inside", "1")))
        .wrap(Condition::new(true, Compat::new(Cors::new(&API))))
        .wrap(DefaultHeaders::new().add(("x-outside", "1")));
    let app = init_service(app).await;
    let response = call_service(&app, get("/").to_request()).await;
    assert_has_headers(response.response());
    assert!(response.headers().contains_key("x-inside"));
    assert!(response.headers().contains_key("x-outside"));
    assert_eq!(read_body(response).await, "text");
}

/// actix-web's map has its own way to write `Vary`.
#[actix_web::test]
async fn vary_names_the_origin_once_and_keeps_what_the_handler_wrote() {
    let vary = |request: HttpRequest| {
        let lines = request.match_info().query("lines").split(';');
        let own = lines.filter(|line| !line.is_empty());
        let mut response = HttpResponse::Ok();
        for line in own {
            response.append_header(("Vary", line));
        }
        std::future::ready(response.finish())
    };
    let app = App::new()
        .route("/{lines:.*}", web::get().to(vary))
        .wrap(Cors::new(&API));
    let app = init_service(app).await;
    for (written, expected) in [
        ("", &["Origin"][..]),
        ("accept-encoding", &["accept-encoding", "Origin"]),
        ("accept;cookie", &["accept", "cookie", "Origin"]),
        ("x-origin", &["x-origin", "Origin"]),
        ("ORIGIN", &["ORIGIN"]),
        ("cookie,origin", &["cookie,origin"]),
        ("accept,cookie;origin", &["accept,cookie", "origin"]),
        ("origin;accept,cookie", &["origin", "accept,cookie"]),
        ("*", &["*"]),
        ("accept;*", &["accept", "*"]),
        ("a;b;c;d;e;f", &["a", "b", "c", "d", "e", "f", "Origin"]),
        ("a;b;c;d;e;origin", &["a", "b", "c", "d", "e", "origin"]),
        // The handler named it twice: it stays where it is named first.
        ("Origin;origin", &["Origin"]),
        ("accept,origin;ORIGIN,cookie", &["accept, origin", "cookie"]),
    ] {
        for request in [get("/"), TestRequest::get()] {
            let request = request.uri(&format!("/{written}")).to_request();
            let response = call_service(&app, request).await;
            let lines: Vec<_> = response.headers().get_all("vary").collect();
            assert_eq!(lines, expected, "{written}");
        }
    }
}

/// actix-web's map removes no header while it is read.
#[actix_web::test]
async fn the_policy_is_the_only_source_of_headers() {
    const STALE: [&str; 7] = [
        "access-control-allow-origin",
        "access-control-allow-credentials",
        "access-control-allow-methods",
        "access-control-allow-headers",
        "access-control-allow-private-network",
        "access-control-expose-headers",
        "access-control-max-age",
    ];
    let stale = || {
        let mut response = HttpResponse::Ok();
        for name in STALE {
            response.append_header((name, "1"));
            response.append_header((name, "2"));
        }
        response.append_header(("x-own", "1"));
        response.append_header(("access-control-request-method", "1"));
        std::future::ready(response.finish())
    };
    let app = App::new()
        .route("/", web::get().to(stale))
        .wrap(Cors::new(&API));
    let app = init_service(app).await;
    let response = call_service(&app, get("/").to_request()).await;
    assert_has_headers(response.response());
    let names = |response: &ServiceResponse<_>| {
        let mut names: Vec<_> = response.headers().keys().map(ToString::to_string).collect();
        names.sort();
        names
    };
    let mut expected = VALUES.map(|(name, _)| name).to_vec();
    expected.extend(["access-control-request-method", "x-own"]);
    expected.sort_unstable();
    assert_eq!(names(&response), expected);
    let response = call_service(&app, TestRequest::get().uri("/").to_request()).await;
    assert_eq!(
        names(&response),
        ["access-control-request-method", "vary", "x-own"]
    );
}
