//! What paths extract.

use warp::{Filter, Rejection};

/// The parameters of a path, eight at most.
///
/// warp combines filters of every type it knows, but lets nobody say so of one
/// that is not known yet. Hence an implementation for each number of them.
pub trait Params: sealed::Sealed + Sized + Send {
    /// The path, and another filter behind it.
    #[doc(hidden)]
    fn and<F, G>(
        path: F,
        behind: G,
    ) -> impl Filter<Extract = Self, Error = Rejection> + Clone + Send + Sync + 'static
    where
        F: Filter<Extract = Self, Error = Rejection> + Clone + Send + Sync + 'static,
        G: Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static;

    /// The path, which keeps its parameters for itself.
    #[doc(hidden)]
    fn kept<F>(
        path: F,
    ) -> impl Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static
    where
        F: Filter<Extract = Self, Error = Rejection> + Clone + Send + Sync + 'static;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! params {
    ($($param:ident)*) => {
        impl<$($param: Send),*> sealed::Sealed for ($($param,)*) {}

        impl<$($param: Send),*> Params for ($($param,)*) {
            fn and<F, G>(
                path: F,
                behind: G,
            ) -> impl Filter<Extract = Self, Error = Rejection> + Clone + Send + Sync + 'static
            where
                F: Filter<Extract = Self, Error = Rejection> + Clone + Send + Sync + 'static,
                G: Filter<Extract = (), Error = Rejection> + Clone + Send + Sync + 'static,
            {
                path.and(behind)
            }

            fn kept<F>(
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

params!();
params!(A);
params!(A B);
params!(A B C);
params!(A B C D);
params!(A B C D E);
params!(A B C D E H);
params!(A B C D E H I);
params!(A B C D E H I J);
