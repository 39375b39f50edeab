//! A small HTTP client: one request on one connection, and the head of its response.
//!
//! The body of a response is not read. It has no part in CORS, and it may never end.

mod connection;
mod failure;

use std::mem::ManuallyDrop;
use std::sync::Arc;
use std::time::Duration;

use cors_browser::{Headers, Response, Url};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::runtime::Runtime;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsConnector;

pub(crate) use failure::Failure;

use crate::output::{Misuse, log};
use crate::response::from_http;
use crate::url::authority;

/// The time that one request may take, from the name of the host to the head of the
/// response.
const TIME: Duration = Duration::from_secs(10);

/// Say that the command still waits after this time.
const PATIENCE: Duration = Duration::from_secs(1);

/// The largest head of a response. Browsers stop at 256 KiB.
const HEAD_SIZE: usize = 256 * 1024;

const HEADER_LINES: usize = 512;

/// A client for HTTP/1.1, with and without TLS. It follows no redirect.
pub(crate) struct Client {
    /// It is not dropped, because that waits for threads that look up names. A resolver can
    /// take a minute, and only the end of the process stops it.
    runtime: ManuallyDrop<Runtime>,
    tls: TlsConnector,
}

/// A request. `Host` and `Content-Length` are added to its headers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Call<'a> {
    pub(crate) method: &'a str,
    pub(crate) url: &'a Url,
    pub(crate) headers: &'a Headers,
    pub(crate) body: Option<&'a [u8]>,
}

impl Client {
    pub(crate) fn new() -> Result<Self, Misuse> {
        let mut tls = crate::tls::config()?;
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Misuse::new(format!("the network cannot be used: {error}")))?;
        Ok(Self {
            runtime: ManuallyDrop::new(runtime),
            tls: TlsConnector::from(Arc::new(tls)),
        })
    }

    /// Sends a request and returns the response without its body.
    pub(crate) fn send(&self, call: Call<'_>) -> Result<Response, Failure> {
        self.send_within(TIME, call)
    }

    /// Sends a request that may take this time, but at most as long as every request.
    pub(crate) fn send_within(&self, time: Duration, call: Call<'_>) -> Result<Response, Failure> {
        let request = request(call)?;
        let time = time.min(TIME);
        self.runtime.block_on(async {
            let exchange = timeout(time, self.exchange(call.url, request));
            tokio::pin!(exchange);
            tokio::select! {
                done = &mut exchange => return done.unwrap_or(Err(Failure::Timeout(time))),
                () = sleep(PATIENCE) => {
                    let host = call.url.host_str().unwrap_or_default();
                    log::progress(&format!("waiting for {host} …"));
                },
            }
            exchange.await.unwrap_or(Err(Failure::Timeout(time)))
        })
    }

    async fn exchange(
        &self,
        url: &Url,
        request: hyper::Request<Full<Bytes>>,
    ) -> Result<Response, Failure> {
        let stream = connection::open(url, &self.tls).await?;
        let (mut sender, connection) = http1::Builder::new()
            .max_buf_size(HEAD_SIZE)
            .max_headers(HEADER_LINES)
            .handshake(TokioIo::new(stream))
            .await
            .map_err(Failure::of_http)?;
        let sending = sender.send_request(request);
        tokio::pin!(sending, connection);
        // The connection ends first if the server closes it or breaks the protocol.
        // The response says why.
        tokio::select! {
            biased;
            response = &mut sending => return received(response),
            _ = &mut connection => {}
        }
        received(sending.await)
    }
}

fn received(
    response: Result<hyper::Response<hyper::body::Incoming>, hyper::Error>,
) -> Result<Response, Failure> {
    let response = response.map_err(Failure::of_http)?;
    // The parser may have read more than its buffer should have.
    let lines = response.headers().iter();
    let size: usize = lines
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    if size > HEAD_SIZE {
        return Err(Failure::HeadTooLarge);
    }
    Ok(from_http(response.status(), response.headers()))
}

fn request(call: Call<'_>) -> Result<hyper::Request<Full<Bytes>>, Failure> {
    let url = call.url;
    let target = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let mut request = hyper::Request::builder()
        .method(call.method)
        .uri(target)
        .header("host", authority(url));
    for (name, value) in call.headers.iter() {
        request = request.header(name, value);
    }
    let body = call.body.unwrap_or_default().to_vec();
    request
        .body(Full::new(Bytes::from(body)))
        .map_err(|error| Failure::Unsendable(error.to_string()))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::Client;

    #[test]
    fn a_resolver_that_takes_long_does_not_delay_the_end() {
        let client = Client::new().expect("a client");
        let resolver = || std::thread::sleep(Duration::from_secs(5));
        drop(client.runtime.spawn_blocking(resolver));
        let start = Instant::now();
        drop(client);
        assert!(start.elapsed() < Duration::from_secs(1));
    }
}
