//! All sentences, found by their first word.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use super::lookalike::Lookalike;
use super::reading::{Reading, is_end_of};
use super::sentence::{Meaning, Sentence};
use super::source::{Era, Source};
use super::words::Word;
use super::{lookalikes, older};
use crate::message::template::Template;
use crate::message::wording::Wording;
use crate::message::{chromium, firefox, webkit};

pub(super) static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(Dictionary::new);

pub(super) struct Dictionary {
    pub(super) sentences: Vec<Sentence>,
    by_first_word: HashMap<String, FirstWord>,
    /// The first words of long sentences, by their number of letters.
    by_letters: BTreeMap<usize, Vec<String>>,
    /// The places in the first words of a sentence at which a text can begin, by the last
    /// letters of the word there.
    by_ending: HashMap<String, Vec<(usize, usize)>>,
}

/// The sentences with one first word, by their indices in order.
#[derive(Default)]
struct FirstWord {
    all: Vec<usize>,
    long: Vec<usize>,
    /// The sentences with this second word, and those that have a value after the first word.
    by_second_word: HashMap<String, Vec<usize>>,
    without_second_word: Vec<usize>,
}

impl Dictionary {
    fn new() -> Self {
        let sentences: Vec<_> = english().chain(translated()).collect();
        let mut by_first_word: HashMap<_, FirstWord> = HashMap::new();
        let mut by_ending: HashMap<_, Vec<_>> = HashMap::new();
        for (index, sentence) in sentences.iter().enumerate() {
            let words = sentence.first_words();
            if let Some(word) = words.first() {
                let first = by_first_word.entry(word.clone()).or_default();
                first.add(index, sentence);
            }
            for (skipped, word) in words.iter().enumerate().skip(1) {
                for ending in endings(word) {
                    let places = by_ending.entry(ending.to_owned()).or_default();
                    places.push((index, skipped));
                }
            }
        }
        let mut by_letters: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for (word, _) in by_first_word
            .iter()
            .filter(|(_, first)| !first.long.is_empty())
        {
            let words = by_letters.entry(word.chars().count()).or_default();
            words.push(word.clone());
        }
        Self {
            sentences,
            by_first_word,
            by_letters,
            by_ending,
        }
    }

    /// The sentences that can begin with a word and the next one.
    pub(super) fn beginning_with(
        &self,
        word: &Word,
        next: Option<&Word>,
    ) -> impl Iterator<Item = &Sentence> {
        let first = self.by_first_word.get(&word.fold);
        let indices = first.map(|first| match next {
            Some(next) if !word.cut && !next.cut => first
                .by_second_word
                .get(&next.fold)
                .unwrap_or(&first.without_second_word),
            _ => &first.all,
        });
        let indices = indices.into_iter().flatten();
        indices.filter_map(|index| self.sentences.get(*index))
    }

    /// The sentences whose beginning a text can lack, with the number of words that it lacks.
    pub(super) fn ending_with(&self, word: &str) -> impl Iterator<Item = (&Sentence, usize)> {
        let places = self.by_ending.get(ending(word)).into_iter().flatten();
        places.filter_map(|(index, skipped)| Some((self.sentences.get(*index)?, *skipped)))
    }

    /// The long sentences that begin with a word, perhaps misspelled.
    pub(super) fn beginning_nearly_with(&self, word: &str) -> impl Iterator<Item = &Sentence> {
        let letters = word.chars().count();
        let near = self
            .by_letters
            .range(letters.saturating_sub(1)..=letters + 1);
        let near = near.flat_map(|(_, words)| words);
        let near = near.filter(|first| Reading::Retyped.is_same(first, word));
        let near = near.filter_map(|first| self.by_first_word.get(first));
        let mut indices: Vec<_> = near.flat_map(|first| first.long.iter().copied()).collect();
        indices.sort_unstable();
        indices
            .into_iter()
            .filter_map(|index| self.sentences.get(index))
    }
}

impl FirstWord {
    /// Adds the next sentence.
    fn add(&mut self, index: usize, sentence: &Sentence) {
        self.all.push(index);
        if sentence.is_long() {
            self.long.push(index);
        }
        match sentence.first_words().get(1) {
            Some(second) => {
                let others = &self.without_second_word;
                let indices = self.by_second_word.entry(second.clone());
                indices.or_insert_with(|| others.clone()).push(index);
            }
            None => {
                self.without_second_word.push(index);
                for indices in self.by_second_word.values_mut() {
                    indices.push(index);
                }
            }
        }
    }
}

/// The number of letters by which words are found from their ends.
const ENDING: usize = 3;

/// The last letters of a word.
fn ending(word: &str) -> &str {
    let start = word.char_indices().rev().nth(ENDING - 1);
    start.map_or(word, |(start, _)| &word[start..])
}

/// The last letters of what a cut can leave of a word.
fn endings(word: &str) -> impl Iterator<Item = &str> {
    let starts = word.char_indices().rev().take(ENDING);
    let rests = starts.map(|(start, _)| &word[start..]);
    rests.filter(|rest| *rest == ending(word) || is_end_of(word, rest))
}

/// The sentences that the model prints, and the others in English.
fn english() -> impl Iterator<Item = Sentence> {
    let browsers = [
        (
            Source::Chromium,
            chromium::CAUSES,
            chromium::FRAMES,
            chromium::DETAILS,
        ),
        (
            Source::Firefox,
            firefox::CAUSES,
            firefox::FRAMES,
            firefox::DETAILS,
        ),
        (
            Source::WebKit,
            webkit::CAUSES,
            webkit::FRAMES,
            webkit::DETAILS,
        ),
    ];
    let printed = browsers
        .into_iter()
        .flat_map(|(source, causes, frames, details)| {
            let causes = causes.iter().map(move |wording| cause(source, wording));
            let frames = frames
                .iter()
                .map(move |frame| known(source, Meaning::Blocked, frame));
            let details = details
                .iter()
                .map(move |detail| known(source, Meaning::Detail, detail));
            causes.chain(frames).chain(details)
        });
    // Chromium's lines are long, and often cut soon after the cause begins.
    let cut = chromium::CAUSES.iter().flat_map(|wording| {
        ["has been blocked by CORS policy", chromium::PREFLIGHT.0]
            .into_iter()
            .filter_map(|before| {
                let Sentence {
                    source,
                    era,
                    meaning,
                    ..
                } = cause(Source::Chromium, wording);
                Sentence::after(before, source, era, meaning, wording.text.0)
            })
    });
    let preflight = known(Source::Chromium, Meaning::Detail, &chromium::PREFLIGHT);
    let older = older::SENTENCES
        .iter()
        .map(|(source, era, meaning, text)| Sentence::new(*source, *era, *meaning, text));
    let lookalikes = lookalikes::sentences()
        .map(|(source, what, text)| Sentence::new(*source, None, Meaning::Lookalike(*what), text));
    printed
        .chain([preflight])
        .chain(cut)
        .chain(older)
        .chain(lookalikes)
}

fn cause(source: Source, wording: &Wording) -> Sentence {
    let era = (!wording.present).then_some(Era::Older);
    let meaning = match wording.code {
        "InsecureLocalNetwork" => Meaning::Lookalike(Lookalike::LocalNetworkInsecurePage),
        "LocalNetworkAccessPermissionDenied"
        | "InvalidLocalNetworkAccess"
        | "PreflightMissingAllowPrivateNetwork" => Meaning::Lookalike(Lookalike::LocalNetwork),
        "corp" => Meaning::Lookalike(Lookalike::ResourcePolicy),
        code => Meaning::Cause(code),
    };
    Sentence::new(source, era, meaning, wording.text.0)
}

fn known(source: Source, meaning: Meaning, template: &Template) -> Sentence {
    Sentence::new(source, None, meaning, template.0)
}

/// Firefox's sentences in other languages.
fn translated() -> impl Iterator<Item = Sentence> {
    let rows = include_str!("firefox.tsv").lines();
    let rows = rows.filter(|row| !row.starts_with('#'));
    rows.filter_map(|row| {
        let mut columns = row.split('\t');
        let (_language, key, era, text) = (
            columns.next()?,
            columns.next()?,
            columns.next()?,
            columns.next()?,
        );
        let meaning = match key {
            "blocked" | "warning" => Meaning::Blocked,
            "status" => Meaning::Detail,
            "BlockMixedActiveContent"
            | "BlockMixedDisplayContent"
            | "LoadingMixedActiveContent2" => Meaning::Lookalike(Lookalike::MixedContent),
            "BlockScriptWithWrongMimeType2" | "BlockModuleWithWrongMimeType" => {
                Meaning::Lookalike(Lookalike::MimeType)
            }
            "XFrameOptionsDeny" => Meaning::Lookalike(Lookalike::FrameOptions),
            _ if key.starts_with("CSPRO") => {
                Meaning::Lookalike(Lookalike::ContentSecurityPolicyReport)
            }
            _ if key.starts_with("CSP") => Meaning::Lookalike(Lookalike::ContentSecurityPolicy),
            code => Meaning::Cause(code),
        };
        let era = if era == "older" {
            Era::Older
        } else {
            Era::Present
        };
        Some(Sentence::new(Source::Firefox, Some(era), meaning, text))
    })
}

/// The names of the causes that a code means.
pub(super) fn names(source: Source, code: &str) -> &'static [&'static str] {
    match (source, code) {
        (_, "allow-origin") => webkit::causes("allow-origin"),
        (_, "wildcard") => chromium::causes("WildcardOriginNotAllowed"),
        (Source::Firefox, code) if code.starts_with("CORS") => firefox::causes(code),
        (Source::WebKit, code) if !webkit::causes(code).is_empty() => webkit::causes(code),
        (Source::Firefox, code) if !firefox::causes(code).is_empty() => firefox::causes(code),
        (_, code) => chromium::causes(code),
    }
}
