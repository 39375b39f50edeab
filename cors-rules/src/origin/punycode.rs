//! Domain labels in Punycode (RFC 3492), as browsers send them.

use super::bootstring;

/// The prefix of a label in Punycode.
pub(super) const PREFIX: &str = "xn--";

/// Whether a label has the prefix of Punycode, but cannot be decoded, decodes to
/// ASCII only, or decodes to characters that no name can have.
pub(super) fn is_broken(label: &str) -> bool {
    let odd = |c: char| c.is_control() || c.is_whitespace();
    label.strip_prefix(PREFIX).is_some_and(|encoded| {
        bootstring::decode(encoded)
            .is_none_or(|text| text.is_ascii() || text.contains(odd) || text.starts_with(PREFIX))
    })
}

/// The host as browsers send it. Only lower case and Punycode are applied.
///
/// UTS #46 also maps, composes and forbids characters. For a host with characters
/// that it could change, the result is `None`.
pub(super) fn encode(host: &str) -> Option<String> {
    let mut lower = String::new();
    for c in host.chars() {
        lower.extend(c.to_lowercase());
    }
    let right_to_left = lower.chars().any(is_right_to_left);
    let mut labels = Vec::new();
    for label in lower.split('.') {
        labels.push(match right_to_left {
            true => encode_beside_right_to_left(label),
            false => encode_label(label, is_plain),
        }?);
    }
    Some(labels.join("."))
}

fn encode_label(label: &str, is_known: fn(char) -> bool) -> Option<String> {
    if label.is_ascii() {
        return Some(label.to_owned());
    }
    // A vowel sign needs a letter before it, and Punycode is not encoded twice.
    if label.starts_with(is_mark) || label.starts_with(PREFIX) || !label.chars().all(is_known) {
        return None;
    }
    let encoded = bootstring::encode(label)?;
    Some(format!("{PREFIX}{encoded}"))
}

/// If one label is written from right to left, the Bidi rule applies to every label
/// of the host (RFC 5893). Labels with one direction keep it.
fn encode_beside_right_to_left(label: &str) -> Option<String> {
    match label.bytes().all(|b| b.is_ascii_lowercase()) {
        true => Some(label.to_owned()),
        false => encode_label(label, is_right_to_left),
    }
}

/// Letters and digits that are written from left to right, and that UTS #46 does
/// not change in any combination.
fn is_plain(c: char) -> bool {
    matches!(c,
        'a'..='z' | '0'..='9' | '-'
        | 'ß'..='ö' | 'ø'..='ÿ' // Latin-1
        | 'ā'..='ı' | 'ĵ'..='ľ' | 'ł'..='ň' | 'ŋ'..='ž' // Latin Extended-A
        | 'ά'..='ώ' // Greek
        | 'а'..='џ' // Cyrillic
        | 'ա'..='ֆ' // Armenian
        | 'ა'..='ჺ' // Georgian
        | 'अ'..='ह' | 'ก'..='ะ' | 'า' | 'เ'..='ไ' // Devanagari, Thai
        | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' // Kana
        | '一'..='鿕' // Han
        | '가'..='힣') // Hangul
        || is_mark(c)
}

/// The vowel signs and the virama of Devanagari.
fn is_mark(c: char) -> bool {
    matches!(c, 'ा'..='्')
}

/// Hebrew and Arabic letters.
fn is_right_to_left(c: char) -> bool {
    matches!(c, 'א'..='ת' | 'ء'..='غ' | 'ف'..='ي')
}
