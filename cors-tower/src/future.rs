//! The response future.

use std::fmt;
use std::future::{self, Future, Ready};
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use cors_engine::adapter::{AllowedOrigin, CompiledPolicy, Http, MatchedPolicies};
use http::{HeaderMap, HeaderValue, Response};
use pin_project_lite::pin_project;

pin_project! {
    /// The response future of [`Cors`](crate::Cors).
    pub struct CorsFuture<F> {
        #[pin]
        pub(crate) state: State<F>,
    }
}

pin_project! {
    #[project = StateProjection]
    pub(crate) enum State<F> {
        Preflight {
            response: Ready<Response<()>>,
        },
        Inner {
            #[pin]
            response: F,
            // The allowed origin, if there is only one policy.
            origin: AllowedOrigin<HeaderValue>,
            headers: ResponseHeaders,
        },
    }
}

/// The headers for the response of the inner service.
pub(crate) enum ResponseHeaders {
    /// The headers of one policy.
    Policy(Arc<CompiledPolicy<Http>>),
    /// The headers of the intersection of this policy with the policies of inner layers.
    Outermost(Box<Outermost>),
    /// No headers, because an outer layer writes them.
    Outer,
}

/// The data of the outermost layer, if layers may be nested.
pub(crate) struct Outermost {
    pub(crate) origin: Option<HeaderValue>,
    pub(crate) policy: Arc<CompiledPolicy<Http>>,
    pub(crate) inner: MatchedPolicies<Http>,
}

impl<F> CorsFuture<F> {
    #[inline]
    pub(crate) fn preflight(response: Response<()>) -> Self {
        let response = future::ready(response);
        CorsFuture {
            state: State::Preflight { response },
        }
    }
}

impl<F, B, E> Future for CorsFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
    B: Default,
{
    type Output = F::Output;

    // Inlined, because a call would move the response, which is large.
    #[inline(always)]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        match self.project().state.project() {
            StateProjection::Preflight { response } => Pin::new(response)
                .poll(context)
                .map(|response| Ok(response.map(|()| B::default()))),
            StateProjection::Inner {
                response,
                origin,
                headers,
            } => response.poll(context).map_ok(|mut response| {
                if let ResponseHeaders::Policy(policy) = headers {
                    let origin = mem::replace(origin, AllowedOrigin::None);
                    policy.write_response_headers(origin, response.headers_mut());
                } else if let ResponseHeaders::Outermost(outermost) = headers {
                    outermost.write(response.headers_mut());
                }
                response
            }),
        }
    }
}

impl Outermost {
    #[cold]
    fn write(&self, response: &mut HeaderMap) {
        let policy = self.inner.resolve(&self.policy);
        let origin = policy.allowed_origin_for(self.origin.as_ref());
        policy.write_response_headers(origin, response);
    }
}

impl<F> fmt::Debug for CorsFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CorsFuture").finish_non_exhaustive()
    }
}
