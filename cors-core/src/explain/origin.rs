//! Splits the origin of a request, which can be any text.

/// The longest text that is compared with the origins of a policy. No origin is longer.
pub(super) const MAX_ORIGIN: usize = 326;

/// An origin in its parts. The parts may break the rules of origins, such as a port that
/// is not a number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parts<'o> {
    pub(super) scheme: &'o str,
    pub(super) host: &'o str,
    /// The text after the colon.
    pub(super) port: Option<&'o str>,
}

impl<'o> Parts<'o> {
    /// The parts of a text, or `None` if it is not similar to an origin.
    pub(super) fn of(origin: &'o [u8]) -> Option<Self> {
        let odd = |b: &u8| !b.is_ascii_graphic() || b"/?#@\\\"'<>".contains(b);
        let text = str::from_utf8(origin).ok()?;
        let (scheme, authority) = text.split_once("://")?;
        let (host, port) = split_port(authority);
        let is_origin = origin.len() <= MAX_ORIGIN
            && !scheme.is_empty()
            && !host.is_empty()
            && !scheme.bytes().chain(authority.bytes()).any(|b| odd(&b));
        is_origin.then_some(Parts { scheme, host, port })
    }
}

/// Host and port of an origin, and the default port of its scheme with the colon.
pub(super) fn authority_of(origin: &[u8]) -> Option<(&[u8], &'static [u8])> {
    let http = |scheme: &str, port: &'static str| {
        let authority = origin.strip_prefix(scheme.as_bytes())?;
        Some((authority, port.as_bytes()))
    };
    http("https://", ":443").or_else(|| http("http://", ":80"))
}

fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        // The colons of an IPv6 address are before its bracket.
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    }
}
