//! The connections to upstreams.

use std::error::Error;
use std::io;
use std::time::Duration;

use http::{Request, Response};
use hyper::body::Incoming;
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::ClientConfig;

use super::own_response::Body;
use crate::output::Misuse;
use crate::tls;

type Pool = legacy::Client<HttpsConnector<HttpConnector>, Body>;

/// The clients for requests and for WebSockets.
#[derive(Debug, Clone)]
pub(super) struct Client {
    requests: Pool,
    /// Offers HTTP/1.1 only: a WebSocket cannot start on a connection with HTTP/2 that the
    /// upstream would prefer.
    websockets: Pool,
    timeout: Duration,
}

/// Why there is no response.
#[derive(Debug)]
pub(super) enum Failure {
    /// The upstream did not answer in time.
    Timeout(Duration),
    /// The head of the response is larger than the proxy accepts.
    HeadTooLarge,
    /// One sentence without a full stop.
    Failed(String),
}

impl Client {
    pub(super) fn new(timeout: Duration) -> Result<Self, Misuse> {
        let config = tls::config()?;
        Ok(Client {
            requests: pool(config.clone(), &["h2", "http/1.1"]),
            websockets: pool(config, &["http/1.1"]),
            timeout,
        })
    }

    /// Waits for the head of the response. Dropping the future ends the request.
    pub(super) async fn send(&self, request: Request<Body>) -> Result<Response<Incoming>, Failure> {
        self.with_timeout(self.requests.request(request)).await
    }

    pub(super) async fn send_websocket(
        &self,
        request: Request<Body>,
    ) -> Result<Response<Incoming>, Failure> {
        self.with_timeout(self.websockets.request(request)).await
    }

    async fn with_timeout(
        &self,
        response: legacy::ResponseFuture,
    ) -> Result<Response<Incoming>, Failure> {
        match tokio::time::timeout(self.timeout, response).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) if is_too_large(&error) => Err(Failure::HeadTooLarge),
            Ok(Err(error)) => Err(Failure::Failed(sentence(&error))),
            Err(_) => Err(Failure::Timeout(self.timeout)),
        }
    }
}

fn pool(mut config: ClientConfig, protocols: &[&str]) -> Pool {
    config.alpn_protocols = protocols
        .iter()
        .map(|name| name.as_bytes().to_vec())
        .collect();
    let mut tcp = HttpConnector::new();
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    tcp.set_connect_timeout(Some(Duration::from_secs(10)));
    let connector = HttpsConnector::from((tcp, config));
    legacy::Client::builder(TokioExecutor::new())
        .timer(TokioTimer::new())
        .pool_timer(TokioTimer::new())
        // Servers of Node.js close an idle connection after 5 seconds. A request that is
        // sent at that moment fails.
        .pool_idle_timeout(Duration::from_secs(4))
        .http2_adaptive_window(true)
        .build(connector)
}

fn is_too_large(error: &(dyn Error + 'static)) -> bool {
    let hyper = error.downcast_ref::<hyper::Error>();
    hyper.is_some_and(hyper::Error::is_parse_too_large) || error.source().is_some_and(is_too_large)
}

/// One sentence about an error, without a full stop.
fn sentence(error: &legacy::Error) -> String {
    let mut source: Option<&(dyn Error + 'static)> = Some(error);
    let mut last = String::new();
    while let Some(cause) = source {
        if let Some(error) = tls_error(cause) {
            return format!("the TLS connection failed: {}", tls::reason(error));
        }
        if let Some(hyper) = cause.downcast_ref::<hyper::Error>() {
            if hyper.is_parse() {
                return "the response is not HTTP".to_owned();
            }
            if hyper.is_incomplete_message() {
                return "the connection was closed before the response was complete".to_owned();
            }
        }
        let kind = cause.downcast_ref().map(io::Error::kind);
        if kind == Some(io::ErrorKind::ConnectionRefused) {
            return "no server answers there. Start it, or check the port".to_owned();
        }
        if cause.to_string() == LOOK_UP {
            return "this host is not known. Check its name".to_owned();
        }
        last = cause.to_string();
        source = cause.source();
    }
    match error.is_connect() {
        true => format!("it cannot be reached: {last}"),
        false => format!("the request failed: {last}"),
    }
}

/// What `hyper-util` calls the failure of a look-up.
const LOOK_UP: &str = "dns error";

/// The error of rustls, which errors of the socket may contain.
fn tls_error<'e>(cause: &'e (dyn Error + 'static)) -> Option<&'e rustls::Error> {
    match cause.downcast_ref::<io::Error>() {
        Some(error) => tls_error(error.get_ref()?),
        None => cause.downcast_ref(),
    }
}
