//! The words of a text, without what people change when they copy it: case,
//! quotation marks, punctuation, Markdown, escapes and line breaks.

use std::collections::HashMap;
use std::ops::Range;

/// A text and its words.
pub(super) struct Words<'t> {
    pub(super) text: &'t str,
    pub(super) list: Vec<Word>,
    /// The indices of each word, in order. A long text is read in linear time with them.
    places: HashMap<String, Vec<usize>>,
    /// The indices of the words after which the text was cut.
    cuts: Vec<usize>,
}

/// A word: a run of letters and digits, or one character of a script that puts no
/// spaces between words.
#[derive(Debug)]
pub(super) struct Word {
    /// The word in lower case.
    pub(super) fold: String,
    pub(super) start: usize,
    pub(super) end: usize,
    /// The number of spaces and line breaks before the word in the text.
    pub(super) gaps: usize,
    /// Whether the text was cut after the word: it ends there, or an ellipsis
    /// follows.
    pub(super) cut: bool,
}

impl<'t> Words<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let mut list: Vec<Word> = Vec::new();
        let mut gaps = 0;
        let mut spaced = false;
        let mut open = false;
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let skipped = escape(&text[at..]);
            let start = at;
            at += skipped.unwrap_or(c.len_utf8());
            if skipped.is_none() && is_invisible(c) {
                continue;
            }
            if skipped.is_none() && c.is_alphanumeric() {
                let alone = is_written_without_spaces(c);
                match list.last_mut().filter(|_| open && !alone) {
                    Some(word) => {
                        word.fold.extend(c.to_lowercase());
                        word.end = at;
                    }
                    None => list.push(Word {
                        fold: c.to_lowercase().collect(),
                        start,
                        end: at,
                        gaps,
                        cut: false,
                    }),
                }
                open = !alone;
                spaced = false;
                continue;
            }
            let quote = &text[start..at];
            if open && is_apostrophe(quote) && text[at..].starts_with(is_of_word) {
                // "doesn't" and "doesnt" are one word.
                continue;
            }
            open = false;
            let is_space = c.is_whitespace() || matches!(quote, "\\n" | "\\r" | "\\t" | "&nbsp;");
            if is_space && !spaced {
                gaps += 1;
            }
            spaced = is_space;
            let is_first = !text[..start].ends_with(DOTS);
            if is_first
                && is_ellipsis(&text[start..])
                && let Some(word) = list.last_mut()
            {
                word.cut = true;
            }
        }
        if let Some(word) = list.last_mut() {
            word.cut = true;
        }
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, word) in list.iter().enumerate() {
            match places.get_mut(&word.fold) {
                Some(places) => places.push(at),
                None => {
                    places.insert(word.fold.clone(), vec![at]);
                }
            }
        }
        let cuts = list.iter().enumerate().filter(|(_, word)| word.cut);
        let cuts = cuts.map(|(at, _)| at).collect();
        Self {
            text,
            list,
            places,
            cuts,
        }
    }

    /// The indices at which a word can be, whole or cut, in order.
    pub(super) fn places_of(&self, word: &str, range: Range<usize>) -> Vec<usize> {
        let within = |places: &[usize]| {
            let from = places.partition_point(|at| *at < range.start);
            let to = places.partition_point(|at| *at < range.end);
            places[from..to].to_vec()
        };
        let mut places = self
            .places
            .get(word)
            .map_or_else(Vec::new, |all| within(all));
        let whole = places.len();
        let cut_from = range.start.saturating_sub(1);
        let from = self.cuts.partition_point(|at| *at < cut_from);
        let to = self.cuts.partition_point(|at| *at < range.end);
        for cut in &self.cuts[from..to] {
            // The end of a word can follow a cut.
            places.extend([*cut, cut + 1]);
        }
        if places.len() > whole {
            places.retain(|at| range.contains(at));
            places.sort_unstable();
            places.dedup();
        }
        places
    }
}

/// Whether a character is part of a combining script or of a script without spaces:
/// Thai, the scripts of China and Japan, and Hangul, whose particles follow a value
/// without a space.
fn is_written_without_spaces(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{e7f}' | '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a character continues a word of a script with spaces.
fn is_of_word(c: char) -> bool {
    c.is_alphabetic() && !is_written_without_spaces(c)
}

fn is_apostrophe(quote: &str) -> bool {
    matches!(
        quote,
        "'" | "’" | "‘" | "`" | "&#39;" | "&#x27;" | "&apos;" | "&rsquo;" | "\\u2019" | "\\u0027"
    )
}

fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
    )
}

/// The length of an escape at the start of a text that is written in JSON or HTML:
/// `\n`, `\u2019`, `&#39;`, `&quot;`.
fn escape(text: &str) -> Option<usize> {
    if let Some(rest) = text.strip_prefix('\\') {
        let digits = rest.strip_prefix('u').and_then(|rest| rest.get(..4));
        return match rest.chars().next()? {
            'u' if digits.is_some_and(|digits| digits.chars().all(|c| c.is_ascii_hexdigit())) => {
                Some(6)
            }
            'n' | 'r' | 't' => Some(2),
            _ => None,
        };
    }
    let name = text.strip_prefix('&')?;
    let length = name.bytes().take(8).position(|byte| byte == b';')?;
    let known = matches!(
        name.get(..length)?,
        "quot" | "apos" | "amp" | "lt" | "gt" | "nbsp" | "lsquo" | "rsquo" | "ldquo" | "rdquo"
    );
    (known || name.starts_with('#')).then_some(length + 2)
}

const DOTS: [char; 2] = ['.', '…'];

/// Whether a text starts with an ellipsis that ends a message. An ellipsis within a
/// word shortens a URL.
fn is_ellipsis(text: &str) -> bool {
    let after = text.trim_start_matches(DOTS);
    let dots = &text[..text.len() - after.len()];
    let next = after.chars().next();
    let is_end = |c: char| c.is_whitespace() || matches!(c, '\'' | '"' | '`' | ']' | ')' | '’');
    (dots.contains('…') || dots.len() >= 3) && next.is_none_or(is_end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let words = Words::of(text);
        words.list.into_iter().map(|word| word.fold).collect()
    }

    #[test]
    fn quotation_marks_case_markdown_and_escapes_make_no_difference() {
        let expected = ["no", "access", "control", "header", "is"];
        for text in [
            "No 'Access-Control' header is",
            "no ‘access-control’ header\nis",
            "> **No** `Access-Control`\u{a0}header is",
            "No &#39;Access-Control&#39; header is",
            "No \\\"Access-Control\\\" header\\nis",
            "No Access\u{ad}-Con\u{200b}trol header is",
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn each_character_is_a_word_in_scripts_without_spaces() {
        assert_eq!(
            words("（原因：CORS 头缺少"),
            ["原", "因", "cors", "头", "缺", "少"]
        );
    }

    #[test]
    fn an_ellipsis_cuts_a_message_and_shortens_a_url() {
        let cut = |text: &str| Words::of(text).list.iter().filter(|word| word.cut).count();
        assert_eq!(cut("a b"), 1);
        assert_eq!(cut("a… b"), 2);
        assert_eq!(cut("a ... b"), 2);
        assert_eq!(cut("https://a.example/…b"), 1);
    }
}
