//! A response on its way out.

use std::future::{Future, Ready};
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use cors_engine::adapter::{AllowedOrigin, CompiledHttpPolicy};
use http::{HeaderValue, Response};
use pin_project_lite::pin_project;

use crate::body::CorsBody;

pin_project! {
    /// A response on its way through [`Cors`](crate::Cors).
    // Not in a struct of its own, or it would be moved once more, and the future
    // inside may be large.
    #[project = CorsFutureProjection]
    #[derive(Debug)]
    #[non_exhaustive]
    pub enum CorsFuture<F> {
        /// A preflight, which the service inside never hears of.
        #[doc(hidden)]
        #[non_exhaustive]
        Answered {
            response: Ready<Response<&'static str>>,
        },
        /// Anything else.
        #[doc(hidden)]
        #[non_exhaustive]
        Handled {
            #[pin]
            service: F,
            grant: AllowedOrigin<HeaderValue>,
            compiled: Arc<CompiledHttpPolicy>,
        },
    }
}

impl<F, B, E> CorsFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
{
    /// Polls for a response whose body is not a [`CorsBody`], for an adapter
    /// whose framework has a type of its own: made of that of the service
    /// inside, or of the text where no service was asked. The text is empty where
    /// the preflight was allowed.
    pub fn poll_with<C>(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        inner: impl FnOnce(B) -> C,
        text: impl FnOnce(&'static str) -> C,
    ) -> Poll<Result<Response<C>, E>> {
        match self.project() {
            CorsFutureProjection::Answered { response } => Pin::new(response)
                .poll(context)
                .map(|response| Ok(response.map(text))),
            CorsFutureProjection::Handled {
                service,
                grant,
                compiled,
            } => service.poll(context).map_ok(|mut response| {
                let grant = mem::replace(grant, AllowedOrigin::None);
                compiled.write_response_headers(grant, response.headers_mut());
                response.map(inner)
            }),
        }
    }
}

impl<F, B, E> Future for CorsFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
{
    type Output = Result<Response<CorsBody<B>>, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.poll_with(context, CorsBody::inner, CorsBody::text)
    }
}
