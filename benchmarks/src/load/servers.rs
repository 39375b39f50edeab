//! The servers.

use std::convert::Infallible;
use std::io;

use axum::Router;
use axum::routing::any;
use bytes::Bytes;
use cors_warp::Cors as _;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::{Body, Incoming};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tower_layer::Layer;
use tower_service::Service;
use warp::Filter;

use crate::framework::{Framework, Kind, actix_peer, tower_http_layer, warp_peer};
use crate::policy::Terms;

/// Serves the application of a framework until the process ends.
pub(crate) fn serve(framework: Framework, kind: Kind) -> io::Result<()> {
    match framework {
        Framework::Actix => actix_web::rt::System::new().block_on(actix(kind)),
        _ => tokio::runtime::Runtime::new()?.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await?;
            println!("ready {}", listener.local_addr()?);
            match framework {
                Framework::Tower => tower(kind, listener).await,
                Framework::Warp => warp(kind, listener).await,
                _ => axum(kind, listener).await,
            }
        }),
    }
}

const HELLO: &str = "hello";

async fn tower(kind: Kind, listener: TcpListener) -> io::Result<()> {
    let app = tower::service_fn(async |_: Request<Incoming>| {
        Ok::<_, Infallible>(Response::new(Full::<Bytes>::from(HELLO)))
    });
    match kind {
        Kind::Compiled => accept(cors_tower::Cors::new(app, policy()), listener).await,
        Kind::Peer => accept(tower_http_layer(Terms::Three).layer(app), listener).await,
        _ => accept(app, listener).await,
    }
}

async fn accept<S, B>(app: S, listener: TcpListener) -> io::Result<()>
where
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible>,
    S: Clone + Send + 'static,
    S::Future: Send,
    B: Body<Data: Send, Error: std::error::Error + Send + Sync> + Send + 'static,
{
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let service = TowerToHyperService::new(app.clone());
        let stream = TokioIo::new(stream);
        tokio::spawn(hyper::server::conn::http1::Builder::new().serve_connection(stream, service));
    }
}

async fn axum(kind: Kind, listener: TcpListener) -> io::Result<()> {
    let app = Router::new().route("/", any(async || HELLO));
    let app = match kind {
        Kind::Compiled => app.layer(cors_axum::CorsLayer::new(policy())),
        Kind::Peer => app.layer(tower_http_layer(Terms::Three)),
        _ => app,
    };
    axum::serve(listener, app).await
}

async fn warp(kind: Kind, listener: TcpListener) -> io::Result<()> {
    let app = warp::any().map(|| HELLO);
    match (kind, warp_peer(Terms::Three)) {
        (Kind::Compiled, _) => {
            warp::serve(app.cors(policy()))
                .incoming(listener)
                .run()
                .await
        }
        (Kind::Peer, Some(peer)) => warp::serve(app.with(peer)).incoming(listener).run().await,
        _ => warp::serve(app).incoming(listener).run().await,
    }
    Ok(())
}

async fn actix(kind: Kind) -> io::Result<()> {
    use actix_web::{App, HttpServer, web};
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    println!("ready {}", listener.local_addr()?);
    macro_rules! serve {
        ($($layer:expr)?) => {
            HttpServer::new(move || {
                App::new().route("/", web::route().to(async || HELLO))$(.wrap($layer))?
            })
            .listen(listener)?
            .run()
            .await
        };
    }
    match kind {
        Kind::Compiled => serve!(cors_actix::Cors::new(policy())),
        Kind::Peer => serve!(actix_peer(Terms::Three)),
        _ => serve!(),
    }
}

fn policy() -> &'static cors_core::Policy {
    Terms::Three.compiled().expect("three origins are compiled")
}
