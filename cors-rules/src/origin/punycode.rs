//! Domain labels in Punycode (RFC 3492), as browsers send them.

use super::bootstring;

/// What a label in Punycode starts with.
const PREFIX: &str = "xn--";

/// Whether a label that claims to be Punycode is not: it stands for nothing,
/// for ASCII alone, or for what no name can have.
pub(super) fn is_broken(label: &str) -> bool {
    let odd = |c: char| c.is_control() || c.is_whitespace();
    label.strip_prefix(PREFIX).is_some_and(|encoded| {
        bootstring::decode(encoded)
            .is_none_or(|text| text.is_ascii() || text.contains(odd) || text.starts_with(PREFIX))
    })
}

/// The host as browsers send it, where that takes no more than lower case and
/// Punycode.
///
/// UTS #46 also maps, composes and forbids. A host in which any of that could
/// happen gets no answer, rather than a wrong one.
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
    // A span needs a letter to stand on, and Punycode is not encoded twice.
    if label.starts_with(is_mark) || label.starts_with(PREFIX) || !label.chars().all(is_known) {
        return None;
    }
    let encoded = bootstring::encode(label)?;
    Some(format!("{PREFIX}{encoded}"))
}

/// One label that is written from right to left puts every label of the host
/// under the Bidi rule (RFC 5893); labels of one direction keep it.
fn encode_beside_right_to_left(label: &str) -> Option<String> {
    match label.bytes().all(|b| b.is_ascii_lowercase()) {
        true => Some(label.to_owned()),
        false => encode_label(label, is_right_to_left),
    }
}

/// Letters and digits that UTS #46 leaves as they are, next to any other of
/// them, and that are written from left to right.
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
