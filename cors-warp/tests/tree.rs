//! One policy around filters of many types, and two ways to serve them.

use std::convert::Infallible;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cors_warp::{Cors, Policy, cors};
use tower_service::Service;
use warp::http::{Method, Request, StatusCode};
use warp::reply::Response;
use warp::{Filter, Reply};

#[cors(origins = ["https://example.com"], methods = [GET, PUT], credentials)]
static API: Policy;

#[cors(origins = ["https://admin.example"])]
static ADMIN: Policy;

async fn ask<F>(filter: F, request: Request<String>) -> Response
where
    F: Filter<Error = Infallible>,
    F::Extract: Reply,
{
    let Ok(response) = warp::service(filter).call(request).await;
    response
}

fn get(path: &str) -> Request<String> {
    let request = Request::builder().uri(path);
    let request = request.header("origin", "https://example.com");
    request.body(String::new()).expect("a request")
}

fn preflight(path: &str) -> Request<String> {
    let mut request = get(path);
    *request.method_mut() = Method::OPTIONS;
    let method = "PUT".parse().expect("a value");
    request
        .headers_mut()
        .insert("access-control-request-method", method);
    request
}

fn from(mut request: Request<String>, origin: &'static str) -> Request<String> {
    let origin = origin.parse().expect("a value");
    request.headers_mut().insert("origin", origin);
    request
}

fn allowed(response: &Response) -> Option<&str> {
    let header = response.headers().get("access-control-allow-origin");
    header.map(|value| value.to_str().expect("an origin"))
}

#[tokio::test]
async fn a_tree_may_have_any_type_that_warp_serves() {
    async fn hold<F>(filter: F)
    where
        F: Filter<Extract = (Response,), Error = Infallible> + Clone + Send + Sync + 'static,
    {
        let response = ask(filter.clone(), get("/a")).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(allowed(&response), Some("https://example.com"));
        let response = ask(filter, preflight("/a")).await;
        assert_eq!(response.status(), StatusCode::NO_CONTENT);
    }
    let never = warp::any().map(|| "text");
    let rejecting = warp::path!("a").map(|| StatusCode::OK);
    hold(never.cors(&API)).await;
    hold(rejecting.cors(&API)).await;
    hold(rejecting.or(never).cors(&API)).await;
    hold(never.boxed().cors(&API)).await;
    hold(never.with(warp::log("a")).cors(&API)).await;
    hold(never.cors(&API).boxed().cors(&API)).await;
}

#[tokio::test]
async fn a_policy_comes_in_three_forms() {
    let policy = Policy::builder()
        .origins(["https://example.com"])
        .build()
        .expect("it keeps every rule");
    let tree = warp::any().map(warp::reply);
    for response in [
        ask(tree.cors(&API), get("/")).await,
        ask(tree.cors(Arc::new(policy.clone())), get("/")).await,
        ask(tree.cors(policy), get("/")).await,
    ] {
        assert_eq!(allowed(&response), Some("https://example.com"));
    }
}

#[tokio::test]
async fn a_preflight_runs_no_filter() {
    let seen = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&seen);
    let tree = warp::any()
        .map(move || counter.fetch_add(1, Ordering::Relaxed))
        .map(|_| "text");
    let routes = tree.cors(&API);
    let response = ask(routes.clone(), preflight("/")).await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    let refused = from(preflight("/"), "https://evil.example");
    let response = ask(routes.clone(), refused).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    assert_eq!(allowed(&response), None);
    assert_eq!(seen.load(Ordering::Relaxed), 0);
    ask(routes, get("/")).await;
    assert_eq!(seen.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn options_that_is_no_preflight_is_for_the_tree() {
    let users = warp::path!("users").and(warp::options()).map(|| "these");
    let routes = warp::path("api").and(users.cors(&API));
    let mut no_method = get("/api/users");
    *no_method.method_mut() = Method::OPTIONS;
    let mut no_origin = preflight("/api/users");
    no_origin.headers_mut().remove("origin");
    for (request, origin) in [(no_method, Some("https://example.com")), (no_origin, None)] {
        let Ok(response) = warp::service(routes.clone()).call(request).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(allowed(&response), origin);
        assert_eq!(response.headers()["vary"], "Origin");
    }
    let Ok(response) = warp::service(routes).call(preflight("/api/users")).await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn requests_that_wait_for_each_other_do_not_mix() {
    let slow = || async {
        tokio::task::yield_now().await;
        "text"
    };
    let routes = warp::any().then(slow).cors(&API);
    let evil = || from(get("/"), "https://evil.example");
    let (one, other, preflight, last) = tokio::join!(
        ask(routes.clone(), get("/")),
        ask(routes.clone(), evil()),
        ask(routes.clone(), preflight("/")),
        ask(routes.clone(), evil()),
    );
    assert_eq!(allowed(&one), Some("https://example.com"));
    assert_eq!(allowed(&other), None);
    assert_eq!(allowed(&preflight), Some("https://example.com"));
    assert_eq!(preflight.status(), StatusCode::NO_CONTENT);
    assert_eq!(allowed(&last), None);
    assert_eq!(last.status(), StatusCode::OK);
}

#[tokio::test]
async fn the_policy_applies_to_requests_that_get_to_the_filter() {
    let health = warp::path!("health").map(|| "well");
    let api = warp::path!("users").map(|| "users").cors(&API);
    let admin = warp::any().map(|| "admin").cors(&ADMIN);
    let routes = health
        .or(warp::path("api").and(api))
        .or(warp::path("admin").and(admin));
    let routes = routes.or(warp::any().map(|| StatusCode::NOT_FOUND));
    for (path, origin) in [
        ("/health", None),
        ("/nowhere", None),
        ("/api/users", Some("https://example.com")),
        ("/api/other", Some("https://example.com")),
        ("/admin/users", None),
    ] {
        let response = ask(routes.clone(), get(path)).await;
        assert_eq!(allowed(&response), origin, "{path}");
        let response = ask(routes.clone(), preflight(path)).await;
        assert_eq!(allowed(&response), origin, "{path}");
    }
    let admin = from(preflight("/admin/users"), "https://admin.example");
    let response = ask(routes, admin).await;
    assert_eq!(allowed(&response), Some("https://admin.example"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_of_warp_serves_it() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0");
    let listener = listener.await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let remote = warp::path!("who").and(warp::addr::remote());
    let remote = remote.map(|address: Option<SocketAddr>| format!("{}", address.is_some()));
    let routes = warp::path!("a").map(|| "text").or(remote).cors(&API);
    tokio::spawn(warp::serve(routes).incoming(listener).run());
    let exchange = move |path: &str| {
        let mut stream = TcpStream::connect(address).expect("a connection");
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nOrigin: https://example.com\r\n\r\n"
        )
        .expect("to be read");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    };
    let asked = tokio::task::spawn_blocking(move || ["/a", "/who", "/b"].map(exchange));
    let [found, remote, missing] = asked.await.expect("answers");
    assert!(found.starts_with("HTTP/1.1 200"), "{found}");
    assert!(remote.ends_with("\r\n\r\ntrue"), "{remote}");
    assert!(missing.starts_with("HTTP/1.1 404"), "{missing}");
    for answer in [found, remote, missing] {
        let header = "\r\naccess-control-allow-origin: https://example.com\r\n";
        assert!(answer.contains(header), "{answer}");
    }
}
