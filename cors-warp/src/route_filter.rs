//! The filters of routes.

use std::fmt;

use warp::reply::Response;
use warp::{Filter, Rejection};

use crate::rejection::FilterError;

/// The filter of [`Routes`](crate::Routes). The trait is sealed, and you need it only to
/// name a type: `Routes<impl RouteFilter>`.
pub trait RouteFilter: sealed::Sealed + Sized {
    #[doc(hidden)]
    fn filter(
        self,
    ) -> impl Filter<Extract = (Response,), Error = Rejection> + Clone + Send + Sync + 'static;
}

mod sealed {
    use super::{Filter, Handled, Rejection, Response};

    pub trait Sealed {}
    impl<M, H> Sealed for Handled<M, H> {}
    impl<F: Filter<Extract = (Response,), Error = Rejection>> Sealed for F {}
}

impl<F> RouteFilter for F
where
    F: Filter<Extract = (Response,), Error = Rejection> + Clone + Send + Sync + 'static,
{
    fn filter(
        self,
    ) -> impl Filter<Extract = (Response,), Error = Rejection> + Clone + Send + Sync + 'static {
        self
    }
}

/// One route: the filter that matches its method and path, and the filter that handles its
/// requests.
///
/// It is a named type, because an `impl Filter` that combines both would capture the
/// lifetimes of the closure in `Route::to`.
pub struct Handled<M, H> {
    pub(crate) matcher: M,
    pub(crate) handler: H,
}

impl<M, H> RouteFilter for Handled<M, H>
where
    M: Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static,
    H: Filter,
    H::Error: FilterError<H>,
{
    fn filter(
        self,
    ) -> impl Filter<Extract = (Response,), Error = Rejection> + Clone + Send + Sync + 'static {
        self.matcher.and(H::Error::render_replies(self.handler))
    }
}

impl<M, H> fmt::Debug for Handled<M, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handled").finish_non_exhaustive()
    }
}
