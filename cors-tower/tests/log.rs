//! What is logged about other layers. It is logged once per process, so this is one
//! test.

use std::convert::Infallible;
use std::sync::{Mutex, PoisonError};

use cors_tower::{Cors, CorsLayer, Policy, cors};
use http::{Request, Response};
use tower::{Layer, Service, ServiceExt, service_fn};

#[cors(origins = ["https://outer.example"])]
static OUTER: Policy;

#[cors(origins = ["https://inner.example"])]
static INNER: Policy;

static LOG: Mutex<Vec<(log::Level, String)>> = Mutex::new(Vec::new());

struct Recorder;

impl log::Log for Recorder {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let mut log = LOG.lock().unwrap_or_else(PoisonError::into_inner);
        log.push((record.level(), record.args().to_string()));
    }

    fn flush(&self) {}
}

fn logged() -> Vec<(log::Level, String)> {
    std::mem::take(&mut *LOG.lock().unwrap_or_else(PoisonError::into_inner))
}

async fn send<S>(service: &S)
where
    S: Service<Request<String>, Response = Response<String>, Error = Infallible> + Clone,
{
    let request = Request::get("/").header("Origin", "https://outer.example");
    let request = request.body(String::new()).expect("a request");
    let Ok(_) = service.clone().oneshot(request).await;
}

#[tokio::test]
async fn nested_layers_and_foreign_headers_are_logged_once() {
    log::set_logger(&Recorder).expect("the only logger");
    log::set_max_level(log::LevelFilter::Trace);
    let handler =
        service_fn(async |_: Request<String>| Ok::<_, Infallible>(Response::new(String::new())));

    let alone = Cors::new(handler, &OUTER);
    send(&alone).await;
    assert!(logged().is_empty());

    let nested = Cors::new(Cors::new(handler, &INNER), &OUTER);
    for _ in 0..3 {
        send(&nested).await;
    }
    let log = logged();
    assert_eq!(log.len(), 1, "{log:?}");
    assert_eq!(log[0].0, log::Level::Error);
    assert!(log[0].1.contains("one CORS layer is inside another"));
    drop(nested);

    let foreign = tower_http::cors::CorsLayer::permissive().layer(handler);
    let foreign = CorsLayer::new(&OUTER).layer(foreign);
    for _ in 0..3 {
        send(&foreign).await;
    }
    let log = logged();
    assert_eq!(log.len(), 1, "{log:?}");
    assert_eq!(log[0].0, log::Level::Warn);
    assert!(log[0].1.contains("another CORS layer"), "{log:?}");
}
