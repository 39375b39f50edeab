//! The parameters of paths.

use std::convert::Infallible;
use std::future::Ready;

use warp::http::Method;
use warp::{Filter, Rejection};

use crate::matcher::{is_method, without_consuming};

/// The parameters that a path extracts: a tuple of up to eight values.
///
/// warp's `map` cannot be called for a filter whose extracted type is generic, so this
/// trait is implemented for each tuple size.
pub trait Params: Sized + Send {
    /// A filter that matches the same path and extracts nothing.
    #[doc(hidden)]
    fn ignore<F>(
        path: F,
    ) -> impl Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static
    where
        F: Filter<Extract = Self, Error = Rejection> + Clone + Send + Sync + 'static;

    /// A filter that matches the method and the path of a route, and the filter that then
    /// extracts the parameters.
    #[doc(hidden)]
    fn split<F>(
        path: F,
        method: Method,
    ) -> (
        impl Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static,
        impl Filter<Extract = Self, Error = Infallible> + Clone + Send + Sync + 'static,
    )
    where
        F: Filter<Extract = Self, Error = Rejection> + Clone + Send + Sync + 'static;
}

impl Params for () {
    fn ignore<F>(
        path: F,
    ) -> impl Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static
    where
        F: Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static,
    {
        path
    }

    fn split<F>(
        path: F,
        method: Method,
    ) -> (
        impl Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static,
        impl Filter<Extract = (), Error = Infallible> + Clone + Send + Sync + 'static,
    )
    where
        F: Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static,
    {
        // Nothing is left to extract, so the path can be consumed.
        (path.and(is_method(method)), warp::any())
    }
}

macro_rules! params {
    ($($param:ident)*) => {
        impl<$($param: Send),*> Params for ($($param,)*) {
            fn ignore<F>(
                path: F,
            ) -> impl Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static
            where
                F: Filter<Extract = Self, Error = Rejection> + Clone + Send + Sync + 'static,
            {
                path.map(|$(_: $param),*| ()).untuple_one()
            }

            fn split<F>(
                path: F,
                method: Method,
            ) -> (
                impl Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static,
                impl Filter<Extract = Self, Error = Infallible> + Clone + Send + Sync + 'static,
            )
            where
                F: Filter<Extract = Self, Error = Rejection> + Clone + Send + Sync + 'static,
            {
                // The closure captures nothing, because warp clones it for every request.
                let no_match = |_| -> Ready<Result<Self, Infallible>> {
                    panic!(
                        "a route matched, but its path does not match again: in `.to(…)`, \
                         nothing may consume the path before the filter of the route does"
                    )
                };
                (without_consuming(Self::ignore(path.clone()), method), path.or_else(no_match))
            }
        }
    };
}

params!(A);
params!(A B);
params!(A B C);
params!(A B C D);
params!(A B C D E);
params!(A B C D E G);
params!(A B C D E G H);
params!(A B C D E G H I);
