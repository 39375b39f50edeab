//! The HTTP-redirect fetch.

use url::Url;

use crate::cause::Cause;
use crate::fetch::{Mode, ReferrerPolicy};
use crate::list::tokens;
use crate::location::location_url;
use crate::origin::Origin;
use crate::request::{RequestState, Tainting};
use crate::safelist::is_non_wildcard;
use crate::wire::Response;

const LIMIT: usize = 20;

/// Sets the URL of the request to the target of the redirect. Returns false if the response
/// has no target. The page then gets the response itself.
///
/// Standard: [HTTP-redirect
/// fetch](https://fetch.spec.whatwg.org/#concept-http-redirect-fetch).
pub(crate) fn redirect(request: &mut RequestState, response: &Response) -> Result<bool, Cause> {
    let location = match location_url(response, request.current_url()) {
        Ok(Some(location)) => location,
        Ok(None) => return Ok(false),
        Err(location) => return Err(Cause::RedirectLocationInvalid { location }),
    };
    if !is_http(&location) {
        return Err(Cause::RedirectScheme { location });
    }
    if request.redirect_count() == LIMIT {
        return Err(Cause::RedirectCount { location });
    }
    if includes_credentials(&location) {
        let foreign = request.mode == Mode::Cors && !request.is_at_home(&location);
        if foreign || request.tainting == Tainting::Cors {
            return Err(Cause::RedirectUserinfo { location });
        }
    }
    if response.status != 303 && request.body.is_some() && request.body_is_stream {
        return Err(Cause::RedirectStream { location });
    }
    if becomes_get(response.status, &request.method) {
        request.method = "GET".to_owned();
        request.body = None;
        request.headers.retain(|name| !is_request_body_header(name));
    }
    if !Origin::of(request.current_url()).is_same_origin(&Origin::of(&location)) {
        request.headers.retain(|name| !is_non_wildcard(name));
    }
    request.follow(location);
    if let Some(policy) = referrer_policy(response) {
        request.referrer_policy = policy;
    }
    Ok(true)
}

/// The last listed policy with a known name. So servers can list newer policies after an
/// older one.
///
/// Standard: [parse a referrer policy from a `Referrer-Policy`
/// header](https://w3c.github.io/webappsec-referrer-policy/#parse-referrer-policy-from-header).
fn referrer_policy(response: &Response) -> Option<ReferrerPolicy> {
    let listed = tokens(&response.headers, "referrer-policy").ok()??;
    let mut known = listed.iter().rev();
    known.find_map(|name| ReferrerPolicy::named(&name.to_ascii_lowercase()))
}

pub(crate) fn is_http(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

/// Standard: URL's [includes
/// credentials](https://url.spec.whatwg.org/#include-credentials).
pub(crate) fn includes_credentials(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some_and(|password| !password.is_empty())
}

fn becomes_get(status: u16, method: &str) -> bool {
    match status {
        301 | 302 => method == "POST",
        303 => !matches!(method, "GET" | "HEAD"),
        _ => false,
    }
}

/// Standard: [request-body-header
/// name](https://fetch.spec.whatwg.org/#request-body-header-name).
fn is_request_body_header(name: &str) -> bool {
    [
        "content-encoding",
        "content-language",
        "content-location",
        "content-type",
    ]
    .iter()
    .any(|header| name.eq_ignore_ascii_case(header))
}
