//! The part of `Range` parsing that the safelist needs.

use crate::browser::Browser;

/// Whether a page may send this range without a preflight: it must be one range of
/// bytes with a start.
///
/// Standard: [parse a single range header
/// value](https://fetch.spec.whatwg.org/#simple-range-header-value), without whitespace and
/// with a start. Browsers reject numbers that are too large for their integers.
pub(crate) fn is_safelisted(value: &[u8], browser: Browser) -> bool {
    let Ok(value) = std::str::from_utf8(value) else {
        return false;
    };
    let unit = value
        .get(..6)
        .is_some_and(|unit| match browser.is_webkit() {
            true => unit.eq_ignore_ascii_case("bytes="),
            false => unit == "bytes=",
        });
    let Some((start, end)) = unit.then(|| value[6..].split_once('-')).flatten() else {
        return false;
    };
    let digits = |number: &str| number.bytes().all(|byte| byte.is_ascii_digit());
    if start.is_empty() || !digits(start) || !digits(end) {
        return false;
    }
    let fits = |number: &str| number.is_empty() || fits(number, browser);
    fits(start) && fits(end) && (end.is_empty() || is_at_most(start, end))
}

fn fits(number: &str, browser: Browser) -> bool {
    match browser {
        Browser::Standard => true,
        Browser::Chromium => number.parse::<i64>().is_ok_and(|number| number < i64::MAX),
        Browser::Firefox | Browser::WebKit => number.parse::<u64>().is_ok(),
    }
}

/// Compares decimal numbers of any length.
fn is_at_most(one: &str, two: &str) -> bool {
    let (one, two) = (one.trim_start_matches('0'), two.trim_start_matches('0'));
    (one.len(), one) <= (two.len(), two)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_that_starts_somewhere() {
        let standard = |value: &str| is_safelisted(value.as_bytes(), Browser::Standard);
        for value in [
            "bytes=0-",
            "bytes=0-0",
            "bytes=100-200",
            "bytes=007-8",
            "bytes=9-10",
        ] {
            assert!(standard(value), "{value}");
        }
        for value in [
            "bytes=-500",
            "bytes=-",
            "bytes=",
            "bytes=1",
            "bytes=200-100",
            "bytes=10-9",
            "bytes=0-1,2-3",
            "bytes= 0-1",
            "bytes=0 -1",
            "bytes =0-1",
            "Bytes=0-1",
            "bytes=0-1 ",
            "bytes=+1-2",
            "bytes=a-b",
            "octets=0-1",
            "bytes=0-é",
            "",
            "é",
        ] {
            assert!(!standard(value), "{value}");
        }
    }

    #[test]
    fn numbers_are_as_large_as_they_like_in_the_standard_only() {
        let large = format!("bytes=1{}-2{}", "0".repeat(50), "0".repeat(50));
        assert!(is_safelisted(large.as_bytes(), Browser::Standard));
        assert!(!is_safelisted(large.as_bytes(), Browser::Firefox));
        let i64_max = b"bytes=0-9223372036854775807";
        assert!(!is_safelisted(i64_max, Browser::Chromium));
        assert!(is_safelisted(i64_max, Browser::WebKit));
        assert!(is_safelisted(b"Bytes=0-1", Browser::WebKit));
    }
}
