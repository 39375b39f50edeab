//! The policy, or the policies by URL, of one call of [`Cors::cors`](crate::Cors::cors).

use std::cell::Cell;
use std::sync::Arc;

use cors_engine::adapter::{
    AllowedOrigin, CompiledPolicy, CompiledSource, Http, LayerCount, PolicySource, requested_method,
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
    /// The policy of the URL. It is unused if the layer has only one policy.
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
            CompiledSource::Routes(_) => self.read_by_url(request),
        }
    }

    #[inline(never)]
    fn read_by_url(&self, request: &Info<'_>) {
        let CompiledSource::Routes(routes) = &self.source else {
            return;
        };
        let headers = request.request_headers();
        if preflight::take_is_preflight() {
            let method = requested_method::<Http>(headers).and_then(|method| method.to_str().ok());
            let found = routes.applicable(method.unwrap_or_default(), request.path());
            let allowed = found.policy.allowed_origin(headers);
            let policy = &found.policy;
            policy.log_refusal(&allowed, true, || cors_request(request));
            preflight::set_answer(if found.per_method {
                found.policy.preflight_answer_for_method(allowed, headers)
            } else {
                found.policy.preflight_answer(allowed, headers)
            });
        } else {
            let found = routes.applicable(request.method().as_str(), request.path());
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
            CompiledSource::Routes(routes) => {
                let policy = POLICY.take();
                let policy = policy.as_ref().unwrap_or_else(|| routes.application());
                nesting::write_headers(&self.count, policy, allowed, response);
            }
        }
    }
}
