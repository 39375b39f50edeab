//! A server that has nothing but a policy, for verbs that ask a policy file.

use cors_browser::{Request, Response};
use cors_engine::adapter::{CompiledSource, Http, PolicySource};
use cors_engine::routes::Policies;
use cors_engine::{Policy, PolicyRequest};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::response;

pub(crate) struct PolicyServer(CompiledSource<Http>);

impl PolicyServer {
    pub(crate) fn new(policies: Policies) -> Self {
        Self(PolicySource::from(policies).compile())
    }

    /// The policy that applies to a method of the path.
    pub(crate) fn policy(&self, method: &str, path: &str) -> Policy {
        let headers = HeaderMap::new();
        let request = PolicyRequest::new::<Http>(method, path, None, &headers);
        self.0.applicable(&request).policy.policy().clone()
    }

    pub(crate) fn respond(&self, request: &Request) -> Response {
        let headers = request.headers.iter().filter_map(|(name, value)| {
            let name = HeaderName::try_from(name).ok()?;
            Some((name, HeaderValue::from_bytes(value).ok()?))
        });
        let headers: HeaderMap = headers.collect();
        let requested = headers
            .get("access-control-request-method")
            .filter(|_| request.is_preflight())
            .and_then(|method| method.to_str().ok());
        let method = requested.unwrap_or(&request.method);
        let asked = PolicyRequest::new::<Http>(method, request.url.path(), None, &headers);
        let applicable = self.0.applicable(&asked);
        let policy = applicable.policy;
        let origin = policy.allowed_origin(&headers);
        if !request.is_preflight() {
            let mut written = HeaderMap::new();
            policy.write_response_headers(origin, &mut written);
            return response::from_http(StatusCode::OK, &written);
        }
        let answer = match applicable.per_method {
            true => policy.preflight_answer_for_method(origin, &headers),
            false => policy.preflight_answer(origin, &headers),
        };
        response::from_http(answer.status(), answer.headers())
    }
}
