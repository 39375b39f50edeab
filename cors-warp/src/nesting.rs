//! The headers of a response that may have passed another layer of ours.

use std::sync::Arc;

use cors_engine::adapter::{
    AllowedOrigin, CompiledPolicy, HeaderMap, Http, LayerCount, MatchedPolicies,
};
use warp::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue};
use warp::reply::Response;

/// Writes the headers of a policy. If there is another layer in the process, only what
/// the policies of the inner layers allow too is allowed.
#[inline(always)]
pub(crate) fn write_headers(
    count: &LayerCount,
    policy: &Arc<CompiledPolicy<Http>>,
    allowed: AllowedOrigin<HeaderValue>,
    response: &mut Response,
) {
    if count.is_only_one() {
        policy.write_response_headers(allowed, response.headers_mut());
    } else {
        write_with_inner(policy, allowed, response);
    }
}

/// Filters cannot write request extensions, so an inner layer leaves its policy in the
/// extensions of the response. warp's own filters keep them.
#[inline(never)]
fn write_with_inner(
    outer: &Arc<CompiledPolicy<Http>>,
    allowed: AllowedOrigin<HeaderValue>,
    response: &mut Response,
) {
    let Some(inner) = response.extensions_mut().remove::<MatchedPolicies<Http>>() else {
        outer.write_response_headers(allowed, response.headers_mut());
        leave(outer, response);
        return;
    };
    let policy = inner.resolve(outer);
    let headers = response.headers_mut();
    // If the outer policy allows any origin, `allowed` has no origin to check against the
    // inner one, but the inner layer has written it.
    let origin = match allowed {
        AllowedOrigin::Exact(origin) => Some(origin),
        AllowedOrigin::Any => headers.get(ACCESS_CONTROL_ALLOW_ORIGIN).cloned(),
        AllowedOrigin::None => None,
    };
    // These headers are the inner layer's, which is logged already.
    Http::remove_cors_headers(headers);
    policy.write_response_headers(policy.allowed_origin_for(origin.as_ref()), headers);
    leave(&policy, response);
}

/// Leaves a policy for a layer around this one.
fn leave(policy: &Arc<CompiledPolicy<Http>>, response: &mut Response) {
    let matched = MatchedPolicies::default();
    matched.add(policy);
    response.extensions_mut().insert(matched);
}
