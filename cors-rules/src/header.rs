//! The rules of header names.

mod misspelled;

use crate::key::Key;
use crate::method::{not_a_token, words};
use crate::rule::Rule;
use crate::violation::Violation;

/// Fetch, "forbidden request-header". Names with the prefix `proxy-` or `sec-` are
/// forbidden as well.
const FORBIDDEN_REQUEST: &[&str] = &[
    "accept-charset",
    "accept-encoding",
    "access-control-request-headers",
    "access-control-request-method",
    "connection",
    "content-length",
    "cookie",
    "cookie2",
    "date",
    "dnt",
    "expect",
    "host",
    "keep-alive",
    "origin",
    "referer",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
];

/// Fetch, "CORS-safelisted request-header". `content-type` and `range` are left out,
/// because their most common values need permission, such as `application/json`.
const SAFELISTED_REQUEST: [&str; 3] = ["accept", "accept-language", "content-language"];

/// Fetch, "forbidden response-header name".
const FORBIDDEN_RESPONSE: [&str; 2] = ["set-cookie", "set-cookie2"];

/// Headers that only requests have (RFC 9110; Fetch).
const REQUEST_ONLY: &[&str] = &[
    "access-control-request-headers",
    "access-control-request-method",
    "cookie",
    "expect",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "max-forwards",
    "origin",
    "proxy-authorization",
    "referer",
    "te",
    "user-agent",
];

/// Headers that only the answer to a preflight has (Fetch, "HTTP responses").
const PREFLIGHT_ONLY: [&str; 3] = [
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-max-age",
];

/// Fetch, "CORS-safelisted response-header name".
const SAFELISTED_RESPONSE: [&str; 7] = [
    "cache-control",
    "content-language",
    "content-length",
    "content-type",
    "expires",
    "last-modified",
    "pragma",
];

/// Checks that scripts can set the header and that a policy can allow it.
pub(crate) fn check_request(name: &str) -> Result<(), Violation> {
    check_name(Rule::HeaderInvalid, name)?;
    let whole = 0..name.len();
    let lower = name.to_ascii_lowercase();
    if FORBIDDEN_REQUEST.contains(&&*lower)
        || lower.starts_with("proxy-")
        || lower.starts_with("sec-")
    {
        let suggestion = match &*lower {
            "cookie" | "cookie2" | "set-cookie" => {
                "remove it: the browser sends cookies itself if the policy has `credentials`"
            }
            _ if FORBIDDEN_REQUEST.contains(&&*lower) => "remove it: the browser sets it itself",
            _ => "remove it: names with this prefix belong to the browser",
        };
        return Err(Violation::new(
            Rule::HeaderForbidden,
            whole,
            "no browser lets a script set this header",
        )
        .suggestion(suggestion));
    }
    if let Some(key) = key_that_sends(&lower) {
        return Err(Violation::new(
            Rule::HeaderIsAResponseHeader,
            whole,
            "this is a response header, which no script sets",
        )
        .suggestion(match key {
            Some(key) => format!("remove it: the key `{key}` sets it"),
            None => "remove it".to_owned(),
        }));
    }
    Ok(())
}

/// Checks that the text is the name of a header.
pub(crate) fn check_exposed(name: &str) -> Result<(), Violation> {
    check_name(Rule::ExposeInvalid, name)
}

/// Checks that scripts can read the header. These rules come after the rule about
/// duplicates.
pub(crate) fn check_exposed_use(name: &str) -> Result<(), Violation> {
    let whole = 0..name.len();
    let lower = name.to_ascii_lowercase();
    if FORBIDDEN_RESPONSE.contains(&&*lower) {
        return Err(Violation::new(
            Rule::ExposeForbidden,
            whole,
            "no browser lets a script read this header",
        )
        .suggestion("remove it: the browser keeps cookies to itself"));
    }
    if REQUEST_ONLY.contains(&&*lower) || lower.starts_with("sec-fetch-") {
        return Err(Violation::new(
            Rule::ExposeIsARequestHeader,
            whole,
            "this is a request header, which no response has",
        )
        .suggestion("remove it"));
    }
    if PREFLIGHT_ONLY.contains(&&*lower) {
        return Err(Violation::new(
            Rule::ExposeIsAPreflightHeader,
            whole,
            "only the answer to a preflight has this header, and no script reads that answer",
        )
        .suggestion(match key_that_sends(&lower) {
            Some(Some(key)) => format!("remove it: the key `{key}` sends it to the browser"),
            _ => "remove it".to_owned(),
        }));
    }
    Ok(())
}

/// Checks that the name is no misspelling of a common header.
pub(crate) fn check_spelling(name: &str) -> Result<(), Violation> {
    match misspelled::meant(&name.to_ascii_lowercase()) {
        None => Ok(()),
        Some(meant) => Err(Violation::new(
            Rule::HeaderMisspelled,
            0..name.len(),
            format!("this looks like a misspelling of `{meant}`"),
        )
        .fix(meant)),
    }
}

/// Whether a name breaks `header-misspelled`.
pub fn is_misspelled_header(name: &str) -> bool {
    check_spelling(name).is_err()
}

/// Whether a request header needs no permission if its value is short and plain.
pub(crate) fn is_safelisted_request(lower: &str) -> bool {
    SAFELISTED_REQUEST.contains(&lower)
}

/// Whether pages can read a response header that is not exposed.
pub(crate) fn is_safelisted_response(lower: &str) -> bool {
    SAFELISTED_RESPONSE.contains(&lower)
}

fn check_name(rule: Rule, name: &str) -> Result<(), Violation> {
    match not_a_token(name) {
        None => Ok(()),
        Some(_) if name.is_empty() => Err(Violation::new(rule, 0..0, "a header name is not empty")),
        // Users often paste a header with its value, or type a space instead of a hyphen.
        Some(span) => Err(Violation::new(
            rule,
            span,
            "a header name is one word of letters, digits and `!#$%&'*+-.^_`|~`",
        )
        .fixes(
            words(name.split(':').next().unwrap_or_default())
                .iter()
                .map(|word| word.replace(char::is_whitespace, "-"))
                .collect(),
        )),
    }
}

/// For a CORS response header, the key that sets it, if there is one.
fn key_that_sends(lower: &str) -> Option<Option<Key>> {
    match lower.strip_prefix("access-control-")? {
        "allow-origin" => Some(Some(Key::Origins)),
        "allow-methods" => Some(Some(Key::Methods)),
        "allow-headers" => Some(Some(Key::Headers)),
        "expose-headers" => Some(Some(Key::ExposeHeaders)),
        "allow-credentials" => Some(Some(Key::Credentials)),
        "max-age" => Some(Some(Key::MaxAge)),
        other => other.starts_with("allow-").then_some(None),
    }
}
