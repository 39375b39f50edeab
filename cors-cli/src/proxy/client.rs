//! The connections to upstreams.

use std::error::Error;
use std::io;
use std::time::Duration;

use http::{Request, Response};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::ClientConfig;

use super::answer::Body;
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
    /// One sentence without a full stop.
    Failed(String),
}

impl Client {
    pub(super) fn new(timeout: Duration) -> Result<Self, Misuse> {
        let config = tls::config()?;
        Ok(Client {
            requests: pool(config.clone(), true),
            websockets: pool(config, false),
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
            Ok(Err(error)) => Err(Failure::Failed(sentence(&error))),
            Err(_) => Err(Failure::Timeout(self.timeout)),
        }
    }
}

fn pool(config: ClientConfig, http2: bool) -> Pool {
    let mut connector = HttpConnector::new();
    connector.enforce_http(false);
    connector.set_nodelay(true);
    connector.set_connect_timeout(Some(Duration::from_secs(10)));
    let builder = HttpsConnectorBuilder::new()
        .with_tls_config(config)
        .https_or_http();
    let connector = if http2 {
        builder.enable_all_versions().wrap_connector(connector)
    } else {
        builder.enable_http1().wrap_connector(connector)
    };
    legacy::Client::builder(TokioExecutor::new())
        .timer(TokioTimer::new())
        .pool_timer(TokioTimer::new())
        // Servers of Node.js close an idle connection after 5 seconds. A request that is
        // sent at that moment fails.
        .pool_idle_timeout(Duration::from_secs(4))
        .http2_adaptive_window(true)
        .build(connector)
}

/// One sentence about an error, without a full stop.
fn sentence(error: &legacy::Error) -> String {
    let mut source: Option<&(dyn Error + 'static)> = Some(error);
    let mut last = String::new();
    while let Some(cause) = source {
        if let Some(tls) = tls_error(cause) {
            return format!("the TLS connection failed: {tls}");
        }
        if let Some(hyper) = cause.downcast_ref::<hyper::Error>() {
            if hyper.is_parse_too_large() {
                return "the head of the response is too large".to_owned();
            }
            if hyper.is_parse() {
                return "the response is not HTTP".to_owned();
            }
            if hyper.is_incomplete_message() {
                return "the connection was closed before the response was complete".to_owned();
            }
        }
        last = cause.to_string();
        source = cause.source();
    }
    match error.is_connect() {
        true => format!("it cannot be reached: {last}"),
        false => format!("the request failed: {last}"),
    }
}

/// The error of rustls, which an error of the socket may contain.
fn tls_error<'e>(cause: &'e (dyn Error + 'static)) -> Option<&'e rustls::Error> {
    let inner = cause
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref);
    let inner = inner.and_then(|inner| inner.downcast_ref::<rustls::Error>());
    inner.or_else(|| cause.downcast_ref::<rustls::Error>())
}
