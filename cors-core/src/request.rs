//! Functions that read the CORS headers of a request.

use crate::echo;
use crate::header_map::{CorsHeader, HeaderMap};

/// Whether a request is a preflight: `OPTIONS` with `Origin` and
/// `Access-Control-Request-Method`
/// ([Fetch, "CORS-preflight fetch"](https://fetch.spec.whatwg.org/#cors-preflight-fetch)).
pub fn is_preflight<M: HeaderMap>(method: &[u8], request: &M::Map) -> bool {
    method == b"OPTIONS"
        && M::contains(request, CorsHeader::Origin)
        && M::contains(request, CorsHeader::RequestMethod)
}

/// The value of the `Origin` header, or `None` if there is no line or more than one line.
pub fn origin_of<M: HeaderMap>(request: &M::Map) -> Option<&M::Value> {
    only(M::get_all(request, CorsHeader::Origin))
}

/// The method in `Access-Control-Request-Method`. Returns `None` unless there is exactly
/// one line with a well-formed method of at most 64 bytes.
pub fn requested_method<M: HeaderMap>(request: &M::Map) -> Option<&M::Value> {
    only(M::get_all(request, CorsHeader::RequestMethod))
        .filter(|method| echo::is_method([M::bytes(method)].into_iter()))
}

/// A header that a request has at most once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sent<'r> {
    Never,
    Once(&'r [u8]),
    Repeatedly,
}

impl<'r> Sent<'r> {
    pub(crate) fn of<M: HeaderMap>(headers: &'r M::Map, header: CorsHeader) -> Self {
        let mut lines = M::get_all(headers, header);
        match (lines.next(), lines.next()) {
            (None, _) => Sent::Never,
            (Some(line), None) => Sent::Once(M::bytes(line)),
            (Some(_), Some(_)) => Sent::Repeatedly,
        }
    }

    pub(crate) fn bytes(self) -> &'r [u8] {
        match self {
            Sent::Once(bytes) => bytes,
            Sent::Never | Sent::Repeatedly => b"",
        }
    }
}

fn only<'r, V>(mut lines: impl Iterator<Item = &'r V>) -> Option<&'r V> {
    let first = lines.next();
    first.filter(|_| lines.next().is_none())
}
