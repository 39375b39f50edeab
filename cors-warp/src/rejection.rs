//! Turns rejections into the responses that warp would send.

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

/// The error of a filter: [`Rejection`], or [`Infallible`] for a filter that never
/// rejects.
///
/// warp's combinators cannot be called for a filter whose error type is generic, so this
/// trait is implemented for both types.
pub trait FilterError<F>: Sized + 'static {
    /// Whether the filter may reject.
    #[doc(hidden)]
    const MAY_REJECT: bool;

    /// Turns every reply into a response.
    #[doc(hidden)]
    fn render_replies(
        filter: F,
    ) -> impl Filter<Extract = (Response,), Error = Rejection> + Clone + Send + Sync + 'static;

    /// Turns every reply and every rejection into a response.
    #[doc(hidden)]
    fn render_rejections(
        filter: F,
    ) -> impl Filter<Extract = (Response,), Error = Infallible> + Clone + Send + Sync + 'static;
}

impl<F, R> FilterError<F> for Infallible
where
    F: Filter<Extract = (R,), Error = Infallible> + Clone + Send + Sync + 'static,
    R: Reply + 'static,
{
    const MAY_REJECT: bool = false;

    fn render_replies(
        filter: F,
    ) -> impl Filter<Extract = (Response,), Error = Rejection> + Clone + Send + Sync + 'static {
        filter.and_then(|reply: R| ready(Ok::<_, Rejection>(reply.into_response())))
    }

    fn render_rejections(
        filter: F,
    ) -> impl Filter<Extract = (Response,), Error = Infallible> + Clone + Send + Sync + 'static
    {
        filter.map(R::into_response)
    }
}

impl<F, R> FilterError<F> for Rejection
where
    F: Filter<Extract = (R,), Error = Rejection> + Clone + Send + Sync + 'static,
    R: Reply + 'static,
{
    const MAY_REJECT: bool = true;

    fn render_replies(
        filter: F,
    ) -> impl Filter<Extract = (Response,), Error = Rejection> + Clone + Send + Sync + 'static {
        filter.map(R::into_response)
    }

    fn render_rejections(
        filter: F,
    ) -> impl Filter<Extract = (Response,), Error = Infallible> + Clone + Send + Sync + 'static
    {
        filter
            .map(R::into_response)
            .or_else(|rejection| async { Ok::<_, Infallible>((render(rejection).await,)) })
    }
}

/// The response that warp sends for a rejection.
///
/// Only warp's service can choose one of the combined rejections and render it. warp does
/// not allow one service inside another one on the same stack, so this function calls the
/// service in a separate task.
pub(crate) async fn render(rejection: Rejection) -> Response {
    if rejection.is_not_found() {
        // The most frequent rejection, which any client can cause, needs no task.
        return StatusCode::NOT_FOUND.into_response();
    }
    let rendered = match Handle::try_current() {
        Ok(runtime) => {
            let task = runtime.spawn(async { render_by_service(rejection) });
            task.await.map_err(|error| error.try_into_panic().ok())
        }
        Err(_) => thread::spawn(|| render_by_service(rejection))
            .join()
            .map_err(Some),
    };
    match rendered {
        Ok(response) => response,
        // The `Debug` implementation of a custom rejection panicked. It would also panic
        // without CORS.
        Err(Some(panic)) => panic::resume_unwind(panic),
        // The runtime is shutting down.
        Err(None) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// Renders a rejection with a warp service that rejects every request with it.
fn render_by_service(rejection: Rejection) -> Response {
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
