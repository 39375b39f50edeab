//! The application on actix-web.

use std::rc::Rc;

use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{ETAG, HeaderName, HeaderValue};
use actix_web::rt::System;
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, Error, HttpResponse, web};
use cors_engine::SharedPolicy;

use crate::{Application, RequestSpec, now};

pub(crate) fn application(policy: Option<SharedPolicy>) -> Application {
    let system = System::new();
    let app = App::new().route("/", web::route().to(handler));
    match policy {
        None => served(system.block_on(init_service(app))),
        Some(policy) => {
            let cors = cors_actix::Cors::new(policy);
            served(system.block_on(init_service(app.wrap(cors))))
        }
    }
}

/// A handler whose response has a header, and therefore a header map.
async fn handler() -> HttpResponse {
    let etag = const { HeaderValue::from_static("\"1\"") };
    HttpResponse::Ok().insert_header((ETAG, etag)).finish()
}

fn served<S, B>(app: S) -> Application
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    let app = Rc::new(app);
    Box::new(move |spec| {
        let request = request(spec);
        let app = Rc::clone(&app);
        Box::new(move || {
            let response = now(app.call(request));
            assert!(response.is_ok());
        })
    })
}

fn request(spec: &RequestSpec) -> actix_http::Request {
    let mut request = TestRequest::with_uri("/");
    if spec.is_preflight() {
        request = request.method(Method::OPTIONS);
    }
    for (name, value) in spec.lines() {
        let value = HeaderValue::from_maybe_shared(value).expect("the value of a header");
        request = request.append_header((HeaderName::from_static(name), value));
    }
    request.to_request()
}
