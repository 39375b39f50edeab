//! Headers that a page can neither set nor read.

use crate::bytes::trim_tab_or_space;
use crate::method;

/// Headers that the browser sets itself.
///
/// Standard: [forbidden
/// request-header](https://fetch.spec.whatwg.org/#forbidden-request-header).
pub(crate) fn is_forbidden_request_header(name: &str, value: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    match name.as_str() {
        "accept-charset"
        | "accept-encoding"
        | "access-control-request-headers"
        | "access-control-request-method"
        | "connection"
        | "content-length"
        | "cookie"
        | "cookie2"
        | "date"
        | "dnt"
        | "expect"
        | "host"
        | "keep-alive"
        | "origin"
        | "referer"
        | "set-cookie"
        | "te"
        | "trailer"
        | "transfer-encoding"
        | "upgrade"
        | "via" => true,
        "x-http-method" | "x-http-method-override" | "x-method-override" => {
            split(value).into_iter().any(method::is_forbidden)
        }
        _ => name.starts_with("proxy-") || name.starts_with("sec-"),
    }
}

/// Standard: [forbidden response-header
/// name](https://fetch.spec.whatwg.org/#forbidden-response-header-name).
pub(crate) fn is_forbidden_response_header(name: &str) -> bool {
    name.eq_ignore_ascii_case("set-cookie") || name.eq_ignore_ascii_case("set-cookie2")
}

/// Splits a value at commas, except commas in a quoted string. Quotation marks are kept.
///
/// Standard: [get, decode, and
/// split](https://fetch.spec.whatwg.org/#header-value-get-decode-and-split).
fn split(value: &[u8]) -> Vec<&[u8]> {
    let mut values = Vec::new();
    let (mut start, mut quoted, mut escaped) = (0, false, false);
    for (index, &byte) in value.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b',' if !quoted => {
                values.push(trim_tab_or_space(&value[start..index]));
                start = index + 1;
            }
            _ => {}
        }
    }
    values.push(trim_tab_or_space(&value[start..]));
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_browser_sets_itself() {
        for name in [
            "Host",
            "cookie",
            "DNT",
            "Sec-Fetch-Mode",
            "proxy-x",
            "sec-",
            "Via",
        ] {
            assert!(is_forbidden_request_header(name, b"x"), "{name}");
        }
        for name in [
            "Authorization",
            "secret",
            "User-Agent",
            "X-Host",
            "Proxy",
            "Last-Event-ID",
        ] {
            assert!(!is_forbidden_request_header(name, b"x"), "{name}");
        }
    }

    #[test]
    fn a_method_override_may_not_smuggle() {
        let forbidden =
            |value: &str| is_forbidden_request_header("X-HTTP-Method-Override", value.as_bytes());
        for value in ["trace", "GET, TRACK", "a,\tconnect ,b"] {
            assert!(forbidden(value), "{value}");
        }
        for value in [
            "PUT",
            "",
            "\"GET,TRACE\"",
            "\"TRACE\"",
            "\"\\\",TRACE\"",
            "TRACE x",
        ] {
            assert!(!forbidden(value), "{value}");
        }
    }
}
