//! All sentences, found by their first word.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use super::lookalike::Lookalike;
use super::sentence::{Meaning, Reading, Sentence};
use super::source::{Era, Source};
use super::{lookalikes, older};
use crate::message::template::Template;
use crate::message::wording::Wording;
use crate::message::{chromium, firefox, webkit};

pub(super) static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(Dictionary::new);

pub(super) struct Dictionary {
    pub(super) sentences: Vec<Sentence>,
    by_first_word: HashMap<String, Vec<usize>>,
    /// The long sentences by the number of letters of the first word.
    long: BTreeMap<usize, Vec<FirstWord>>,
}

/// The first word of a few sentences, by their indices.
struct FirstWord {
    word: String,
    sentences: Vec<usize>,
}

impl Dictionary {
    fn new() -> Self {
        let sentences: Vec<_> = english().chain(translated()).collect();
        let mut by_first_word: HashMap<_, Vec<_>> = HashMap::new();
        for (index, sentence) in sentences.iter().enumerate() {
            if let Some(word) = sentence.first_word() {
                by_first_word
                    .entry(word.to_owned())
                    .or_default()
                    .push(index);
            }
        }
        let mut long: BTreeMap<usize, Vec<FirstWord>> = BTreeMap::new();
        for (word, indices) in &by_first_word {
            let is_long = |index: &usize| sentences.get(*index).is_some_and(Sentence::is_long);
            let indices: Vec<_> = indices.iter().copied().filter(is_long).collect();
            let first = FirstWord {
                word: word.clone(),
                sentences: indices,
            };
            long.entry(word.chars().count()).or_default().push(first);
        }
        Self {
            sentences,
            by_first_word,
            long,
        }
    }

    /// The sentences that begin with a word.
    pub(super) fn beginning_with(&self, word: &str) -> impl Iterator<Item = &Sentence> {
        let indices = self.by_first_word.get(word).into_iter().flatten();
        indices.filter_map(|index| self.sentences.get(*index))
    }

    /// The long sentences that begin with a word, perhaps misspelled.
    pub(super) fn beginning_nearly_with(&self, word: &str) -> impl Iterator<Item = &Sentence> {
        let letters = word.chars().count();
        let near = self.long.range(letters.saturating_sub(1)..=letters + 1);
        let near = near.flat_map(|(_, words)| words);
        let near = near.filter(|first| Reading::Retyped.is_same(&first.word, word));
        let mut indices: Vec<_> = near.flat_map(|first| first.sentences.clone()).collect();
        indices.sort_unstable();
        indices
            .into_iter()
            .filter_map(|index| self.sentences.get(index))
    }
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
        "LocalNetworkAccessPermissionDenied"
        | "InsecureLocalNetwork"
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
        (Source::Firefox, code) if code.starts_with("CORS") => firefox::causes(code),
        (Source::WebKit, code) if !webkit::causes(code).is_empty() => webkit::causes(code),
        (Source::Firefox, code) if !firefox::causes(code).is_empty() => firefox::causes(code),
        (_, code) => chromium::causes(code),
    }
}
