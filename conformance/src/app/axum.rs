//! The application on axum.

use std::io;
use std::net::TcpListener;

use axum::Router;
use axum::body::Body;
use axum::extract::RawQuery;
use axum::http::{self, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use cors_axum::CorsLayer;
use tokio::runtime::Runtime;

use super::script::{self, Script};
use super::{Layer, Source};

pub(super) fn serve(
    layer: Layer,
    source: Source,
    listener: TcpListener,
    ready: impl FnOnce(),
) -> io::Result<()> {
    let app = Router::new()
        .route(super::ERROR, any(error))
        .route(super::PANIC, any(panic))
        .route(super::GET_ONLY, get(scripted))
        .fallback(unrouted);
    let app = match layer {
        Layer::Ours => app.layer(CorsLayer::new(source)),
        Layer::None => app,
        #[cfg(feature = "peers")]
        Layer::Peer => {
            app.layer(super::peers::tower_http(source.application()).map_err(io::Error::other)?)
        }
    };
    // A route that is added now is outside of the policy.
    let app = app.route(super::CALLS, any(async || super::counted()));
    listen(app, listener, ready)
}

pub(super) fn listen(app: Router, listener: TcpListener, ready: impl FnOnce()) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    Runtime::new()?.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        ready();
        axum::serve(listener, app).await
    })
}

/// axum's paths have no conditions, so the fallback decides whether a path is scripted.
pub(super) async fn unrouted(uri: Uri, query: RawQuery) -> Response {
    if super::is_scripted(uri.path()) {
        scripted(query).await
    } else {
        StatusCode::NOT_FOUND.into_response()
    }
}

pub(super) async fn scripted(RawQuery(query): RawQuery) -> Response {
    super::count();
    respond(Script::of(&query.unwrap_or_default()))
        .unwrap_or_else(|_| (StatusCode::BAD_REQUEST, super::NO_HEADER).into_response())
}

fn respond(script: Script) -> Result<Response, http::Error> {
    let mut response = Response::builder().status(script.status);
    for (name, value) in script.headers {
        response = response.header(name, value);
    }
    response.body(match script.body {
        script::Body::Pieces(pieces) => Body::from_stream(script::stream(pieces)),
        script::Body::Whole(body) => Body::from(body),
    })
}

pub(super) async fn error() -> (StatusCode, &'static str) {
    super::count();
    (StatusCode::INTERNAL_SERVER_ERROR, "the handler failed")
}

pub(super) async fn panic() {
    super::count();
    panic!("as the request asked")
}
