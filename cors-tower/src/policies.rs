//! The policies of a layer, and how they handle a request.

use std::sync::Arc;

use cors_engine::PolicyRequest;
use cors_engine::adapter::{
    AllowedOrigin, ApplicablePolicy, CompiledPolicy, CompiledSource, Http, LayerCount,
    MatchedPolicies, PolicySource, is_preflight, origin_of,
};
use http::uri::Authority;
use http::{HeaderValue, Request, Response};

use crate::future::{Outermost, ResponseHeaders};
use crate::request::cors_request;

/// The policies of a layer.
#[derive(Debug)]
pub(crate) struct LayerPolicies {
    // Declared first, so that it is dropped before the policies that it counts.
    pub(crate) count: Arc<LayerCount>,
    pub(crate) source: CompiledSource<Http>,
}

/// How a request is handled.
pub(crate) enum Outcome {
    Preflight(Response<()>),
    Inner(AllowedOrigin<HeaderValue>, ResponseHeaders),
}

impl LayerPolicies {
    pub(crate) fn new(policies: impl Into<PolicySource<Http>>) -> Self {
        let source = policies.into().compile();
        LayerPolicies {
            count: Arc::new(source.count_layer()),
            source,
        }
    }

    pub(crate) fn outcome<A>(&self, request: &mut Request<A>) -> Outcome {
        if self.count.is_only_one() {
            return self.outcome_alone(request);
        }
        if let Some(matched) = request.extensions().get::<MatchedPolicies<Http>>() {
            // An outer layer of these crates answers preflights.
            matched.add(&self.applicable(request));
            return Outcome::Inner(AllowedOrigin::None, ResponseHeaders::Outer);
        }
        match self.outcome_alone(request) {
            Outcome::Inner(_, ResponseHeaders::Policy(policy)) => {
                let inner = MatchedPolicies::default();
                request.extensions_mut().insert(inner.clone());
                let outermost = Outermost {
                    origin: origin_of::<Http>(request.headers()).cloned(),
                    policy,
                    inner,
                };
                let headers = ResponseHeaders::Outermost(Box::new(outermost));
                Outcome::Inner(AllowedOrigin::None, headers)
            }
            outcome => outcome,
        }
    }

    fn outcome_alone<A>(&self, request: &Request<A>) -> Outcome {
        let headers = request.headers();
        if is_preflight::<Http>(request.method().as_str().as_bytes(), headers) {
            let uri = request.uri();
            let authority = uri.authority().map(Authority::as_str);
            let preflight = PolicyRequest::preflight::<Http>(uri.path(), authority, headers);
            let ApplicablePolicy { policy, per_method } = self.source.applicable(&preflight);
            let origin = policy.allowed_origin(headers);
            policy.log_refusal(&origin, true, || cors_request(request));
            return Outcome::Preflight(if per_method {
                policy.preflight_answer_for_method(origin, headers)
            } else {
                policy.preflight_answer(origin, headers)
            });
        }
        let policy = self.applicable(request);
        let origin = policy.allowed_origin(headers);
        policy.log_refusal(&origin, false, || cors_request(request));
        Outcome::Inner(origin, ResponseHeaders::Policy(policy))
    }

    /// The policy that applies to a request that is not a preflight.
    fn applicable<A>(&self, request: &Request<A>) -> Arc<CompiledPolicy<Http>> {
        if let CompiledSource::One(policy) = &self.source {
            return Arc::clone(policy);
        }
        let (method, uri) = (request.method().as_str(), request.uri());
        let authority = uri.authority().map(Authority::as_str);
        let headers = request.headers();
        let request = PolicyRequest::new::<Http>(method, uri.path(), authority, headers);
        self.source.applicable(&request).policy
    }
}
