//! Matches one pattern. Generated code for a few patterns calls these functions.
//!
//! A `head` is a scheme with its `://`, and the text before a `*`. A `tail` is the text
//! after the `*`, with the port. A `default_port` is the port that browsers leave out, or 0. The functions
//! read at most as many bytes as a host can have.

use super::bytes::equal;
use super::label;
use super::port;

/// Matches `https://*.example.com` and `https://*.example.com:8443`.
///
/// ```
/// use cors_rules::set::subdomain;
///
/// assert!(subdomain(b"https://a.b.example.com", b"https://", b".example.com"));
/// assert!(!subdomain(b"https://example.com", b"https://", b".example.com"));
/// assert!(!subdomain(b"https://a.example.com:8443", b"https://", b".example.com"));
/// ```
#[inline]
pub fn subdomain(origin: &[u8], head: &[u8], tail: &[u8]) -> bool {
    let Some(authority) = strip_head(origin, head) else {
        return false;
    };
    match strip_tail(authority, tail) {
        Some(labels) => label::is_short(authority) && label::are_labels(labels),
        None => false,
    }
}

/// Matches `https://*.example.com:*`. The `tail` does not contain the port.
///
/// ```
/// use cors_rules::set::subdomain_any_port;
///
/// let matches = |origin| subdomain_any_port(origin, b"https://", b".example.com", 443);
/// assert!(matches(b"https://a.example.com"));
/// assert!(matches(b"https://a.example.com:8443"));
/// assert!(!matches(b"https://a.example.com:443"));
/// ```
#[inline]
pub fn subdomain_any_port(origin: &[u8], head: &[u8], tail: &[u8], default_port: u16) -> bool {
    let (portless, port) = port::split(origin);
    (port == 0 || port::is_sent(port, default_port)) && subdomain(portless, head, tail)
}

/// Matches `https://preview-*.example.com` and `https://*-team.example.com:8443`. The `*`
/// matches at most `most` bytes.
///
/// ```
/// use cors_rules::set::label_glob;
///
/// let matches = |origin| label_glob(origin, b"https://preview-", b".example.com", 55);
/// assert!(matches(b"https://preview-1.example.com"));
/// assert!(!matches(b"https://preview-.example.com"));
/// assert!(!matches(b"https://preview-1.attacker.example.com"));
/// ```
#[inline]
pub fn label_glob(origin: &[u8], head: &[u8], tail: &[u8], most: usize) -> bool {
    let Some(rest) = strip_head(origin, head) else {
        return false;
    };
    match strip_tail(rest, tail) {
        Some(part) => label::is_part(part, most) && !is_punycode(origin),
        None => false,
    }
}

/// Matches `https://preview-*.example.com:*`. The `tail` does not contain the port.
///
/// ```
/// use cors_rules::set::label_glob_any_port;
///
/// let matches =
///     |origin| label_glob_any_port(origin, b"https://preview-", b".example.com", 55, 443);
/// assert!(matches(b"https://preview-1.example.com"));
/// assert!(matches(b"https://preview-1.example.com:8443"));
/// assert!(!matches(b"https://preview-1.example.com:443"));
/// ```
#[inline]
pub fn label_glob_any_port(
    origin: &[u8],
    head: &[u8],
    tail: &[u8],
    most: usize,
    default_port: u16,
) -> bool {
    let (portless, port) = port::split(origin);
    (port == 0 || port::is_sent(port, default_port)) && label_glob(portless, head, tail, most)
}

/// Matches `http://localhost:*`. `exact` is the origin without a port.
///
/// ```
/// use cors_rules::set::any_port;
///
/// let matches = |origin| any_port(origin, b"http://localhost", 80);
/// assert!(matches(b"http://localhost"));
/// assert!(matches(b"http://localhost:3000"));
/// assert!(!matches(b"http://localhost:80"));
/// assert!(!matches(b"http://localhost:03000"));
/// ```
#[inline]
pub fn any_port(origin: &[u8], exact: &[u8], default_port: u16) -> bool {
    match strip_head(origin, exact) {
        Some(port) => port::is_any(port, default_port),
        None => false,
    }
}

/// Matches `moz-extension://*`.
///
/// ```
/// use cors_rules::set::any_host;
///
/// let origin = b"moz-extension://2c127fa4-62c7-7e4f-90e5-472b45eecfdc";
/// assert!(any_host(origin, b"moz-extension://"));
/// assert!(!any_host(b"moz-extension://", b"moz-extension://"));
/// ```
#[inline]
pub fn any_host(origin: &[u8], head: &[u8]) -> bool {
    match strip_head(origin, head) {
        Some(host) => label::is_id(host),
        None => false,
    }
}

/// Whether the first label of the host is in Punycode. Label globs are for `http` and
/// `https` only.
fn is_punycode(origin: &[u8]) -> bool {
    let host = origin
        .strip_prefix(b"https://")
        .or_else(|| origin.strip_prefix(b"http://"));
    host.is_some_and(label::is_punycode)
}

// Like `strip_prefix` and `strip_suffix`, but without calls.
#[inline(always)]
fn strip_head<'o>(origin: &'o [u8], head: &[u8]) -> Option<&'o [u8]> {
    let (start, rest) = origin.split_at_checked(head.len())?;
    equal(start, head).then_some(rest)
}

#[inline(always)]
fn strip_tail<'o>(authority: &'o [u8], tail: &[u8]) -> Option<&'o [u8]> {
    let length = authority.len().checked_sub(tail.len())?;
    let (rest, end) = authority.split_at_checked(length)?;
    equal(end, tail).then_some(rest)
}
