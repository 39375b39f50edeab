//! The response that warp makes of whatever a tree of filters comes to.

use std::convert::Infallible;
use std::future::{Future, ready};
use std::panic;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;

use tokio::runtime::Handle;
use tower_service::Service;
use warp::http::{Request, StatusCode};
use warp::reply::Response;
use warp::{Filter, Rejection, Reply};

/// The errors of filters that can be wrapped: [`Rejection`] and [`Infallible`],
/// those that `warp::serve` takes.
pub trait Settle<F>: sealed::Sealed {
    /// Makes a response of every reply and every rejection.
    #[doc(hidden)]
    fn settle(
        filter: F,
    ) -> impl Filter<Extract = (Response,), Error = Infallible> + Clone + Send + Sync + 'static;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for warp::Rejection {}
    impl Sealed for std::convert::Infallible {}
}

impl<F, R> Settle<F> for Infallible
where
    F: Filter<Extract = (R,), Error = Infallible> + Clone + Send + Sync + 'static,
    R: Reply + 'static,
{
    fn settle(
        filter: F,
    ) -> impl Filter<Extract = (Response,), Error = Infallible> + Clone + Send + Sync + 'static
    {
        filter.map(R::into_response)
    }
}

impl<F, R> Settle<F> for Rejection
where
    F: Filter<Extract = (R,), Error = Rejection> + Clone + Send + Sync + 'static,
    R: Reply + 'static,
{
    fn settle(
        filter: F,
    ) -> impl Filter<Extract = (Response,), Error = Infallible> + Clone + Send + Sync + 'static
    {
        filter
            .map(R::into_response)
            .or_else(|rejection| async { Ok::<_, Infallible>((rendered(rejection).await,)) })
    }
}

/// The response that warp makes of a rejection, made by warp.
///
/// Which of several rejections counts, what it says, and which types there are
/// is known to warp alone. It renders in one place, where a service answers, and
/// it forbids a service inside of another on one stack; so another task asks.
pub(crate) async fn rendered(rejection: Rejection) -> Response {
    if rejection.is_not_found() {
        // Anybody can ask for these by the thousand.
        return StatusCode::NOT_FOUND.into_response();
    }
    let made = match Handle::try_current() {
        Ok(runtime) => {
            let task = runtime.spawn(async { by_warp(rejection) });
            task.await.map_err(|error| error.try_into_panic().ok())
        }
        Err(_) => thread::spawn(|| by_warp(rejection)).join().map_err(Some),
    };
    match made {
        Ok(response) => response,
        // A custom rejection that cannot be printed: warp would have panicked.
        Err(Some(panic)) => panic::resume_unwind(panic),
        // The runtime is shutting down.
        Err(None) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// Has a service of warp's reject a request.
fn by_warp(rejection: Rejection) -> Response {
    let rejection = Arc::new(Mutex::new(Some(rejection)));
    let reject = move || {
        let mut rejection = rejection.lock().unwrap_or_else(PoisonError::into_inner);
        let rejection = rejection.take().unwrap_or_else(warp::reject::not_found);
        ready(Err::<Response, _>(rejection))
    };
    let mut service = warp::service(warp::any().and_then(reject));
    let response = pin!(service.call(Request::new(String::new())));
    match response.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(response)) => response,
        Poll::Ready(Err(never)) => match never {},
        Poll::Pending => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
