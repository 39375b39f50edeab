//! Replacing tower-http's `CorsLayer` changes no other type of an application: the
//! layered service takes the same requests and returns the same responses and errors.

use std::convert::Infallible;
use std::marker::PhantomData;

use bytes::Bytes;
use cors_tower::{CorsLayer, Policy, cors};
use http::{Request, Response};
use http_body_util::combinators::{BoxBody, UnsyncBoxBody};
use http_body_util::{Empty, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tonic::service::Routes;
use tonic::transport::Server;
use tower::{Layer, Service, ServiceBuilder, service_fn};

#[cors(origins = ["https://example.com"])]
static API: Policy;

type Theirs<S> = <tower_http::cors::CorsLayer as Layer<S>>::Service;
type Ours<S> = <CorsLayer as Layer<S>>::Service;

/// Compiles only if both layers make services of the same kind.
fn assert_same<R, S, B>(_: PhantomData<R>, _: &S)
where
    S: Service<Request<R>, Response = Response<B>> + Clone,
    Theirs<S>: Service<Request<R>, Response = Response<B>, Error = S::Error> + Clone,
    Ours<S>: Service<Request<R>, Response = Response<B>, Error = S::Error> + Clone,
{
}

fn handler<R, B: Default>(_: Request<R>) -> std::future::Ready<Result<Response<B>, Infallible>> {
    std::future::ready(Ok(Response::new(B::default())))
}

#[test]
fn the_layered_service_has_the_same_types() {
    assert_same(PhantomData, &service_fn(handler::<Incoming, Full<Bytes>>));
    assert_same(PhantomData, &service_fn(handler::<Incoming, Empty<Bytes>>));
    assert_same(
        PhantomData,
        &service_fn(handler::<Incoming, BoxBody<Bytes, Infallible>>),
    );
    assert_same(
        PhantomData,
        &service_fn(handler::<Incoming, UnsyncBoxBody<Bytes, Infallible>>),
    );
    // A body that is not even one of `http_body`.
    assert_same(PhantomData, &service_fn(handler::<String, String>));
}

/// Only the line with the layer differs.
#[test]
fn hyper_serves_both() {
    fn serve<L>(layer: L) -> impl Sized
    where
        L: Layer<Handler>,
        L::Service: Service<Request<Incoming>, Response = Response<Full<Bytes>>, Error = Infallible>
            + Clone,
    {
        let service = ServiceBuilder::new()
            .layer(layer)
            .service_fn(handler as fn(_) -> _);
        let service = TowerToHyperService::new(service);
        |stream| {
            http1::Builder::new()
                .serve_connection(TokioIo::<tokio::net::TcpStream>::new(stream), service)
        }
    }
    type Handler = tower::util::ServiceFn<
        fn(Request<Incoming>) -> std::future::Ready<Result<Response<Full<Bytes>>, Infallible>>,
    >;
    let _ = serve(tower_http::cors::CorsLayer::new());
    let _ = serve(CorsLayer::new(&API));
}

/// Only the line with the layer differs.
#[test]
fn tonic_serves_both() {
    fn serve<L>(layer: L) -> impl Future<Output = Result<(), tonic::transport::Error>>
    where
        L: Layer<Routes> + Clone,
        L::Service: Service<
                Request<tonic::body::Body>,
                Response = Response<tonic::body::Body>,
                Error = Infallible,
                Future: Send,
            > + Clone
            + Send
            + 'static,
    {
        let mut server = Server::builder().layer(layer);
        server
            .add_routes(Routes::default())
            .serve(([127, 0, 0, 1], 0).into())
    }
    drop(serve(tower_http::cors::CorsLayer::new()));
    drop(serve(CorsLayer::new(&API)));
}
