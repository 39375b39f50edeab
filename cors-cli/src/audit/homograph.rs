//! Names of hosts that look like another one.

use cors_browser::Url;

type Letters = &'static [(char, &'static str)];

pub(super) const CYRILLIC: Letters = &[
    ('a', "а"),
    ('c', "с"),
    ('e', "е"),
    ('h', "һ"),
    ('i', "і"),
    ('j', "ј"),
    ('l', "ӏ"),
    ('o', "о"),
    ('p', "р"),
    ('s', "ѕ"),
    ('x', "х"),
    ('y', "у"),
];

pub(super) const GREEK: Letters = &[
    ('a', "α"),
    ('e', "ε"),
    ('i', "ι"),
    ('k', "κ"),
    ('n', "η"),
    ('o', "ο"),
    ('p', "ρ"),
    ('u', "υ"),
    ('v', "ν"),
    ('x', "χ"),
];

pub(super) const ASCII: Letters = &[('i', "1"), ('l', "1"), ('o', "0")];

/// The name with every letter that has a twin replaced, except in the top-level domain.
/// Browsers send it as Punycode.
pub(super) fn of(name: &str, letters: Letters) -> Option<String> {
    let (tail, top) = split(name);
    let replaced: String = tail.chars().map(|letter| twin(letter, letters)).collect();
    as_sent(&replaced, top, tail)
}

/// The name with one Cyrillic letter, as near to the top-level domain as there is one.
pub(super) fn one_letter(name: &str) -> Option<String> {
    let (tail, top) = split(name);
    let has_twin = |letter: char| CYRILLIC.iter().any(|(latin, _)| *latin == letter);
    let at = tail.rfind(has_twin)?;
    let letter = tail[at..].chars().next()?;
    let rest = &tail[at + letter.len_utf8()..];
    let replaced = format!("{}{}{rest}", &tail[..at], twin(letter, CYRILLIC));
    as_sent(&replaced, top, tail)
}

/// The name before and from its last dot.
fn split(name: &str) -> (&str, &str) {
    name.split_at(name.rfind('.').unwrap_or(name.len()))
}

fn twin(letter: char, letters: Letters) -> String {
    let twin = letters.iter().find(|(latin, _)| *latin == letter);
    twin.map_or_else(|| letter.to_string(), |(_, twin)| (*twin).to_owned())
}

fn as_sent(replaced: &str, top: &str, tail: &str) -> Option<String> {
    let url = Url::parse(&format!("https://{replaced}{top}")).ok()?;
    let host = url.host_str()?;
    (replaced != tail).then(|| host.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{ASCII, CYRILLIC, GREEK, of, one_letter};

    #[test]
    fn homographs_are_punycode() {
        // The well-known twin of apple.com.
        assert_eq!(
            of("apple.com", CYRILLIC).as_deref(),
            Some("xn--80ak6aa92e.com")
        );
        assert_eq!(of("oo.com", GREEK).as_deref(), Some("xn--0xaa.com"));
        assert_eq!(of("email.com", ASCII).as_deref(), Some("ema11.com"));
        assert_eq!(of("tt.com", CYRILLIC), None);
        assert_eq!(
            one_letter("wikipedia.org").as_deref(),
            Some("xn--wikipedi-86g.org")
        );
        assert_eq!(one_letter("tt.com"), None);
    }
}
