//! Encodes and decodes Punycode (RFC 3492), which consists of ASCII letters, digits and
//! hyphens.
//!
//! The ASCII characters come first. Each other character follows as a number, which
//! combines the distance in code points and in positions to the previous one.

const BASE: u32 = 36;
const LEAST: u32 = 1;
const MOST: u32 = 26;
const SKEW: u32 = 38;
const DAMP: u32 = 700;
const FIRST_BIAS: u32 = 72;
const FIRST_CODE: u32 = 0x80;

/// Decodes a text in ASCII and lower case. `None` if it is not an encoded text
/// (section 6.2).
pub(super) fn decode(encoded: &str) -> Option<String> {
    let (plain, numbers) = match encoded.rfind('-') {
        Some(end) if end > 0 => (&encoded[..end], &encoded[end + 1..]),
        _ => ("", encoded),
    };
    let mut text: Vec<char> = plain.chars().collect();
    let mut digits = numbers.bytes();
    let (mut code, mut at, mut bias) = (FIRST_CODE, 0_u32, FIRST_BIAS);
    while digits.len() > 0 {
        let start = at;
        let (mut weight, mut place) = (1_u32, BASE);
        loop {
            let digit = value(digits.next()?)?;
            at = at.checked_add(digit.checked_mul(weight)?)?;
            let threshold = threshold(place, bias);
            if digit < threshold {
                break;
            }
            weight = weight.checked_mul(BASE - threshold)?;
            place += BASE;
        }
        let length = text.len() as u32 + 1;
        bias = adapt(at - start, length, start == 0);
        code = code.checked_add(at / length)?;
        at %= length;
        text.insert(at as usize, char::from_u32(code)?);
        at += 1;
    }
    Some(text.into_iter().collect())
}

/// Encodes a text. `None` if a number overflows (section 6.3).
pub(super) fn encode(text: &str) -> Option<String> {
    let mut encoded: String = text.chars().filter(char::is_ascii).collect();
    let plain = encoded.len() as u32;
    if plain > 0 {
        encoded.push('-');
    }
    let codes: Vec<u32> = text.chars().map(u32::from).collect();
    let (mut code, mut delta, mut bias) = (FIRST_CODE, 0_u32, FIRST_BIAS);
    let mut done = plain;
    while let Some(next) = codes.iter().copied().filter(|&c| c >= code).min() {
        delta = delta.checked_add((next - code).checked_mul(done + 1)?)?;
        code = next;
        for &other in &codes {
            if other < code {
                delta = delta.checked_add(1)?;
            } else if other == code {
                push(&mut encoded, delta, bias);
                bias = adapt(delta, done + 1, done == plain);
                delta = 0;
                done += 1;
            }
        }
        delta = delta.checked_add(1)?;
        code += 1;
    }
    Some(encoded)
}

/// Writes a number. Only its last digit is below the threshold.
fn push(encoded: &mut String, mut number: u32, bias: u32) {
    let mut place = BASE;
    loop {
        let threshold = threshold(place, bias);
        if number < threshold {
            break;
        }
        let rest = number - threshold;
        encoded.push(digit(threshold + rest % (BASE - threshold)));
        number = rest / (BASE - threshold);
        place += BASE;
    }
    encoded.push(digit(number));
}

/// The threshold of a digit.
fn threshold(place: u32, bias: u32) -> u32 {
    place.saturating_sub(bias).clamp(LEAST, MOST)
}

/// The bias for the next number (section 6.1).
fn adapt(delta: u32, length: u32, is_first: bool) -> u32 {
    let mut delta = delta / if is_first { DAMP } else { 2 };
    delta += delta / length;
    let mut place = 0;
    while delta > (BASE - LEAST) * MOST / 2 {
        delta /= BASE - LEAST;
        place += BASE;
    }
    place + (BASE - LEAST + 1) * delta / (delta + SKEW)
}

fn digit(value: u32) -> char {
    let digit = match value as u8 {
        value @ 0..26 => b'a' + value,
        value => b'0' + (value - 26),
    };
    digit.into()
}

fn value(digit: u8) -> Option<u32> {
    match digit {
        b'a'..=b'z' => Some(u32::from(digit - b'a')),
        b'0'..=b'9' => Some(u32::from(digit - b'0') + 26),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// From RFC 3492, section 7.1, and from hosts that exist.
    #[test]
    fn texts_and_what_they_are_encoded_to() {
        for (text, encoded) in [
            ("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"),
            ("למההםפשוטלאמדבריםעברית", "4dbcagdahymbxekheh6e0a7fei0b"),
            ("3年B組金八先生", "3B-ww4c5e180e575a65lsy2b"),
            ("そのスピードで", "d9juau41awczczp"),
            ("bücher", "bcher-kva"),
            ("académie-française", "acadmie-franaise-npb1a"),
            ("公司", "55qx5d"),
            ("💩", "ls8h"),
        ] {
            assert_eq!(encode(text).as_deref(), Some(encoded));
            assert_eq!(decode(encoded).as_deref(), Some(text));
        }
    }

    #[test]
    fn texts_that_cannot_be_decoded() {
        for encoded in [
            // A number that does not end, and one that is too large.
            "bcher-kv",
            "bcher-k",
            "99999999999999999999",
            // Not a digit. A hyphen at the start is not a digit either.
            "b_",
            "-kva",
            "bücher",
            // A surrogate, and a number above all code points.
            "ib9b",
            "en32g",
        ] {
            assert_eq!(decode(encoded), None, "{encoded}");
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "\\PC{0,40}") {
            let encoded = encode(&text);
            prop_assert_eq!(&encoded, &idna::punycode::encode_str(&text));
            let decoded = encoded.and_then(|encoded| decode(&encoded));
            prop_assert_eq!(decoded, Some(text));
        }

        #[test]
        fn it_decodes_as_browsers_do(encoded in "[a-z0-9-]{0,12}") {
            prop_assert_eq!(decode(&encoded), idna::punycode::decode_to_string(&encoded));
        }
    }
}
