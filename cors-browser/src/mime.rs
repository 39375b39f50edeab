//! The part of MIME type parsing that the safelist needs.

use crate::bytes::{is_token, trim_whitespace};

/// The essence (`type/subtype` in lower case), if the value is a MIME type. Parameters are
/// ignored, even if they are malformed.
///
/// Standard: [parse a MIME
/// type](https://mimesniff.spec.whatwg.org/#parse-a-mime-type).
pub(crate) fn essence(value: &[u8]) -> Option<String> {
    let value = trim_whitespace(value);
    let slash = value.iter().position(|&byte| byte == b'/')?;
    let (kind, rest) = (&value[..slash], &value[slash + 1..]);
    let end = rest
        .iter()
        .position(|&byte| byte == b';')
        .unwrap_or(rest.len());
    // Only the end is trimmed here. A subtype that begins with a space is invalid.
    let subtype = match rest[..end].first() {
        Some(b'\t' | b'\n' | b'\r' | b' ') => return None,
        _ => trim_whitespace(&rest[..end]),
    };
    if !is_token(kind) || !is_token(subtype) {
        return None;
    }
    let essence = [kind, b"/", subtype].concat().to_ascii_lowercase();
    String::from_utf8(essence).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_do_not_matter() {
        for (value, expected) in [
            ("text/plain", Some("text/plain")),
            (" TEXT/Plain ; charset=utf-8", Some("text/plain")),
            ("text/plain;garbage", Some("text/plain")),
            ("text/plain;", Some("text/plain")),
            ("text/plain,x/x", None),
            ("text/plain, text/plain", None),
            ("text\t/\tplain", None),
            ("text/ plain", None),
            ("text/", None),
            ("/plain", None),
            ("text", None),
            ("", None),
        ] {
            assert_eq!(essence(value.as_bytes()).as_deref(), expected, "{value}");
        }
    }
}
