//! Attacks on policies of routes, each of which was found in one of the adapters.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cors_warp::{Policy, cors, path, plain, route, scope};
use support::{Calls, actual, allowed, ask, granted, preflight, with};
use warp::Filter;
use warp::http::{Method, StatusCode};

#[cors(origins = ["https://app.example", "https://both.example"], methods = [PUT, DELETE], credentials)]
static APP: Policy;

#[cors(origins = ["https://admin.example", "https://both.example"], methods = [PUT], credentials)]
static ADMIN: Policy;

const APP_ORIGIN: &str = "https://app.example";
const ADMIN_ORIGIN: &str = "https://admin.example";
const BOTH_ORIGIN: &str = "https://both.example";

/// A PUT of ADMIN falls through to a PUT of APP, so ADMIN alone must not grant it.
#[tokio::test]
async fn a_rejected_route_does_not_grant_a_preflight_for_the_next_one() {
    let calls = Calls::default();
    let admin = route(Method::PUT, path!("guarded"))
        .cors(&ADMIN)
        .to(|place| place.map(|| "admin"));
    let app = route(Method::PUT, path!("guarded")).to(|place| place.map(|| "app"));
    let app = admin.guarded(calls.auth()).or(app).cors(&APP);
    for (origin, is_allowed) in [
        (ADMIN_ORIGIN, false),
        (APP_ORIGIN, false),
        (BOTH_ORIGIN, true),
    ] {
        let answer = ask(&app, preflight(&Method::PUT, "/guarded", origin)).await;
        assert_eq!(granted(&answer, &Method::PUT), is_allowed, "{origin}");
        let without_token = actual(&Method::PUT, "/guarded", origin);
        for request in [without_token.clone(), with(without_token, "x-token", "1")] {
            let response = ask(&app, request).await;
            assert_eq!(response.status(), StatusCode::OK);
            assert_eq!(allowed(&response).is_some(), is_allowed, "{origin}");
        }
    }
}

/// The same, if the filter of the route itself rejects.
#[tokio::test]
async fn a_route_that_needs_a_body_does_not_grant_a_preflight_for_the_next_one() {
    let json = route(Method::PUT, path!("x"))
        .cors(&ADMIN)
        .to(|x| x.and(warp::body::json()).map(|_: u32| "json"));
    let any = route(Method::PUT, path!("x")).to(|x| x.map(|| "any"));
    let app = json.or(any).cors(&APP);
    for (origin, is_allowed) in [(ADMIN_ORIGIN, false), (BOTH_ORIGIN, true)] {
        let answer = ask(&app, preflight(&Method::PUT, "/x", origin)).await;
        assert_eq!(granted(&answer, &Method::PUT), is_allowed, "{origin}");
    }
}

/// A route that cannot reject is final, so what follows it takes nothing away from it.
#[tokio::test]
async fn a_route_that_cannot_reject_keeps_its_policy() {
    let me = route(Method::PUT, path!("users" / "me"))
        .cors(&ADMIN)
        .to(|me| me.map(|| "me"));
    let other = route(Method::PUT, path!("users" / String)).to(|user| user.map(|_| "user"));
    // `recover` inside of the route gets its rejections only, and nothing is left.
    let recovered = route(Method::PUT, path!("json")).cors(&ADMIN).to(|json| {
        json.and(warp::body::json())
            .map(|_: u32| "json".to_owned())
            .recover(async |_| Ok::<_, std::convert::Infallible>(StatusCode::BAD_REQUEST))
    });
    let next = route(Method::PUT, path!("json")).to(|json| json.map(|| "next"));
    let app = me.or(other).or(recovered).or(next).cors(&APP);
    for path in ["/users/me", "/json"] {
        for (origin, is_allowed) in [(ADMIN_ORIGIN, true), (APP_ORIGIN, false)] {
            let answer = ask(&app, preflight(&Method::PUT, path, origin)).await;
            assert_eq!(
                granted(&answer, &Method::PUT),
                is_allowed,
                "{path} {origin}"
            );
            let response = ask(&app, actual(&Method::PUT, path, origin)).await;
            assert_eq!(allowed(&response).is_some(), is_allowed, "{path} {origin}");
        }
    }
    let response = ask(&app, actual(&Method::PUT, "/json", ADMIN_ORIGIN)).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    let response = ask(&app, actual(&Method::PUT, "/other", ADMIN_ORIGIN)).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
}

/// A guarded scope rejects a request, and a filter without a path is there to serve it.
#[tokio::test]
async fn what_a_guarded_scope_rejects_is_not_served_by_a_plain_filter() {
    let calls = Calls::default();
    let save = route(Method::PUT, path!("q")).to(|q| q.map(|| "saved"));
    let admin = scope(path("admin"))
        .cors(&ADMIN)
        .to(save.guarded(calls.auth()));
    let rest = {
        let calls = calls.clone();
        warp::any().map(move || calls.handler())
    };
    let app = admin.or(plain(rest)).cors(&APP);
    let answer = ask(&app, preflight(&Method::PUT, "/admin/q", ADMIN_ORIGIN)).await;
    assert!(granted(&answer, &Method::PUT));
    let response = ask(&app, actual(&Method::PUT, "/admin/q", ADMIN_ORIGIN)).await;
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(allowed(&response), Some(ADMIN_ORIGIN));
    assert_eq!(calls.take(), (0, 1));
    // The scope's policy applies to what there is no route for.
    let response = ask(&app, actual(&Method::PUT, "/admin/other", ADMIN_ORIGIN)).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(allowed(&response), Some(ADMIN_ORIGIN));
}

/// Requests that are rejected teach the application nothing about later preflights.
#[tokio::test]
async fn a_strangers_request_changes_no_later_answer() {
    let calls = Calls::default();
    let save = route(Method::PUT, path!("g"))
        .cors(&ADMIN)
        .to(|g| g.map(|| "saved"));
    let app = save
        .guarded(calls.auth())
        .or(plain(warp::any().map(|| "rest")))
        .cors(&APP);
    for _ in 0..3 {
        let answer = ask(&app, preflight(&Method::PUT, "/g", ADMIN_ORIGIN)).await;
        assert!(granted(&answer, &Method::PUT));
        let answer = ask(&app, preflight(&Method::PUT, "/g", APP_ORIGIN)).await;
        assert!(!granted(&answer, &Method::PUT));
        let stranger = actual(&Method::PUT, "/g", "https://evil.example");
        assert_eq!(allowed(&ask(&app, stranger).await), None);
    }
}

/// The policy does not get lost if a handler continues in another task and on another
/// thread.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_handler_that_spawns_keeps_the_policy() {
    let served = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&served);
    let secret = route(Method::GET, path!("secret"))
        .without_cors()
        .to(|secret| {
            secret.then(move || {
                let counter = Arc::clone(&counter);
                async move {
                    let task = tokio::spawn(async move {
                        tokio::task::yield_now().await;
                        counter.fetch_add(1, Ordering::Relaxed);
                    });
                    task.await.expect("it does not panic");
                    "secret"
                }
            })
        });
    let app = secret.or(plain(warp::any().map(|| "rest"))).cors(&APP);
    let asked = (0..50).map(|_| {
        let app = app.clone();
        tokio::spawn(async move {
            let secret = ask(&app, actual(&Method::GET, "/secret", APP_ORIGIN)).await;
            assert_eq!(allowed(&secret), None);
            let rest = ask(&app, actual(&Method::GET, "/rest", APP_ORIGIN)).await;
            assert_eq!(allowed(&rest), Some(APP_ORIGIN));
        })
    });
    for task in asked.collect::<Vec<_>>() {
        task.await.expect("the headers are right");
    }
    assert_eq!(served.load(Ordering::Relaxed), 50);
}

/// An entry whose path ends in a slash does not affect other paths.
#[tokio::test]
async fn an_unrelated_route_changes_nothing() {
    let x = route(Method::PUT, path!("x"))
        .cors(&ADMIN)
        .to(|x| x.map(|| "x"));
    let api = scope(path("api")).cors(&APP).to(x);
    let dir = route(Method::GET, path!("dir" / ..))
        .cors(&ADMIN)
        .to(|dir| dir.map(|| "dir"));
    let app = api.or(dir).cors(&APP);
    for path in ["/api/x", "/api/x/"] {
        let answer = ask(&app, preflight(&Method::PUT, path, ADMIN_ORIGIN)).await;
        assert!(granted(&answer, &Method::PUT), "{path}");
        let response = ask(&app, actual(&Method::PUT, path, ADMIN_ORIGIN)).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(allowed(&response), Some(ADMIN_ORIGIN));
    }
}
