//! The part of a response that the page can see.

use crate::forbidden::is_forbidden_response_header;
use crate::header::Headers;
use crate::list::tokens;
use crate::outcome::{Readable, ResponseType};
use crate::request::{RequestState, Tainting};
use crate::wire::Response;

/// The response as the page sees it.
///
/// Standard: [main fetch](https://fetch.spec.whatwg.org/#concept-main-fetch),
/// step 14, and [filtered
/// response](https://fetch.spec.whatwg.org/#concept-filtered-response).
pub(crate) fn filter(request: &RequestState, response: Response) -> Readable {
    let mut headers = response.headers.clone();
    let kind = match request.tainting {
        Tainting::Opaque => return opaque(ResponseType::Opaque),
        Tainting::Basic => {
            headers.retain(|name| !is_forbidden_response_header(name));
            ResponseType::Basic
        }
        Tainting::Cors => {
            let exposed = exposed_names(&response.headers, request.includes_credentials());
            headers.retain(|name| is_safelisted(name, &exposed));
            ResponseType::Cors
        }
    };
    let bodiless = request.method == "HEAD" || response.has_null_body_status();
    Readable {
        kind,
        status: response.status,
        headers,
        body: if bodiless { Vec::new() } else { response.body },
        url: Some(request.current_url().clone()),
        redirected: request.redirect_count() > 0,
    }
}

/// A response that the page cannot see.
pub(crate) fn opaque(kind: ResponseType) -> Readable {
    Readable {
        kind,
        status: 0,
        headers: Headers::new(),
        body: Vec::new(),
        url: None,
        redirected: false,
    }
}

/// The headers that the server exposes. A malformed list exposes none, and does not
/// block the response.
fn exposed_names(headers: &Headers, with_credentials: bool) -> Vec<String> {
    let listed = tokens(headers, "access-control-expose-headers");
    match listed.ok().flatten() {
        Some(names) if !with_credentials && names.iter().any(|name| name == "*") => headers.names(),
        names => names.unwrap_or_default(),
    }
}

/// Standard: [CORS-safelisted response-header
/// name](https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name).
fn is_safelisted(name: &str, exposed: &[String]) -> bool {
    let always = [
        "cache-control",
        "content-language",
        "content-length",
        "content-type",
        "expires",
        "last-modified",
        "pragma",
    ];
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    always.into_iter().any(is)
        || (exposed.iter().any(|other| is(other)) && !is_forbidden_response_header(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(expose: &[&str], with_credentials: bool) -> Vec<String> {
        let mut headers = Headers::new();
        for line in expose {
            headers.append("Access-Control-Expose-Headers", *line);
        }
        for name in [
            "Content-Type",
            "ETag",
            "Set-Cookie",
            "Set-Cookie2",
            "*",
            "X",
        ] {
            headers.append(name, "1");
        }
        let exposed = exposed_names(&headers, with_credentials);
        headers.retain(|name| is_safelisted(name, &exposed));
        headers.names()
    }

    #[test]
    fn set_cookie_is_never_seen() {
        assert_eq!(seen(&["set-cookie, set-cookie2"], false), ["content-type"]);
        let all = [
            "*",
            "access-control-expose-headers",
            "content-type",
            "etag",
            "x",
        ];
        assert_eq!(seen(&["*"], false), all);
    }

    #[test]
    fn with_credentials_the_star_is_a_name() {
        assert_eq!(seen(&["*"], true), ["*", "content-type"]);
    }

    #[test]
    fn a_malformed_list_exposes_nothing() {
        assert_eq!(seen(&["etag, x x"], false), ["content-type"]);
        assert_eq!(seen(&["etag", "x"], false), ["content-type", "etag", "x"]);
        assert_eq!(seen(&[], false), ["content-type"]);
    }
}
