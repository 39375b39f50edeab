//! A router of axum with one route.

use std::convert::Infallible;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::routing::any;
use cors_axum::{Cors, CorsLayer};
use tower_layer::Layer;
use tower_service::Service;

use super::Kind;
use super::floor::{Floor, assert_allows, with_constants};
use super::http1::{EmptyAnswer, PassThrough, look, make, own, respond};
use super::tower_http;
use crate::case::Case;
use crate::subject::{Subject, now, subject as queue};

pub(super) fn subject(case: &Case, kind: Kind) -> Option<Box<dyn Subject>> {
    let app = router(case);
    Some(match kind {
        Kind::Bare if case.preflight => served(case, app.layer(EmptyAnswer)),
        Kind::Bare => served(case, app),
        Kind::Floor => with_constants!(case, C => {
            assert_allows::<C>(case);
            served(case, app.layer(Floor::<C>::new()))
        }),
        Kind::Compiled => served(case, app.layer(CorsLayer::new(case.terms.compiled()?))),
        Kind::Runtime => served(case, app.layer(CorsLayer::new(case.terms.at_run_time()))),
        Kind::Peer => served(case, app.layer(tower_http::layer(case.terms))),
    })
}

pub(super) fn around(case: &Case, kind: Kind) -> Option<Box<dyn Subject>> {
    let app = router(case);
    Some(match kind {
        Kind::Bare if case.preflight => served(case, EmptyAnswer.layer(app)),
        Kind::Bare => served(case, app),
        Kind::Floor => with_constants!(case, C => served(case, Floor::<C>::new().layer(app))),
        Kind::Compiled => served(case, Cors::new(app, case.terms.compiled()?)),
        Kind::Runtime => served(case, Cors::new(app, case.terms.at_run_time())),
        Kind::Peer => served(case, tower_http::layer(case.terms).layer(app)),
    })
}

fn router(case: &Case) -> Router {
    let own = own(case);
    let handler = any(move || async move { respond(&own, Body::empty()) });
    let router = Router::new().route("/", handler);
    match case.stacked {
        false => router,
        true => (0..3).fold(router, |router, _| {
            router.layer(tower_layer::layer_fn(PassThrough))
        }),
    }
}

pub(super) fn served<S, B: 'static>(case: &Case, mut service: S) -> Box<dyn Subject>
where
    S: Service<Request, Response = http::Response<B>, Error = Infallible> + 'static,
{
    queue(
        make(case, Body::empty),
        move |request| match now(service.call(request)) {
            Ok(response) => response,
            Err(never) => match never {},
        },
        look,
    )
}
