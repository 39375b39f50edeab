//! A server that listens on a port.

use bytes::Bytes;
use cors_browser::{Request, Response, Url};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::message::{failed, from_http, to_http};
use crate::server::{Server, host};

/// Creates a [`Server`](crate::Server) for an address, such as `http://127.0.0.1:3000`. The
/// server must use plain HTTP, and the test must run on tokio.
///
/// ```no_run
/// # use cors_test::{Fetch, Page, assert_readable};
/// # async fn run() {
/// let app = cors_test::url("http://127.0.0.1:3000");
/// let mut page = Page::at("https://app.example.com");
/// assert_readable!(page.fetch(&app, Fetch::get("/users/1")).await);
/// # }
/// ```
///
/// # Panics
///
/// Panics if the address is not an `http` URL.
#[track_caller]
#[must_use]
pub fn url(address: &str) -> Remote {
    match Url::parse(address) {
        Ok(url) if url.scheme() == "http" => {
            let port = url.port_or_known_default().unwrap_or(80);
            let socket = format!("{}:{port}", url.host_str().unwrap_or_default());
            Remote {
                origin: format!("http://{}", host(&url)),
                socket,
            }
        }
        _ => panic!("{address:?} is not an `http` URL, such as \"http://127.0.0.1:3000\""),
    }
}

/// A server that listens on a port. [`url()`] creates it.
#[derive(Clone, Debug)]
pub struct Remote {
    origin: String,
    socket: String,
}

impl Server for Remote {
    async fn answer(&self, request: &Request) -> Result<Response, String> {
        let stream = TcpStream::connect(&self.socket).await.map_err(failed)?;
        let (mut sender, connection) = handshake(TokioIo::new(stream)).await.map_err(failed)?;
        let connection = tokio::spawn(connection);
        let request = to_http::<Full<Bytes>>(request)?;
        let (head, body) = sender
            .send_request(request)
            .await
            .map_err(failed)?
            .into_parts();
        let body = body.collect().await.map_err(failed)?.to_bytes();
        connection.abort();
        Ok(from_http(&head, body.to_vec()))
    }

    fn origin(&self) -> String {
        self.origin.clone()
    }
}
