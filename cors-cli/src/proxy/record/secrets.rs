//! Keeps secrets out of recordings.

use crate::redact::{hide_in_urls, is_secret};

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
    if !is_address {
        return hide_in_urls(&value);
    }
    match value.find(['?', '#']) {
        Some(at) => hide_in_urls(&format!("{}?{REMOVED}", path(&value[..at]))),
        None => hide_in_urls(&path(&value)),
    }
}

/// The parts of a query.
pub(super) fn query(query: &str) -> impl Iterator<Item = (&str, &str)> {
    let parts = query.split('&').filter(|part| !part.is_empty());
    parts.map(|part| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let is_removed = is_secret(name) || is_token(value);
        (name, if is_removed { REMOVED } else { value })
    })
}

pub(super) fn url(url: &str) -> String {
    let Some((start, end)) = url.split_once('?') else {
        return path(url);
    };
    let parts = query(end).map(|(name, value)| format!("{name}={value}"));
    format!("{}?{}", path(start), parts.collect::<Vec<_>>().join("&"))
}

/// The text without the tokens between its slashes, as addresses that reset a password have
/// them.
fn path(text: &str) -> String {
    let segments = text.split('/');
    let kept = segments.map(|segment| if is_token(segment) { REMOVED } else { segment });
    kept.collect::<Vec<_>>().join("/")
}

/// Whether the text is a JSON Web Token: its first part is base64 of JSON.
fn is_token(text: &str) -> bool {
    text.starts_with("eyJ")
}
