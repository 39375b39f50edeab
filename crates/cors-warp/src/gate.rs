//! What stands round routes: it knows their places, and lets no preflight in.

use std::cell::Cell;
use std::convert::Infallible;
use std::future::ready;
use std::sync::Arc;

use warp::path::Peek;
use warp::reply::Response;
use warp::{Filter, Rejection};

use crate::decision::{self, Decided};
use crate::table::{Case, Table};
use crate::tree::Served;

/// The tree runs behind the decision, as with one policy.
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
        .and_then(|decided| ready(decision::admit(decided)))
        .and(tree)
        .map(move |case: Case, served| dresser.dress(&case, served))
        .or_else(|rejection: Rejection| {
            ready(Ok::<_, Infallible>((decision::answer_in(&rejection),)))
        })
}

thread_local! {
    /// On their way into the logger below and out of it, within one call.
    static REST: Cell<Option<Peek>> = const { Cell::new(None) };
    static DECIDED: Cell<Option<Decided<Case>>> = const { Cell::new(None) };
}

/// Decides about every request.
///
/// A logger sees the headers, and only the whole path. Where the routes stand
/// behind a path themselves, it is the rest that counts.
fn decided(
    table: Arc<Table>,
) -> impl Filter<Extract = (Decided<Case>,), Error = Infallible> + Clone + Send + Sync + 'static {
    let decide = move |request: warp::log::Info<'_>| {
        let rest = REST.take();
        let rest = rest.as_ref().map_or("", Peek::as_str);
        let decided = table.decide(request.method(), request.request_headers(), rest);
        DECIDED.set(Some(decided));
    };
    // `peek` panics on a request whose target has no path.
    let nothing = warp::path::end().map(|| None);
    let rest = nothing.or(warp::path::peek().map(Some)).unify();
    rest.map(|rest| REST.set(rest))
        .map(|()| warp::reply())
        .with(warp::log::custom(decide))
        .map(|_| {
            let decided = DECIDED.take();
            decided.unwrap_or_else(|| Decided::Handled(Case::default()))
        })
}
