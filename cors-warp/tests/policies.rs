//! `Policies` by URL, in front of any filters.

mod support;

use cors_warp::{Cors, Policies, Policy, cors};
use support::{Calls, actual, allowed, ask, granted, header, preflight};
use warp::Filter;
use warp::http::{Method, StatusCode};

#[cors(origins = ["https://app.example"], methods = [PUT, DELETE], max_age = 10m)]
static APP: Policy;

#[cors(origins = ["https://partner.example"], methods = [PUT], headers = ["x-partner"])]
static PARTNERS: Policy;

const APP_ORIGIN: &str = "https://app.example";
const PARTNER_ORIGIN: &str = "https://partner.example";

fn policies() -> Policies {
    Policies::builder(&APP)
        .route("PUT", "/orders/{id}", &PARTNERS)
        .nest("/partners", &PARTNERS)
        .without_cors("/health")
        .build()
        .expect("they keep every rule")
}

#[tokio::test]
async fn each_url_has_its_own_policy() {
    let calls = Calls::default();
    let handler = {
        let calls = calls.clone();
        warp::any().map(move || calls.handler())
    };
    let app = handler.cors(policies());
    for (method, path, readable) in [
        (Method::PUT, "/orders/7", Some(PARTNER_ORIGIN)),
        (Method::DELETE, "/orders/7", Some(APP_ORIGIN)),
        (Method::GET, "/orders/7", Some(APP_ORIGIN)),
        (Method::PUT, "/orders", Some(APP_ORIGIN)),
        (Method::PUT, "/orders/7/items", Some(APP_ORIGIN)),
        (Method::PUT, "/partners", Some(PARTNER_ORIGIN)),
        (Method::PUT, "/partners/x/y?z=/health", Some(PARTNER_ORIGIN)),
        (Method::GET, "/health", None),
        // These may be read as another path, whose policy does not agree.
        (Method::PUT, "/orders/7/", None),
        (Method::PUT, "/%6Frders/7", None),
        (Method::PUT, "//orders/7", None),
        (Method::PUT, "/partners/../orders", None),
    ] {
        for origin in [APP_ORIGIN, PARTNER_ORIGIN] {
            let expected = readable == Some(origin);
            let answer = ask(&app, preflight(&method, path, origin)).await;
            assert_eq!(
                granted(&answer, &method),
                expected,
                "{method} {path} {origin}"
            );
            assert_eq!(calls.take(), (0, 0));
            let response = ask(&app, actual(&method, path, origin)).await;
            assert_eq!(response.status(), StatusCode::OK);
            assert_eq!(
                allowed(&response).is_some(),
                expected,
                "{method} {path} {origin}"
            );
            assert_eq!(calls.take(), (1, 0));
        }
    }
}

#[tokio::test]
async fn a_url_with_multiple_policies_names_one_method() {
    let app = warp::any().map(warp::reply).cors(policies());
    let answer = ask(&app, preflight(&Method::PUT, "/orders/7", PARTNER_ORIGIN)).await;
    assert_eq!(header(&answer, "access-control-allow-methods"), ["PUT"]);
    assert_eq!(header(&answer, "access-control-max-age"), ["0"]);
    assert_eq!(
        header(&answer, "vary"),
        ["Origin, Access-Control-Request-Method"]
    );
    let answer = ask(&app, preflight(&Method::PUT, "/other", APP_ORIGIN)).await;
    assert_eq!(
        header(&answer, "access-control-allow-methods"),
        ["PUT,DELETE"]
    );
    assert_eq!(header(&answer, "access-control-max-age"), ["600"]);
    assert_eq!(header(&answer, "vary"), ["Origin"]);
}

/// A refused preflight has no body, and nothing that describes one.
#[tokio::test]
async fn a_refused_preflight_is_empty() {
    let app = warp::any().map(|| "text").cors(policies());
    for path in ["/", "/orders/7", "/health"] {
        let evil = preflight(&Method::PUT, path, "https://evil.example");
        let answer = warp::test::request()
            .method("OPTIONS")
            .path(path)
            .header("origin", "https://evil.example")
            .header("access-control-request-method", "PUT")
            .reply(&app)
            .await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        assert!(answer.body().is_empty());
        let answer = ask(&app, evil).await;
        assert_eq!(answer.headers().len(), 1, "{answer:?}");
        assert!(answer.headers().contains_key("vary"));
    }
}

/// The paths are those of the URL, whatever enclosing filters have consumed.
#[tokio::test]
async fn the_whole_path_counts() {
    let app = warp::path("orders").and(warp::any().map(warp::reply).cors(policies()));
    let app = app.or(warp::any().map(warp::reply));
    let response = ask(&app, actual(&Method::PUT, "/orders/7", PARTNER_ORIGIN)).await;
    assert_eq!(allowed(&response), Some(PARTNER_ORIGIN));
    let response = ask(&app, actual(&Method::PUT, "/7", PARTNER_ORIGIN)).await;
    assert_eq!(allowed(&response), None);
}

#[tokio::test]
async fn rejections_carry_the_headers_of_the_url() {
    let app = warp::path!("orders" / u32)
        .and(warp::put())
        .map(|_| "saved")
        .cors(policies());
    for (method, path, status, origin) in [
        (Method::PUT, "/orders/x", 404, PARTNER_ORIGIN),
        (Method::DELETE, "/orders/7", 405, APP_ORIGIN),
        (Method::PUT, "/partners", 404, PARTNER_ORIGIN),
    ] {
        let response = ask(&app, actual(&method, path, origin)).await;
        assert_eq!(response.status(), status);
        assert_eq!(allowed(&response), Some(origin), "{method} {path}");
    }
}

/// Both cells of a request are set and taken in one poll, whatever else is being served.
#[tokio::test]
async fn requests_that_wait_for_each_other_do_not_mix() {
    let slow = || async {
        tokio::task::yield_now().await;
        "text"
    };
    let app = warp::any().then(slow).cors(policies());
    let put = |path, origin| ask(&app, actual(&Method::PUT, path, origin));
    let (order, other, preflight, health) = tokio::join!(
        put("/orders/7", PARTNER_ORIGIN),
        put("/", APP_ORIGIN),
        ask(&app, preflight(&Method::PUT, "/partners", PARTNER_ORIGIN)),
        put("/health", APP_ORIGIN),
    );
    assert_eq!(allowed(&order), Some(PARTNER_ORIGIN));
    assert_eq!(allowed(&other), Some(APP_ORIGIN));
    assert!(granted(&preflight, &Method::PUT));
    assert_eq!(allowed(&health), None);
}
