//! The parameters of paths.

use warp::{Filter, Rejection};

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
        }
    };
}

impl Params for () {
    fn ignore<F>(
        path: F,
    ) -> impl Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static
    where
        F: Filter<Extract = Self, Error = Rejection> + Clone + Send + Sync + 'static,
    {
        path
    }
}

params!(A);
params!(A B);
params!(A B C);
params!(A B C D);
params!(A B C D E);
params!(A B C D E G);
params!(A B C D E G H);
params!(A B C D E G H I);
