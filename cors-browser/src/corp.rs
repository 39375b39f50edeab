//! The check of `Cross-Origin-Resource-Policy`, which protects responses to requests
//! without CORS.

use crate::browser::Browser;
use crate::cause::Cause;
use crate::origin::Origin;
use crate::request::{RequestState, Tainting};
use crate::wire::Response;

/// Whether a page may use a response that it may not read.
///
/// Standard: [cross-origin resource policy
/// check](https://fetch.spec.whatwg.org/#cross-origin-resource-policy-check),
/// for a page without an embedder policy.
pub(crate) fn check(
    request: &RequestState,
    response: &Response,
    browser: Browser,
) -> Result<(), Cause> {
    if request.tainting != Tainting::Opaque {
        return Ok(());
    }
    let Some(value) = response.headers.get("cross-origin-resource-policy") else {
        return Ok(());
    };
    let target = Origin::of(request.current_url());
    let allowed = match value.as_slice() {
        b"same-origin" => request.origin.is_same_origin(&target),
        b"same-site" => is_same_site(&request.origin, &target, browser),
        _ => true,
    };
    if allowed {
        Ok(())
    } else {
        Err(Cause::Corp { value })
    }
}

fn is_same_site(origin: &Origin, target: &Origin, browser: Browser) -> bool {
    if browser.is_chromium() && target.is_ip_address() {
        return origin.is_same_origin(target);
    }
    let secure = |origin: &Origin| origin.scheme() == Some("https");
    origin.is_schemelessly_same_site(target) && (secure(origin) || !secure(target))
}
