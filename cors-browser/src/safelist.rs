//! The request headers that need no permission.

use crate::browser::Browser;
use crate::header::Headers;
use crate::{mime, range};

const VALUE_LIMIT: usize = 128;
const SUM_LIMIT: usize = 1024;

/// The names of the headers that need permission, as in `Access-Control-Request-Headers`:
/// in lower case, sorted and without duplicates.
///
/// Standard: [CORS-unsafe request-header
/// names](https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names).
pub(crate) fn unsafe_names(headers: &Headers, browser: Browser) -> Vec<String> {
    let combined;
    let headers = match browser {
        Browser::Chromium | Browser::WebKit => {
            combined = headers.combined();
            &combined
        }
        Browser::Standard | Browser::Firefox => headers,
    };
    let (safe, unsafe_): (Vec<_>, Vec<_>) = headers
        .iter()
        .partition(|(name, value)| is_safelisted(name, value, browser));
    let sum: usize = safe.iter().map(|(_, value)| value.len()).sum();
    let too_much = sum > SUM_LIMIT && !browser.is_firefox();

    let mut names: Vec<String> = unsafe_
        .iter()
        .chain(safe.iter().filter(|_| too_much))
        .map(|(name, _)| name.to_ascii_lowercase())
        .collect();
    names.sort_unstable();
    if !browser.is_firefox() {
        names.dedup();
    }
    names
}

/// Standard: [CORS-safelisted
/// request-header](https://fetch.spec.whatwg.org/#cors-safelisted-request-header).
pub(crate) fn is_safelisted(name: &str, value: &[u8], browser: Browser) -> bool {
    if value.len() > VALUE_LIMIT {
        return false;
    }
    match name.to_ascii_lowercase().as_str() {
        "accept" => !has_unsafe_byte(value) && (value.is_ascii() || !browser.is_firefox()),
        "accept-language" | "content-language" => value.iter().copied().all(is_language_byte),
        "content-type" => {
            !has_unsafe_byte(value)
                && mime::essence(value).is_some_and(|essence| {
                    matches!(
                        essence.as_str(),
                        "application/x-www-form-urlencoded" | "multipart/form-data" | "text/plain"
                    )
                })
        }
        "range" => range::is_safelisted(value, browser),
        "device-memory" | "downlink" | "dpr" | "ect" | "rtt" | "save-data" | "user-agent"
        | "viewport-width" | "width" => browser.is_chromium(),
        _ => false,
    }
}

/// Standard: [no-CORS-safelisted
/// request-header](https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header).
pub(crate) fn is_no_cors_safelisted(name: &str, value: &[u8], browser: Browser) -> bool {
    [
        "accept",
        "accept-language",
        "content-language",
        "content-type",
    ]
    .iter()
    .any(|safe| name.eq_ignore_ascii_case(safe))
        && is_safelisted(name, value, browser)
}

/// Whether `*` does not cover this header.
///
/// Standard: [CORS non-wildcard request-header
/// name](https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name).
pub(crate) fn is_non_wildcard(name: &str) -> bool {
    name.eq_ignore_ascii_case("authorization")
}

/// Standard: [CORS-unsafe request-header
/// byte](https://fetch.spec.whatwg.org/#cors-unsafe-request-header-byte).
fn has_unsafe_byte(value: &[u8]) -> bool {
    value.iter().any(|&byte| {
        (byte < 0x20 && byte != b'\t') || byte == 0x7f || b"\"():<>?@[\\]{}".contains(&byte)
    })
}

fn is_language_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b" *,-.;=".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(headers: &[(&str, &str)], browser: Browser) -> Vec<String> {
        unsafe_names(&headers.iter().copied().collect(), browser)
    }

    #[test]
    fn every_byte_is_safe_or_unsafe_as_the_standard_says() {
        for byte in 0..=255_u8 {
            if matches!(byte, 0 | b'\n' | b'\r') {
                continue;
            }
            let unsafe_ = byte < 0x20 && byte != 9 || byte == 0x7f;
            let unsafe_ = unsafe_ || "\"():<>?@[\\]{}".contains(char::from(byte));
            let value = [b'a', byte];
            let safe = is_safelisted("Accept", &value, Browser::Standard);
            assert_eq!(safe, !unsafe_, "{byte:#x}");
            let language = is_safelisted("accept-language", &value, Browser::Standard);
            let letter = byte.is_ascii_alphanumeric() || " *,-.;=".contains(char::from(byte));
            assert_eq!(language, letter, "{byte:#x}");
        }
    }

    #[test]
    fn a_value_has_128_bytes_at_most() {
        for (length, safe) in [(128, true), (129, false)] {
            let value = vec![b'a'; length];
            assert_eq!(is_safelisted("accept", &value, Browser::Standard), safe);
        }
    }

    #[test]
    fn all_values_together_have_1024_bytes_at_most() {
        let value = "a".repeat(128);
        let mut headers = vec![("Accept", value.as_str()); 8];
        assert_eq!(names(&headers, Browser::Standard), [""; 0]);
        headers.push(("Content-Language", "x"));
        headers.push(("X", &value));
        let all = ["accept", "content-language", "x"];
        assert_eq!(names(&headers, Browser::Standard), all);
        assert_eq!(names(&headers, Browser::Firefox), ["x"]);
    }

    #[test]
    fn names_are_sorted_and_unique_except_in_firefox() {
        let headers = [
            ("X-b", "1"),
            ("x-A", "1"),
            ("X-B", "2"),
            ("X_c", "1"),
            ("X-a-z", "1"),
        ];
        assert_eq!(
            names(&headers, Browser::Standard),
            ["x-a", "x-a-z", "x-b", "x_c"]
        );
        assert_eq!(
            names(&headers, Browser::Firefox),
            ["x-a", "x-a-z", "x-b", "x-b", "x_c"]
        );
    }

    #[test]
    fn chromium_and_webkit_join_lines_before_the_check() {
        let half = "a".repeat(100);
        let headers = [("accept", half.as_str()), ("Accept", half.as_str())];
        assert_eq!(names(&headers, Browser::Standard), [""; 0]);
        assert_eq!(names(&headers, Browser::Firefox), [""; 0]);
        assert_eq!(names(&headers, Browser::Chromium), ["accept"]);
        assert_eq!(names(&headers, Browser::WebKit), ["accept"]);
    }
}
