//! The headers of a response, if the application may have multiple CORS layers.

use std::sync::Arc;

use cors_engine::adapter::{
    AllowedOrigin, CompiledPolicy, HeaderMap, Http, LayerCount, MatchedPolicies,
};
use warp::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue};
use warp::reply::Response;

/// Writes the headers of a policy. If an inner layer has handled the request, writes the
/// headers of the intersection of both policies.
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

/// Writes the headers of the intersection with the policies of inner layers.
///
/// Filters cannot write request extensions, so an inner layer stores its policy in the
/// extensions of the response. warp's filters keep these extensions.
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
    // If the outer policy allows any origin, `allowed` does not contain the origin of the
    // request. The header that the inner layer has written contains it.
    let origin = match allowed {
        AllowedOrigin::Exact(origin) => Some(origin),
        AllowedOrigin::Any => headers.get(ACCESS_CONTROL_ALLOW_ORIGIN).cloned(),
        AllowedOrigin::None => None,
    };
    // The inner layer has written these headers. It is already logged that there are two
    // layers.
    Http::remove_cors_headers(headers);
    policy.write_response_headers(policy.allowed_origin_for(origin.as_ref()), headers);
    leave(&policy, response);
}

/// Stores a policy in the response, for an outer layer.
fn leave(policy: &Arc<CompiledPolicy<Http>>, response: &mut Response) {
    let matched = MatchedPolicies::default();
    matched.add(policy);
    response.extensions_mut().insert(matched);
}
