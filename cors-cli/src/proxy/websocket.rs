//! WebSockets: the handshake, then bytes in both directions.

use http::header::{CONNECTION, CONTENT_LENGTH, UPGRADE};
use http::request::Parts;
use http::{HeaderValue, Method, Request, Response, StatusCode, Version};
use http_body_util::Either;
use hyper::upgrade::{self, OnUpgrade};
use hyper_util::rt::TokioIo;
use tokio::io::copy_bidirectional;

use super::client::{Client, Failure};
use super::headers;
use super::own_response::{self, Body};

pub(super) fn is_handshake(request: &Parts) -> bool {
    request.method == Method::GET
        && headers::has_token(&request.headers, UPGRADE, "websocket")
        && headers::has_token(&request.headers, CONNECTION, "upgrade")
}

/// Sends the handshake. If the upstream accepts it, the two connections are joined; if
/// either one ends, so does the other.
pub(super) async fn forward(client: &Client, mut parts: Parts) -> Result<Response<Body>, Failure> {
    let browser = parts.extensions.remove::<OnUpgrade>();
    parts.extensions = http::Extensions::new();
    parts.version = Version::HTTP_11;
    // The request has no body, whatever the browser announced.
    parts.headers.remove(CONTENT_LENGTH);
    ask_for_websocket(&mut parts.headers);
    let request = Request::from_parts(parts, own_response::empty());
    let mut response = client.send_websocket(request).await?;
    if response.status() != StatusCode::SWITCHING_PROTOCOLS {
        headers::strip_response(response.headers_mut());
        return Ok(response.map(Either::Left));
    }
    let is_websocket = headers::has_token(response.headers(), UPGRADE, "websocket");
    let Some(browser) = browser.filter(|_| is_websocket) else {
        let sentence = "it switched to a protocol that is not WebSocket";
        return Err(Failure::Failed(sentence.to_owned()));
    };
    let upstream = upgrade::on(&mut response);
    tokio::spawn(async move {
        if let (Ok(browser), Ok(upstream)) = (browser.await, upstream.await) {
            let (mut browser, mut upstream) = (TokioIo::new(browser), TokioIo::new(upstream));
            // An error means that one side has ended. Dropping both ends the other.
            let _ = copy_bidirectional(&mut browser, &mut upstream).await;
        }
    });
    let (mut head, _) = response.into_parts();
    head.extensions = http::Extensions::new();
    headers::strip_response(&mut head.headers);
    ask_for_websocket(&mut head.headers);
    Ok(Response::from_parts(head, own_response::empty()))
}

fn ask_for_websocket(headers: &mut http::HeaderMap) {
    headers.insert(CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
}
