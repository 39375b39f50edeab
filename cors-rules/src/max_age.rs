//! The rules of `max_age`.

use crate::rule::Rule;
use crate::violation::Violation;

/// The longest time that any browser caches the answer to a preflight: a day, in Firefox.
pub(crate) const LONGEST: u32 = 86_400;

/// The limits of Chromium and WebKit.
const CHROMIUM: u32 = 7_200;
const WEBKIT: u32 = 600;

const UNITS: &str =
    "write seconds or a duration, up to a day: 600, 600s, 10m, 2h, 1d; 0 turns the cache off";

/// Parses `600`, `600s`, `10m`, `2h` or `1d`.
pub(crate) fn parse(text: &str) -> Result<u32, Violation> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match &text[digits.len()..] {
        "" | "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => {
            return Err(invalid(
                digits.len()..text.len(),
                "the units of time are s, m, h and d",
            ));
        }
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        let message = "a preflight is cached for a whole number of seconds, minutes, hours or days";
        return Err(invalid(0..text.len(), message));
    }
    match digits
        .parse::<u32>()
        .ok()
        .and_then(|number| number.checked_mul(unit))
    {
        Some(seconds) if seconds <= LONGEST => Ok(seconds),
        _ => Err(invalid(
            0..text.len(),
            "no browser caches a preflight for longer than a day",
        )),
    }
}

/// The note about a duration that is above the limit of a browser.
pub(crate) fn capped(seconds: u32) -> Option<String> {
    let webkit = format!("WebKit caches a preflight for {WEBKIT} s at most");
    if seconds <= WEBKIT {
        return None;
    }
    Some(match seconds {
        ..=CHROMIUM => webkit,
        _ => format!("{webkit}, Chromium for {CHROMIUM} s"),
    })
}

fn invalid(span: std::ops::Range<usize>, message: &'static str) -> Violation {
    Violation::new(Rule::MaxAgeInvalid, span, message).suggestion(UNITS)
}
