//! The headers that end at the proxy.

use http::header::{CONNECTION, CONTENT_LENGTH, EXPECT, TE, TRANSFER_ENCODING, UPGRADE};
use http::{HeaderMap, HeaderName, HeaderValue};

/// Removes what belongs to the connection with the browser.
pub(super) fn strip_request(headers: &mut HeaderMap) {
    let has_trailers = headers.get(TE).is_some_and(|te| te == "trailers");
    if headers.contains_key(TRANSFER_ENCODING) {
        // A body has one length. Two headers that disagree are the way to smuggle a
        // second request.
        headers.remove(CONTENT_LENGTH);
    }
    strip_connection(headers);
    headers.remove(EXPECT);
    headers.remove("http2-settings");
    if has_trailers {
        headers.insert(TE, HeaderValue::from_static("trailers"));
    }
}

/// Removes what belongs to the connection with the upstream, and what would change how
/// the browser treats `localhost` after the proxy has ended.
pub(super) fn strip_response(headers: &mut HeaderMap) {
    strip_connection(headers);
    for name in [
        "strict-transport-security",
        "public-key-pins",
        "alt-svc",
        "clear-site-data",
    ] {
        headers.remove(name);
    }
}

/// Removes hop-by-hop headers (RFC 9110, section 7.6.1) and `Proxy-*`.
fn strip_connection(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(CONNECTION)
        .iter()
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b','))
        .filter_map(|name| HeaderName::from_bytes(name.trim_ascii()).ok())
        .collect();
    for name in named {
        headers.remove(name);
    }
    for name in [CONNECTION, UPGRADE, TE, TRANSFER_ENCODING] {
        headers.remove(name);
    }
    headers.remove("keep-alive");
    let is_proxy = |name: &&HeaderName| name.as_str().starts_with("proxy-");
    let proxy: Vec<HeaderName> = headers.keys().filter(is_proxy).cloned().collect();
    for name in proxy {
        headers.remove(name);
    }
}

/// Whether a header contains a token in any of its lines.
pub(super) fn has_token(headers: &HeaderMap, name: HeaderName, token: &str) -> bool {
    let lines = headers.get_all(name);
    let mut tokens = lines
        .iter()
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b','));
    tokens.any(|found| found.trim_ascii().eq_ignore_ascii_case(token.as_bytes()))
}
