//! The application on warp.

use std::convert::Infallible;
use std::io;
use std::net::TcpListener;

use cors_warp::Cors;
use tokio::runtime::Runtime;
use warp::http::{self, Response, StatusCode};
use warp::reject::{self, Reject};
use warp::{Filter, Rejection, Reply};

use super::script::{self, Body, Script};
use super::{Layer, Source};

pub(super) fn serve(
    layer: Layer,
    source: Source,
    listener: TcpListener,
    ready: impl FnOnce(),
) -> io::Result<()> {
    match layer {
        Layer::Ours => {
            let app = calls().or(app().cors(source));
            listen(|on| warp::serve(app).incoming(on).run(), listener, ready)
        }
        Layer::None => {
            let app = calls().or(app());
            listen(|on| warp::serve(app).incoming(on).run(), listener, ready)
        }
        #[cfg(feature = "peers")]
        Layer::Peer => {
            let app = calls().or(app().with(super::peers::warp(source.application())));
            listen(|on| warp::serve(app).incoming(on).run(), listener, ready)
        }
    }
}

/// What the policy does not apply to.
pub(super) fn calls() -> impl Filter<Extract = (String,), Error = Rejection> + Copy {
    path(super::CALLS).map(super::counted)
}

pub(super) fn app() -> impl Filter<Extract = (impl Reply,), Error = Rejection> + Copy {
    path(super::ERROR)
        .and_then(error)
        .or(path(super::PANIC).map(panic))
        .or(path(super::GET_ONLY)
            .and(warp::get())
            .and(query())
            .map(scripted))
        .or(not(segment(super::MISSING))
            .and(not(path(super::GET_ONLY)))
            .and(not(path(super::ERROR)))
            .and(query())
            .map(scripted))
}

/// warp serves filters that reject and filters that do not, but the trait that they have in
/// common is private.
pub(super) fn listen<F: Future<Output = ()>>(
    serve: impl FnOnce(tokio::net::TcpListener) -> F,
    listener: TcpListener,
    ready: impl FnOnce(),
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    Runtime::new()?.block_on(async {
        let server = serve(tokio::net::TcpListener::from_std(listener)?);
        ready();
        server.await;
        Ok(())
    })
}

// `warp::path::full` would be shorter, but it panics on a request whose target has no
// path, such as `CONNECT host:443`.
fn path(path: &'static str) -> impl Filter<Extract = (), Error = Rejection> + Copy {
    segment(path).and(warp::path::end())
}

fn segment(path: &'static str) -> impl Filter<Extract = (), Error = Rejection> + Copy {
    warp::path(path.trim_start_matches('/'))
}

/// Accepts what the filter rejects.
fn not(
    filter: impl Filter<Extract = (), Error = Rejection> + Copy + Send + Sync + 'static,
) -> impl Filter<Extract = (), Error = Rejection> + Copy {
    let passes = filter.map(|| true).or(warp::any().map(|| false)).unify();
    passes
        .and_then(async |passes| {
            if passes {
                Err(reject::not_found())
            } else {
                Ok(())
            }
        })
        .untuple_one()
}

pub(super) fn query() -> impl Filter<Extract = (String,), Error = Infallible> + Copy {
    let none = warp::any().map(String::new);
    warp::query::raw().or(none).unify()
}

pub(super) fn scripted(query: String) -> impl Reply {
    super::count();
    played(Script::of(&query))
        .map_err(|_| warp::reply::with_status(super::NO_HEADER, StatusCode::BAD_REQUEST))
}

fn played(script: Script) -> Result<impl Reply, http::Error> {
    let mut head = Response::builder().status(script.status);
    for (name, value) in script.headers {
        head = head.header(name, value);
    }
    let (head, ()) = head.body(())?.into_parts();
    let body = match script.body {
        Body::Pieces(pieces) => warp::reply::stream(script::stream(pieces)).into_response(),
        Body::Whole(body) => body.into_response(),
    };
    Ok(Response::from_parts(head, body.into_body()))
}

async fn error() -> Result<Response<String>, Rejection> {
    super::count();
    Err(reject::custom(Failed))
}

#[derive(Debug)]
struct Failed;

impl Reject for Failed {}

fn panic() -> Response<String> {
    super::count();
    panic!("as the request asked")
}
