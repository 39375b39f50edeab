//! Records the requests and responses of the API, so that the page can show them.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::HeaderMap;
use actix_web::middleware::Next;
use actix_web::{Error, web};
use cors_browser::Request;
use serde::Serialize;

/// The newest exchanges, the newest last.
#[derive(Default)]
pub(crate) struct Wire(Mutex<VecDeque<Exchange>>);

/// A request and its response, with the headers that a card explains.
#[derive(Clone, Serialize)]
pub(crate) struct Exchange {
    method: String,
    path: String,
    request: Vec<(&'static str, String)>,
    pub(crate) status: u16,
    pub(crate) response: Vec<(&'static str, String)>,
}

/// A browser does not repeat a preflight whose answer is in its cache. So the exchanges of
/// a card may come from an earlier reload.
const KEPT: usize = 1000;

const REQUEST_HEADERS: [&str; 6] = [
    "origin",
    "access-control-request-method",
    "access-control-request-headers",
    "content-type",
    "cookie",
    "x-debug",
];

const RESPONSE_HEADERS: [&str; 10] = [
    "access-control-allow-origin",
    "access-control-allow-credentials",
    "access-control-allow-methods",
    "access-control-allow-headers",
    "access-control-expose-headers",
    "access-control-max-age",
    "vary",
    "etag",
    "x-served-by",
    "set-cookie",
];

/// A middleware around the API and its CORS.
pub(crate) async fn record(
    wire: web::Data<Wire>,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let method = request.method().to_string();
    let path = request.path().to_owned();
    let sent = headers(request.headers(), &REQUEST_HEADERS);
    let response = next.call(request).await?;
    wire.push(Exchange {
        method,
        path,
        request: sent,
        status: response.status().as_u16(),
        response: headers(response.headers(), &RESPONSE_HEADERS),
    });
    Ok(response)
}

fn headers(map: &HeaderMap, names: &[&'static str]) -> Vec<(&'static str, String)> {
    let values = |name: &'static str| map.get_all(name).map(move |value| (name, value));
    let lines = names.iter().flat_map(|&name| values(name));
    lines
        .map(|(name, value)| (name, String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect()
}

impl Wire {
    fn push(&self, exchange: Exchange) {
        let mut exchanges = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if exchanges.len() == KEPT {
            exchanges.pop_front();
        }
        exchanges.push_back(exchange);
    }

    /// The newest exchange in which a browser sent this request.
    pub(crate) fn find(&self, request: &Request) -> Option<Exchange> {
        let exchanges = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let newest = exchanges.iter().rev().find(|exchange| {
            let same = |name: &str| {
                let sent = exchange.request.iter().find(|(sent, _)| *sent == name);
                let sent = sent.map(|(_, value)| value.as_bytes());
                // Engines write the list of a preflight with and without spaces.
                let asked = request.headers.get(name);
                sent.map(without_spaces) == asked.as_deref().map(without_spaces)
            };
            exchange.method == request.method
                && exchange.path == request.url.path()
                && same("origin")
                && same("access-control-request-method")
                && same("access-control-request-headers")
        });
        newest.cloned()
    }
}

fn without_spaces(value: &[u8]) -> Vec<u8> {
    value.iter().copied().filter(|&byte| byte != b' ').collect()
}
