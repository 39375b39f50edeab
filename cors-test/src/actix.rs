//! Applications of actix-web.

use std::fmt;

use actix_web::body::{MessageBody, to_bytes};
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::test::TestRequest;
use actix_web::{Error, HttpResponse};
use cors_browser::{Request, Response};

use crate::server::{Server, headers, target};

/// An actix-web application that [`init_service`](actix_web::test::init_service) has
/// initialized.
///
/// ```
/// use actix_web::{App, test, web};
///
/// # async fn run() {
/// let app = App::new().route("/", web::get().to(async || "hello"));
/// let app = cors_test::actix(test::init_service(app).await);
/// # }
/// ```
pub fn actix<S, B>(app: S) -> Actix<S>
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error>,
{
    Actix { app }
}

/// An actix-web application. [`actix()`] creates it.
pub struct Actix<S> {
    app: S,
}

impl<S> fmt::Debug for Actix<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Actix").finish_non_exhaustive()
    }
}

impl<S, B> Server for Actix<S>
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    async fn answer(&self, request: &Request) -> Result<Response, String> {
        let request = to_actix(request)?;
        match self.app.call(request).await {
            Ok(response) => from_actix(response.into_parts().1).await,
            // A real server would also send the error as a response.
            Err(error) => from_actix(error.error_response()).await,
        }
    }
}

fn to_actix(request: &Request) -> Result<actix_http::Request, String> {
    let method: Method = request
        .method
        .parse()
        .map_err(|_| "the method is invalid".to_owned())?;
    let mut built = TestRequest::default()
        .method(method)
        .uri(&target(&request.url));
    for (name, value) in headers(request) {
        let name: HeaderName = name
            .parse()
            .map_err(|_| format!("{name} is not a header name"))?;
        let value = HeaderValue::from_maybe_shared(value).map_err(|error| error.to_string())?;
        built = built.append_header((name, value));
    }
    if let Some(body) = &request.body {
        built = built.set_payload(body.clone());
    }
    Ok(built.to_request())
}

async fn from_actix<B: MessageBody>(response: HttpResponse<B>) -> Result<Response, String> {
    let mut built = Response::new(response.status().as_u16());
    for (name, value) in response.headers() {
        built = built.header(name.as_str(), value.as_bytes());
    }
    let body = to_bytes(response.into_body()).await;
    let body = body.map_err(|error| error.into().to_string())?;
    Ok(built.body(body.to_vec()))
}
