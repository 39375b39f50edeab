//! One pattern: what generated code for a few patterns calls.
//!
//! A `head` is a scheme with its `://`; a `tail` is what follows a `*`, port
//! included. A `default_port` is the one that browsers leave out, 0 if the
//! scheme has none. Whatever the origin, the work is bounded: bytes are only
//! looked at one by one in a host that is no longer than hosts can be.

use super::label;
use super::port;
use crate::origin::MAX_HOST;

/// Matches `https://*.example.com` and `https://*.example.com:8443`.
///
/// ```
/// use cors_policy::set::subdomain;
///
/// assert!(subdomain(b"https://a.b.example.com", b"https://", b".example.com"));
/// assert!(!subdomain(b"https://example.com", b"https://", b".example.com"));
/// assert!(!subdomain(b"https://a.example.com:8443", b"https://", b".example.com"));
/// ```
#[inline]
pub fn subdomain(origin: &[u8], head: &[u8], tail: &[u8]) -> bool {
    let Some(rest) = origin.strip_prefix(head) else {
        return false;
    };
    let Some(labels) = rest.strip_suffix(tail) else {
        return false;
    };
    let fits = rest.len() <= MAX_HOST || labels.len() + port::split(tail).0.len() <= MAX_HOST;
    fits && label::check(labels).is_ok()
}

/// Matches `https://*.example.com:*`.
///
/// ```
/// use cors_policy::set::subdomain_any_port;
///
/// let matches = |origin| subdomain_any_port(origin, b"https://", b".example.com", 443);
/// assert!(matches(b"https://a.example.com"));
/// assert!(matches(b"https://a.example.com:8443"));
/// assert!(!matches(b"https://a.example.com:443"));
/// ```
#[inline]
pub fn subdomain_any_port(origin: &[u8], head: &[u8], tail: &[u8], default_port: u16) -> bool {
    let (rest, port) = port::split(origin);
    (port == 0 || port::is_sent(port, default_port)) && subdomain(rest, head, tail)
}

/// Matches `http://localhost:*`; `exact` is the origin without a port.
///
/// ```
/// use cors_policy::set::any_port;
///
/// let matches = |origin| any_port(origin, b"http://localhost", 80);
/// assert!(matches(b"http://localhost"));
/// assert!(matches(b"http://localhost:3000"));
/// assert!(!matches(b"http://localhost:80"));
/// assert!(!matches(b"http://localhost:03000"));
/// ```
#[inline]
pub fn any_port(origin: &[u8], exact: &[u8], default_port: u16) -> bool {
    match origin.strip_prefix(exact) {
        Some(port) => port::is_any(port, default_port),
        None => false,
    }
}

/// Matches `moz-extension://*`.
///
/// ```
/// use cors_policy::set::any_host;
///
/// let id = b"moz-extension://2c127fa4-62c7-7e4f-90e5-472b45eecfdc";
/// assert!(any_host(id, b"moz-extension://"));
/// assert!(!any_host(b"moz-extension://", b"moz-extension://"));
/// ```
#[inline]
pub fn any_host(origin: &[u8], head: &[u8]) -> bool {
    match origin.strip_prefix(head) {
        Some(host) => label::is_id(host),
        None => false,
    }
}
