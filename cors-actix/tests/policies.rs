//! `Policies` by URL in front of actix-web's router, and paths that routers and
//! middleware spell differently.

mod support;

use actix_web::http::Method;
use actix_web::middleware::{Condition, NormalizePath};
use actix_web::test::{call_service, init_service};
use actix_web::{App, HttpResponse, put, web};
use cors_actix::Policies;
use cors_actix::{Cors, Policy, cors};
use support::{actual, allowed, granted, header, preflight};

#[cors(origins = ["https://app.example"], methods = [PUT])]
static APP: Policy;

#[cors(origins = ["https://admin.example"], methods = [PUT])]
static ADMIN: Policy;

#[cors(origins = ["https://order.example"], methods = [PUT])]
static ORDERS: Policy;

const ORIGINS: [&str; 3] = [
    "https://app.example",
    "https://admin.example",
    "https://order.example",
];

fn by(policy: &'static str) -> HttpResponse {
    HttpResponse::Ok().insert_header(("x-by", policy)).finish()
}

fn policy_of(name: &str) -> &'static Policy {
    match name {
        "admin" => &ADMIN,
        "orders" => &ORDERS,
        _ => &APP,
    }
}

/// The policies of the routes of [`routes`].
fn policies() -> Policies {
    Policies::builder(&APP)
        .route("PUT", "/orders/{id}", &ORDERS)
        .nest("/admin", &ADMIN)
        .without_cors("/health")
        .build()
        .expect("the policies are right")
}

fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/health", web::to(async || by("none")))
        .route("/orders/{id}", web::put().to(async || by("orders")))
        .service(web::scope("/admin").default_service(web::to(async || by("admin"))))
        .default_service(web::to(async || by("app")));
}

mod attributes {
    use super::{ADMIN, ORDERS, by, cors, put, web};

    #[cors(ORDERS)]
    #[put("/orders/{id}")]
    async fn order() -> actix_web::HttpResponse {
        by("orders")
    }

    /// The same policies on the routes themselves.
    pub(super) fn routes(config: &mut web::ServiceConfig) {
        config
            .service(order)
            .service(
                cors_actix::scope("/admin", &ADMIN).default_service(web::to(async || by("admin"))),
            )
            .default_service(web::to(async || by("app")));
    }
}

#[actix_web::test]
async fn policies_by_url() {
    let app = App::new().configure(routes).wrap(Cors::new(policies()));
    let app = init_service(app).await;
    for (path, expected) in [
        ("/orders/1", 2),
        ("/admin", 1),
        ("/admin/x", 1),
        ("/other", 0),
        ("/health", 3),
    ] {
        for (index, origin) in ORIGINS.into_iter().enumerate() {
            let request = preflight(&Method::PUT, path, origin).to_request();
            let response = call_service(&app, request).await;
            let is_allowed = granted(&response, &Method::PUT);
            assert_eq!(is_allowed, index == expected, "{path} {origin}");
            let request = actual(&Method::PUT, path, origin).to_request();
            let response = call_service(&app, request).await;
            let is_readable = allowed(&response).is_some();
            assert_eq!(is_readable, index == expected, "{path} {origin}");
        }
    }
    // The methods of this URL have two policies.
    let request = preflight(&Method::PUT, "/orders/1", ORIGINS[2]).to_request();
    let response = call_service(&app, request).await;
    assert_eq!(header(&response, "access-control-allow-methods"), ["PUT"]);
    assert_eq!(
        header(&response, "vary"),
        ["Origin, Access-Control-Request-Method"]
    );
}

/// A route with a policy of its own decides over those by URL.
#[actix_web::test]
async fn policies_by_url_and_by_route() {
    #[cors(ADMIN)]
    #[put("/orders/special")]
    async fn special() -> HttpResponse {
        by("admin")
    }
    let app = App::new()
        .service(special)
        .configure(routes)
        .wrap(Cors::new(policies()));
    let app = init_service(app).await;
    for (path, expected) in [("/orders/special", 1), ("/orders/1", 2), ("/x", 0)] {
        for (index, origin) in ORIGINS.into_iter().enumerate() {
            let request = preflight(&Method::PUT, path, origin).to_request();
            let response = call_service(&app, request).await;
            let is_allowed = granted(&response, &Method::PUT);
            assert_eq!(is_allowed, index == expected, "{path} {origin}");
            let request = actual(&Method::PUT, path, origin).to_request();
            let response = call_service(&app, request).await;
            let is_readable = allowed(&response).is_some();
            assert_eq!(is_readable, index == expected, "{path} {origin}");
        }
    }
}

/// No handler serves what was taken for another path, in a way that allows more.
#[actix_web::test]
async fn paths_that_are_spelled_differently() {
    let mut paths = Vec::new();
    for path in ["/orders/1", "/admin", "/admin/x", "/health", "/other"] {
        let rest = &path[1..];
        let (first, last) = rest.split_once('/').unwrap_or((rest, ""));
        let encoded = format!("%{:02X}{}", first.as_bytes()[0], &first[1..]);
        paths.extend([
            path.to_owned(),
            format!("/{path}"),
            format!("{path}/"),
            format!("{path}//"),
            format!("{path};x"),
            format!("{path}/."),
            format!("{path}/.."),
            format!("{path}%2F"),
            format!("/.{path}"),
            format!("/x/..{path}"),
            format!("/{first}//{last}"),
            format!("/{first}/./{last}"),
            format!("/{first};x/{last}"),
            format!("/{first}%2F{last}"),
            format!("/{first}%2f{last}"),
            format!("/{first}%252F{last}"),
            format!("/{first}%00/{last}"),
            format!("/{first}/%2e%2e/{last}"),
            format!("/{encoded}/{last}"),
            format!("/{encoded}"),
            path.replace('o', "%6F"),
            path.replace('a', "%61"),
            path.to_uppercase(),
        ]);
    }
    let mut granted_at_all = 0;
    for normalize in [false, true] {
        for by_url in [false, true] {
            let trim = || Condition::new(normalize, NormalizePath::trim());
            let app = if by_url {
                let app = App::new().configure(routes);
                init_service(app.wrap(trim()).wrap(Cors::new(policies()))).await
            } else {
                let app = App::new().configure(attributes::routes);
                init_service(app.wrap(trim()).wrap(Cors::new(&APP))).await
            };
            for path in &paths {
                for origin in ORIGINS {
                    let request = preflight(&Method::PUT, path, origin).to_request();
                    let response = call_service(&app, request).await;
                    let is_allowed = granted(&response, &Method::PUT);
                    let request = actual(&Method::PUT, path, origin).to_request();
                    let response = call_service(&app, request).await;
                    let is_readable = allowed(&response).is_some();
                    let by = header(&response, "x-by").join("");
                    let expected = by != "none" && policy_of(&by).allows_origin(origin);
                    let context = format!("{path} {origin} {by} {normalize} {by_url}");
                    assert!(expected || !is_allowed, "preflight {context}");
                    assert!(expected || !is_readable, "{context}");
                    granted_at_all += usize::from(is_allowed);
                }
            }
        }
    }
    assert!(granted_at_all > 50);
}
