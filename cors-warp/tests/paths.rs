//! `path!` and `path` match what warp's own match, for preflights and for requests.

mod support;

use std::convert::Infallible;
use std::str::FromStr;

use cors_warp::{Policy, cors, path, plain, route, scope};
use support::{allowed, ask, preflight};
use warp::Filter;
use warp::http::{Method, StatusCode};
use warp::reply::Response;

#[cors(origins = ["https://app.example"])]
static APP: Policy;

#[cors(origins = ["https://route.example"])]
static ROUTE: Policy;

const ORIGIN: &str = "https://route.example";

#[derive(Debug)]
struct Even;

impl FromStr for Even {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text.len() % 2 {
            0 => Ok(Even),
            _ => Err(()),
        }
    }
}

/// Every path of up to four pieces, with slashes in odd places.
fn paths() -> Vec<String> {
    let pieces = ["a", "b", "7", "", "300", "%61"];
    let mut paths = vec!["/".to_owned()];
    let mut last = vec![String::new()];
    for _ in 0..4 {
        last = last
            .iter()
            .flat_map(|path| pieces.map(|piece| format!("{path}/{piece}")))
            .collect();
        paths.extend(last.iter().cloned());
    }
    paths.extend(UNUSUAL.map(str::to_owned));
    paths
}

/// Spellings that a server might take for other paths.
const UNUSUAL: [&str; 24] = [
    "/a%2Fb",
    "/a%2fb",
    "/a%2F7",
    "/%61%2Fb",
    "/a/%37",
    "/%2Fa",
    "/a/./b",
    "/./a",
    "/a/../b",
    "/x/../a",
    "/a/%2e/b",
    "/a/%2e%2e/b",
    "/a;x",
    "/a;x/b",
    "/a/b;x",
    "/a/7;x",
    "/A",
    "/A/b",
    "//a/b",
    "/a/b//",
    "/a/7/b/",
    "/a%00",
    "/a+b",
    "/a/b?c=/a",
];

async fn agree<F, R>(name: &str, filter: F, ours: R)
where
    F: Filter<Extract = (StatusCode,), Error = warp::Rejection> + Clone + Send + Sync + 'static,
    R: Filter<Extract = (Response,), Error = Infallible> + Clone,
{
    let served = filter
        .or(warp::any().map(|| StatusCode::IM_A_TEAPOT))
        .unify();
    for path in paths() {
        let request = support::actual(&Method::GET, &path, ORIGIN);
        let is_served = ask(&served, request.clone()).await.status() == StatusCode::OK;
        let response = ask(&ours, preflight(&Method::GET, &path, ORIGIN)).await;
        assert_eq!(allowed(&response).is_some(), is_served, "{name} at {path}");
        let status = ask(&ours, request).await.status();
        assert_eq!(status == StatusCode::OK, is_served, "{name} at {path}");
    }
}

/// A path, and a handler that takes its parameters.
macro_rules! agree {
    ([$($pieces:tt)*] $handler:expr) => {
        let warps = warp::path!($($pieces)*).map($handler);
        let place = route(Method::GET, path!($($pieces)*)).cors(&ROUTE);
        let ours = place.to(|place| place.map($handler)).cors(&APP);
        agree(stringify!($($pieces)*), warps, ours).await;
    };
}

#[tokio::test]
async fn a_path_of_ours_is_one_of_warps() {
    const OK: StatusCode = StatusCode::OK;
    agree!([] || OK);
    agree!(["a"] || OK);
    agree!(["a" / ..] || OK);
    agree!(["a" / "b"] || OK);
    agree!(["a" / "b" / ..] || OK);
    agree!([u8] | _ | OK);
    agree!([u8 / ..] | _ | OK);
    agree!(["a" / u8] | _ | OK);
    agree!(["a" / u8 / "b"] | _ | OK);
    agree!(["a" / u8 / "b" / ..] | _ | OK);
    agree!([String / "b"] | _ | OK);
    agree!(["a" / Even / ..] | _ | OK);
}

#[tokio::test]
async fn a_scope_of_ours_is_a_path_of_warps() {
    let ok = || plain(warp::any().map(|| StatusCode::OK));
    let ours = scope(path("a")).cors(&ROUTE).to(ok()).cors(&APP);
    agree("path", warp::path("a").map(|| StatusCode::OK), ours).await;
    let ours = scope(path!("a" / u8 / ..)).cors(&ROUTE).to(ok()).cors(&APP);
    let warps = warp::path!("a" / u8 / ..).map(|_| StatusCode::OK);
    agree("path!", warps, ours).await;
    let nested = scope(path("b")).cors(&ROUTE).to(ok());
    let ours = scope(path("a")).to(nested).cors(&APP);
    let warps = warp::path!("a" / "b" / ..).map(|| StatusCode::OK);
    agree("nested", warps, ours).await;
}

/// warp compares segments as they were sent. What it takes for another path has the policy
/// of that other path.
#[tokio::test]
async fn unusual_spellings_are_other_paths() {
    let item = route(Method::GET, path!("orders" / String))
        .cors(&ROUTE)
        .to(|order| order.map(|_| "order"));
    let nested = scope(path("scope"))
        .cors(&ROUTE)
        .to(plain(warp::any().map(|| "scope")));
    let app = item
        .or(nested)
        .or(plain(warp::any().map(|| "rest")))
        .cors(&APP);
    for (path, served) in [
        ("/orders/7", "order"),
        ("/orders/7/", "order"),
        ("/orders/7?x", "order"),
        ("/orders/a%2Fb", "order"),
        ("/orders/..", "order"),
        ("/orders/7;x", "order"),
        ("/orders/7//", "rest"),
        ("/orders", "rest"),
        ("/orders/", "rest"),
        ("//orders/7", "rest"),
        ("/orders//7", "rest"),
        ("/./orders/7", "rest"),
        ("/orders/./7", "rest"),
        ("/orders%2F7", "rest"),
        ("/%6Frders/7", "rest"),
        ("/ORDERS/7", "rest"),
        ("/orders;x/7", "rest"),
        ("/scope", "scope"),
        ("/scope/", "scope"),
        ("/scope//x", "scope"),
        ("/scope/../x", "scope"),
        ("/scope/%2e%2e/x", "scope"),
        ("/scope%2Fx", "rest"),
        ("/%73cope/x", "rest"),
        ("//scope/x", "rest"),
        ("/./scope/x", "rest"),
        ("/scope;x/y", "rest"),
        ("/scop", "rest"),
        ("/scopes", "rest"),
    ] {
        let response = warp::test::request().path(path).header("origin", ORIGIN);
        let response = response.reply(&app).await;
        assert_eq!(response.body(), served, "{path}");
        let is_readable = response
            .headers()
            .contains_key("access-control-allow-origin");
        assert_eq!(is_readable, served != "rest", "{path}");
        let answer = ask(&app, preflight(&Method::GET, path, ORIGIN)).await;
        assert_eq!(allowed(&answer).is_some(), served != "rest", "{path}");
    }
}

#[tokio::test]
async fn routes_take_parameters() {
    let eight = path!(u8 / u8 / u8 / u8 / u8 / u8 / u8 / u8);
    let eight = route(Method::GET, eight).cors(&ROUTE);
    let sum = |a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8, h: u8| {
        (a + b + c + d + e + f + g + h).to_string()
    };
    let app = eight.to(|place| place.map(sum)).cors(&APP);
    let response = warp::test::request()
        .path("/1/2/3/4/5/6/7/8")
        .header("origin", ORIGIN)
        .reply(&app)
        .await;
    assert_eq!(response.body(), "36");
    assert_eq!(response.headers()["access-control-allow-origin"], ORIGIN);
}

#[tokio::test]
async fn a_handler_gets_the_rest_of_the_path_with_and_without_parameters() {
    let tail = || warp::path::tail().map(|tail: warp::path::Tail| tail.as_str().to_owned());
    let static_prefix = route(Method::GET, path!("files" / ..)).to(|files| files.and(tail()));
    let with_param = route(Method::GET, path!("users" / u32 / ..)).to(|user| {
        user.and(tail())
            .map(|user: u32, tail: String| format!("{user}: {tail}"))
    });
    let routes = static_prefix.or(with_param).cors(&APP);
    for (path, expected) in [
        ("/files/a/b", "a/b"),
        ("/files", ""),
        ("/users/7/a/b", "7: a/b"),
        ("/users/7", "7: "),
    ] {
        let request = warp::test::request().path(path);
        assert_eq!(request.reply(&routes).await.body(), expected, "{path}");
    }
}
