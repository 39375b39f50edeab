//! Attacks on policies of routes that once worked: regression tests, named after them.

mod support;

use actix_web::dev::Service;
use actix_web::error::ErrorUnauthorized;
use actix_web::http::Method;
use actix_web::middleware::{NormalizePath, from_fn};
use actix_web::test::{call_service, init_service};
use actix_web::{App, HttpMessage, HttpResponse, get, guard, put, rt, web};
use cors_actix::{Cors, Policy, cors};
use support::{Calls, actual, allowed, granted, preflight, respond};

#[cors(origins = ["https://app.example"], methods = [PUT, DELETE], credentials)]
static APP: Policy;

#[cors(origins = ["https://admin.example"], methods = [PUT], credentials)]
static ADMIN: Policy;

#[cors(origins = ["https://scope.example"], methods = [PUT])]
static SCOPE: Policy;

const APP_ORIGIN: &str = "https://app.example";
const ADMIN_ORIGIN: &str = "https://admin.example";
const SCOPE_ORIGIN: &str = "https://scope.example";

#[cors(none)]
#[get("/secret")]
async fn secret() -> HttpResponse {
    Calls::handler()
}

#[cors(ADMIN)]
#[put("/admin")]
async fn admin() -> HttpResponse {
    Calls::handler()
}

async fn handler() -> HttpResponse {
    Calls::handler()
}

/// Runs what is inside in another task.
macro_rules! spawn {
    () => {
        from_fn(|request, next: actix_web::middleware::Next<_>| async move {
            rt::spawn(async move { next.call(request).await })
                .await
                .expect("the task does not panic")
        })
    };
}

/// A1: a middleware that handed the request to another task switched the policies of
/// routes and scopes off.
#[actix_web::test]
async fn a_middleware_that_spawns_the_request() {
    let app = App::new()
        .service(secret)
        .service(admin)
        .service(cors_actix::scope("/s", &SCOPE).route("/q", web::get().to(handler)))
        .wrap(spawn!())
        .wrap(Cors::new(&APP));
    let app = init_service(app).await;
    for (method, path, own) in [
        (Method::GET, "/secret", ""),
        (Method::PUT, "/admin", ADMIN_ORIGIN),
        (Method::GET, "/s/q", SCOPE_ORIGIN),
    ] {
        for origin in [APP_ORIGIN, ADMIN_ORIGIN, SCOPE_ORIGIN] {
            let request = actual(&method, path, origin).to_request();
            let response = call_service(&app, request).await;
            let expected = Some(origin).filter(|origin| *origin == own);
            assert_eq!(allowed(&response), expected, "{path} {origin}");
        }
    }
    // A scope without a `Cors` around it, and a route inside.
    let app = App::new().service(
        cors_actix::scope("/s", &SCOPE)
            .service(admin)
            .wrap(spawn!()),
    );
    let app = init_service(app).await;
    for (origin, expected) in [(ADMIN_ORIGIN, Some(ADMIN_ORIGIN)), (SCOPE_ORIGIN, None)] {
        let request = actual(&Method::PUT, "/s/admin", origin).to_request();
        assert_eq!(allowed(&call_service(&app, request).await), expected);
    }
}

/// A middleware that clears the extensions of the request removes the record of what
/// handled it. Then only what every policy allows is allowed.
#[actix_web::test]
async fn a_middleware_that_clears_the_extensions() {
    let app = App::new()
        .service(admin)
        .route("/plain", web::put().to(handler))
        .wrap_fn(|request, service| {
            request.extensions_mut().clear();
            service.call(request)
        })
        .wrap(Cors::new(&APP));
    let app = init_service(app).await;
    for origin in [APP_ORIGIN, ADMIN_ORIGIN] {
        let request = actual(&Method::PUT, "/admin", origin).to_request();
        assert_eq!(allowed(&call_service(&app, request).await), None);
    }
    let request = actual(&Method::PUT, "/plain", APP_ORIGIN).to_request();
    let response = call_service(&app, request).await;
    assert_eq!(allowed(&response), Some(APP_ORIGIN));
}

/// A2: a preflight was allowed by the policy of a route, and after `NormalizePath` another
/// handler served the request.
#[actix_web::test]
async fn a_normalized_path_that_the_application_serves() {
    #[put("/files")]
    async fn files() -> HttpResponse {
        Calls::handler()
    }
    #[cors(ADMIN)]
    #[put("/files/{tail:.*}")]
    async fn files_inside() -> HttpResponse {
        Calls::handler()
    }
    for normalize in [
        NormalizePath::trim(),
        NormalizePath::new(actix_web::middleware::TrailingSlash::MergeOnly),
        NormalizePath::new(actix_web::middleware::TrailingSlash::Always),
    ] {
        let app = App::new()
            .service(files)
            .service(files_inside)
            .wrap(normalize)
            .wrap(Cors::new(&APP));
        let app = init_service(app).await;
        for path in ["/files/", "/files//", "//files/"] {
            for origin in [APP_ORIGIN, ADMIN_ORIGIN] {
                let request = preflight(&Method::PUT, path, origin).to_request();
                let response = call_service(&app, request).await;
                assert_eq!(allowed(&response), None, "{path} {origin}");
            }
        }
        let request = preflight(&Method::PUT, "/files/a", ADMIN_ORIGIN).to_request();
        assert!(granted(&call_service(&app, request).await, &Method::PUT));
    }
}

/// A3: one request of a stranger switched the CORS of a guarded route or scope off until
/// the worker was restarted. A4: a page of the scope's origin could read what a default
/// service replied for a guarded scope.
#[actix_web::test]
async fn a_guard_that_declines_a_request() {
    let guarded = || {
        let route = cors_actix::route(Method::PUT, "/g", &ADMIN);
        route.guard(guard::Header("x-key", "1")).to(handler)
    };
    let scope = || {
        cors_actix::scope("/admin", &ADMIN)
            .guard(guard::Header("x-key", "1"))
            .route("/q", web::put().to(handler))
    };
    let app = App::new()
        .service(guarded())
        .service(scope())
        .default_service(web::to(handler))
        .wrap(Cors::new(&APP));
    let app = init_service(app).await;
    for path in ["/g", "/admin/q"] {
        let mut answers = Vec::new();
        for _ in 0..2 {
            for origin in [APP_ORIGIN, ADMIN_ORIGIN] {
                let request = preflight(&Method::PUT, path, origin).to_request();
                let response = call_service(&app, request).await;
                answers.push(granted(&response, &Method::PUT));
            }
            let declined = actual(&Method::PUT, path, ADMIN_ORIGIN).to_request();
            assert_eq!(allowed(&call_service(&app, declined).await), None, "{path}");
            let taken = actual(&Method::PUT, path, ADMIN_ORIGIN).insert_header(("x-key", "1"));
            let response = call_service(&app, taken.to_request()).await;
            assert_eq!(allowed(&response), Some(ADMIN_ORIGIN), "{path}");
        }
        // The default service has another policy.
        assert_eq!(answers, [false; 4], "{path}");
    }
}

/// A4 for a scope of actix-web's own, whose guard cannot be seen.
#[actix_web::test]
async fn a_default_service_after_a_scope_with_a_hidden_guard() {
    let scope = web::scope("/v").guard(guard::Header("x-key", "1"));
    let app = App::new()
        .service(scope.service(admin))
        .default_service(web::to(handler))
        .wrap(Cors::new(&APP));
    let app = init_service(app).await;
    let declined = actual(&Method::PUT, "/v/admin", ADMIN_ORIGIN).to_request();
    assert_eq!(allowed(&call_service(&app, declined).await), None);
}

/// A6: the pattern of an unrelated route ended in a slash, and preflights elsewhere were
/// refused.
#[actix_web::test]
async fn a_pattern_that_ends_in_a_slash() {
    #[cors(ADMIN)]
    #[get("/dir/")]
    async fn directory() -> HttpResponse {
        Calls::handler()
    }
    let app = App::new()
        .service(cors_actix::scope("/api", &SCOPE).service(admin))
        .service(directory)
        .wrap(Cors::new(&APP));
    let app = init_service(app).await;
    let request = preflight(&Method::PUT, "/api/admin", ADMIN_ORIGIN).to_request();
    assert!(granted(&call_service(&app, request).await, &Method::PUT));
}

/// A7: actix-web takes a pattern that ends in a bare `*` for the empty path.
#[actix_web::test]
async fn a_pattern_that_ends_in_a_star() {
    #[cors(ADMIN)]
    #[put("/star/*")]
    async fn star() -> HttpResponse {
        Calls::handler()
    }
    let app = App::new()
        .service(web::scope("/one").service(star))
        .wrap(Cors::new(&APP));
    let app = init_service(app).await;
    for origin in [APP_ORIGIN, ADMIN_ORIGIN] {
        let request = actual(&Method::PUT, "/one", origin).to_request();
        let response = call_service(&app, request).await;
        let is_readable = allowed(&response).is_some();
        assert_eq!(Calls::take(), (1, 0));
        assert_eq!(is_readable, origin == ADMIN_ORIGIN);
        let request = preflight(&Method::PUT, "/one", origin).to_request();
        let response = call_service(&app, request).await;
        assert!(is_readable || !granted(&response, &Method::PUT), "{origin}");
    }
}

/// A8: responses were allowed less than the policy of what handled them.
#[actix_web::test]
async fn responses_at_the_path_of_a_scope() {
    let app = App::new()
        .route("/{page}", web::get().to(handler))
        .service(cors_actix::scope("/admin", &ADMIN).route("/q", web::put().to(handler)))
        .wrap(Cors::new(&APP));
    let app = init_service(app).await;
    let request = actual(&Method::GET, "/admin", APP_ORIGIN).to_request();
    assert!(allowed(&call_service(&app, request).await).is_some());
    let request = actual(&Method::GET, "/admin", ADMIN_ORIGIN).to_request();
    assert!(allowed(&call_service(&app, request).await).is_none());

    for fails in [false, true] {
        let scope = cors_actix::scope("/p", &ADMIN)
            .route("", web::put().to(handler))
            .route("/q", web::put().to(handler))
            .wrap_fn(move |request, _| async move {
                if fails {
                    return Err(ErrorUnauthorized("early"));
                }
                Ok(request.into_response(HttpResponse::Unauthorized()))
            });
        let app = init_service(App::new().service(scope).wrap(Cors::new(&APP))).await;
        let request = actual(&Method::PUT, "/p/q", ADMIN_ORIGIN).to_request();
        let (status, allowed) = respond(&app, request).await;
        assert_eq!(status.as_u16(), 401);
        assert_eq!(allowed.as_deref(), Some(ADMIN_ORIGIN), "fails: {fails}");
        if !fails {
            let request = actual(&Method::PUT, "/p", ADMIN_ORIGIN).to_request();
            let (_, allowed) = respond(&app, request).await;
            assert_eq!(allowed.as_deref(), Some(ADMIN_ORIGIN));
        }
    }
}

/// A9: the first request of a worker took time in the square of the number of routes, and
/// a long path took many look-ups.
#[actix_web::test]
async fn many_routes_and_a_long_path() {
    let configure = |config: &mut web::ServiceConfig| {
        for index in 0..2000 {
            let path = format!("/{index}/{{id}}");
            config.service(cors_actix::route(Method::PUT, &path, &ADMIN).to(handler));
        }
    };
    let app = App::new().configure(configure).wrap(Cors::new(&APP));
    let app = init_service(app).await;
    let slashes = "/".repeat(60_000);
    let first = std::time::Instant::now();
    let request = preflight(&Method::PUT, "/1999/1", ADMIN_ORIGIN).to_request();
    assert!(granted(&call_service(&app, request).await, &Method::PUT));
    let request = preflight(&Method::PUT, &slashes, ADMIN_ORIGIN).to_request();
    assert!(!granted(&call_service(&app, request).await, &Method::PUT));
    // A generous bound for a debug build on a busy machine: a square takes minutes.
    assert!(first.elapsed().as_secs() < 20);
}
