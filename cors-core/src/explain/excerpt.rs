//! Texts of clients in a form that is safe to print.

/// The most bytes of a text that are printed.
const MAX_SHOWN: usize = 200;

/// The text in printable ASCII: everything else is escaped, such as line ends, escape
/// sequences of terminals and characters that change the direction of text. A long text is
/// cut, and its length is added.
pub(crate) fn excerpt(text: &[u8]) -> String {
    let shown = &text[..text.len().min(MAX_SHOWN)];
    let mut excerpt = shown.escape_ascii().to_string();
    if shown.len() < text.len() {
        excerpt.push_str(&format!("... ({} bytes)", text.len()));
    }
    excerpt
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_texts_become_printable() {
        for (text, expected) in [
            (&b"https://example.com"[..], "https://example.com"),
            (b"a\nb\r\x1b[31m\x7f\0", r"a\nb\r\x1b[31m\x7f\x00"),
            // U+202E, which changes the direction of the following text.
            ("\u{202e}".as_bytes(), r"\xe2\x80\xae"),
            (b"\xff", r"\xff"),
            (br#"say "x""#, r#"say \"x\""#),
            (b"", ""),
        ] {
            assert_eq!(excerpt(text), expected);
        }
    }

    #[test]
    fn a_long_text_is_cut() {
        assert_eq!(excerpt(&[b'a'; 200]), "a".repeat(200));
        let expected = format!("{}... (10240 bytes)", "a".repeat(200));
        assert_eq!(excerpt(&[b'a'; 10_240]), expected);
    }
}
