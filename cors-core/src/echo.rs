//! Checks the requested method and headers, for answers that must repeat them.
//!
//! With credentials, browsers take `*` for a literal name (Fetch, "CORS-preflight fetch",
//! steps 7.5 to 7.7), so the answer must name the requested method and headers. Clients can
//! send any value. A value that is malformed or too long is not repeated.

/// The longest method that is repeated.
const MAX_METHOD: usize = 64;

/// The most lines, and the most bytes in all, that are repeated.
const MAX_LINES: usize = 8;
pub(crate) const MAX_NAMES: usize = 1024;

/// Whether there is exactly one line of `Access-Control-Request-Method`, and it is a
/// method.
pub(crate) fn is_method<'r>(mut lines: impl Iterator<Item = &'r [u8]>) -> bool {
    let method = lines.next().unwrap_or_default();
    lines.next().is_none() && method.len() <= MAX_METHOD && is_token(method)
}

/// Whether the lines of `Access-Control-Request-Headers` are lists of names.
pub(crate) fn is_names<'r>(lines: impl Iterator<Item = &'r [u8]>) -> bool {
    let mut bytes = 0;
    let mut named = false;
    for (index, line) in lines.enumerate() {
        bytes += line.len();
        if index == MAX_LINES || bytes > MAX_NAMES {
            return false;
        }
        for name in line.split(|&b| b == b',').map(trim) {
            // Empty elements are legal (RFC 9110, section 5.6.1).
            if !name.is_empty() && !is_token(name) {
                return false;
            }
            named |= !name.is_empty();
        }
    }
    named
}

/// Whether a text is a token (RFC 9110, section 5.6.2).
fn is_token(text: &[u8]) -> bool {
    let odd = |b: &u8| !(b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(b));
    !text.is_empty() && !text.iter().any(odd)
}

/// Removes optional white space, which RFC 9110 defines as spaces and tabs.
fn trim(text: &[u8]) -> &[u8] {
    let blank = |b: &u8| *b == b' ' || *b == b'\t';
    let start = text.iter().position(|b| !blank(b)).unwrap_or(text.len());
    let end = text
        .iter()
        .rposition(|b| !blank(b))
        .map_or(start, |last| last + 1);
    &text[start..end]
}
