//! `Vary` (RFC 9110, section 12.5.5): what a cache must tell apart.

/// What a response depends on that names the request's origin.
pub(crate) const ORIGIN: &str = "Origin";

/// What a preflight depends on whose answer echoes the request.
pub(crate) const ECHO: &str =
    "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

/// Whether a line already says that the response depends on the origin: it
/// names it, or says `*`.
pub(crate) fn covers_origin(line: &[u8]) -> bool {
    line.split(|&b| b == b',')
        .map(<[u8]>::trim_ascii)
        .any(|name| name == b"*" || name.eq_ignore_ascii_case(b"origin"))
}
