//! The filter that matches the method and the path of a route.

use std::cell::Cell;
use std::future::ready;

use warp::http::Method;
use warp::{Filter, Rejection, reject};

thread_local! {
    static IS_MATCH: Cell<bool> = const { Cell::new(false) };
}

/// Matches a path and a method, without consuming the path.
///
/// warp restores the path before it calls the function of `or_else`. So a match is turned
/// into a rejection and back. A cell marks this rejection, so that it differs from other
/// ones. It is set and read in one poll.
pub(crate) fn without_consuming<F>(
    path: F,
    method: Method,
) -> impl Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static
where
    F: Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static,
{
    let reject_match = || {
        IS_MATCH.set(true);
        ready(Err::<(), _>(reject::not_found()))
    };
    path.and(is_method(method))
        .and_then(reject_match)
        .untuple_one()
        .or_else(|rejection| {
            ready(if IS_MATCH.take() {
                Ok(())
            } else {
                Err(rejection)
            })
        })
}

/// Matches one method, and rejects the others with warp's 405.
pub(crate) fn is_method(
    expected: Method,
) -> impl Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static {
    let same = move |method: Method| {
        ready(if method == expected {
            Ok(())
        } else {
            Err(reject::not_found())
        })
    };
    // Only warp can create this rejection. No request has two methods, so this filter always rejects.
    let not_allowed = warp::get().and(warp::put());
    let same = warp::method().and_then(same).untuple_one();
    same.or(not_allowed).unify()
}
