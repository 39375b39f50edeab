//! A sentence with holes, which prints and parses.
//!
//! What a browser says is data: `Method {method} is not allowed by …`. The same
//! text is filled to print a line and looked for in a line that somebody copied,
//! so that the two directions cannot drift apart.

use std::borrow::Cow;

/// How many bytes of a sentence's own words a line that ends too early must show.
const ENOUGH: usize = 15;

/// A sentence with holes such as `{url}`. It begins with words, and between two
/// holes there are words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Template(pub(crate) &'static str);

/// A sentence as it was found in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found<'t> {
    /// Where in the line it begins, and where it ends.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// How many bytes of the sentence's own words were there.
    pub(crate) weight: usize,
    /// Whether that is all of them: the line did not end too early.
    pub(crate) whole: bool,
    holes: Vec<(&'static str, &'t str)>,
}

impl<'t> Found<'t> {
    /// What stood in a hole; `None` if there is no such hole, or the line ended in it.
    pub(crate) fn get(&self, hole: &str) -> Option<&'t str> {
        self.holes
            .iter()
            .find(|(name, _)| *name == hole)
            .map(|(_, text)| *text)
    }
}

enum Piece {
    Words(&'static str),
    Hole(&'static str),
}

impl Template {
    /// The sentence with its holes filled.
    pub(crate) fn print<'v>(self, fill: impl Fn(&'static str) -> Cow<'v, str>) -> String {
        let mut line = String::with_capacity(2 * self.0.len());
        for piece in self.pieces() {
            match piece {
                Piece::Words(words) => line.push_str(words),
                Piece::Hole(name) => line.push_str(&fill(name)),
            }
        }
        line
    }

    /// Finds the sentence in a [plain] line. Anything may stand before it and behind it,
    /// and the line may end before the sentence does.
    ///
    /// The words are looked for from left to right, and nothing is read twice but the
    /// few words a hole may span: the time is linear in the line's length.
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
        // The line may end within the first words already.
        let tail = (ENOUGH..first.len())
            .rev()
            .find_map(|n| line.strip_suffix(first.get(..n)?))?;
        let end = line.len();
        Some(Found {
            start: tail.len(),
            end,
            weight: end - tail.len(),
            whole: false,
            holes: Vec::new(),
        })
    }

    /// Reads on behind the first words.
    fn read(self, line: &str, start: usize, mut end: usize) -> Option<Found<'_>> {
        let mut weight = end - start;
        let mut holes = Vec::new();
        let mut open = None;
        for piece in self.pieces().skip(1) {
            let words = match piece {
                Piece::Words(words) => plain(words),
                Piece::Hole(name) => {
                    open = Some(name);
                    continue;
                }
            };
            let hole = open.take()?;
            let rest = &line[end..];
            let (length, seen) = match find_behind(hole, rest, &words) {
                Some(place) => place,
                // The line ended in the hole.
                None if reach(hole, rest) == rest.len() && weight >= ENOUGH => {
                    return Some(Found {
                        start,
                        end: line.len(),
                        weight,
                        whole: false,
                        holes,
                    });
                }
                None => return None,
            };
            holes.push((hole, &rest[..length]));
            end += length + seen;
            weight += seen;
            if seen < words.len() {
                let whole = false;
                return (weight >= ENOUGH).then_some(Found {
                    start,
                    end,
                    weight,
                    whole,
                    holes,
                });
            }
        }
        if let Some(hole) = open {
            let length = reach(hole, &line[end..]);
            holes.push((hole, &line[end..end + length]));
            end += length;
        }
        Some(Found {
            start,
            end,
            weight,
            whole: true,
            holes,
        })
    }

    /// The names of the holes.
    #[cfg(test)]
    pub(crate) fn holes(self) -> impl Iterator<Item = &'static str> {
        self.pieces().filter_map(|piece| match piece {
            Piece::Words(_) => None,
            Piece::Hole(name) => Some(name),
        })
    }

    fn pieces(self) -> impl Iterator<Item = Piece> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            if let Some(inner) = rest.strip_prefix('{') {
                let (name, behind) = inner.split_once('}').unwrap_or((inner, ""));
                rest = behind;
                return Some(Piece::Hole(name));
            }
            let (words, behind) = rest.split_at(rest.find('{').unwrap_or(rest.len()));
            rest = behind;
            (!words.is_empty()).then_some(Piece::Words(words))
        })
    }
}

/// The text with typographic quotation marks as plain ones: consoles print either,
/// and so do the places where people paste lines.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    const CURLY: [char; 4] = ['‘', '’', '“', '”'];
    if !text.contains(CURLY) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace(['‘', '’'], "'").replace(['“', '”'], "\""))
}

/// How far what stands in a hole can go: a header's value as far as it likes, a
/// number as far as its digits, the name of an API three words, all else one.
fn reach(hole: &str, rest: &str) -> usize {
    let end = match hole {
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

/// Where the words behind a hole begin, and how many bytes of them are there: all,
/// unless the line ends. A word is as long as it can be, anything else as short.
fn find_behind(hole: &str, rest: &str, words: &str) -> Option<(usize, usize)> {
    let seen = |at: usize| match &rest[at..] {
        rest if rest.starts_with(words) => Some((at, words.len())),
        rest if !rest.is_empty() && words.starts_with(rest) => Some((at, rest.len())),
        _ => None,
    };
    let rest_of_hole = &rest[..reach(hole, rest)];
    let mut places = rest_of_hole
        .char_indices()
        .map(|(at, _)| at)
        .chain([rest_of_hole.len()]);
    match hole {
        "value" | "schemes" | "kind" => places.find_map(seen),
        _ => places.rev().find_map(seen),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const METHOD: Template =
        Template("Method {method} is not allowed by Access-Control-Allow-Methods.");
    const VALUE: Template = Template("The header has a value '{value}' that is not the origin.");

    #[test]
    fn what_was_printed_is_found_again() {
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
    fn noise_may_stand_before_and_behind() {
        let line = "app.js:7 Method x; Method PUT is not allowed by Access-Control-Allow-Methods. (anonymous)";
        let found = METHOD.find(line).expect("the sentence is in the line");
        assert_eq!(found.get("method"), Some("PUT"));
        assert_eq!(&line[found.start..found.start + 10], "Method PUT");
    }

    #[test]
    fn a_value_may_hold_anything() {
        let found = VALUE.find("The header has a value 'a', 'b' that is' that is not the origin.");
        assert_eq!(
            found.and_then(|found| found.get("value")),
            Some("a', 'b' that is")
        );
    }

    #[test]
    fn a_line_may_end_in_the_words() {
        let found = METHOD
            .find("Method PUT is not allow")
            .expect("enough of the words is there");
        assert_eq!(found.get("method"), Some("PUT"));
    }

    #[test]
    fn a_hole_in_which_the_line_ends_is_not_told() {
        let found = VALUE
            .find("The header has a value 'https://app.exa")
            .expect("the words before the hole");
        assert_eq!(found.get("value"), None);
    }

    #[test]
    fn too_few_words_are_nothing() {
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
    fn characters_of_several_bytes_are_no_trouble() {
        assert_eq!(METHOD.find("Method é‘…’ é is not allowed by"), None);
        let found = METHOD
            .find("…Method «é» is not allowed by Access-Control")
            .expect("a word of any characters");
        assert_eq!(found.get("method"), Some("«é»"));
    }

    #[test]
    fn curly_quotation_marks_are_plain_ones() {
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
