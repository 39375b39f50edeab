//! A proxy of hyper that only changes the address of a request.

use std::io::Write;

use http::Uri;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpListener;

/// The port of the upstream.
pub(crate) const UPSTREAM: &str = "CORS_LOAD_BARE_UPSTREAM";

#[test]
#[ignore = "the process of the bare proxy"]
fn process() {
    if let Ok(port) = std::env::var(UPSTREAM) {
        serve(port);
    }
}

#[tokio::main]
async fn serve(upstream: String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let _ = writeln!(std::io::stderr(), "http://localhost:{port}");
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    let client = Client::builder(TokioExecutor::new()).build(connector);
    loop {
        let (stream, _) = listener.accept().await.expect("a connection");
        let _ = stream.set_nodelay(true);
        let (client, upstream) = (client.clone(), upstream.clone());
        let service = service_fn(move |mut request: http::Request<hyper::body::Incoming>| {
            let path = request
                .uri()
                .path_and_query()
                .map_or("/", |path| path.as_str());
            let url = format!("http://127.0.0.1:{upstream}{path}");
            *request.uri_mut() = url.parse::<Uri>().expect("a URL");
            request.headers_mut().remove(http::header::HOST);
            client.request(request)
        });
        let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
        tokio::spawn(connection);
    }
}
