//! The words of a command as a POSIX shell, `cmd.exe` or PowerShell reads them. A pasted command
//! may be cut and may have typographic quotation marks, so nothing is refused.

use std::ops::Range;

/// A word, and where it is in the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) range: Range<usize>,
    /// The word without quotation marks and escapes.
    pub(super) plain: String,
}

/// Reads the words of one command after another.
pub(super) struct Reader<'t> {
    text: &'t str,
    /// The quotation marks that are not closed in the rest of the text.
    unclosed: Vec<char>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            unclosed: Vec::new(),
        }
    }

    /// The next word of the command, or `None` at its end.
    pub(super) fn word(&mut self, from: usize) -> Option<Word> {
        let start = self.after_blanks(from)?;
        let mut plain = String::new();
        let mut at = start;
        let mut quotation_end = start;
        while let Some(c) = self.at(at) {
            if c.is_whitespace() {
                break;
            }
            let next = at + c.len_utf8();
            match c {
                _ if is_quotation_mark(c) && (at == quotation_end || opens(&plain)) => {
                    let is_ansi = c == '\'' && plain.ends_with('$');
                    if is_ansi {
                        plain.pop();
                    }
                    at = self.quoted(next, c, is_ansi, &mut plain);
                    quotation_end = at;
                }
                '\\' | '^' | '`' => match self.at(next) {
                    Some('\r' | '\n') | None => break,
                    // The quotation mark after a `^` is one for the program.
                    Some('"' | '\\') if c == '^' => at = next,
                    Some(escaped) => {
                        plain.push(escaped);
                        at = next + escaped.len_utf8();
                    }
                },
                _ => {
                    plain.push(c);
                    at = next;
                }
            }
        }
        (at > start).then_some(Word {
            range: start..at,
            plain,
        })
    }

    fn at(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    /// The start of the next word. A command goes on after an escaped line break.
    fn after_blanks(&self, mut at: usize) -> Option<usize> {
        loop {
            let rest = self.text.get(at..)?;
            let c = rest.chars().next()?;
            if matches!(c, '\\' | '^' | '`') {
                let line_break = rest.get(1..)?.trim_start_matches([' ', '\t', '\r']);
                let Some(after) = line_break.strip_prefix('\n') else {
                    return Some(at);
                };
                // Markdown marks each line.
                let after = after.trim_start_matches([' ', '\t', '>']);
                at = self.text.len() - after.len();
            } else if c == '\n' {
                return None;
            } else if c.is_whitespace() {
                at += c.len_utf8();
            } else {
                return Some(at);
            }
        }
    }

    /// Reads up to the end of a quotation, and returns the place after it. A quotation that is not
    /// closed ends with its line.
    fn quoted(&mut self, from: usize, open: char, is_ansi: bool, plain: &mut String) -> usize {
        let close = match open {
            '‘' => '’',
            '“' => '”',
            other => other,
        };
        let has_escapes = open == '"' || is_ansi;
        if !self.unclosed.contains(&open) {
            let rest = self.text.get(from..).unwrap_or_default();
            if let Some(end) = end_of_quotation(rest, close, has_escapes) {
                let quoted = rest.get(..end).unwrap_or_default();
                if !begins_another_command(quoted) {
                    push_unescaped(quoted, has_escapes, plain);
                    return from + end + close.len_utf8();
                }
            } else {
                self.unclosed.push(open);
            }
        }
        let line = self.text.get(from..).and_then(|rest| rest.lines().next());
        let line = line.unwrap_or_default();
        push_unescaped(line, has_escapes, plain);
        from + line.len()
    }
}

fn is_quotation_mark(c: char) -> bool {
    matches!(c, '\'' | '"' | '‘' | '“')
}

/// Whether a quotation mark can follow these letters. In `doesn't` it is an apostrophe.
fn opens(before: &str) -> bool {
    before.starts_with('-') || !before.ends_with(char::is_alphanumeric)
}

/// The place of the closing quotation mark.
fn end_of_quotation(text: &str, close: char, has_escapes: bool) -> Option<usize> {
    let mut characters = text.char_indices();
    while let Some((at, c)) = characters.next() {
        if c == close {
            return Some(at);
        }
        // `cmd.exe` has `^\^"` for an escaped quotation mark, and `^"` for another one.
        if has_escapes
            && matches!(c, '\\' | '`')
            && characters.next().is_some_and(|(_, c)| c == '^')
        {
            characters.next();
        }
    }
    None
}

fn push_unescaped(quoted: &str, has_escapes: bool, plain: &mut String) {
    let is_escape = |c: char| has_escapes && matches!(c, '\\' | '`' | '^');
    plain.extend(quoted.chars().filter(|c| !is_escape(*c)));
}

/// Whether an apostrophe before a command was taken for a quotation mark.
fn begins_another_command(quoted: &str) -> bool {
    let mut lines = quoted.lines().skip(1);
    lines.any(|line| {
        let line = line.trim_start_matches(|c: char| !c.is_alphabetic());
        line.starts_with("curl ")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_words(text: &str, expected: &[&str]) {
        let mut reader = Reader::new(text);
        let mut at = 0;
        let mut words = Vec::new();
        while let Some(word) = reader.word(at) {
            at = word.range.end;
            words.push(word.plain);
        }
        assert_eq!(words, expected, "{text}");
    }

    #[test]
    fn words_of_a_posix_shell() {
        assert_words(
            r#"-u 'a b' -H"c: d" $'e\'f' g\ h"#,
            &["-u", "a b", "-Hc: d", "e'f", "g h"],
        );
        assert_words("a \\\n  b \\\r\n> c\nd", &["a", "b", "c"]);
        assert_words("-d '{\n\"a\": 1}' b", &["-d", "{\n\"a\": 1}", "b"]);
        assert_words(
            "-H “a: b” ‘c d’ 'e'\\''f' \"g\"\"h\"",
            &["-H", "a: b", "c d", "e'f", "gh"],
        );
    }

    #[test]
    fn words_of_windows() {
        assert_words(
            "^\"a^\" ^\n -H ^\"b: c^\" d^&e",
            &["a", "-H", "b: c", "d&e"],
        );
        assert_words(
            "-d ^\"^{^\\^\"a^\\^\":^\\^\"b c^\\^\"^}^\" e",
            &["-d", "{\"a\":\"b c\"}", "e"],
        );
        assert_words(
            "-Body \"{`\"a`\":`\"b c`\"}\" `\n -d e",
            &["-Body", "{\"a\":\"b c\"}", "-d", "e"],
        );
    }

    #[test]
    fn a_quotation_that_is_not_closed_ends_with_its_line() {
        assert_words("-H 'a b\nc", &["-H", "a b"]);
        assert_words("that doesn't work", &["that", "doesn't", "work"]);
        assert_words("it 's broken\n$ curl -u 'a'", &["it", "s broken"]);
    }
}
