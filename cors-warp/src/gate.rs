//! What stands round routes: it knows their places, and lets no preflight in.

use std::cell::Cell;
use std::convert::Infallible;
use std::future::ready;
use std::sync::Arc;

use warp::log::Info;
use warp::path::Peek;
use warp::reply::Response;
use warp::{Filter, Rejection, reject};

use crate::decision;
use crate::table::{Case, Table};
use crate::tree::Served;

/// The tree runs behind the decision, which knows how much of the path is its
/// own. Where the decision is an answer, it takes warp's only way past the tree:
/// that of a rejection.
pub(crate) fn around<F>(
    tree: F,
    table: Table,
) -> impl Filter<Extract = (Response,), Error = Infallible> + Clone + Send + Sync + 'static
where
    F: Filter<Extract = (Served,), Error = Infallible> + Clone + Send + Sync + 'static,
{
    let table = Arc::new(table);
    let dresser = Arc::clone(&table);
    decided(table)
        .and(tree)
        .map(move |case: Case, served| dresser.dress(&case, served))
        .or_else(|_| {
            let mut response = Response::default();
            decision::answer(&mut response);
            ready(Ok::<_, Infallible>((response,)))
        })
}

thread_local! {
    /// On their way into the logger below and out of it, within one call.
    static REST: Cell<Option<Peek>> = const { Cell::new(None) };
    static CASE: Cell<Option<Case>> = const { Cell::new(None) };
}

/// Decides about every request, and rejects what is answered already.
///
/// A logger sees the headers, and only the whole path. Where the routes stand
/// behind a path themselves, it is the rest that counts.
fn decided(
    table: Arc<Table>,
) -> impl Filter<Extract = (Case,), Error = Rejection> + Clone + Send + Sync + 'static {
    let decide = move |request: Info<'_>| {
        let rest = REST.take();
        let rest = rest.as_ref().map_or("", Peek::as_str);
        let headers = request.request_headers();
        match table.decide(request.method(), headers, rest) {
            Some(case) => CASE.set(Some(case)),
            None => decision::answer_with(table.answer(headers, rest)),
        }
    };
    // `peek` panics on a request whose target has no path.
    let nothing = warp::path::end().map(|| None);
    let rest = nothing.or(warp::path::peek().map(Some)).unify();
    let seen = rest.map(|rest| {
        REST.set(rest);
        warp::reply()
    });
    seen.with(warp::log::custom(decide))
        .and_then(|_| ready(CASE.take().ok_or_else(reject::not_found)))
}
