//! The router.

use std::convert::Infallible;

use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Bytes};

use crate::failure::Failure;
use crate::session::Sessions;
use crate::settings::Settings;

#[derive(Clone, Default)]
pub(crate) struct App {
    sessions: Sessions,
    settings: Settings,
}

impl App {
    /// Every error becomes a response. An `Err` would close the connection, and a
    /// page could not read anything.
    pub(crate) async fn answer<B: Body>(
        self,
        request: Request<B>,
    ) -> Result<Response<Full<Bytes>>, Infallible> {
        let answer = self.route(request).await;
        Ok(answer.unwrap_or_else(Failure::into_response))
    }

    async fn route<B: Body>(&self, request: Request<B>) -> Result<Response<Full<Bytes>>, Failure> {
        let (request, body) = request.into_parts();
        let path = request.uri.path();
        if path == "/login" {
            return match request.method {
                Method::POST => self.sessions.login(),
                _ => Err(Failure::NoSuchMethod),
            };
        }
        let name = path.strip_prefix("/settings/");
        let name = name.ok_or(Failure::NoSuchPath)?;
        self.sessions.require(&request.headers)?;
        match request.method {
            Method::GET => self.settings.read(name),
            Method::PUT => {
                let body = body.collect().await.map_err(|_| Failure::TooLong)?;
                self.settings.write(name, &request.headers, body.to_bytes())
            }
            _ => Err(Failure::NoSuchMethod),
        }
    }
}

pub(crate) fn no_content() -> Response<Full<Bytes>> {
    let mut response = Response::default();
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}
