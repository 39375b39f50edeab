//! Keeps secrets out of recordings.

use crate::redact::hide_in_urls;

/// What a secret is replaced with.
const REMOVED: &str = "(removed)";

/// Headers of the protocol, whose values are no secrets. A server can write anything into
/// other headers.
const KEPT: [&str; 40] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "accept-ranges",
    "age",
    "allow",
    "alt-svc",
    "cache-control",
    "connection",
    "content-encoding",
    "content-language",
    "content-length",
    "content-location",
    "content-range",
    "content-type",
    "date",
    "dnt",
    "expires",
    "host",
    "keep-alive",
    "last-modified",
    "link",
    "location",
    "origin",
    "pragma",
    "range",
    "referer",
    "referrer-policy",
    "refresh",
    "retry-after",
    "server",
    "strict-transport-security",
    "timing-allow-origin",
    "transfer-encoding",
    "upgrade",
    "upgrade-insecure-requests",
    "user-agent",
    "vary",
    "via",
    "x-content-type-options",
];

/// The starts of the names of more such headers.
const KEPT_STARTS: [&str; 4] = ["access-control-", "cross-origin-", "sec-ch-", "sec-fetch-"];

/// The value of a header of the protocol. The passwords and tokens of its addresses are
/// removed.
pub(super) fn header_value(name: &str, value: &[u8]) -> String {
    if !KEPT.contains(&name) && !KEPT_STARTS.iter().any(|start| name.starts_with(start)) {
        return REMOVED.to_owned();
    }
    let value = String::from_utf8_lossy(value);
    let is_address = matches!(
        name,
        "location" | "referer" | "content-location" | "link" | "refresh"
    );
    match value.find(['?', '#']) {
        Some(end) if is_address => hide_in_urls(&format!("{}?{REMOVED}", &value[..end])),
        _ => hide_in_urls(&value),
    }
}
