//! The filter that adds CORS to routes with policies.

use std::cell::Cell;
use std::convert::Infallible;
use std::future::ready;
use std::sync::Arc;

use warp::log::Info;
use warp::path::Peek;
use warp::reply::Response;
use warp::{Filter, Rejection, Reply, reject};

use crate::preflight;
use crate::table::{Matched, Table};

// The results of a logger, for the filter that runs next in the same poll. See
// preflight.rs.
thread_local! {
    static REST: Cell<Option<Peek>> = const { Cell::new(None) };
    static MATCHED: Cell<Option<Matched>> = const { Cell::new(None) };
    static HAS_ROUTE: Cell<bool> = const { Cell::new(false) };
}

/// Answers preflights, and writes the headers of every other response.
///
/// The filter rejects a preflight and turns the rejection into the answer, because a
/// rejection is warp's only way to skip the remaining filters.
pub(crate) fn with_table<F>(
    inner: F,
    table: Arc<Table>,
) -> impl Filter<Extract = (Response,), Error = Infallible> + Clone + Send + Sync + 'static
where
    F: Filter<Extract = (Response,), Error = Infallible> + Clone + Send + Sync + 'static,
{
    let finder = Arc::clone(&table);
    let matched = read(move |request, path| match finder.find(request, path) {
        Some(matched) => MATCHED.set(Some(matched)),
        None => preflight::set_answer(finder.answer(request, path)),
    });
    matched
        .and_then(|_| ready(MATCHED.take().ok_or_else(reject::not_found)))
        .and(inner)
        .map(move |matched, mut response| {
            table.write_headers(matched, &mut response);
            response
        })
        .or_else(|_| {
            let mut response = Response::default();
            preflight::write_answer(&mut response);
            ready(Ok::<_, Infallible>((response,)))
        })
}

/// Rejects requests whose method and path match a route.
pub(crate) fn unrouted(
    table: Arc<Table>,
) -> impl Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static {
    read(move |request, path| HAS_ROUTE.set(table.has_route(request.method(), path)))
        .and_then(|_| {
            ready(if HAS_ROUTE.take() {
                Err(reject::not_found())
            } else {
                Ok(())
            })
        })
        .untuple_one()
}

/// Calls a function with the request and the part of its path that enclosing filters have
/// not consumed. Extracts an empty reply, because only replies can be logged.
///
/// A logger can read the headers, but it gets the whole path. `peek` gets the remaining
/// path, but not the headers.
fn read(
    look: impl Fn(&Info<'_>, &str) + Clone + Send + Sync + 'static,
) -> impl Filter<Extract = (impl Reply,), Error = Infallible> + Clone + Send + Sync + 'static {
    let look = move |request: Info<'_>| {
        let rest = REST.take();
        look(&request, rest.as_ref().map_or("", Peek::as_str));
    };
    // `peek` panics if the request target has no path, such as `CONNECT host:443`.
    let none = warp::path::end().map(|| None);
    none.or(warp::path::peek().map(Some))
        .unify()
        .map(|rest| {
            REST.set(rest);
            warp::reply()
        })
        .with(warp::log::custom(look))
}
