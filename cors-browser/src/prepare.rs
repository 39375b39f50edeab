//! Turns the fetch of a page into a request, like `new Request()` and `XMLHttpRequest`
//! before a request is sent.

use url::Url;

use crate::accept;
use crate::browser::Browser;
use crate::bytes::{is_token, trim_whitespace};
use crate::cause::Cause;
use crate::fetch::{Body, Fetch, Initiator, Mode};
use crate::forbidden::is_forbidden_request_header;
use crate::header::Headers;
use crate::method;
use crate::outcome::Warning;
use crate::page::Page;
use crate::request::RequestState;
use crate::safelist::is_no_cors_safelisted;

/// The request of a page, or the reason why a browser refuses to send it.
///
/// Standard: [`new Request()`](https://fetch.spec.whatwg.org/#dom-request), and
/// the `Accept` step of [fetch](https://fetch.spec.whatwg.org/#concept-fetch).
pub(crate) fn prepare(
    page: &Page,
    fetch: &Fetch,
    browser: Browser,
    warnings: &mut Vec<Warning>,
) -> Result<RequestState, Cause> {
    let url = resolve(page, fetch)?;
    let method = method_of(fetch)?;
    if fetch.mode == Mode::NoCors && !method::is_safelisted(&method) {
        return Err(Cause::NoCorsMethod { method });
    }

    let mut guarded = Guarded {
        headers: Headers::new(),
        mode: fetch.mode,
        browser,
    };
    for (name, value) in &fetch.headers {
        if !guarded.append(name, value)? {
            warnings.push(Warning::HeaderDropped { name: name.clone() });
        }
    }

    let mut request = RequestState::new(url, page.origin().clone());
    request.partition_key = page.partition_key();
    request.mode = fetch.mode;
    request.credentials = fetch.credentials;
    request.redirect = fetch.redirect;
    request.referrer_policy = fetch.referrer_policy;
    request.initiator = fetch.initiator;
    request.use_cors_preflight = fetch.initiator == Initiator::Xhr && fetch.upload_listeners;

    let bodiless = matches!(method.as_str(), "GET" | "HEAD");
    request.method = method;
    match &fetch.body {
        None => {}
        // `send()` ignores the body.
        Some(_) if bodiless && fetch.initiator == Initiator::Xhr => {}
        Some(_) if bodiless => {
            return Err(Cause::BodyNotAllowed {
                method: request.method,
            });
        }
        Some(body) => attach(body, &mut request, &mut guarded)?,
    }

    request.headers = guarded.headers;
    if fetch.initiator == Initiator::Xhr {
        request.headers = request.headers.combined();
    }
    if !request.headers.contains("accept") {
        request
            .headers
            .append("Accept", accept::default_for(fetch.initiator));
    }
    request.first_headers = request.headers.clone();
    Ok(request)
}

/// Checks the URL. This check comes first, because messages about other mistakes contain
/// the URL.
pub(crate) fn resolve(page: &Page, fetch: &Fetch) -> Result<Url, Cause> {
    let url = Url::options()
        .base_url(page.base())
        .parse(&fetch.url)
        .map_err(|_| Cause::UrlInvalid {
            url: fetch.url.clone(),
        })?;
    match fetch.initiator {
        Initiator::Fetch if crate::redirect::includes_credentials(&url) => {
            Err(Cause::UrlHasCredentials { url })
        }
        _ => Ok(url),
    }
}

fn method_of(fetch: &Fetch) -> Result<String, Cause> {
    if !is_token(fetch.method.as_bytes()) {
        return Err(Cause::MethodInvalid {
            method: fetch.method.clone(),
        });
    }
    if method::is_forbidden(fetch.method.as_bytes()) {
        return Err(Cause::ForbiddenMethod {
            method: fetch.method.clone(),
        });
    }
    Ok(method::normalize(&fetch.method))
}

fn attach(body: &Body, request: &mut RequestState, guarded: &mut Guarded) -> Result<(), Cause> {
    let (bytes, content_type) = match body {
        Body::Text(text) => (text.as_bytes(), Some("text/plain;charset=UTF-8")),
        Body::Bytes(bytes) => (bytes.as_slice(), None),
        Body::Typed {
            content_type,
            bytes,
        } => {
            let typed = !content_type.is_empty();
            (bytes.as_slice(), typed.then_some(content_type.as_str()))
        }
        Body::Stream(bytes) => {
            if request.mode == Mode::NoCors {
                return Err(Cause::NoCorsStream);
            }
            request.body_is_stream = true;
            request.use_cors_preflight = true;
            (bytes.as_slice(), None)
        }
    };
    request.body = Some(bytes.to_vec());
    if let Some(content_type) = content_type
        && !guarded.headers.contains("content-type")
    {
        guarded.append("Content-Type", content_type.as_bytes())?;
    }
    Ok(())
}

/// The `Headers` object of a request, which rejects some headers.
struct Guarded {
    headers: Headers,
    mode: Mode,
    browser: Browser,
}

impl Guarded {
    /// Whether the header was added.
    ///
    /// Standard: [append](https://fetch.spec.whatwg.org/#concept-headers-append).
    fn append(&mut self, name: &str, value: &[u8]) -> Result<bool, Cause> {
        let value = trim_whitespace(value);
        let sendable = |byte: &u8| !matches!(byte, 0 | b'\r' | b'\n');
        if !is_token(name.as_bytes()) || !value.iter().all(sendable) {
            return Err(Cause::HeaderInvalid {
                name: name.to_owned(),
                value: value.to_vec(),
            });
        }
        if is_forbidden_request_header(name, value) {
            return Ok(false);
        }
        if self.mode == Mode::NoCors {
            let joined = match self.headers.get(name) {
                Some(earlier) => [&earlier, &b", "[..], value].concat(),
                None => value.to_vec(),
            };
            if !is_no_cors_safelisted(name, &joined, self.browser) {
                return Ok(false);
            }
        }
        self.headers.append(name, value);
        Ok(true)
    }
}
