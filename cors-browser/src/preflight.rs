//! The CORS-preflight fetch.

use std::time::Duration;

use crate::browser::Browser;
use crate::cause::{Cause, Phase};
use crate::check::cors_check;
use crate::header::Headers;
use crate::list::{BadToken, tokens};
use crate::max_age::max_age;
use crate::method;
use crate::request::RequestState;
use crate::safelist::{is_non_wildcard, unsafe_names};
use crate::webkit_header;
use crate::wire::{Request, Response};

const ALLOW_METHODS: &str = "access-control-allow-methods";
const ALLOW_HEADERS: &str = "access-control-allow-headers";

/// The methods and headers that a preflight allows.
#[derive(Clone, Debug)]
pub(crate) struct Permissions {
    pub(crate) methods: Vec<String>,
    pub(crate) headers: Vec<String>,
    pub(crate) max_age: Duration,
}

/// Whether this request needs a preflight.
///
/// Standard: [main fetch](https://fetch.spec.whatwg.org/#concept-main-fetch),
/// step 12.
pub(crate) fn is_needed(request: &RequestState, browser: Browser) -> bool {
    if request.use_cors_preflight {
        return true;
    }
    if !request.is_unsafe() {
        return false;
    }
    let of_the_first = match browser {
        Browser::Standard | Browser::Chromium => false,
        Browser::Firefox => {
            request.had_preflight || !unsafe_names(&request.first_headers, browser).is_empty()
        }
        Browser::WebKit => request.had_preflight,
    };
    of_the_first
        || !method::is_safelisted(&request.method)
        || !requested_headers(request, browser).is_empty()
}

/// The header names in the `Access-Control-Request-Headers` of the preflight.
pub(crate) fn requested_headers(request: &RequestState, browser: Browser) -> Vec<String> {
    unsafe_names(headers_to_request(request, browser), browser)
}

/// WebKit names all headers that the page set, even if a redirect has dropped them.
fn headers_to_request(request: &RequestState, browser: Browser) -> &Headers {
    match browser.is_webkit() {
        true => &request.first_headers,
        false => &request.headers,
    }
}

/// The origin that a preflight sends, and that its response must allow.
pub(crate) fn origin(request: &RequestState, browser: Browser) -> String {
    match browser.is_firefox() {
        true => request.origin.to_string(),
        false => request.serialized_origin(),
    }
}

/// Builds the preflight.
///
/// Standard: [CORS-preflight
/// fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch-0), steps 1 to 6.
pub(crate) fn build(request: &RequestState, browser: Browser) -> Request {
    let mut headers = Headers::new();
    headers.append("Accept", "*/*");
    headers.append("Access-Control-Request-Method", request.method.as_str());
    let names = requested_headers(request, browser);
    if !names.is_empty() {
        headers.append("Access-Control-Request-Headers", names.join(","));
    }
    headers.append("Origin", origin(request, browser));
    Request {
        method: "OPTIONS".to_owned(),
        url: request.current_url().clone(),
        headers,
        body: None,
        credentials: false,
        hop: request.redirect_count(),
        preflight: true,
    }
}

/// Checks the response to the preflight. Returns the permissions, and whether they suffice
/// for the request: a cause if they do not, and otherwise whether only `*` allowed
/// `Authorization`.
///
/// Standard: [CORS-preflight
/// fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch-0), step 7.
pub(crate) fn check_response(
    request: &RequestState,
    response: &Response,
    browser: Browser,
) -> Result<(Permissions, Result<bool, Cause>), Cause> {
    if browser.is_webkit() {
        check_status(response)?;
    }
    let with_credentials = request.includes_credentials();
    cors_check(
        &response.headers,
        &origin(request, browser),
        with_credentials,
    )
    .map_err(|failure| Cause::CorsCheck {
        phase: Phase::Preflight,
        status: response.status,
        failure,
    })?;
    check_status(response)?;

    let methods = match allowed_methods(response)? {
        None if request.use_cors_preflight => vec![request.method.clone()],
        methods => methods.unwrap_or_default(),
    };
    if browser.is_firefox() {
        check_method(request, response, &methods)?;
    }
    let headers = allowed_headers(response)?;
    let verdict = check_method(request, response, &methods)
        .and_then(|()| check_headers(request, response, &headers, browser));
    let max_age = max_age(&response.headers, browser);
    let permissions = Permissions {
        methods,
        headers,
        max_age,
    };
    Ok((permissions, verdict))
}

fn check_status(response: &Response) -> Result<(), Cause> {
    let status = response.status;
    if response.has_ok_status() {
        Ok(())
    } else if response.has_redirect_status() {
        let location = response.headers.get("location");
        Err(Cause::PreflightRedirect { status, location })
    } else {
        Err(Cause::PreflightStatusNotOk { status })
    }
}

fn allowed_methods(response: &Response) -> Result<Option<Vec<String>>, Cause> {
    tokens(&response.headers, ALLOW_METHODS).map_err(|BadToken(token)| {
        let value = response.headers.get(ALLOW_METHODS).unwrap_or_default();
        Cause::PreflightAllowMethodsUnparsable { value, token }
    })
}

fn allowed_headers(response: &Response) -> Result<Vec<String>, Cause> {
    tokens(&response.headers, ALLOW_HEADERS)
        .map(Option::unwrap_or_default)
        .map_err(|BadToken(token)| {
            let value = response.headers.get(ALLOW_HEADERS).unwrap_or_default();
            Cause::PreflightAllowHeadersUnparsable { value, token }
        })
}

fn check_method(
    request: &RequestState,
    response: &Response,
    allowed: &[String],
) -> Result<(), Cause> {
    let credentials = request.includes_credentials();
    let listed = |method: &str| allowed.iter().any(|other| other == method);
    if listed(&request.method)
        || method::is_safelisted(&request.method)
        || (!credentials && listed("*"))
    {
        return Ok(());
    }
    Err(Cause::PreflightMethodNotAllowed {
        method: request.method.clone(),
        allowed: response.headers.get(ALLOW_METHODS),
        credentials,
    })
}

/// Whether only `*` allowed `Authorization`.
fn check_headers(
    request: &RequestState,
    response: &Response,
    allowed: &[String],
    browser: Browser,
) -> Result<bool, Cause> {
    let credentials = request.includes_credentials();
    let listed = |name: &str| allowed.iter().any(|other| other.eq_ignore_ascii_case(name));
    let wildcard = !credentials && allowed.iter().any(|name| name == "*");
    let refused = |name: &str| {
        let written = request.first_headers.iter().map(|(written, _)| written);
        let mut written = written.filter(|written| written.eq_ignore_ascii_case(name));
        Err(Cause::PreflightHeaderNotAllowed {
            header: name.to_ascii_lowercase(),
            written: written.next().unwrap_or(name).to_owned(),
            allowed: response.headers.get(ALLOW_HEADERS),
            credentials,
        })
    };

    if browser.is_standard() {
        let mut names = request.headers.iter().map(|(name, _)| name);
        if let Some(name) = names.find(|name| is_non_wildcard(name) && !listed(name)) {
            return refused(name);
        }
    }
    let names = match browser.is_webkit() {
        true => in_order_of_the_page(request, browser),
        false => requested_headers(request, browser),
    };
    match names.iter().find(|name| !listed(name) && !wildcard) {
        Some(name) => refused(name),
        None => Ok(names
            .iter()
            .any(|name| is_non_wildcard(name) && !listed(name))),
    }
}

/// WebKit checks the header names in its table before all others.
fn in_order_of_the_page(request: &RequestState, browser: Browser) -> Vec<String> {
    let headers = headers_to_request(request, browser);
    let mut names = requested_headers(request, browser);
    let place = |name: &str| {
        headers
            .iter()
            .position(|(other, _)| other.eq_ignore_ascii_case(name))
    };
    names.sort_by_key(|name| (webkit_header::known(name).is_none(), place(name)));
    names
}
