//! Tables of policies that agree with an application, and tables that do not.

#![cfg(feature = "routes")]

use std::panic::{self, AssertUnwindSafe};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use cors_engine::routes::Policies;
use cors_engine::{Policy, cors};
use cors_test::{Request, Response, RouteCheck, Server};

static PUBLIC: Policy = cors! { origins = * };
static PARTNERS: Policy = cors! {
    origins = ["https://*.partner.example"],
    methods = [PUT, DELETE],
    credentials,
};
static STAFF: Policy = cors! { origins = ["http://localhost:*"] };

fn policies() -> Policies {
    Policies::builder(&PUBLIC)
        .route("GET", "/orders/{id}", &STAFF)
        .route("PUT", "/orders/{id}", &PARTNERS)
        .route("GET", "/files/{*rest}", &STAFF)
        .nest("/partners", &PARTNERS)
        .without_cors("/health")
        .build()
        .expect("policies that break no rule")
}

/// A route of the application, and the policy that really applies to it.
type Route = (&'static str, &'static str, &'static Policy);

/// An application with some routes, which match the start of a path.
struct App {
    routes: Vec<Route>,
    fallback: Response,
    /// Whether requests without a token get a 401 before they reach the router.
    needs_token: bool,
}

fn app() -> App {
    App {
        routes: vec![
            ("GET", "/orders/1", &STAFF),
            ("PUT", "/orders/1", &PARTNERS),
            ("GET", "/files/1", &STAFF),
            ("GET", "/partners/orders", &PARTNERS),
            ("GET", "/health", Policy::NONE),
        ],
        fallback: Response::new(404),
        needs_token: false,
    }
}

impl Server for App {
    async fn answer(&self, request: &Request) -> Result<Response, String> {
        let path = request.url.path();
        let requested = request.headers.get("access-control-request-method");
        let method = match &requested {
            Some(method) if request.is_preflight() => method,
            _ => request.method.as_bytes(),
        };
        let at_path = |route: &&Route| path.starts_with(route.1);
        let has_path = self.routes.iter().any(|route| at_path(&route));
        let route = self.routes.iter().filter(at_path);
        let route = route.into_iter().find(|route| route.0.as_bytes() == method);
        let has_token = request.headers.contains("x-token");
        let response = match route {
            _ if request.is_preflight() => Response::new(204),
            _ if self.needs_token && !has_token => Response::new(401),
            Some(_) => Response::new(200).body(path),
            None if has_path => Response::new(405),
            None => self.fallback.clone(),
        };
        let policy = route.map_or(&PUBLIC, |route| route.2);
        let origin = request.headers.get("origin").unwrap_or_default();
        if !policy.allows_origin(&origin) {
            return Ok(response);
        }
        let methods = policy.methods().collect::<Vec<_>>().join(",");
        let response = response
            .header("access-control-allow-origin", origin)
            .header("access-control-allow-methods", methods);
        Ok(if policy.credentials() {
            response.header("access-control-allow-credentials", "true")
        } else {
            response
        })
    }
}

/// The message of the failed check, or an empty text.
fn failure(check: RouteCheck, app: &App) -> String {
    let run = AssertUnwindSafe(|| {
        let check = pin!(check.assert(app));
        match check.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(()) => String::new(),
            Poll::Pending => "the server never waits".to_owned(),
        }
    });
    panic::catch_unwind(run).unwrap_or_else(|payload| {
        let message = payload.downcast::<String>().expect("a message");
        *message
    })
}

#[test]
fn an_application_that_agrees_passes() {
    assert_eq!(failure(RouteCheck::new(&policies()), &app()), "");
    let nested = RouteCheck::new(&policies())
        .path("/partners", "/partners/orders")
        .path("/health", "/health");
    assert_eq!(failure(nested, &app()), "");
}

#[test]
fn a_renamed_path_fails() {
    let mut app = app();
    app.routes[1].1 = "/order/1";
    let message = failure(RouteCheck::new(&policies()), &app);
    let line = "PUT /orders/{id}: the application answers /orders/1 with 405.";
    assert!(message.contains(line), "{message}");
    assert!(!message.contains("GET /orders/{id}: "), "{message}");

    app.routes[0].1 = "/order/1";
    let message = failure(RouteCheck::new(&policies()), &app);
    for method in ["GET", "PUT"] {
        let line = format!("{method} /orders/{{id}}: the application answers /orders/1 with 404.");
        assert!(message.contains(&line), "{message}");
    }
}

#[test]
fn a_renamed_path_with_a_fallback_for_all_paths_fails() {
    let mut app = app();
    app.routes[2].1 = "/documents/1";
    app.fallback = Response::new(200).body("<!doctype html>");
    let message = failure(RouteCheck::new(&policies()), &app);
    let line = "GET /files/{*rest}: the application answers /files/1 with 200, exactly like";
    assert!(message.contains(line), "{message}");
}

#[test]
fn a_route_with_a_stricter_policy_fails() {
    let mut app = app();
    app.routes[1].2 = &STAFF;
    let message = failure(RouteCheck::new(&policies()), &app);
    let line = "PUT /orders/{id}: its policy allows https://www.partner.example, but the page at \
                https://www.partner.example cannot read the response to PUT";
    assert!(message.contains(line), "{message}");
}

#[test]
fn a_route_with_a_wider_policy_fails() {
    let mut app = app();
    app.routes[0].2 = &PUBLIC;
    let message = failure(RouteCheck::new(&policies()), &app);
    let line = "GET /orders/{id}: its policy does not allow https://unlisted.example, but the \
                page at https://unlisted.example can read the response to GET";
    assert!(message.contains(line), "{message}");
}

#[test]
fn a_nested_prefix_is_checked_at_the_chosen_path() {
    let check = RouteCheck::new(&policies()).path("/partners", "/partners/bills");
    let message = failure(check, &app());
    let line = "GET /partners: the application answers /partners/bills with 404.";
    assert!(message.contains(line), "{message}");

    let mut app = app();
    app.routes[4].2 = &PUBLIC;
    let check = RouteCheck::new(&policies()).path("/health", "/health");
    let message = failure(check, &app);
    assert!(
        message.contains("GET /health: its policy does not allow"),
        "{message}"
    );
}

#[test]
fn authentication_in_front_of_the_router_needs_a_token() {
    let app = App {
        needs_token: true,
        ..app()
    };
    let message = failure(RouteCheck::new(&policies()), &app);
    assert!(message.contains("authenticate the request"), "{message}");
    let check = RouteCheck::new(&policies()).header("x-token", "1");
    assert_eq!(failure(check, &app), "");
}
