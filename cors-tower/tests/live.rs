//! Policies that are replaced while a request is handled, and layers that are nested.

use std::convert::Infallible;

use cors_tower::{Cors, CorsLayer, Live, Policy, cors};
use http::{Request, Response};
use tower::{Layer, Service, ServiceExt, service_fn};

#[cors(origins = ["https://a.example", "https://both.example"], expose_headers = ["x-a"])]
static A: Policy;

#[cors(origins = ["https://b.example", "https://both.example"], expose_headers = ["x-b"])]
static B: Policy;

const ACAO: &str = "access-control-allow-origin";

fn get(origin: &str) -> Request<String> {
    let request = Request::builder().header("Origin", origin);
    request.body(String::new()).expect("a request")
}

async fn may_read<S>(service: &S, origin: &str) -> bool
where
    S: Service<Request<String>, Response = Response<String>, Error = Infallible> + Clone,
{
    let Ok(response) = service.clone().oneshot(get(origin)).await;
    response.headers().contains_key(ACAO)
}

#[tokio::test]
async fn a_request_keeps_the_policy_with_which_it_began() {
    let live = Live::new(&A);
    let replaced = live.clone();
    let handler = service_fn(move |_: Request<String>| {
        replaced.replace(&B);
        async { Ok::<_, Infallible>(Response::new(String::new())) }
    });
    let service = Cors::new(handler, live.clone());
    let Ok(response) = service.clone().oneshot(get("https://a.example")).await;
    assert_eq!(response.headers()[ACAO], "https://a.example");
    assert_eq!(response.headers()["access-control-expose-headers"], "x-a");
    let Ok(response) = service.oneshot(get("https://a.example")).await;
    assert!(!response.headers().contains_key(ACAO));
}

#[tokio::test]
async fn nested_layers_allow_what_both_allow_now() {
    let (outer, inner) = (Live::new(&A), Live::new(&A));
    let handler =
        service_fn(async |_: Request<String>| Ok::<_, Infallible>(Response::new(String::new())));
    let service = CorsLayer::new(inner.clone()).layer(handler);
    let service = CorsLayer::new(outer.clone()).layer(service);
    assert!(may_read(&service, "https://a.example").await);
    inner.replace(&B);
    assert!(!may_read(&service, "https://a.example").await);
    assert!(!may_read(&service, "https://b.example").await);
    assert!(may_read(&service, "https://both.example").await);
    outer.replace(&B);
    assert!(may_read(&service, "https://b.example").await);
}
