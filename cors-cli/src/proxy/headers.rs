//! The headers that end at the proxy.

use http::header::{CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName};

/// Removes what belongs to the connection with the browser.
pub(super) fn strip_request(headers: &mut HeaderMap) {
    strip_named(headers);
    // hyper has answered `Expect`. It has also removed the `Content-Length` of a request
    // that has a `Transfer-Encoding` too.
    strip(headers, |name| {
        is_of_connection(name) || matches!(name, "expect" | "http2-settings")
    });
}

/// Removes what belongs to the connection with the upstream, and what would change how
/// the browser treats `localhost` after the proxy has ended.
pub(super) fn strip_response(headers: &mut HeaderMap) {
    strip_named(headers);
    // The chunks say where the body ends (RFC 9112, section 6.3). A length would cut it.
    if headers.contains_key(TRANSFER_ENCODING) {
        headers.remove(CONTENT_LENGTH);
    }
    strip(headers, |name| {
        is_of_connection(name)
            || matches!(
                name,
                "strict-transport-security" | "public-key-pins" | "alt-svc" | "clear-site-data"
            )
    });
}

/// Whether a header contains a token in any of its lines.
pub(super) fn has_token(headers: &HeaderMap, name: HeaderName, token: &str) -> bool {
    let lines = headers.get_all(name);
    let mut tokens = lines
        .iter()
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b','));
    tokens.any(|found| found.trim_ascii().eq_ignore_ascii_case(token.as_bytes()))
}

/// Hop-by-hop headers (RFC 9110, section 7.6.1) and `Proxy-*`.
fn is_of_connection(name: &str) -> bool {
    matches!(
        name,
        "connection" | "keep-alive" | "te" | "transfer-encoding" | "upgrade"
    ) || name.starts_with("proxy-")
}

/// Removes the headers that `Connection` names.
fn strip_named(headers: &mut HeaderMap) {
    if !headers.contains_key(CONNECTION) {
        return;
    }
    let named: Vec<HeaderName> = headers
        .get_all(CONNECTION)
        .iter()
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b','))
        .filter_map(|name| HeaderName::from_bytes(name.trim_ascii()).ok())
        .collect();
    for name in named {
        headers.remove(name);
    }
}

fn strip(headers: &mut HeaderMap, ends_here: impl Fn(&str) -> bool) {
    let names = headers.keys().filter(|name| ends_here(name.as_str()));
    let names: Vec<HeaderName> = names.cloned().collect();
    for name in names {
        headers.remove(name);
    }
}
