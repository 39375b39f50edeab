//! What the log says, and how often.

mod support;

use std::sync::Mutex;

use actix_web::http::Method;
use actix_web::test::{call_service, init_service};
use actix_web::{App, put, web};
use cors_actix::{Cors, Policy, cors};
use support::{Calls, actual, preflight};

#[cors(origins = ["https://app.example"], methods = [PUT])]
static APP: Policy;

#[cors(origins = ["https://admin.example"])]
#[put("/x/{id}")]
async fn save() -> actix_web::HttpResponse {
    Calls::handler()
}

struct Lines;

static LINES: Mutex<Vec<(log::Level, String)>> = Mutex::new(Vec::new());

impl log::Log for Lines {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        if record.target().starts_with("cors_") {
            let line = (record.level(), record.args().to_string());
            LINES.lock().expect("no test panicked").push(line);
        }
    }

    fn flush(&self) {}
}

#[actix_web::test]
async fn what_cannot_be_known_is_said_once() {
    log::set_logger(&Lines).expect("the only logger");
    log::set_max_level(log::LevelFilter::Trace);
    let take = || std::mem::take(&mut *LINES.lock().expect("no test panicked"));
    let app = App::new()
        .service(web::resource("/x/9").to(|| async { Calls::handler() }))
        .service(save)
        .wrap(Cors::new(&APP));
    let app = init_service(app).await;
    let known = preflight(&Method::PUT, "/x/1", "https://admin.example");
    call_service(&app, known.to_request()).await;
    assert_eq!(take(), []);
    for _ in 0..3 {
        let unknown = preflight(&Method::PUT, "/x/9", "https://admin.example");
        call_service(&app, unknown.to_request()).await;
        let served = actual(&Method::PUT, "/x/9", "https://admin.example");
        call_service(&app, served.to_request()).await;
    }
    let lines = take();
    let [(level, line)] = &lines[..] else {
        panic!("{lines:?}");
    };
    assert_eq!(*level, log::Level::Warn);
    assert!(line.starts_with("CORS: PUT /x/{id} has a policy of its own"));
    assert!(line.contains("only what both policies allow is allowed"));
}
