//! A sentence with placeholders, for printing and for parsing.
//!
//! The sentences of browsers are data, such as `Method {method} is not allowed by
//! …`. One template both prints a line and finds it in a copied text, so that the
//! two directions always agree.

use std::borrow::Cow;

/// The number of bytes of a sentence's fixed text that a truncated line must have.
const ENOUGH: usize = 15;

/// A sentence with placeholders such as `{url}`. It begins with fixed text, and
/// there is fixed text between two placeholders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Template(pub(crate) &'static str);

/// A sentence that was found in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found<'t> {
    /// The start and the end of the sentence in the line.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The number of bytes of the sentence's fixed text that were found.
    pub(crate) weight: usize,
    /// Whether all of the fixed text was found: the line was not truncated.
    pub(crate) whole: bool,
    placeholders: Vec<(&'static str, &'t str)>,
}

impl<'t> Found<'t> {
    /// The value of a placeholder. It is `None` if there is no such placeholder, or
    /// if the line ends in the value.
    pub(crate) fn get(&self, placeholder: &str) -> Option<&'t str> {
        self.placeholders
            .iter()
            .find(|(name, _)| *name == placeholder)
            .map(|(_, text)| *text)
    }
}

enum Piece {
    Words(&'static str),
    Placeholder(&'static str),
}

impl Template {
    /// Fills in the placeholders.
    pub(crate) fn print<'v>(self, fill: impl Fn(&'static str) -> Cow<'v, str>) -> String {
        let mut line = String::with_capacity(2 * self.0.len());
        for piece in self.pieces() {
            match piece {
                Piece::Words(words) => line.push_str(words),
                Piece::Placeholder(name) => line.push_str(&fill(name)),
            }
        }
        line
    }

    /// Finds the sentence in a [plain] line. Any text may come before and after it,
    /// and the line may end before the sentence does.
    ///
    /// The search goes from left to right and reads nothing twice, except the few
    /// words that a value can have. The time is linear in the length of the line.
    pub(crate) fn find(self, line: &str) -> Option<Found<'_>> {
        let Some(Piece::Words(first)) = self.pieces().next() else {
            return None;
        };
        let first = &*plain(first);
        let mut from = 0;
        while let Some(ahead) = line[from..].find(first) {
            let start = from + ahead;
            if let Some(found) = self.read(line, start, start + first.len()) {
                return Some(found);
            }
            from = start + first.len();
        }
        // The line may even end within the first fixed text.
        let tail = (ENOUGH..first.len())
            .rev()
            .find_map(|n| line.strip_suffix(first.get(..n)?))?;
        let end = line.len();
        Some(Found {
            start: tail.len(),
            end,
            weight: end - tail.len(),
            whole: false,
            placeholders: Vec::new(),
        })
    }

    /// Continues after the first fixed text.
    fn read(self, line: &str, start: usize, mut end: usize) -> Option<Found<'_>> {
        let mut weight = end - start;
        let mut placeholders = Vec::new();
        let mut open = None;
        for piece in self.pieces().skip(1) {
            let words = match piece {
                Piece::Words(words) => plain(words),
                Piece::Placeholder(name) => {
                    open = Some(name);
                    continue;
                }
            };
            let placeholder = open.take()?;
            let rest = &line[end..];
            let (length, seen) = match find_after(placeholder, rest, &words) {
                Some(position) => position,
                // The line ended in the value.
                None if max_length(placeholder, rest) == rest.len() && weight >= ENOUGH => {
                    return Some(Found {
                        start,
                        end: line.len(),
                        weight,
                        whole: false,
                        placeholders,
                    });
                }
                None => return None,
            };
            placeholders.push((placeholder, &rest[..length]));
            end += length + seen;
            weight += seen;
            if seen < words.len() {
                let whole = false;
                return (weight >= ENOUGH).then_some(Found {
                    start,
                    end,
                    weight,
                    whole,
                    placeholders,
                });
            }
        }
        if let Some(placeholder) = open {
            let length = max_length(placeholder, &line[end..]);
            placeholders.push((placeholder, &line[end..end + length]));
            end += length;
        }
        Some(Found {
            start,
            end,
            weight,
            whole: true,
            placeholders,
        })
    }

    /// The names of the placeholders.
    #[cfg(test)]
    pub(crate) fn placeholders(self) -> impl Iterator<Item = &'static str> {
        self.pieces().filter_map(|piece| match piece {
            Piece::Words(_) => None,
            Piece::Placeholder(name) => Some(name),
        })
    }

    fn pieces(self) -> impl Iterator<Item = Piece> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            if let Some(inner) = rest.strip_prefix('{') {
                let (name, after) = inner.split_once('}').unwrap_or((inner, ""));
                rest = after;
                return Some(Piece::Placeholder(name));
            }
            let (words, after) = rest.split_at(rest.find('{').unwrap_or(rest.len()));
            rest = after;
            (!words.is_empty()).then_some(Piece::Words(words))
        })
    }
}

/// Replaces typographic quotation marks by plain ones. Consoles print either, and
/// so do the sites where people paste lines.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    const CURLY: [char; 4] = ['‘', '’', '“', '”'];
    if !text.contains(CURLY) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace(['‘', '’'], "'").replace(['“', '”'], "\""))
}

/// How long a value can be: the rest of the line for a header's value, the digits
/// of a number, three words for the name of an API, and one word for all others.
fn max_length(placeholder: &str, rest: &str) -> usize {
    let end = match placeholder {
        "value" | "schemes" => rest.find('\n'),
        "status" => rest.find(|c: char| !c.is_ascii_digit()),
        "kind" => rest
            .match_indices(char::is_whitespace)
            .nth(3)
            .map(|(at, _)| at),
        _ => rest.find(char::is_whitespace),
    };
    end.unwrap_or(rest.len())
}

/// The start of the fixed text after a placeholder, and the number of its bytes
/// that were found: all of them unless the line ends. A one-word value is as long
/// as possible, any other as short as possible.
fn find_after(placeholder: &str, rest: &str, words: &str) -> Option<(usize, usize)> {
    let seen = |at: usize| match &rest[at..] {
        rest if rest.starts_with(words) => Some((at, words.len())),
        rest if !rest.is_empty() && words.starts_with(rest) => Some((at, rest.len())),
        _ => None,
    };
    let longest_value = &rest[..max_length(placeholder, rest)];
    let mut positions = longest_value
        .char_indices()
        .map(|(at, _)| at)
        .chain([longest_value.len()]);
    match placeholder {
        "value" | "schemes" | "kind" => positions.find_map(seen),
        _ => positions.rev().find_map(seen),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const METHOD: Template =
        Template("Method {method} is not allowed by Access-Control-Allow-Methods.");
    const VALUE: Template = Template("The header has a value '{value}' that is not the origin.");

    #[test]
    fn a_printed_sentence_is_found_again() {
        let line = METHOD.print(|_| "PUT".into());
        assert_eq!(
            line,
            "Method PUT is not allowed by Access-Control-Allow-Methods."
        );
        let found = METHOD
            .find(&line)
            .expect("it was printed from the same words");
        assert_eq!(found.get("method"), Some("PUT"));
        assert_eq!((found.start, found.end), (0, line.len()));
    }

    #[test]
    fn other_text_may_come_before_and_after() {
        let line = "app.js:7 Method x; Method PUT is not allowed by Access-Control-Allow-Methods. (anonymous)";
        let found = METHOD.find(line).expect("the sentence is in the line");
        assert_eq!(found.get("method"), Some("PUT"));
        assert_eq!(&line[found.start..found.start + 10], "Method PUT");
    }

    #[test]
    fn a_value_may_contain_quotes_and_words() {
        let found = VALUE.find("The header has a value 'a', 'b' that is' that is not the origin.");
        assert_eq!(
            found.and_then(|found| found.get("value")),
            Some("a', 'b' that is")
        );
    }

    #[test]
    fn a_line_may_end_within_a_sentence() {
        let found = METHOD
            .find("Method PUT is not allow")
            .expect("enough of the words is there");
        assert_eq!(found.get("method"), Some("PUT"));
    }

    #[test]
    fn a_value_that_the_line_cuts_off_is_not_returned() {
        let found = VALUE
            .find("The header has a value 'https://app.exa")
            .expect("the words before the placeholder");
        assert_eq!(found.get("value"), None);
    }

    #[test]
    fn too_few_words_are_not_found() {
        assert_eq!(METHOD.find("Method PUT is"), None);
        assert_eq!(METHOD.find("Method"), None);
        assert_eq!(METHOD.find(""), None);
    }

    #[test]
    fn a_line_may_end_in_the_first_words() {
        assert!(VALUE.find("noise The header has a va").is_some());
        assert!(VALUE.find("noise The he").is_none());
    }

    #[test]
    fn multi_byte_characters_are_handled() {
        assert_eq!(METHOD.find("Method é‘…’ é is not allowed by"), None);
        let found = METHOD
            .find("…Method «é» is not allowed by Access-Control")
            .expect("a word of any characters");
        assert_eq!(found.get("method"), Some("«é»"));
    }

    #[test]
    fn curly_quotation_marks_become_plain_ones() {
        let template = Template("header ‘{name}’ is not allowed");
        assert_eq!(
            template.print(|_| "x-a".into()),
            "header ‘x-a’ is not allowed"
        );
        let found = |line| template.find(line).and_then(|found| found.get("name"));
        assert_eq!(found("header 'x-a' is not allowed"), Some("x-a"));
        assert_eq!(found(&plain("header ‘x-a’ is not allowed")), Some("x-a"));
    }
}
