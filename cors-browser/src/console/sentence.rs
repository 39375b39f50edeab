//! A sentence that programs print, compiled so that it is found in a copied text.

use super::lookalike::Lookalike;
use super::source::{Era, Source};
use super::spelling::is_misspelled;
use super::value;
use super::words::{Word, Words};

/// The number of letters of a sentence that a cut line must have.
const ENOUGH: usize = 15;

/// The most words between the words of a sentence, for one value.
const LONGEST_VALUE: usize = 300;

/// No sentence with its values has more words.
pub(super) const LONGEST: usize = 6 * LONGEST_VALUE;

/// What a sentence says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The cause, by the browser's code for it.
    Cause(&'static str),
    /// CORS blocked something.
    Blocked,
    /// The failure only looks like CORS.
    Lookalike(Lookalike),
    /// Only values.
    Detail,
}

/// A sentence with slots for values.
#[derive(Debug)]
pub(super) struct Sentence {
    pub(super) source: Source,
    pub(super) era: Option<Era>,
    pub(super) meaning: Meaning,
    runs: Vec<Run>,
    text: &'static str,
    /// The name of a value at the end.
    last: Option<&'static str>,
    words: usize,
    /// The number of letters that a cut line must have.
    enough: usize,
}

/// Words without a value between them, and the name of the value before them.
#[derive(Debug)]
struct Run {
    slot: Option<&'static str>,
    words: Vec<String>,
}

/// A sentence that was found.
#[derive(Clone, Debug)]
pub(super) struct Found<'t> {
    /// The indices of the first word, and of the word after the last.
    pub(super) first: usize,
    pub(super) end: usize,
    /// The number of letters of the sentence that were found.
    pub(super) weight: usize,
    pub(super) whole: bool,
    pub(super) values: Vec<(&'static str, &'t str)>,
}

impl<'t> Found<'t> {
    pub(super) fn get(&self, name: &str) -> Option<&'t str> {
        let value = self.values.iter().find(|(other, _)| *other == name);
        value.map(|(_, value)| *value)
    }
}

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

enum Step {
    /// The run ends before this word, after this number of letters.
    Whole(usize, usize),
    /// The text was cut after this number of letters of the run.
    Cut(usize, usize),
    Differs,
}

impl Sentence {
    /// A sentence with other words before it, which a cut text must go beyond.
    pub(super) fn after(
        before: &'static str,
        source: Source,
        era: Option<Era>,
        meaning: Meaning,
        text: &'static str,
    ) -> Option<Self> {
        let mut sentence = Self::new(source, era, meaning, text);
        let words = Words::of(before).list.into_iter().map(|word| word.fold);
        let first = sentence.runs.first_mut().filter(|run| run.slot.is_none())?;
        let words: Vec<_> = words.collect();
        sentence.enough = words.iter().map(|word| weight_of(word)).sum::<usize>() + 1;
        sentence.words += words.len();
        first.words.splice(0..0, words);
        Some(sentence)
    }

    pub(super) fn new(
        source: Source,
        era: Option<Era>,
        meaning: Meaning,
        text: &'static str,
    ) -> Self {
        let mut runs: Vec<Run> = Vec::new();
        let mut slot = None;
        let mut rest = text;
        while !rest.is_empty() {
            let (words, after) = rest.split_at(rest.find('{').unwrap_or(rest.len()));
            let words: Vec<_> = Words::of(words).list.into_iter().map(|w| w.fold).collect();
            if !words.is_empty() {
                let slot = slot.take().filter(|_| !runs.is_empty());
                runs.push(Run { slot, words });
            }
            rest = after;
            if let Some((name, after)) = after.strip_prefix('{').and_then(|r| r.split_once('}')) {
                slot = Some(name);
                rest = after;
            }
        }
        let words = runs.iter().map(|run| run.words.len()).sum();
        let letters: usize = runs
            .iter()
            .flat_map(|run| &run.words)
            .map(|word| weight_of(word))
            .sum();
        Self {
            source,
            era,
            meaning,
            runs,
            text,
            last: slot,
            words,
            enough: (letters * 3 / 5).clamp(ENOUGH, 24),
        }
    }

    /// The words before the first value.
    pub(super) fn first_words(&self) -> &[String] {
        self.runs.first().map_or(&[], |run| &run.words)
    }

    /// Whether this is the sentence with this text.
    pub(super) fn says(&self, text: &str) -> bool {
        self.text == text
    }

    pub(super) fn is_long(&self) -> bool {
        self.words >= 4
    }

    /// Reads the sentence from a word on.
    pub(super) fn read<'t>(
        &self,
        text: &Words<'t>,
        first: usize,
        reading: Reading,
    ) -> Option<Found<'t>> {
        self.read_from(text, first, 0, reading)
    }

    /// Reads the rest of a sentence from the first word on. The text lacks words before it.
    pub(super) fn read_end<'t>(&self, text: &Words<'t>, skipped: usize) -> Option<Found<'t>> {
        let word = text.list.first()?;
        if !is_end_of(self.first_words().get(skipped)?, &word.fold) {
            return None;
        }
        let found = self.read_from(text, 0, skipped, Reading::Exact)?;
        let is_enough = found.whole && found.weight >= 2 * ENOUGH;
        is_enough.then_some(Found {
            whole: false,
            ..found
        })
    }

    fn read_from<'t>(
        &self,
        text: &Words<'t>,
        first: usize,
        skip: usize,
        reading: Reading,
    ) -> Option<Found<'t>> {
        let mut found = Found {
            first,
            end: first,
            weight: 0,
            whole: true,
            values: Vec::new(),
        };
        for run in &self.runs {
            let skip = if found.end == first { skip } else { 0 };
            let words = run.words.get(skip..)?;
            let from = found.end;
            let step = match run.slot {
                None => (from, follow(text, from, words, reading)),
                Some(name) => value_then(text, from, name, words, reading),
            };
            match step {
                (at, Step::Whole(end, weight)) => {
                    if let Some(name) = run.slot {
                        found.values.push((name, value::between(text, from, at)));
                    }
                    found.end = end;
                    found.weight += weight;
                }
                (at, Step::Cut(end, weight)) => {
                    if let Some(name) = run.slot.filter(|_| weight > 0) {
                        found.values.push((name, value::between(text, from, at)));
                    }
                    found.end = end;
                    found.weight += weight;
                    found.whole = false;
                    let words = text.list.get(first..found.end)?;
                    let is_sentence = words.len() > 1 && !is_header_name(words);
                    return (found.weight >= self.enough && is_sentence).then_some(found);
                }
                (_, Step::Differs) => return None,
            }
        }
        let is_asked_for = |name: &&str| !matches!(*name, "detail" | "schemes");
        if let Some(name) = self.last.filter(is_asked_for) {
            let last = text.list.get(found.end.checked_sub(1)?)?;
            found.values.push((name, value::after(text, name, last)));
        }
        Some(found)
    }
}

/// Whether words are nothing but the name of a header, which many sentences begin
/// with.
fn is_header_name(words: &[Word]) -> bool {
    const NAMES: [&str; 10] = [
        "cors",
        "access",
        "control",
        "allow",
        "origin",
        "headers",
        "methods",
        "credentials",
        "the",
        "header",
    ];
    words.iter().all(|word| NAMES.contains(&&*word.fold))
}

/// The number of letters. A character of Chinese or Korean counts as three: it says as
/// much. Kana are letters.
fn weight_of(word: &str) -> usize {
    let weigh = |c: char| if c >= '\u{3100}' { 3 } else { 1 };
    word.chars().map(weigh).sum()
}

/// Whether a word is what a cut left of another one. A shorter rest could be the end of
/// many words.
pub(super) fn is_end_of(word: &str, rest: &str) -> bool {
    word.ends_with(rest) && rest.len() * 2 >= word.len()
}

/// Compares words in order.
fn follow(text: &Words<'_>, mut at: usize, words: &[String], reading: Reading) -> Step {
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
fn value_then(
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
