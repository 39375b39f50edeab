//! A tower service that answers immediately, called without a clone, as in hyper.

use std::convert::Infallible;

use bytes::Bytes;
use cors_tower::Cors;
use http::{Request, Response};
use http_body_util::Full;
use tower::service_fn;
use tower_layer::Layer;
use tower_service::Service;

use super::Kind;
use super::floor::{Floor, assert_allows, with_constants};
use super::http1::{EmptyAnswer, PassThrough, look, make, own, respond};
use super::tower_http;
use crate::case::Case;
use crate::subject::{Subject, now, subject as queue};

type Requested = Request<Full<Bytes>>;

pub(super) fn subject(case: &Case, kind: Kind) -> Option<Box<dyn Subject>> {
    let own = own(case);
    let handler = service_fn(move |_: Requested| {
        let response = respond(&own, Full::<Bytes>::default());
        async { Ok::<_, Infallible>(response) }
    });
    match case.stacked {
        false => with_kind(case, kind, handler),
        true => with_kind(case, kind, PassThrough(PassThrough(PassThrough(handler)))),
    }
}

fn with_kind<S>(case: &Case, kind: Kind, app: S) -> Option<Box<dyn Subject>>
where
    S: Service<Requested, Response = Response<Full<Bytes>>, Error = Infallible> + 'static,
{
    Some(match kind {
        Kind::Bare if case.preflight => served(case, EmptyAnswer.layer(app)),
        Kind::Bare => served(case, app),
        Kind::Floor => with_constants!(case, C => {
            assert_allows::<C>(case);
            served(case, Floor::<C>::new().layer(app))
        }),
        Kind::Compiled => served(case, Cors::new(app, case.terms.compiled()?)),
        Kind::Runtime => served(case, Cors::new(app, case.terms.at_run_time())),
        Kind::Peer => served(case, tower_http::layer(case.terms).layer(app)),
    })
}

fn served<S, B: 'static>(case: &Case, mut service: S) -> Box<dyn Subject>
where
    S: Service<Requested, Response = Response<B>, Error = Infallible> + 'static,
{
    queue(
        make(case, Full::default),
        move |request| match now(service.call(request)) {
            Ok(response) => response,
            Err(never) => match never {},
        },
        look,
    )
}
