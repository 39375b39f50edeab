//! Routes with policies in an application whose policies are replaced.

mod support;

use cors_warp::{Live, Policies, Policy, cors, path, plain, route};
use support::{Calls, actual, allowed, ask, preflight};
use warp::Filter;
use warp::http::Method;

#[cors(origins = ["https://one.example", "https://both.example"], methods = [PUT])]
static ONE: Policy;

#[cors(origins = ["https://two.example", "https://both.example"], methods = [PUT])]
static TWO: Policy;

#[cors(origins = ["https://admin.example", "https://both.example"], methods = [PUT])]
static ADMIN: Policy;

const ORIGINS: [&str; 4] = [
    "https://one.example",
    "https://two.example",
    "https://admin.example",
    "https://both.example",
];

/// The origins that may send and read PUT requests.
async fn readers<F>(app: &F, path: &str) -> Vec<&'static str>
where
    F: Filter<Extract = (warp::reply::Response,), Error = std::convert::Infallible> + Clone,
{
    let mut readers = Vec::new();
    for origin in ORIGINS {
        let response = ask(app, actual(&Method::PUT, path, origin)).await;
        let answer = ask(app, preflight(&Method::PUT, path, origin)).await;
        assert_eq!(allowed(&response), allowed(&answer), "{path} {origin}");
        if allowed(&response).is_some() {
            readers.push(origin);
        }
    }
    readers
}

/// The application may handle the requests that a guarded route declines.
#[tokio::test]
async fn a_route_that_may_decline_gets_the_intersection_with_the_current_policy() {
    let calls = Calls::default();
    let admin = route(Method::PUT, path!("admin"))
        .cors(&ADMIN)
        .to(|admin| admin.and(warp::body::json()).map(|text: String| text));
    let other = route(Method::PUT, path!("admin")).to(|other| other.map(move || calls.handler()));
    let live = Live::new(&ONE);
    let app = admin
        .or(other)
        .or(plain(warp::any().map(|| "the rest")))
        .cors(live.clone());
    let [one, two, _, both] = ORIGINS;
    assert_eq!(readers(&app, "/admin").await, [both]);
    assert_eq!(readers(&app, "/").await, [one, both]);
    live.replace(&TWO);
    assert_eq!(readers(&app, "/admin").await, [both]);
    assert_eq!(readers(&app, "/").await, [two, both]);
    live.replace(Policy::NONE);
    assert_eq!(readers(&app, "/admin").await, [""; 0]);
}

/// `Policies` are compared with the whole path, also below another filter.
#[tokio::test]
async fn the_application_of_routes_can_have_policies_by_url() {
    let admin = route(Method::PUT, path!("admin"))
        .cors(&ADMIN)
        .to(|admin| admin.map(|| "admin"));
    let policies = Policies::builder(&ONE).nest("/api/shop", &TWO).build();
    let policies = policies.expect("they keep every rule");
    let app = admin
        .or(plain(warp::any().map(|| "the rest")))
        .cors(policies);
    let app = warp::path("api")
        .and(app)
        .or(warp::any().map(|| "outside"))
        .map(warp::Reply::into_response);
    let [one, two, admin, both] = ORIGINS;
    assert_eq!(readers(&app, "/api/admin").await, [admin, both]);
    assert_eq!(readers(&app, "/api/shop/1").await, [two, both]);
    assert_eq!(readers(&app, "/api/").await, [one, both]);
}
