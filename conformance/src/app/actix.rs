//! The application on actix-web.

use std::io;
use std::net::TcpListener;

use actix_web::body::{BodyStream, BoxBody, EitherBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse};
use actix_web::error::{ErrorInternalServerError, HttpError};
use actix_web::guard::fn_guard;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Identity;
use actix_web::rt::System;
use actix_web::web::ServiceConfig;
use actix_web::{App, Error, HttpRequest, HttpResponse, HttpServer, web};
use cors_actix::Cors;

use super::script::{self, Body, Script};
use super::{Layer, Source};

pub(super) fn serve(
    layer: Layer,
    source: Source,
    listener: TcpListener,
    ready: impl FnOnce(),
) -> io::Result<()> {
    listen(layer, source, |_| (), listener, ready)
}

/// Serves the application, and in front of it the routes that `configure` adds.
pub(super) fn listen(
    layer: Layer,
    source: Source,
    configure: impl Fn(&mut ServiceConfig) + Clone + Send + 'static,
    listener: TcpListener,
    ready: impl FnOnce(),
) -> io::Result<()> {
    /// Each layer gives the application another type.
    macro_rules! serve {
        ($layer:expr) => {
            HttpServer::new(move || {
                let is_scripted = fn_guard(|request| super::is_scripted(request.head().uri.path()));
                App::new()
                    .configure(configure.clone())
                    .route(super::ERROR, web::to(error))
                    .route(super::PANIC, web::to(panic))
                    .service(web::resource(super::GET_ONLY).route(web::get().to(scripted)))
                    .service(web::resource("/{path:.*}").guard(is_scripted).to(scripted))
                    .wrap($layer)
                    .wrap_fn(calls)
            })
            .workers(2)
            .listen(listener)?
            .run()
        };
    }
    System::new().block_on(async {
        let server = match layer {
            Layer::Ours => {
                let cors = Cors::new(source);
                serve!(cors.clone())
            }
            Layer::None => serve!(Identity::default()),
            #[cfg(feature = "peers")]
            Layer::Peer => serve!(super::peers::actix_cors(source.application())),
        };
        ready();
        server.await
    })
}

/// Answers requests outside the policy, and passes all others on.
fn calls<S, B>(
    request: ServiceRequest,
    service: &S,
) -> impl Future<Output = Result<ServiceResponse<EitherBody<B, String>>, Error>> + use<S, B>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    let passed = match request.path() {
        super::CALLS => Err(request),
        _ => Ok(service.call(request)),
    };
    async {
        Ok(match passed {
            Ok(response) => response.await?.map_into_left_body(),
            Err(request) => {
                let response = HttpResponse::with_body(StatusCode::OK, super::counted());
                request.into_response(response).map_into_right_body()
            }
        })
    }
}

pub(super) async fn scripted(request: HttpRequest) -> HttpResponse {
    super::count();
    respond(Script::of(request.query_string()))
        .unwrap_or_else(|_| HttpResponse::BadRequest().body(super::NO_HEADER))
}

fn respond(script: Script) -> Result<HttpResponse, HttpError> {
    let status = StatusCode::from_u16(script.status)?;
    let mut response = HttpResponse::new(status);
    for (name, value) in script.headers {
        let name = HeaderName::from_bytes(&name)?;
        let value = HeaderValue::from_bytes(&value)?;
        response.headers_mut().append(name, value);
    }
    Ok(response.set_body(match script.body {
        Body::Pieces(pieces) => BoxBody::new(BodyStream::new(script::stream(pieces))),
        Body::Whole(body) => BoxBody::new(body),
    }))
}

async fn error() -> Result<HttpResponse, Error> {
    super::count();
    Err(ErrorInternalServerError("the handler failed"))
}

async fn panic() -> HttpResponse {
    super::count();
    panic!("as the request asked")
}
