//! `Access-Control-Max-Age`.

use std::time::Duration;

use crate::browser::Browser;
use crate::header::Headers;

const NAME: &str = "access-control-max-age";
const DEFAULT: u64 = 5;

/// How long the answer to a preflight may be cached.
///
/// Standard: [CORS-preflight
/// fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch-0), steps 7.8 to
/// 7.10. The standard lets the browser choose a limit, and so the model of the
/// standard has none.
pub(crate) fn max_age(headers: &Headers, browser: Browser) -> Duration {
    let seconds = match browser {
        Browser::Standard => standard(headers),
        Browser::Chromium => lenient(headers, DEFAULT).min(7200),
        Browser::Firefox => firefox(headers).min(86400),
        Browser::WebKit => lenient(headers, u64::MAX).min(600),
    };
    Duration::from_secs(seconds)
}

fn standard(headers: &Headers) -> u64 {
    let mut lines = headers.lines(NAME);
    match (lines.next(), lines.next()) {
        (Some(value), None) => digits(value).map_or(DEFAULT, Number::or_huge),
        _ => DEFAULT,
    }
}

/// Firefox does not cache a preflight whose value is not a number.
fn firefox(headers: &Headers) -> u64 {
    match headers.get(NAME) {
        None => DEFAULT,
        Some(value) if value.is_empty() => DEFAULT,
        Some(value) => digits(&value).map_or(0, Number::or_huge),
    }
}

/// Chromium and WebKit do not cache a preflight whose value is negative.
fn lenient(headers: &Headers, too_large: u64) -> u64 {
    let value = headers.get(NAME).unwrap_or_default();
    if let [b'-', rest @ ..] = value.as_slice()
        && digits(rest).is_some()
    {
        return 0;
    }
    match digits(&value) {
        Some(Number::Fits(seconds)) => seconds,
        Some(Number::TooLarge) => too_large,
        None => DEFAULT,
    }
}

enum Number {
    Fits(u64),
    TooLarge,
}

impl Number {
    fn or_huge(self) -> u64 {
        match self {
            Self::Fits(number) => number,
            Self::TooLarge => u64::MAX,
        }
    }
}

fn digits(value: &[u8]) -> Option<Number> {
    if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = std::str::from_utf8(value).ok()?.parse::<i64>().ok();
    Some(number.map_or(Number::TooLarge, |number| {
        Number::Fits(number.unsigned_abs())
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_browser_reads_the_value_in_its_own_way() {
        let huge = "99999999999999999999";
        let rows: [(&[&str], [u64; 4]); 10] = [
            (&[], [5, 5, 5, 5]),
            (&["0"], [0, 0, 0, 0]),
            (&["60"], [60, 60, 60, 60]),
            (&["100000"], [100_000, 7200, 86400, 600]),
            (&["-1"], [5, 0, 0, 0]),
            (&["abc"], [5, 5, 0, 5]),
            (&["5.5"], [5, 5, 0, 5]),
            (&["+60"], [5, 5, 0, 5]),
            (&["60", "60"], [5, 5, 0, 5]),
            (&[huge], [u64::MAX, 5, 86400, 600]),
        ];
        for (lines, expected) in rows {
            let headers = lines.iter().map(|line| (NAME, *line)).collect();
            let got = Browser::ALL.map(|browser| max_age(&headers, browser).as_secs());
            assert_eq!(got, expected, "{lines:?}");
        }
    }
}
