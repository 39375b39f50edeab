//! Functions for bytes and text.

/// Converts a header value to text, one character per byte.
///
/// Header values are bytes without a defined encoding.
///
/// Standard: [isomorphic decode](https://infra.spec.whatwg.org/#isomorphic-decode).
///
/// ```
/// assert_eq!(cors_browser::text(b"caf\xe9"), "café");
/// ```
#[must_use]
pub fn text(value: &[u8]) -> String {
    value.iter().map(|&byte| char::from(byte)).collect()
}

/// Whether the bytes are a token (RFC 9110, section 5.6.2). Methods and header
/// names are tokens.
pub(crate) fn is_token(value: &[u8]) -> bool {
    !value.is_empty() && value.iter().all(|&byte| is_token_byte(byte))
}

pub(crate) fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// Removes tabs, spaces and line ends at both ends.
///
/// Standard:
/// [normalize](https://fetch.spec.whatwg.org/#concept-header-value-normalize) a
/// header value.
pub(crate) fn trim_whitespace(value: &[u8]) -> &[u8] {
    trim(value, |byte| matches!(byte, b'\t' | b'\n' | b'\r' | b' '))
}

/// Removes tabs and spaces at both ends.
pub(crate) fn trim_tab_or_space(value: &[u8]) -> &[u8] {
    trim(value, |byte| matches!(byte, b'\t' | b' '))
}

fn trim(mut value: &[u8], cut: impl Fn(u8) -> bool) -> &[u8] {
    while let [first, rest @ ..] = value
        && cut(*first)
    {
        value = rest;
    }
    while let [rest @ .., last] = value
        && cut(*last)
    {
        value = rest;
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whitespace_at_the_ends_is_removed() {
        assert_eq!(trim_whitespace(b"\r\n a b\t"), b"a b");
        assert_eq!(trim_whitespace(b"\x0ba\x0c"), b"\x0ba\x0c");
        assert_eq!(trim_tab_or_space(b"\n a "), b"\n a");
        assert_eq!(trim_whitespace(b" \t "), b"");
    }

    #[test]
    fn a_token_has_no_separators() {
        for token in ["a", "X-a", "*", "M_S", "!#$%&'*+-.^_`|~"] {
            assert!(is_token(token.as_bytes()), "{token}");
        }
        for other in ["", "a b", "a:b", "\"a\"", "a;b", "é", "a,b", "a/b", "[a]"] {
            assert!(!is_token(other.as_bytes()), "{other}");
        }
    }
}
