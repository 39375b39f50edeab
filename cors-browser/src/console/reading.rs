//! Compares the words of a text with the words of a sentence.

use super::spelling::is_misspelled;
use super::value;
use super::words::{Word, Words};

/// The most words between the words of a sentence, for one value.
const LONGEST_VALUE: usize = 300;

/// No sentence with its values has more words.
pub(super) const LONGEST: usize = 6 * LONGEST_VALUE;

/// How words are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Word by word.
    Exact,
    /// As somebody typed it: small words may be missing and others misspelled.
    Retyped,
}

impl Reading {
    pub(super) fn is_same(self, expected: &str, word: &str) -> bool {
        expected == word || self == Self::Retyped && is_misspelled(expected, word)
    }

    fn may_skip(self, word: &str) -> bool {
        const SMALL: [&str; 17] = [
            "a", "an", "the", "is", "are", "was", "has", "have", "been", "be", "by", "on", "of",
            "to", "in", "at", "for",
        ];
        self == Self::Retyped && SMALL.contains(&word)
    }
}

/// The result of comparing the words of a run.
pub(super) enum Step {
    /// The run ends before this word, after this number of letters.
    Whole(usize, usize),
    /// The text was cut after this number of letters of the run.
    Cut(usize, usize),
    Differs,
}

/// The number of letters. A character of Chinese or Korean counts as three: it says as
/// much. Kana are letters.
pub(super) fn weight_of(word: &str) -> usize {
    let weigh = |c: char| if c >= '\u{3100}' { 3 } else { 1 };
    word.chars().map(weigh).sum()
}

/// Whether a word is what a cut left of another one. A shorter rest could be the end of
/// many words.
pub(super) fn is_end_of(word: &str, rest: &str) -> bool {
    word.ends_with(rest) && rest.len() * 2 >= word.len()
}

/// Compares words in order.
pub(super) fn follow(text: &Words<'_>, mut at: usize, words: &[String], reading: Reading) -> Step {
    let mut weight = 0;
    let mut expected = words.iter();
    let mut next = expected.next();
    while let Some(word) = next {
        let Some(seen) = text.list.get(at) else {
            return Step::Cut(at, weight);
        };
        let is_first = at == 0 || text.list.get(at - 1).is_some_and(|word| word.cut);
        if seen.cut && seen.fold.len() < word.len() && word.starts_with(&seen.fold) {
            return Step::Cut(at + 1, weight + weight_of(&seen.fold));
        }
        if reading.is_same(word, &seen.fold)
            || is_first && weight == 0 && is_end_of(word, &seen.fold)
        {
            weight += weight_of(&seen.fold);
            at += 1;
            next = expected.next();
            if next.is_some() && seen.cut {
                // A cut does not end the sentence if it goes on after the ellipsis.
                let goes_on = text.list.get(at).is_some_and(|s| next == Some(&s.fold));
                if !goes_on {
                    return Step::Cut(at, weight);
                }
            }
        } else if reading.may_skip(word) {
            next = expected.next();
        } else if reading.may_skip(&seen.fold) {
            at += 1;
        } else {
            return Step::Differs;
        }
    }
    Step::Whole(at, weight)
}

/// Looks for the words after a value.
pub(super) fn value_then(
    text: &Words<'_>,
    from: usize,
    name: &str,
    words: &[String],
    reading: Reading,
) -> (usize, Step) {
    let before = from.checked_sub(1).and_then(|at| text.list.get(at));
    let (Some(before), Some(first)) = (before, words.first()) else {
        return (from, Step::Differs);
    };
    let most_gaps = before.gaps + value::most_gaps(name);
    let to = (from + LONGEST_VALUE + 1).min(text.list.len());
    let places = match reading {
        Reading::Exact => text.places_of(first, from..to),
        Reading::Retyped => (from..to).collect(),
    };
    for at in places {
        let Some(word) = text.list.get(at).filter(|word| word.gaps <= most_gaps) else {
            return (from, Step::Differs);
        };
        if at > from && is_inside_word(text, word, at) {
            continue;
        }
        match follow(text, at, words, reading) {
            Step::Differs | Step::Cut(_, 0) => {}
            step => return (at, step),
        }
    }
    match text.list.last() {
        Some(last) if to == text.list.len() && last.gaps <= most_gaps => {
            (to, cut_in_value(text, from, to, name))
        }
        _ => (from, Step::Differs),
    }
}

/// The text ends in a value. A bracket that is closed there ends the sentence, so other words
/// followed.
fn cut_in_value(text: &Words<'_>, from: usize, to: usize, name: &str) -> Step {
    match name {
        "value" | "name" if value::is_closed(text, from, to) => Step::Differs,
        _ => Step::Cut(to, 0),
    }
}

/// Whether a word of a script with spaces is a part of a URL or of another value.
fn is_inside_word(text: &Words<'_>, word: &Word, at: usize) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|at| text.list.get(at)) else {
        return false;
    };
    let glue = &text.text[before.end..word.start];
    word.gaps == before.gaps && word.fold.is_ascii() && before.fold.is_ascii() && {
        let mut glue = glue.chars();
        glue.all(|c| c.is_ascii() && !matches!(c, '\'' | '"' | '`' | ')'))
    }
}
