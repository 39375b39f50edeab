//! CORS inside of CORS: the outer policy answers preflights, and a response is allowed only
//! what both policies allow.

mod support;

use cors_warp::{Cors, Policy, cors, path, plain, route, scope};
use support::{actual, allowed, ask, granted, header, preflight};
use warp::Filter;
use warp::http::Method;
use warp::reply::with_header;

#[cors(origins = ["https://app.example", "https://both.example"], methods = [PUT], credentials, expose_headers = ["etag", "x-app"])]
static APP: Policy;

#[cors(origins = ["https://admin.example", "https://both.example"], methods = [PUT], expose_headers = ["etag", "x-admin"])]
static ADMIN: Policy;

#[cors(origins = *)]
static PUBLIC: Policy;

const APP_ORIGIN: &str = "https://app.example";
const ADMIN_ORIGIN: &str = "https://admin.example";
const BOTH_ORIGIN: &str = "https://both.example";

#[tokio::test]
async fn a_response_is_allowed_what_both_policies_allow() {
    let admin = || warp::path("admin").and(warp::any().map(|| "admin").cors(&ADMIN));
    let rest = || warp::any().map(|| "rest");
    let by_hand = admin().or(rest()).cors(&APP);
    let around_routes = {
        let save = route(Method::PUT, path!("x")).to(|x| x.map(|| "x"));
        warp::path("admin")
            .and(save.cors(&ADMIN))
            .or(rest())
            .cors(&APP)
    };
    let inside_routes = plain(admin().or(rest())).cors(&APP);
    let inside_a_scope = scope(path("admin"))
        .to(plain(warp::any().map(|| "admin").cors(&ADMIN)))
        .or(plain(rest()))
        .cors(&APP);
    macro_rules! check {
        ($app:expr) => {
            for (origin, is_allowed) in [
                (APP_ORIGIN, false),
                (ADMIN_ORIGIN, false),
                (BOTH_ORIGIN, true),
            ] {
                let name = concat!(stringify!($app), " ");
                let response = ask(&$app, actual(&Method::PUT, "/admin/x", origin)).await;
                assert_eq!(allowed(&response).is_some(), is_allowed, "{name} {origin}");
                assert_eq!(header(&response, "vary"), ["Origin"]);
                assert!(header(&response, "access-control-allow-credentials").is_empty());
                let exposed: &[&str] = if is_allowed { &["etag"] } else { &[] };
                assert_eq!(header(&response, "access-control-expose-headers"), exposed);
                let is_of_app = origin != ADMIN_ORIGIN;
                let answer = ask(&$app, preflight(&Method::PUT, "/admin/x", origin)).await;
                assert_eq!(granted(&answer, &Method::PUT), is_of_app, "{name} {origin}");
                let response = ask(&$app, actual(&Method::GET, "/rest", origin)).await;
                assert_eq!(allowed(&response).is_some(), is_of_app, "{name} {origin}");
            }
        };
    }
    check!(by_hand);
    check!(around_routes);
    check!(inside_routes);
    check!(inside_a_scope);
}

#[tokio::test]
async fn any_origin_is_allowed_only_if_both_policies_allow_it() {
    let inner = || warp::any().map(|| "inner");
    let request = |origin| actual(&Method::GET, "/", origin);
    let both = inner().cors(&PUBLIC).cors(&PUBLIC);
    let response = ask(&both, request(APP_ORIGIN)).await;
    assert_eq!(allowed(&response), Some("*"));
    assert!(header(&response, "vary").is_empty());
    let outer = inner().cors(&APP).cors(&PUBLIC);
    let inner = inner().cors(&PUBLIC).cors(&APP);
    macro_rules! check {
        ($app:expr) => {
            for (origin, expected) in [(APP_ORIGIN, Some(APP_ORIGIN)), (ADMIN_ORIGIN, None)] {
                let response = ask(&$app, request(origin)).await;
                assert_eq!(allowed(&response), expected);
                assert!(header(&response, "access-control-allow-credentials").is_empty());
                assert_eq!(header(&response, "vary"), ["Origin"]);
            }
        };
    }
    check!(outer);
    check!(inner);
}

#[tokio::test]
async fn three_policies_must_all_allow_a_response() {
    let app = warp::any().map(|| "inner").cors(&ADMIN);
    // warp's own filters keep what the inner layer leaves for the outer ones.
    let app = app
        .map(|reply| with_header(reply, "x-app", "1"))
        .cors(&PUBLIC);
    let app = warp::path("none").map(|| "none").or(app).cors(&APP);
    for (origin, is_allowed) in [
        (APP_ORIGIN, false),
        (ADMIN_ORIGIN, false),
        (BOTH_ORIGIN, true),
    ] {
        let response = ask(&app, actual(&Method::GET, "/", origin)).await;
        assert_eq!(allowed(&response).is_some(), is_allowed, "{origin}");
        assert_eq!(header(&response, "x-app"), ["1"]);
    }
}

/// Each of two filters side by side has its own policy alone.
#[tokio::test]
async fn policies_side_by_side_are_independent() {
    let admin = warp::path("admin").and(warp::any().map(|| "admin").cors(&ADMIN));
    let app = admin.or(warp::any().map(|| "app").cors(&APP));
    for (path, own, other) in [
        ("/admin", ADMIN_ORIGIN, APP_ORIGIN),
        ("/", APP_ORIGIN, ADMIN_ORIGIN),
    ] {
        for (origin, expected) in [(own, Some(own)), (other, None)] {
            let response = ask(&app, actual(&Method::GET, path, origin)).await;
            assert_eq!(allowed(&response), expected);
        }
    }
}
