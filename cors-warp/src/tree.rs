//! The filters behind the places.

use std::fmt;

use warp::reply::Response;
use warp::{Filter, Rejection, Reply};

use crate::places::RouteId;

/// What serves at the places of [`Routes`](crate::Routes): theirs to make, and
/// nobody else's to look at.
pub trait Tree: sealed::Sealed + Sized {
    /// The filter.
    #[doc(hidden)]
    fn filter(
        self,
    ) -> impl Filter<Extract = (Served,), Error = Rejection> + Clone + Send + Sync + 'static;
}

mod sealed {
    pub trait Sealed {}
    impl<H> Sealed for super::Handled<H> {}
    impl<F> Sealed for super::Joined<F> {}
}

/// What serves at one place, as its user made it.
///
/// It is no filter of ours yet: such a one has a type without a name, which would
/// hold on to whatever the function that made it borrowed.
#[doc(hidden)]
pub struct Handled<H> {
    pub(crate) id: RouteId,
    pub(crate) handler: H,
}

impl<H, R> Tree for Handled<H>
where
    H: Filter<Extract = (R,), Error = Rejection> + Clone + Send + Sync + 'static,
    R: Reply + 'static,
{
    fn filter(
        self,
    ) -> impl Filter<Extract = (Served,), Error = Rejection> + Clone + Send + Sync + 'static {
        let by = Server::Route(self.id);
        self.handler
            .map(move |reply: R| Served::new(by, reply.into_response()))
    }
}

/// What serves at several places.
#[doc(hidden)]
pub struct Joined<F>(pub(crate) F);

impl<F> Tree for Joined<F>
where
    F: Filter<Extract = (Served,), Error = Rejection> + Clone + Send + Sync + 'static,
{
    fn filter(
        self,
    ) -> impl Filter<Extract = (Served,), Error = Rejection> + Clone + Send + Sync + 'static {
        self.0
    }
}

/// A response, and what it is from.
#[doc(hidden)]
#[derive(Debug)]
pub struct Served {
    pub(crate) by: Server,
    pub(crate) response: Response,
}

impl Served {
    pub(crate) fn new(by: Server, response: Response) -> Self {
        Served { by, response }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Server {
    Route(RouteId),
    Plain,
    /// All rejected the request.
    Nobody,
}

impl<H> fmt::Debug for Handled<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handled").finish_non_exhaustive()
    }
}

impl<F> fmt::Debug for Joined<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Joined").finish_non_exhaustive()
    }
}
