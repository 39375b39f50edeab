//! The application on hyper, as one tower service.

use std::convert::Infallible;
use std::error::Error;
use std::io;
use std::net::TcpListener;

use cors_tower::CorsLayer;
use futures_util::TryStreamExt;
use http::header::ALLOW;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Either, Full, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::runtime::Runtime;
use tower::{Layer as _, Service, ServiceExt, service_fn};

use super::script::{self, Body, Script};
use super::{Layer, Source};

type Answer = Response<BoxBody<Bytes, Infallible>>;

pub(super) fn serve(
    layer: Layer,
    source: Source,
    listener: TcpListener,
    ready: impl FnOnce(),
) -> io::Result<()> {
    let app = service_fn(app);
    match layer {
        Layer::Ours => listen(CorsLayer::new(source).layer(app), listener, ready),
        Layer::None => listen(app, listener, ready),
        #[cfg(feature = "peers")]
        Layer::Peer => {
            let layer = super::peers::tower_http(source.application()).map_err(io::Error::other)?;
            listen(layer.layer(app), listener, ready)
        }
    }
}

fn listen<S, B>(app: S, listener: TcpListener, ready: impl FnOnce()) -> io::Result<()>
where
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible>,
    S: Clone + Send + 'static,
    S::Future: Send,
    B: hyper::body::Body<Data = Bytes> + Send + 'static,
    B::Error: Error + Send + Sync,
{
    let service = service_fn(move |request: Request<Incoming>| {
        let app = app.clone();
        async move {
            match request.uri().path() {
                super::CALLS => {
                    let calls = Response::new(Full::from(super::counted()));
                    Ok(calls.map(Either::Left))
                }
                _ => Ok::<_, Infallible>(app.oneshot(request).await?.map(Either::Right)),
            }
        }
    });
    listener.set_nonblocking(true)?;
    Runtime::new()?.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        ready();
        loop {
            let (stream, _) = listener.accept().await?;
            let service = TowerToHyperService::new(service.clone());
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    })
}

async fn app(request: Request<Incoming>) -> Result<Answer, Infallible> {
    let path = request.uri().path();
    Ok(match path {
        super::ERROR => {
            super::count();
            plain(StatusCode::INTERNAL_SERVER_ERROR, "the handler failed")
        }
        super::PANIC => {
            super::count();
            panic!("as the request asked")
        }
        super::GET_ONLY if request.method() != Method::GET => {
            let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "");
            let get = HeaderValue::from_static("GET");
            response.headers_mut().insert(ALLOW, get);
            response
        }
        super::GET_ONLY => scripted(&request),
        _ if super::is_scripted(path) => scripted(&request),
        _ => plain(StatusCode::NOT_FOUND, ""),
    })
}

fn scripted(request: &Request<Incoming>) -> Answer {
    super::count();
    respond(Script::of(request.uri().query().unwrap_or_default()))
        .unwrap_or_else(|_| plain(StatusCode::BAD_REQUEST, super::NO_HEADER))
}

fn respond(script: Script) -> Result<Answer, http::Error> {
    let mut response = Response::builder().status(script.status);
    for (name, value) in script.headers {
        response = response.header(name, value);
    }
    response.body(match script.body {
        Body::Pieces(pieces) => StreamBody::new(script::stream(pieces).map_ok(Frame::data)).boxed(),
        Body::Whole(body) => Full::from(body).boxed(),
    })
}

fn plain(status: StatusCode, text: &'static str) -> Answer {
    let mut response = Response::new(Full::from(text).boxed());
    *response.status_mut() = status;
    response
}
