//! Nested policies are logged once. The test has a process of its own, because the log of
//! a process is shared.

use std::sync::Mutex;

use cors_warp::{Cors, Policy, cors};
use log::{Level, LevelFilter, Log, Metadata, Record};
use warp::Filter;

#[cors(origins = ["https://outer.example", "https://both.example"])]
static OUTER: Policy;

#[cors(origins = ["https://inner.example", "https://both.example"])]
static INNER: Policy;

struct Logger(Mutex<Vec<(Level, String)>>);

impl Log for Logger {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        if record.target().starts_with("cors") {
            let line = (record.level(), record.args().to_string());
            self.0.lock().expect("no test panics").push(line);
        }
    }

    fn flush(&self) {}
}

static LOGGER: Logger = Logger(Mutex::new(Vec::new()));

#[tokio::test]
async fn nested_policies_are_logged_once() {
    log::set_logger(&LOGGER).expect("there is no other logger");
    log::set_max_level(LevelFilter::Trace);
    let app = warp::any().map(|| "inner").cors(&INNER).cors(&OUTER);
    for _ in 0..3 {
        let request = warp::test::request().header("origin", "https://both.example");
        let response = request.reply(&app).await;
        assert_eq!(
            response.headers()["access-control-allow-origin"],
            "https://both.example"
        );
    }
    let logged = LOGGER.0.lock().expect("no test panics");
    let [(Level::Error, line)] = &logged[..] else {
        panic!("{logged:?}");
    };
    assert!(line.contains("one CORS layer is inside another"), "{line}");
}
