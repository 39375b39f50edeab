//! An API for settings with a session cookie, on hyper with layers of tower-http. Pages of
//! two origins may call it.
//!
//! ```console
//! $ cargo run -p example-hyper
//! $ LISTEN=127.0.0.1:9000 CORS_ORIGINS=https://app.example.org cargo run -p example-hyper
//! ```

mod app;
mod failure;
#[cfg(test)]
mod pages;
mod policies;
mod session;
mod settings;

use std::convert::Infallible;
use std::env;
use std::io;
use std::process::ExitCode;
use std::time::Duration;

use cors_tower::{CorsLayer, SharedPolicy};
use http::{Request, Response, StatusCode};
use hyper::body::{Body, Bytes};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tower::{BoxError, Service, ServiceBuilder};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use crate::app::App;

#[tokio::main]
async fn main() -> io::Result<ExitCode> {
    let policy = match policies::deployed() {
        Ok(policy) => policy,
        Err(problems) => {
            eprintln!("{}:\n\n{problems}", policies::ORIGINS);
            return Ok(ExitCode::from(2));
        }
    };
    // Logs why a page is refused.
    tracing_subscriber::fmt().init();
    let listen = env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    let listener = TcpListener::bind(listen).await?;
    println!("listening on http://{}", listener.local_addr()?);

    let service = service(policy);
    loop {
        let (stream, _) = listener.accept().await?;
        let service = TowerToHyperService::new(service.clone());
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

/// The application with its layers, for requests with any body.
fn service<B>(
    policy: SharedPolicy,
) -> impl Service<
    Request<B>,
    Response = Response<impl Body<Data = Bytes, Error: Into<BoxError>> + Send>,
    Error = Infallible,
    Future: Send,
> + Clone
where
    B: Body<Data: Send, Error: Into<BoxError>> + Send + 'static,
{
    let app = App::default();
    ServiceBuilder::new()
        // This layer comes first, so it is outermost. Preflights carry no cookie, so they
        // must not reach the session. Pages must also be able to read the responses of the
        // layers below.
        .layer(CorsLayer::new(policy))
        .layer(CatchPanicLayer::new())
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            Duration::from_secs(10),
        ))
        .layer(RequestBodyLimitLayer::new(1024))
        .service_fn(move |request| app.clone().answer(request))
}
