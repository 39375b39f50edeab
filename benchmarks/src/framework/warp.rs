//! One filter of warp, as the service that warp makes of it.
//!
//! The hand-written layer is around that service. No filter costs as little.

use std::convert::Infallible;

use bytes::Bytes;
use cors_warp::Cors;
use http::{Request, Response};
use http_body_util::Full;
use tower_layer::Layer;
use tower_service::Service;
use warp::{Filter, Reply};

use super::Kind;
use super::floor::{Floor, assert_allows, with_constants};
use super::http1::{EmptyAnswer, look, make, own, respond};
use crate::case::Case;
use crate::policy::{self, Terms};
use crate::subject::{Subject, now, subject as queue};

type Requested = Request<Full<Bytes>>;

/// Runs code with the filter of a case.
macro_rules! with_tree {
    ($case:expr, $tree:ident => $result:expr) => {{
        let own = own($case);
        let $tree = warp::any().map(move || respond(&own, String::new()).into_response());
        match $case.stacked {
            false => $result,
            true => {
                let $tree = $tree.map(through).map(through).map(through);
                $result
            }
        }
    }};
}

pub(super) fn subject(case: &Case, kind: Kind) -> Option<Box<dyn Subject>> {
    with_tree!(case, tree => with_kind(case, kind, tree))
}

pub(super) fn around(case: &Case, kind: Kind) -> Option<Box<dyn Subject>> {
    with_tree!(case, tree => match kind {
        Kind::Compiled => {
            let policy = case.terms.compiled()?;
            Some(served(case, cors_tower::Cors::new(warp::service(tree), policy)))
        }
        Kind::Runtime => {
            let policy = case.terms.at_run_time();
            Some(served(case, cors_tower::Cors::new(warp::service(tree), policy)))
        }
        Kind::Bare | Kind::Floor | Kind::Peer => with_kind(case, kind, tree),
    })
}

fn through(response: warp::reply::Response) -> warp::reply::Response {
    response
}

fn with_kind<F>(case: &Case, kind: Kind, tree: F) -> Option<Box<dyn Subject>>
where
    F: Filter<Extract = (warp::reply::Response,), Error = Infallible>
        + Clone
        + Send
        + Sync
        + 'static,
{
    Some(match kind {
        Kind::Bare if case.preflight => served(case, EmptyAnswer.layer(warp::service(tree))),
        Kind::Bare => served(case, warp::service(tree)),
        Kind::Floor => with_constants!(case, C => {
            assert_allows::<C>(case);
            served(case, Floor::<C>::new().layer(warp::service(tree)))
        }),
        Kind::Compiled => served(case, warp::service(tree.cors(case.terms.compiled()?))),
        Kind::Runtime => served(case, warp::service(tree.cors(case.terms.at_run_time()))),
        Kind::Peer => served(case, warp::service(tree.with(peer(case.terms)?))),
    })
}

/// Warp's own filter, which only supports lists.
fn peer(terms: Terms) -> Option<warp::cors::Cors> {
    let cors = warp::cors()
        .allow_methods(policy::METHODS)
        .allow_headers(policy::HEADERS)
        .expose_headers([policy::EXPOSED])
        .max_age(policy::MAX_AGE)
        .allow_credentials(terms.credentials());
    let patterns = terms.patterns();
    Some(
        match terms {
            Terms::Any => cors.allow_any_origin(),
            Terms::Three | Terms::Many(_) => {
                cors.allow_origins(patterns.iter().map(String::as_str))
            }
            Terms::Subdomain | Terms::AnyPort => return None,
        }
        .build(),
    )
}

pub(super) fn served<S, B: 'static>(case: &Case, mut service: S) -> Box<dyn Subject>
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
