//! The policy, or the policies that depend on the request, of one call of [`Cors::cors`](crate::Cors::cors).

use std::cell::Cell;
use std::sync::Arc;

use cors_engine::PolicyRequest;
use cors_engine::adapter::{
    AllowedOrigin, CompiledPolicy, CompiledSource, Http, LayerCount, PolicySource,
};
use warp::http::header::HeaderValue;
use warp::log::Info;
use warp::reply::Response;

use crate::request::cors_request;
use crate::{nesting, preflight};

#[derive(Debug)]
pub(crate) struct Layer {
    // Declared first, so that it is dropped before the policy that it counts.
    count: LayerCount,
    source: CompiledSource<Http>,
}

// A logger calls `Layer::read`, and the filter that runs next calls `Layer::write`. See
// preflight.rs.
thread_local! {
    static ALLOWED: Cell<Option<AllowedOrigin<HeaderValue>>> = const { Cell::new(None) };
    /// The policy of the request. It is unused if the layer has only one policy.
    static POLICY: Cell<Option<Arc<CompiledPolicy<Http>>>> = const { Cell::new(None) };
}

impl Layer {
    pub(crate) fn new(source: &PolicySource<Http>) -> Self {
        let source = source.compile();
        Layer {
            count: source.count_layer(),
            source,
        }
    }

    /// Looks up the allowed origin, and the answer to a preflight, after the inner filter
    /// has run.
    // Every request calls this and `write`, and an allowed origin is large to move.
    #[inline(always)]
    pub(crate) fn read(&self, request: &Info<'_>) {
        let headers = request.request_headers();
        match &self.source {
            CompiledSource::One(policy) => {
                let allowed = policy.allowed_origin(headers);
                let is_preflight = preflight::take_is_preflight();
                policy.log_refusal(&allowed, is_preflight, || cors_request(request));
                if is_preflight {
                    preflight::set_answer(policy.preflight_answer(allowed, headers));
                } else {
                    ALLOWED.set(Some(allowed));
                }
            }
            CompiledSource::PerRequest(_) => self.read_per_request(request),
        }
    }

    #[inline(never)]
    fn read_per_request(&self, request: &Info<'_>) {
        let headers = request.request_headers();
        if preflight::take_is_preflight() {
            let found = self.source.applicable(&preflight_of(request));
            let allowed = found.policy.allowed_origin(headers);
            let policy = &found.policy;
            policy.log_refusal(&allowed, true, || cors_request(request));
            preflight::set_answer(if found.per_method {
                found.policy.preflight_answer_for_method(allowed, headers)
            } else {
                found.policy.preflight_answer(allowed, headers)
            });
        } else {
            let found = self.source.applicable(&request_of(request));
            let allowed = found.policy.allowed_origin(headers);
            let policy = &found.policy;
            policy.log_refusal(&allowed, false, || cors_request(request));
            ALLOWED.set(Some(allowed));
            POLICY.set(Some(found.policy));
        }
    }

    /// Writes the headers into the response, or the answer to a preflight.
    #[inline(always)]
    pub(crate) fn write(&self, response: &mut Response) {
        let Some(allowed) = ALLOWED.take() else {
            preflight::write_answer(response);
            return;
        };
        match &self.source {
            CompiledSource::One(policy) => {
                nesting::write_headers(&self.count, policy, allowed, response);
            }
            CompiledSource::PerRequest(_) => {
                // `read` stores both.
                if let Some(policy) = POLICY.take() {
                    nesting::write_headers(&self.count, &policy, allowed, response);
                }
            }
        }
    }
}

/// A request that is not a preflight, for the choice of its policy. A logger does not get
/// the authority of the URI.
pub(crate) fn request_of<'r>(request: &'r Info<'_>) -> PolicyRequest<'r> {
    let (method, headers) = (request.method().as_str(), request.request_headers());
    PolicyRequest::new::<Http>(method, request.path(), None, headers)
}

/// A preflight, for the choice of its policy.
pub(crate) fn preflight_of<'r>(request: &'r Info<'_>) -> PolicyRequest<'r> {
    PolicyRequest::preflight::<Http>(request.path(), None, request.request_headers())
}
