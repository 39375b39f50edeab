//! Policies of routes and scopes: the innermost decides, and preflights run no code of
//! the user.

mod support;

use actix_web::dev::{AppService, HttpServiceFactory, Service};
use actix_web::error::ErrorUnauthorized;
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::NormalizePath;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{
    App, HttpRequest, HttpResponse, Responder, delete, get, guard, options, post, put, query,
    route, routes, web,
};
use cors_actix::{__private, Cors, Policy, cors};
use support::{Calls, actual, allowed, granted, header, origin_and_vary, preflight, respond};

#[cors(origins = ["https://app.example"], methods = [GET, PUT, DELETE], headers = ["x-app"], max_age = 10m)]
static APP: Policy;

#[cors(origins = ["https://scope.example"], methods = [GET, PUT])]
static SCOPE: Policy;

#[cors(origins = ["https://admin.example", "https://both.example"], methods = [PUT])]
static ADMIN: Policy;

#[cors(origins = ["https://read.example", "https://both.example"], methods = [GET], max_age = 1m)]
static READ: Policy;

const APP_ORIGIN: &str = "https://app.example";
const SCOPE_ORIGIN: &str = "https://scope.example";
const ADMIN_ORIGIN: &str = "https://admin.example";
const READ_ORIGIN: &str = "https://read.example";

/// Documentation of a handler.
#[cors(ADMIN)]
#[put("/x/{id}")]
pub async fn save(id: web::Path<u32>, request: HttpRequest) -> impl Responder {
    assert_eq!(request.match_pattern().is_some(), *id > 0);
    Calls::handler()
}

#[cors(READ)]
#[get("/x/{id}")]
async fn load(_id: web::Path<u32>) -> HttpResponse {
    Calls::handler()
}

/// Registering it is a warning; declaring it is not.
#[deny(deprecated)]
mod deprecated {
    use super::*;

    #[cors(ADMIN)]
    #[put("/deprecated")]
    #[deprecated]
    pub(crate) async fn save() -> HttpResponse {
        Calls::handler()
    }
}

#[cors(ADMIN)]
#[put("/opt")]
async fn opt() -> HttpResponse {
    Calls::handler()
}

#[options("/opt")]
async fn own_options() -> HttpResponse {
    Calls::handler()
}

#[cors(READ)]
#[get("/y")]
async fn y() -> HttpResponse {
    Calls::handler()
}

#[cors(ADMIN)]
#[put("/v{n:[0-9]{1,2}}/x/{tenant}")]
async fn of_tenant() -> HttpResponse {
    Calls::handler()
}

macro_rules! auth {
    () => {
        |request, service| {
            let future = service.call(request);
            async move {
                Calls::auth();
                drop(future);
                Err::<actix_web::dev::ServiceResponse, actix_web::Error>(ErrorUnauthorized("who?"))
            }
        }
    };
}

/// The application of the table: routes, scopes, authentication and handlers
/// that take whatever comes.
macro_rules! table {
    () => {
        init_service(
            App::new()
                .service(own_options)
                .service(opt)
                .service(save)
                .service(load)
                .service(
                    web::scope("/api")
                        .service(save)
                        .route("/y", web::to(|| async { Calls::handler() }))
                        .wrap_fn(auth!()),
                )
                .service(
                    cors_actix::scope("/s/{tenant:[a-z]+}", &SCOPE)
                        .service(of_tenant)
                        .route("/y", web::get().to(|| async { Calls::handler() })),
                )
                .service(web::resource("/any").to(|| async { Calls::handler() }))
                .service(web::resource("/tail/{t:.*}").to(|| async { Calls::handler() }))
                .default_service(web::to(|| async { Calls::handler() }))
                .wrap(Cors::new(&APP)),
        )
        .await
    };
}

#[actix_web::test]
async fn the_table_of_preflights() {
    let app = table!();
    let rows = [
        (Method::PUT, "/x/1", [false, false, true, false]),
        (Method::GET, "/x/1", [false, false, false, true]),
        (Method::DELETE, "/x/1", [true, false, false, false]),
        (Method::PUT, "/api/x/1", [false, false, true, false]),
        (Method::PUT, "/api/y", [true, false, false, false]),
        (Method::PUT, "/s/acme/v1/x/1", [false, false, true, false]),
        (Method::PUT, "/s/acme/v123/x/1", [false, true, false, false]),
        (Method::GET, "/s/acme/y", [false, true, false, false]),
        (Method::GET, "/s/acme/nope", [false, true, false, false]),
        (Method::PUT, "/s/ACME/v1/x/1", [true, false, false, false]),
        (Method::PUT, "/opt", [false, false, true, false]),
        (Method::PUT, "/any", [true, false, false, false]),
        (Method::DELETE, "/tail/a/b", [true, false, false, false]),
        (Method::PUT, "/nope", [true, false, false, false]),
        (Method::PUT, "/%78/1", [false, false, true, false]),
    ];
    for (method, path, expected) in rows {
        let origins = [APP_ORIGIN, SCOPE_ORIGIN, ADMIN_ORIGIN, READ_ORIGIN];
        for (origin, expected) in origins.into_iter().zip(expected) {
            let request = preflight(&method, path, origin).to_request();
            let response = call_service(&app, request).await;
            let found = granted(&response, &method);
            assert_eq!(found, expected, "{method} {path} from {origin}");
            assert_eq!(
                response.status(),
                match allowed(&response) {
                    Some(_) => StatusCode::NO_CONTENT,
                    None => StatusCode::FORBIDDEN,
                }
            );
        }
    }
    assert_eq!(Calls::take(), (0, 0), "a preflight ran something");
}

#[actix_web::test]
async fn the_table_of_responses() {
    let app = table!();
    let rows = [
        (Method::PUT, "/x/1", ADMIN_ORIGIN, 200, (1, 0)),
        (Method::GET, "/x/1", READ_ORIGIN, 200, (1, 0)),
        (Method::DELETE, "/x/1", APP_ORIGIN, 200, (1, 0)),
        (Method::PUT, "/s/acme/v1/x/1", ADMIN_ORIGIN, 200, (1, 0)),
        (Method::GET, "/s/acme/y", SCOPE_ORIGIN, 200, (1, 0)),
        (Method::GET, "/s/acme/nope", SCOPE_ORIGIN, 200, (1, 0)),
        (Method::OPTIONS, "/opt", APP_ORIGIN, 200, (1, 0)),
        (Method::PUT, "/any", APP_ORIGIN, 200, (1, 0)),
        (Method::PUT, "/nope", APP_ORIGIN, 200, (1, 0)),
    ];
    for (method, path, origin, status, calls) in rows {
        let request = actual(&method, path, origin).to_request();
        let response = call_service(&app, request).await;
        assert_eq!(response.status().as_u16(), status, "{method} {path}");
        assert_eq!(allowed(&response), Some(origin), "{method} {path}");
        assert_eq!(Calls::take(), calls, "{method} {path}");
        for other in [APP_ORIGIN, SCOPE_ORIGIN, ADMIN_ORIGIN, READ_ORIGIN] {
            let request = actual(&method, path, other).to_request();
            let response = call_service(&app, request).await;
            let expected = Some(other).filter(|other| *other == origin);
            assert_eq!(allowed(&response), expected, "{method} {path} from {other}");
            assert_eq!(header(&response, "vary"), ["Origin"]);
        }
        Calls::take();
    }
}

/// The page can read the 401, under the policy of the route that it asked for.
#[actix_web::test]
async fn what_authentication_refuses_is_under_the_policy_of_the_route() {
    let app = table!();
    let request = actual(&Method::PUT, "/api/x/1", ADMIN_ORIGIN).to_request();
    let (status, allowed) = respond(&app, request).await;
    assert_eq!(
        (status.as_u16(), allowed.as_deref()),
        (401, Some(ADMIN_ORIGIN))
    );
    let request = actual(&Method::PUT, "/api/x/1", APP_ORIGIN).to_request();
    let (status, allowed) = respond(&app, request).await;
    assert_eq!((status.as_u16(), allowed), (401, None));
    let request = actual(&Method::GET, "/api/y", APP_ORIGIN).to_request();
    assert_eq!(respond(&app, request).await.1.as_deref(), Some(APP_ORIGIN));
}

#[actix_web::test]
async fn a_deprecated_handler_warns_those_alone_who_register_it() {
    #[allow(deprecated)]
    let app = init_service(App::new().service(deprecated::save).wrap(Cors::new(&APP))).await;
    let request = actual(&Method::PUT, "/deprecated", ADMIN_ORIGIN).to_request();
    let (status, allowed) = respond(&app, request).await;
    assert_eq!(
        (status.as_u16(), allowed.as_deref()),
        (200, Some(ADMIN_ORIGIN))
    );
    Calls::take();
}

/// Browsers keep the answer for the URL, so it says nothing of other methods.
#[actix_web::test]
async fn where_multiple_policies_apply_to_a_url_one_method_is_named() {
    let app = table!();
    let request = preflight(&Method::PUT, "/x/1", ADMIN_ORIGIN).to_request();
    let response = call_service(&app, request).await;
    assert_eq!(header(&response, "access-control-allow-methods"), ["PUT"]);
    assert_eq!(
        header(&response, "vary"),
        ["Origin, Access-Control-Request-Method"]
    );
    let request = preflight(&Method::DELETE, "/x/1", APP_ORIGIN).to_request();
    let response = call_service(&app, request).await;
    assert_eq!(
        header(&response, "access-control-allow-methods"),
        ["DELETE"]
    );
    // Headers are kept for every method of the URL, so this is not kept.
    assert_eq!(header(&response, "access-control-allow-headers"), ["x-app"]);
    assert_eq!(header(&response, "access-control-max-age"), ["0"]);
    // Names no header, and can be kept.
    let request = preflight(&Method::GET, "/x/1", READ_ORIGIN).to_request();
    let response = call_service(&app, request).await;
    assert_eq!(header(&response, "access-control-max-age"), ["60"]);
    // One policy for every method of this one.
    let request = preflight(&Method::PUT, "/any", APP_ORIGIN).to_request();
    let response = call_service(&app, request).await;
    assert_eq!(
        header(&response, "access-control-allow-methods"),
        ["GET,PUT,DELETE"]
    );
    assert_eq!(header(&response, "access-control-max-age"), ["600"]);
}

#[cors(origins = ["https://admin.example"])]
#[put("/item")]
async fn put_item() -> HttpResponse {
    Calls::handler()
}

#[cors(origins = ["https://read.example"], methods = [DELETE])]
#[delete("/item")]
async fn delete_item() -> HttpResponse {
    Calls::handler()
}

#[actix_web::test]
async fn a_put_and_a_delete_on_one_path() {
    for outer in [true, false] {
        let app = App::new().service(put_item).service(delete_item);
        let cors = actix_web::middleware::Condition::new(outer, Cors::new(&APP));
        let app = init_service(app.wrap(cors)).await;
        for (method, own, other) in [
            (Method::PUT, ADMIN_ORIGIN, READ_ORIGIN),
            (Method::DELETE, READ_ORIGIN, ADMIN_ORIGIN),
        ] {
            let request = preflight(&method, "/item", own).to_request();
            let response = call_service(&app, request).await;
            assert_eq!(
                header(&response, "access-control-allow-methods"),
                [method.as_str()]
            );
            let request = preflight(&method, "/item", other).to_request();
            let response = call_service(&app, request).await;
            assert_eq!(response.status(), StatusCode::FORBIDDEN);
            assert_eq!(Calls::take(), (0, 0));
            for (origin, expected) in [(own, Some(own)), (other, None)] {
                let request = actual(&method, "/item", origin).to_request();
                let response = call_service(&app, request).await;
                assert_eq!(response.status(), StatusCode::OK);
                assert_eq!(allowed(&response), expected);
            }
            assert_eq!(Calls::take(), (2, 0));
        }
    }
}

fn is_json(context: &guard::GuardContext<'_>) -> bool {
    let header = context.head().headers().get("content-type");
    header.is_some_and(|value| value == "application/json")
}

mod forms {
    use super::{Calls, HttpResponse, cors, post, route, routes};

    #[cors(super::ADMIN)]
    #[super::put(
        "guarded",
        name = "renamed",
        guard = "super::is_json",
        wrap = "actix_web::middleware::DefaultHeaders::new().add((\"x-own\", \"1\"))"
    )]
    pub(super) async fn guarded(request: actix_web::HttpRequest) -> HttpResponse {
        assert!(request.url_for_static("renamed").is_ok());
        Calls::handler()
    }

    #[cors(origins = ["https://admin.example"])]
    #[route("/several", method = "PUT", method = "PURGE", method = "GET")]
    pub(super) async fn several() -> HttpResponse {
        Calls::handler()
    }

    #[cors(origins = ["https://admin.example"])]
    #[routes]
    #[get("/first")]
    #[delete("/second")]
    pub(super) async fn places() -> HttpResponse {
        Calls::handler()
    }

    #[cors(none)]
    #[post("/none")]
    pub(super) async fn none() -> HttpResponse {
        Calls::handler()
    }
}

#[actix_web::test]
async fn every_form_of_the_attribute() {
    fn configure(config: &mut web::ServiceConfig) {
        config
            .service(forms::guarded)
            .service(forms::several)
            .service(forms::places)
            .service(forms::none);
    }
    let app = App::new().configure(configure).wrap(Cors::new(&APP));
    let app = init_service(app).await;
    let purge = Method::from_bytes(b"PURGE").expect("a method");
    for (method, path, expected) in [
        (Method::PUT, "/several", true),
        (purge, "/several", true),
        (Method::DELETE, "/several", false),
        (Method::GET, "/first", true),
        (Method::GET, "/second", false),
        (Method::DELETE, "/second", true),
        (Method::POST, "/none", false),
    ] {
        let request = preflight(&method, path, ADMIN_ORIGIN).to_request();
        let response = call_service(&app, request).await;
        assert_eq!(granted(&response, &method), expected, "{method} {path}");
        let request = preflight(&method, path, APP_ORIGIN).to_request();
        let response = call_service(&app, request).await;
        let expected = !expected && path != "/none" && method != Method::POST;
        assert_eq!(granted(&response, &method), expected, "{method} {path}");
    }
    // Something with the policy of the application may take what the guard declines.
    for origin in [ADMIN_ORIGIN, APP_ORIGIN] {
        let request = preflight(&Method::PUT, "/guarded", origin).to_request();
        assert_eq!(allowed(&call_service(&app, request).await), None);
    }
    assert_eq!(Calls::take(), (0, 0));
    let request = actual(&Method::PUT, "/guarded", ADMIN_ORIGIN)
        .insert_header(("content-type", "application/json"));
    let response = call_service(&app, request.to_request()).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(allowed(&response), Some(ADMIN_ORIGIN));
    assert_eq!(header(&response, "x-own"), ["1"]);
    let request = actual(&Method::POST, "/none", APP_ORIGIN).to_request();
    let response = call_service(&app, request).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(allowed(&response), None);
}

/// An earlier route without a policy matches the path too, and may handle requests.
#[actix_web::test]
async fn a_shadowed_route_is_granted_what_both_policies_grant() {
    let app = App::new()
        .route("/x/9", web::put().to(|| async { Calls::handler() }))
        .service(save)
        .wrap(Cors::new(&APP));
    let app = init_service(app).await;
    for origin in [APP_ORIGIN, ADMIN_ORIGIN] {
        let request = preflight(&Method::PUT, "/x/9", origin).to_request();
        assert_eq!(allowed(&call_service(&app, request).await), None);
    }
    let request = actual(&Method::PUT, "/x/9", APP_ORIGIN).to_request();
    let response = call_service(&app, request).await;
    assert_eq!(allowed(&response), Some(APP_ORIGIN));
    // Its neighbours are what they were.
    let request = preflight(&Method::PUT, "/x/1", ADMIN_ORIGIN).to_request();
    assert_eq!(
        allowed(&call_service(&app, request).await),
        Some(ADMIN_ORIGIN)
    );
}

#[cors(origins = ["https://read.example"])]
#[put("/x/me")]
async fn save_me() -> HttpResponse {
    Calls::handler()
}

#[actix_web::test]
async fn of_two_routes_with_policies_the_first_decides() {
    let app = App::new().service(save_me).service(save);
    let app = init_service(app.wrap(Cors::new(&APP))).await;
    for (path, origin) in [("/x/me", READ_ORIGIN), ("/x/1", ADMIN_ORIGIN)] {
        for other in [READ_ORIGIN, ADMIN_ORIGIN] {
            let request = preflight(&Method::PUT, path, other).to_request();
            let response = call_service(&app, request).await;
            assert_eq!(granted(&response, &Method::PUT), other == origin, "{path}");
        }
    }
}

#[cors(ADMIN)]
#[put("/z")]
async fn z_of_admin() -> HttpResponse {
    Calls::handler()
}

#[cors(origins = ["https://read.example", "https://both.example"])]
#[put("/z")]
async fn z_of_read() -> HttpResponse {
    Calls::handler()
}

#[actix_web::test]
async fn guarded_scopes_of_one_path() {
    let host = |name: &'static str| web::scope("/v").guard(guard::Header("x-host", name));
    let app = App::new()
        .service(host("a").service(z_of_admin))
        .service(host("b").service(z_of_read))
        .wrap(Cors::new(&APP));
    let app = init_service(app).await;
    for (origin, expected) in [
        (ADMIN_ORIGIN, false),
        (READ_ORIGIN, false),
        (APP_ORIGIN, false),
        ("https://both.example", true),
    ] {
        let request = preflight(&Method::PUT, "/v/z", origin).to_request();
        let response = call_service(&app, request).await;
        assert_eq!(granted(&response, &Method::PUT), expected, "{origin}");
    }
    for (name, origin) in [("a", ADMIN_ORIGIN), ("b", READ_ORIGIN)] {
        let request = actual(&Method::PUT, "/v/z", origin).insert_header(("x-host", name));
        let response = call_service(&app, request.to_request()).await;
        assert_eq!(allowed(&response), Some(origin));
    }
}

#[actix_web::test]
async fn guarded_scopes_of_one_path_of_which_one_has_no_policy() {
    let host = |name: &'static str| web::scope("/v").guard(guard::Header("x-host", name));
    let plain = || web::put().to(|| async { Calls::handler() });
    let with_policy = || host("a").service(z_of_admin);
    let without = || host("b").route("/z", plain());
    let first = App::new().service(with_policy()).service(without());
    let first = init_service(first.wrap(Cors::new(&APP))).await;
    let last = App::new().service(without()).service(with_policy());
    let last = init_service(last.wrap(Cors::new(&APP))).await;
    for origin in [ADMIN_ORIGIN, APP_ORIGIN] {
        let request = || preflight(&Method::PUT, "/v/z", origin).to_request();
        // A limit that the documentation names: the guard of a scope of actix-web's own
        // cannot be seen.
        let response = call_service(&first, request()).await;
        assert_eq!(granted(&response, &Method::PUT), origin == ADMIN_ORIGIN);
        assert_eq!(allowed(&call_service(&last, request()).await), None);
    }
    let served = actual(&Method::PUT, "/v/z", ADMIN_ORIGIN).insert_header(("x-host", "b"));
    let response = call_service(&first, served.to_request()).await;
    assert_eq!(allowed(&response), None);
}

/// Without a name it may take every method, and then the second is never reached.
#[actix_web::test]
async fn a_route_after_one_that_may_take_everything() {
    let app = App::new()
        .service(web::resource("/z").to(|| async { Calls::handler() }))
        .service(z_of_admin)
        .wrap(Cors::new(&APP));
    let app = init_service(app).await;
    for origin in [ADMIN_ORIGIN, APP_ORIGIN] {
        let request = preflight(&Method::PUT, "/z", origin).to_request();
        assert_eq!(allowed(&call_service(&app, request).await), None);
    }
    let request = actual(&Method::PUT, "/z", ADMIN_ORIGIN).to_request();
    assert_eq!(allowed(&call_service(&app, request).await), None);
}

/// A limit that the documentation names: a resource with a name is taken for that of a
/// route attribute, so the route after it is not known to be unreachable. A preflight
/// is answered with the policy of the route; a response is not.
#[actix_web::test]
async fn an_unreachable_route_after_a_named_resource_answers_preflights() {
    let everything = web::resource("/z").name("z");
    let app = App::new()
        .service(everything.to(|| async { Calls::handler() }))
        .service(z_of_admin)
        .wrap(Cors::new(&APP));
    let app = init_service(app).await;
    let request = actual(&Method::PUT, "/z", ADMIN_ORIGIN).to_request();
    assert_eq!(allowed(&call_service(&app, request).await), None);
    let request = preflight(&Method::PUT, "/z", ADMIN_ORIGIN).to_request();
    let response = call_service(&app, request).await;
    assert_eq!(allowed(&response), Some(ADMIN_ORIGIN));
    let request = actual(&Method::PUT, "/z", APP_ORIGIN).to_request();
    assert_eq!(allowed(&call_service(&app, request).await), None);
}

#[get("/z")]
async fn z_without_a_policy() -> HttpResponse {
    Calls::handler()
}

/// The commonest of all: the one is the application's, the other its own.
#[actix_web::test]
async fn a_get_without_a_policy_and_a_put_with_one_on_one_path() {
    let first = App::new().service(z_without_a_policy).service(z_of_admin);
    let last = App::new().service(z_of_admin).service(z_without_a_policy);
    let unnamed = App::new()
        .service(z_of_admin)
        .route("/z", web::get().to(|| async { Calls::handler() }));
    for app in [first, last, unnamed] {
        let app = init_service(app.wrap(Cors::new(&APP))).await;
        for (method, own, other) in [
            (Method::PUT, ADMIN_ORIGIN, APP_ORIGIN),
            (Method::GET, APP_ORIGIN, ADMIN_ORIGIN),
            (Method::DELETE, APP_ORIGIN, ADMIN_ORIGIN),
        ] {
            for (origin, expected) in [(own, true), (other, false)] {
                let request = preflight(&method, "/z", origin).to_request();
                let response = call_service(&app, request).await;
                assert_eq!(granted(&response, &method), expected, "{method} {origin}");
                if method != Method::DELETE {
                    let request = actual(&method, "/z", origin).to_request();
                    let response = call_service(&app, request).await;
                    assert_eq!(response.status(), StatusCode::OK);
                    assert_eq!(allowed(&response).is_some(), expected);
                }
            }
        }
    }
}

/// What its guard turns down is served by the other.
#[actix_web::test]
async fn a_guarded_route_before_one_without_a_policy() {
    let put = || web::put().to(|| async { Calls::handler() });
    let same = App::new().service(forms::guarded).route("/guarded", put());
    let wider = App::new().service(forms::guarded).route("/{any}", put());
    for app in [same, wider] {
        let app = init_service(app.wrap(Cors::new(&APP))).await;
        for origin in [ADMIN_ORIGIN, APP_ORIGIN] {
            let request = preflight(&Method::PUT, "/guarded", origin).to_request();
            assert_eq!(allowed(&call_service(&app, request).await), None);
        }
        let request = actual(&Method::PUT, "/guarded", APP_ORIGIN).to_request();
        let response = call_service(&app, request).await;
        assert_eq!(allowed(&response), Some(APP_ORIGIN));
    }
}

#[get("/u/{id}")]
async fn user() -> HttpResponse {
    Calls::handler()
}

#[cors(READ)]
#[get("/u/{id}")]
async fn user_with_a_policy() -> HttpResponse {
    Calls::handler()
}

#[put("/u/me")]
async fn save_own_user() -> HttpResponse {
    Calls::handler()
}

#[cors(ADMIN)]
#[put("/u/{id}")]
async fn save_user() -> HttpResponse {
    Calls::handler()
}

/// Without a policy on the first, only what both policies allow is allowed. A limit that
/// the documentation names: with one, the route in between cannot be seen, and a
/// preflight is answered with the policy of the last. A response is not.
#[actix_web::test]
async fn a_route_without_a_policy_between_two_with_policies() {
    let app = App::new()
        .service(user_with_a_policy)
        .service(save_own_user)
        .service(save_user)
        .wrap(Cors::new(&APP));
    let app = init_service(app).await;
    let request = preflight(&Method::PUT, "/u/me", ADMIN_ORIGIN).to_request();
    assert!(granted(&call_service(&app, request).await, &Method::PUT));
    let request = actual(&Method::PUT, "/u/me", ADMIN_ORIGIN).to_request();
    assert_eq!(allowed(&call_service(&app, request).await), None);

    let app = App::new()
        .service(user)
        .service(save_own_user)
        .service(save_user)
        .wrap(Cors::new(&APP));
    let app = init_service(app).await;
    for (path, origin, expected) in [
        // The pattern of both is the same: the same limit.
        ("/u/me", ADMIN_ORIGIN, true),
        ("/u/me", APP_ORIGIN, false),
        ("/u/1", ADMIN_ORIGIN, true),
        ("/u/1", APP_ORIGIN, false),
    ] {
        let request = preflight(&Method::PUT, path, origin).to_request();
        let response = call_service(&app, request).await;
        assert_eq!(granted(&response, &Method::PUT), expected, "{path}");
    }
    let request = actual(&Method::PUT, "/u/me", ADMIN_ORIGIN).to_request();
    let response = call_service(&app, request).await;
    assert_eq!(allowed(&response), None);
}

#[actix_web::test]
async fn a_resource_without_a_policy_that_has_the_pattern_of_a_scope() {
    let resource = || web::resource("/s").to(|| async { Calls::handler() });
    let scope = || {
        cors_actix::scope("/s", &SCOPE).route("/y", web::put().to(|| async { Calls::handler() }))
    };
    let first = App::new().service(resource()).service(scope());
    let last = App::new().service(scope()).service(resource());
    // A scope without a guard takes every request of its path, so the last one is never
    // reached.
    for (app, of_scope) in [(first, false), (last, true)] {
        let app = init_service(app.wrap(Cors::new(&APP))).await;
        for (path, origin, expected) in [
            ("/s", SCOPE_ORIGIN, of_scope),
            ("/s", APP_ORIGIN, false),
            ("/s/y", SCOPE_ORIGIN, true),
            ("/s/y", APP_ORIGIN, false),
        ] {
            let request = preflight(&Method::PUT, path, origin).to_request();
            let response = call_service(&app, request).await;
            assert_eq!(granted(&response, &Method::PUT), expected, "{path}");
        }
    }
}

/// A resource after the scope does not make it ambiguous.
#[actix_web::test]
async fn a_scope_before_what_takes_every_path() {
    let app = App::new()
        .service(
            cors_actix::scope("/s", &SCOPE)
                .service(z_of_admin)
                .route("", web::put().to(|| async { Calls::handler() })),
        )
        .service(web::resource("/{tail:.*}").to(|| async { Calls::handler() }))
        .wrap(Cors::new(&APP));
    let app = init_service(app).await;
    for (path, own) in [
        // The resource could be outside of the scope, before it.
        ("/s", ""),
        ("/s/y", SCOPE_ORIGIN),
        ("/s/z", ADMIN_ORIGIN),
        ("/other", APP_ORIGIN),
    ] {
        for origin in [SCOPE_ORIGIN, ADMIN_ORIGIN, APP_ORIGIN] {
            let request = preflight(&Method::PUT, path, origin).to_request();
            let response = call_service(&app, request).await;
            assert_eq!(granted(&response, &Method::PUT), origin == own, "{path}");
        }
    }
}

/// The path with and without the slash have one policy.
#[actix_web::test]
async fn the_path_of_a_scope_with_a_trailing_slash_names_all_methods() {
    let app = App::new()
        .service(cors_actix::scope("/s", &SCOPE))
        .wrap(Cors::new(&APP));
    let app = init_service(app).await;
    let request = preflight(&Method::PUT, "/s/", SCOPE_ORIGIN).to_request();
    let response = call_service(&app, request).await;
    assert_eq!(
        header(&response, "access-control-allow-methods"),
        ["GET,PUT"]
    );
    assert_eq!(header(&response, "vary"), ["Origin"]);
}

/// There is no `Cors` around it that could apply its policy.
#[actix_web::test]
async fn a_scope_without_a_cors_answers_for_itself() {
    let app = App::new()
        .service(
            cors_actix::scope("/s", &SCOPE)
                .service(z_of_admin)
                .route("/y", web::put().to(|| async { Calls::handler() })),
        )
        .route("/y", web::put().to(|| async { Calls::handler() }));
    let app = init_service(app).await;
    for (path, own) in [("/s/y", SCOPE_ORIGIN), ("/s/z", ADMIN_ORIGIN)] {
        for origin in [SCOPE_ORIGIN, ADMIN_ORIGIN] {
            let expected = Some(origin).filter(|origin| *origin == own);
            let request = preflight(&Method::PUT, path, origin).to_request();
            let response = call_service(&app, request).await;
            assert_eq!(granted(&response, &Method::PUT), expected.is_some());
            assert_eq!(Calls::take(), (0, 0));
            let request = actual(&Method::PUT, path, origin).to_request();
            let response = call_service(&app, request).await;
            assert_eq!(allowed(&response), expected, "{path}");
            assert_eq!(Calls::take(), (1, 0));
        }
    }
    let request = actual(&Method::PUT, "/y", SCOPE_ORIGIN).to_request();
    assert_eq!(allowed(&call_service(&app, request).await), None);
}

/// A page may read the reply of a cache or a maintenance page for a route that it may
/// call.
#[actix_web::test]
async fn middleware_that_replies_changes_nothing() {
    let app = App::new()
        .service(z_of_admin)
        .wrap_fn(|request, _| async move { Ok(request.into_response(HttpResponse::Ok())) })
        .wrap(Cors::new(&APP));
    let app = init_service(app).await;
    for _ in 0..2 {
        let request = actual(&Method::PUT, "/z", ADMIN_ORIGIN).to_request();
        let response = call_service(&app, request).await;
        assert_eq!(allowed(&response), Some(ADMIN_ORIGIN));
        let request = preflight(&Method::PUT, "/z", ADMIN_ORIGIN).to_request();
        assert!(allowed(&call_service(&app, request).await).is_some());
    }
}

#[actix_web::test]
async fn a_path_that_is_rewritten_inside() {
    for path in ["/x/1/", "//x/1", "/x//1"] {
        let app = App::new()
            .service(save)
            .wrap(NormalizePath::trim())
            .wrap(Cors::new(&APP));
        let app = init_service(app).await;
        for origin in [APP_ORIGIN, ADMIN_ORIGIN] {
            let request = preflight(&Method::PUT, path, origin).to_request();
            let response = call_service(&app, request).await;
            assert_eq!(allowed(&response), None, "{path} from {origin}");
        }
        let request = actual(&Method::PUT, path, ADMIN_ORIGIN).to_request();
        let response = call_service(&app, request).await;
        assert_eq!(allowed(&response), Some(ADMIN_ORIGIN));
    }
    let app = App::new()
        .service(save)
        .wrap(Cors::new(&APP))
        .wrap(NormalizePath::trim());
    let app = init_service(app).await;
    let request = preflight(&Method::PUT, "/x/1/", ADMIN_ORIGIN).to_request();
    assert!(allowed(&call_service(&app, request).await).is_some());
}

#[actix_web::test]
async fn without_a_cors_a_route_answers_for_itself() {
    let app = App::new()
        .service(web::scope("/{id}").service(save))
        .service(load)
        .route("/plain", web::to(|| async { Calls::handler() }));
    let app = init_service(app).await;
    for (method, path, origin, expected) in [
        (Method::PUT, "/7/x/1", ADMIN_ORIGIN, true),
        (Method::PUT, "/7/x/1", APP_ORIGIN, false),
        (Method::GET, "/x/1", READ_ORIGIN, false),
        (Method::PUT, "/plain", APP_ORIGIN, false),
    ] {
        let request = preflight(&method, path, origin).to_request();
        let response = call_service(&app, request).await;
        assert_eq!(granted(&response, &method), expected, "{method} {path}");
    }
    for (origin, expected) in [(ADMIN_ORIGIN, Some(ADMIN_ORIGIN)), (APP_ORIGIN, None)] {
        let request = actual(&Method::PUT, "/7/x/1", origin).to_request();
        assert_eq!(allowed(&call_service(&app, request).await), expected);
    }
}

/// Handlers and middleware see the patterns and names that the user wrote.
#[actix_web::test]
async fn the_patterns_and_names_of_routes_stay_theirs() {
    #[get("/x/{id}/more", name = "more")]
    async fn more() -> HttpResponse {
        Calls::handler()
    }
    async fn whose(request: HttpRequest) -> String {
        let pattern = request.match_pattern().unwrap_or_default();
        format!("{pattern} {}", request.match_name().unwrap_or_default())
    }
    #[cors(ADMIN)]
    #[put("/own/{id}")]
    async fn own(request: HttpRequest) -> String {
        whose(request).await
    }
    #[cors(ADMIN)]
    #[put("/named/{id}", name = "given")]
    async fn named(request: HttpRequest) -> String {
        whose(request).await
    }
    async fn url(request: HttpRequest) -> String {
        let url = |name, id: &str| request.url_for(name, [id]).map(|url| url.path().to_owned());
        let urls = ["save", "given", "more"].map(|name| url(name, "7").unwrap_or_default());
        urls.join(" ")
    }
    let app = App::new()
        .wrap_fn(|request, service| {
            // Before the router has seen it.
            let found = request.match_pattern().zip(request.match_name());
            let found = found.map(|(pattern, name)| format!("{pattern} {name}"));
            let future = service.call(request);
            async move {
                let mut response = future.await?;
                let name = actix_web::http::header::HeaderName::from_static("x-found");
                let value = found.unwrap_or_default().parse();
                response.headers_mut().insert(name, value.expect("a text"));
                Ok(response)
            }
        })
        .service(save)
        .service(own)
        .service(named)
        .service(more)
        .route("/named/{id}", web::get().to(whose))
        .route("/url", web::get().to(url));
    let app = init_service(app).await;
    // actix-web names what has no name for the first that has the path.
    for (method, path, body, found) in [
        (Method::PUT, "/own/1", "/own/{id} own", "/own/{id} own"),
        (
            Method::PUT,
            "/named/1",
            "/named/{id} given",
            "/named/{id} given",
        ),
        (
            Method::GET,
            "/named/1",
            "/named/{id} given",
            "/named/{id} given",
        ),
        (Method::GET, "/x/1/more", "", "/x/{id}/more more"),
        (Method::GET, "/url", "/x/7 /named/7 /x/7/more", ""),
    ] {
        let request = actual(&method, path, ADMIN_ORIGIN).to_request();
        let response = call_service(&app, request).await;
        assert_eq!(header(&response, "x-found"), [found], "{method} {path}");
        assert_eq!(read_body(response).await, body, "{method} {path}");
    }
}

/// A resource that takes preflights too takes no other OPTIONS, nor a preflight
/// for another method.
#[actix_web::test]
async fn options_handlers_of_users_without_a_cors() {
    #[cors(ADMIN, methods = [OPTIONS])]
    #[options("/opt")]
    async fn opt_with_a_policy() -> HttpResponse {
        Calls::handler()
    }
    let after = App::new().service(opt).service(own_options);
    let before = App::new().service(own_options).service(opt);
    let with_policy = App::new().service(opt).service(opt_with_a_policy);
    for (app, answered) in [(after, true), (before, false), (with_policy, true)] {
        let app = init_service(app).await;
        let plain = actual(&Method::OPTIONS, "/opt", ADMIN_ORIGIN).to_request();
        assert_eq!(call_service(&app, plain).await.status(), StatusCode::OK);
        let other = preflight(&Method::DELETE, "/opt", ADMIN_ORIGIN).to_request();
        assert_eq!(call_service(&app, other).await.status(), StatusCode::OK);
        assert_eq!(Calls::take(), (2, 0));
        let own = preflight(&Method::PUT, "/opt", ADMIN_ORIGIN).to_request();
        let response = call_service(&app, own).await;
        assert_eq!(granted(&response, &Method::PUT), answered);
        assert_eq!(Calls::take(), (usize::from(!answered), 0));
    }
}

/// A guard of the user's is not asked of a preflight.
#[actix_web::test]
async fn guards_of_users_without_a_cors() {
    fn counted(_: &guard::GuardContext<'_>) -> bool {
        Calls::auth();
        true
    }
    #[cors(ADMIN)]
    #[put("/guarded", guard = "counted")]
    async fn guarded() -> HttpResponse {
        Calls::handler()
    }
    let under = |path| cors_actix::route(Method::PUT, path, &ADMIN);
    let app = App::new()
        .service(guarded)
        .service(
            under("/under")
                .guard(counted)
                .to(|| async { Calls::handler() }),
        )
        .service(under("/plain").to(|| async { Calls::handler() }));
    let app = init_service(app).await;
    for (path, guards) in [("/guarded", 1), ("/under", 1), ("/plain", 0)] {
        let request = preflight(&Method::PUT, path, ADMIN_ORIGIN).to_request();
        let response = call_service(&app, request).await;
        assert!(granted(&response, &Method::PUT), "{path}");
        assert_eq!(Calls::take(), (0, 0), "{path}");
        let request = actual(&Method::PUT, path, ADMIN_ORIGIN).to_request();
        let response = call_service(&app, request).await;
        assert_eq!(allowed(&response), Some(ADMIN_ORIGIN), "{path}");
        assert_eq!(Calls::take(), (1, guards), "{path}");
        let request = actual(&Method::GET, path, ADMIN_ORIGIN).to_request();
        let response = call_service(&app, request).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

/// The handler may have the name of its attribute.
#[actix_web::test]
async fn a_handler_named_for_its_method() {
    mod handlers {
        use actix_web::{HttpResponse, put};
        #[super::cors(super::ADMIN)]
        #[put("/named")]
        pub(super) async fn put() -> HttpResponse {
            super::Calls::handler()
        }
    }
    let app = init_service(App::new().service(handlers::put)).await;
    let request = preflight(&Method::PUT, "/named", ADMIN_ORIGIN).to_request();
    assert!(granted(&call_service(&app, request).await, &Method::PUT));
}

/// Two applications on one thread, each with its own.
#[actix_web::test]
async fn applications_do_not_mix() {
    let first = init_service(App::new().service(save).wrap(Cors::new(&APP))).await;
    let second = App::new().default_service(web::to(|| async { Calls::handler() }));
    let second = init_service(second.wrap(Cors::new(&APP))).await;
    let request = || preflight(&Method::PUT, "/x/1", APP_ORIGIN).to_request();
    assert_eq!(allowed(&call_service(&first, request()).await), None);
    assert!(allowed(&call_service(&second, request()).await).is_some());
    drop(first);
    let third = init_service(App::new().service(load).wrap(Cors::new(&APP))).await;
    assert!(allowed(&call_service(&third, request()).await).is_some());
}

/// The outer layer answers preflights, and a response is allowed only what both allow.
#[actix_web::test]
async fn a_cors_inside_another_allows_what_both_allow() {
    #[cors(origins = ["https://app.example", "https://admin.example"], methods = [PUT], credentials)]
    static OUTER: Policy;
    #[cors(origins = ["https://admin.example", "https://read.example"], expose_headers = ["etag"])]
    static INNER: Policy;
    let app = App::new()
        .service(
            web::scope("/inner")
                .route("", web::to(|| async { Calls::handler() }))
                .wrap(Cors::new(&INNER)),
        )
        .route("/beside", web::to(|| async { Calls::handler() }))
        .wrap(Cors::new(&OUTER));
    let app = init_service(app).await;
    for _ in 0..2 {
        for (path, origin, expected) in [
            ("/inner", APP_ORIGIN, false),
            ("/inner", ADMIN_ORIGIN, true),
            ("/inner", READ_ORIGIN, false),
            ("/beside", APP_ORIGIN, true),
            ("/beside", READ_ORIGIN, false),
        ] {
            let request = actual(&Method::PUT, path, origin).to_request();
            let response = call_service(&app, request).await;
            assert_eq!(response.status(), StatusCode::OK);
            assert_eq!(allowed(&response).is_some(), expected, "{path} {origin}");
            let credentials = header(&response, "access-control-allow-credentials");
            assert_eq!(credentials.is_empty(), !expected || path == "/inner");
            assert_eq!(Calls::take(), (1, 0));
        }
        let request = preflight(&Method::PUT, "/inner", APP_ORIGIN).to_request();
        let response = call_service(&app, request).await;
        assert!(granted(&response, &Method::PUT));
        assert_eq!(Calls::take(), (0, 0));
    }
}

/// Each page's answer names what its own policy has.
#[actix_web::test]
async fn without_an_origin_the_response_is_that_of_its_policy() {
    #[cors(origins = *, expose_headers = ["etag"])]
    #[get("/public")]
    async fn public() -> HttpResponse {
        Calls::handler()
    }
    let app = App::new()
        .service(public)
        .service(load)
        .wrap(Cors::new(&APP));
    let app = init_service(app).await;
    let request = TestRequest::get().uri("/public").to_request();
    let response = call_service(&app, request).await;
    assert_eq!(allowed(&response), Some("*"));
    assert!(header(&response, "vary").is_empty());
    let request = TestRequest::get().uri("/x/1").to_request();
    let response = call_service(&app, request).await;
    assert_eq!(
        origin_and_vary(&response),
        (None, vec!["Origin".to_owned()])
    );
}

#[cors(origins = ["https://a.example", "https://*.b.example"], methods = [GET], headers = ["x-a"], expose_headers = ["etag"], credentials, max_age = 10m)]
static BASE: Policy;

/// The keys that are written replace those of the policy that is named; the
/// others, its origins among them, are its own.
#[actix_web::test]
async fn a_named_policy_with_keys_replaced() {
    #[cors(BASE, methods = [PUT], headers = [])]
    #[put("/methods")]
    async fn methods() -> HttpResponse {
        Calls::handler()
    }
    #[cors(BASE, origins = ["https://c.example"])]
    #[get("/origins")]
    async fn origins() -> HttpResponse {
        Calls::handler()
    }
    #[cors(
        self::BASE,
        credentials = false,
        origins = *,
        headers = [],
        expose_headers = *,
        methods = *,
        max_age = 0,
    )]
    #[route("/all", method = "PATCH", method = "PUT")]
    async fn all() -> HttpResponse {
        Calls::handler()
    }
    let app = App::new().service(methods).service(origins).service(all);
    let app = init_service(app.wrap(Cors::new(&APP))).await;
    let lines = async |request: TestRequest, names: &[&str]| {
        let response = call_service(&app, request.to_request()).await;
        let values = names.iter().map(|name| header(&response, name).join("|"));
        values.collect::<Vec<_>>()
    };
    let names = [
        "access-control-allow-origin",
        "access-control-allow-credentials",
        "access-control-allow-methods",
        "access-control-allow-headers",
        "access-control-max-age",
    ];
    for (origin, granted) in [
        ("https://a.example", true),
        ("https://x.b.example", true),
        ("https://b.example", false),
        (APP_ORIGIN, false),
    ] {
        let answer = lines(preflight(&Method::PUT, "/methods", origin), &names).await;
        match granted {
            true => assert_eq!(answer, [origin, "true", "PUT", "", "600"]),
            false => assert_eq!(answer, [""; 5]),
        }
    }
    let answer = preflight(&Method::GET, "/origins", "https://c.example");
    let answer = lines(answer, &names).await;
    // It names headers and is beside the policy of the application: not kept.
    assert_eq!(answer, ["https://c.example", "true", "GET", "x-a", "0"]);
    let response = actual(&Method::GET, "/origins", "https://a.example");
    assert_eq!(lines(response, &names).await, [""; 5]);

    let answer = preflight(&Method::PATCH, "/all", "https://any.example");
    assert_eq!(lines(answer, &names).await, ["*", "", "PATCH", "", "0"]);
    let response = actual(&Method::PUT, "/all", "https://any.example");
    let exposed = lines(response, &["access-control-expose-headers"]).await;
    assert_eq!(exposed, ["*"]);
}

/// An attribute of another crate, named as one of actix-web's, may leave the
/// handler as it is; then the service is handed to itself, and must not run
/// round in a circle.
#[actix_web::test]
async fn a_service_that_is_handed_to_itself() {
    struct Service;
    impl HttpServiceFactory for Service {
        fn register(self, config: &mut AppService) {
            let route = __private::Route::new(&["GET"], "/a", false, false);
            __private::register::<Self, _>(config, Service, &APP, vec![route]);
        }
    }
    let app = init_service(App::new().service(Service).service(load)).await;
    let request = actual(&Method::GET, "/a", APP_ORIGIN).to_request();
    assert_eq!(respond(&app, request).await, (StatusCode::NOT_FOUND, None));
    let request = actual(&Method::GET, "/x/1", READ_ORIGIN).to_request();
    assert_eq!(respond(&app, request).await.0, StatusCode::OK);
}

/// Nothing is learned from requests: the answers are the same before and after.
#[actix_web::test]
async fn a_default_service_may_serve_what_a_guarded_route_declines() {
    let guarded = || {
        let route = cors_actix::route(Method::PUT, "/z", &ADMIN);
        let route = route.guard(guard::Header("x-token", "1"));
        route.to(|| async { Calls::handler() })
    };
    let handle = || web::to(|| async { Calls::handler() });
    let at_root = App::new().service(guarded()).default_service(handle());
    let in_scope = App::new().service(
        cors_actix::scope("/s", &SCOPE)
            .service(guarded())
            .default_service(handle()),
    );
    for (app, path) in [(at_root, "/z"), (in_scope, "/s/z")] {
        let app = init_service(app.wrap(Cors::new(&APP))).await;
        let served = actual(&Method::PUT, path, ADMIN_ORIGIN).to_request();
        assert_eq!(allowed(&call_service(&app, served).await), None, "{path}");
        let asked = preflight(&Method::PUT, path, ADMIN_ORIGIN).to_request();
        assert_eq!(allowed(&call_service(&app, asked).await), None, "{path}");
    }
}

#[actix_web::test]
async fn a_later_route_may_serve_what_a_guarded_scope_declines() {
    let scope = cors_actix::scope("/s", &SCOPE).guard(guard::Header("x-token", "1"));
    let app = App::new()
        .service(scope.route("/z", web::put().to(|| async { Calls::handler() })))
        .route("/{any:.*}", web::put().to(|| async { Calls::handler() }))
        .service(save)
        .wrap(Cors::new(&APP));
    let app = init_service(app).await;
    let served = actual(&Method::PUT, "/s/z", SCOPE_ORIGIN).to_request();
    assert_eq!(allowed(&call_service(&app, served).await), None);
    let asked = preflight(&Method::PUT, "/s/z", SCOPE_ORIGIN).to_request();
    assert_eq!(allowed(&call_service(&app, asked).await), None);
}

/// A limit that the documentation names: actix-web shows the patterns of a resource and
/// of a scope as one text. A preflight is answered with the policy of the scope; a
/// response is not.
#[actix_web::test]
async fn a_resource_before_a_scope_with_the_start_of_its_pattern() {
    let app = App::new()
        .service(web::resource("/s/y").to(|| async { Calls::handler() }))
        .service(cors_actix::scope("/s", &SCOPE))
        .wrap(Cors::new(&APP));
    let app = init_service(app).await;
    let request = preflight(&Method::PUT, "/s/y", SCOPE_ORIGIN).to_request();
    assert!(granted(&call_service(&app, request).await, &Method::PUT));
    for origin in [SCOPE_ORIGIN, APP_ORIGIN] {
        let request = actual(&Method::PUT, "/s/y", origin).to_request();
        assert_eq!(allowed(&call_service(&app, request).await), None);
    }
}

/// A route attribute at the path of a scope shows that it is inside.
#[actix_web::test]
async fn a_route_with_a_policy_at_the_path_of_a_scope() {
    #[cors(SCOPE)]
    #[put("")]
    async fn root() -> HttpResponse {
        Calls::handler()
    }
    let app = App::new()
        .service(cors_actix::scope("/s", &SCOPE).service(root))
        .wrap(Cors::new(&APP));
    let app = init_service(app).await;
    let request = preflight(&Method::PUT, "/s", SCOPE_ORIGIN).to_request();
    assert!(granted(&call_service(&app, request).await, &Method::PUT));
}

/// Two applications with a `Cors` on one thread, and one without routes with policies.
#[actix_web::test]
async fn a_second_layer_on_the_thread_changes_nothing() {
    let app = || {
        App::new()
            .route("/", web::put().to(|| async { Calls::handler() }))
            .wrap(Cors::new(&APP))
    };
    let (first, second) = (init_service(app()).await, init_service(app()).await);
    for origin in [APP_ORIGIN, ADMIN_ORIGIN] {
        let request = || actual(&Method::PUT, "/", origin).to_request();
        let response = call_service(&first, request()).await;
        assert_eq!(allowed(&response).is_some(), origin == APP_ORIGIN);
        let response = call_service(&second, request()).await;
        assert_eq!(allowed(&response).is_some(), origin == APP_ORIGIN);
    }
}

/// RFC 10008. A script may send QUERY only if the policy lists it.
#[actix_web::test]
async fn a_route_for_query_has_a_policy() {
    #[cors(origins = ["https://a.example"])]
    #[query("/search")]
    async fn search() -> HttpResponse {
        Calls::handler()
    }
    let app = init_service(App::new().service(search).wrap(Cors::new(&APP))).await;
    let method = Method::from_bytes(b"QUERY").unwrap();
    let asked = preflight(&method, "/search", "https://a.example").to_request();
    let response = call_service(&app, asked).await;
    assert_eq!(response.status(), 204);
    assert_eq!(header(&response, "access-control-allow-methods"), ["QUERY"]);
    let sent = actual(&method, "/search", "https://a.example").to_request();
    let response = call_service(&app, sent).await;
    assert_eq!(response.status(), 200);
    let origin = header(&response, "access-control-allow-origin");
    assert_eq!(origin, ["https://a.example"]);
}
