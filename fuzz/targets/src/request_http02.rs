//! The decision for a request, with actix-web, whose header map is not the one of `http` 1.

use std::cell::{Cell, RefCell};
use std::mem::ManuallyDrop;
use std::rc::Rc;

use actix_web::dev::Service;
use actix_web::http::Method;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::rt::System;
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, HttpResponse, web};
use cors_actix::Cors;

use crate::exchange::{self, Exchange, Lines, Sent};
use crate::policies::POLICIES;

/// Answers a request: the status and the headers.
type Answer = Box<dyn Fn(TestRequest) -> (u16, Lines)>;

thread_local! {
    // Never dropped: at the end of a thread, actix-web's own thread-locals may be gone.
    static APPLICATIONS: ManuallyDrop<Vec<Answer>> = ManuallyDrop::new(applications());
    /// The headers of the handler's response.
    static RESPONSE: RefCell<HeaderMap> = RefCell::default();
    static HAS_RUN: Cell<bool> = const { Cell::new(false) };
}

/// Checks the headers that are written for one request.
pub fn run(data: &[u8]) {
    let Some(exchange) = Exchange::read(data) else {
        return;
    };
    let Ok(method) = Method::from_bytes(exchange.method.as_bytes()) else {
        return;
    };
    let (request, response) = (
        header_map(&exchange.request),
        header_map(&exchange.response),
    );
    let mut test = TestRequest::with_uri("/").method(method);
    for (name, value) in &request {
        test = test.append_header((name.clone(), value.clone()));
    }
    let (request, written) = (lines(&request), lines(&response));
    RESPONSE.set(response);
    HAS_RUN.set(false);
    let (status, headers) = APPLICATIONS.with(|all| all[exchange.policy](test));
    let status = (!HAS_RUN.get()).then_some(status);
    let sent = Sent { status, headers };
    let policy = exchange.policy();
    exchange::check(policy, exchange.method, &request, &written, &sent, false);
}

/// One application for each policy.
fn applications() -> Vec<Answer> {
    let system = Rc::new(System::new());
    let application = |policy| {
        let app = App::new()
            .default_service(web::to(handler))
            .wrap(Cors::new(policy));
        let service = system.block_on(init_service(app));
        let system = Rc::clone(&system);
        let answer = move |test: TestRequest| {
            let response = system.block_on(service.call(test.to_request()));
            let response = response.expect("the handler does not fail");
            (response.status().as_u16(), lines(response.headers()))
        };
        Box::new(answer) as Answer
    };
    POLICIES.iter().copied().map(application).collect()
}

async fn handler() -> HttpResponse {
    HAS_RUN.set(true);
    let mut response = HttpResponse::Ok().finish();
    *response.headers_mut() = RESPONSE.take();
    response
}

fn header_map(lines: &[(&[u8], &[u8])]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in lines {
        if let (Ok(name), Ok(value)) =
            (HeaderName::from_bytes(name), HeaderValue::from_bytes(value))
        {
            map.append(name, value);
        }
    }
    map
}

fn lines(map: &HeaderMap) -> Lines {
    let lines = map.iter();
    lines
        .map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()))
        .collect()
}
