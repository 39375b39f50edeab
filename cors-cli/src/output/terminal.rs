//! Text from files and the network, made safe for a terminal.

use std::borrow::Cow;

/// The text without anything that a terminal obeys: escape sequences, other control
/// characters, and characters that change the direction of the text.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut printable = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match is_unsafe(character) {
            true => printable.extend(character.escape_unicode()),
            false => printable.push(character),
        }
    }
    Cow::Owned(printable)
}

/// The text in one line. A name of a file can contain line breaks, and so can a message that
/// quotes a text.
pub(crate) fn one_line(text: &str) -> String {
    printable(&text.replace(['\n', '\t'], " ")).into_owned()
}

fn is_unsafe(character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        // Marks, embeddings, overrides and isolates of the bidirectional algorithm.
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        other => other.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::{one_line, printable};

    #[test]
    fn escape_sequences_are_not_obeyed() {
        assert_eq!(printable("a\u{1b}[31mb"), r"a\u{1b}[31mb");
        assert_eq!(printable("a\u{9b}31mb"), r"a\u{9b}31mb");
        assert_eq!(printable("a\rb\u{202e}c"), r"a\u{d}b\u{202e}c");
        assert_eq!(printable("déjà\tvu\n"), "déjà\tvu\n");
        assert_eq!(one_line("a\nb\u{1b}c\td"), r"a b\u{1b}c d");
    }
}
