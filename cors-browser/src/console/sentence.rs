//! A sentence that programs print, compiled so that it is found in a copied text.

use super::lookalike::Lookalike;
use super::reading::{Reading, Step, follow, is_end_of, value_then, weight_of};
use super::source::{Era, Source};
use super::value;
use super::words::{Word, Words};

/// The number of letters of a sentence that a cut line must have.
const ENOUGH: usize = 15;

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

    pub(super) fn has_values(&self) -> bool {
        self.runs.len() > 1 || self.last.is_some()
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
        // Prose goes on: `Access-Control-Allow-Origin is missing in my configuration`.
        (is_enough && is_end(text, found.end)).then_some(Found {
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
            let value = value::after(text, name, last);
            if name == "status" && !value::is_status(value) {
                // Other words follow, so it is another sentence.
                found.whole = false;
                return (found.end == text.list.len()).then_some(found);
            }
            found.values.push((name, value));
        }
        Some(found)
    }
}

/// Whether a sentence can end before this word: punctuation or a line break is there.
fn is_end(text: &Words<'_>, at: usize) -> bool {
    let last = at.checked_sub(1).and_then(|last| text.list.get(last));
    let (Some(last), Some(next)) = (last, text.list.get(at)) else {
        return true;
    };
    let between = text.text.get(last.end..next.start).unwrap_or_default();
    between.contains(|c: char| !c.is_alphanumeric() && c != ' ' && c != '-')
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
