//! Finds the sentences in a text.

use super::dictionary::{DICTIONARY, names};
use super::lookalike::Lookalike;
use super::reading::{LONGEST, Reading};
use super::sentence::{Found, Meaning, Sentence};
use super::words::Words;

/// A sentence that was found, and where.
#[derive(Clone, Debug)]
pub(super) struct Hit<'t> {
    pub(super) sentence: &'static Sentence,
    pub(super) found: Found<'t>,
}

impl Hit<'_> {
    pub(super) fn code(&self) -> Option<&'static str> {
        match self.sentence.meaning {
            Meaning::Cause(code) => Some(code),
            _ => None,
        }
    }

    /// Whether a cut sentence is nothing but a part of this one.
    fn explains(&self, cut: &Self) -> bool {
        let is_same_start = self.found.first == cut.found.first;
        let is_within = self.found.first <= cut.found.first && cut.found.end <= self.found.end;
        is_same_start && cut.found.weight <= self.found.weight
            || is_within && cut.found.weight < self.found.weight
    }

    /// Whether the sentence can list possible reasons, which no browser found. A value
    /// is no list: in a cut sentence it can be the rest of the text.
    fn is_list(&self) -> bool {
        self.sentence.meaning == Meaning::Lookalike(Lookalike::NoReason)
            && !self.sentence.has_values()
    }

    /// Whether another sentence is one of the reasons in this list.
    fn lists(&self, other: &Self) -> bool {
        self.found.first < other.found.first && other.found.end <= self.found.end
    }

    /// Whether Firefox only says that the request failed.
    pub(super) fn says_no_reason(&self) -> bool {
        matches!(self.code(), Some("CORSDidNotSucceed2" | "CORSDisabled"))
    }

    pub(super) fn names(&self) -> &'static [&'static str] {
        self.code()
            .map_or(&[], |code| names(self.sentence.source, code))
    }
}

/// All sentences in a text. Misspelled ones are looked for if there is nothing else.
pub(super) fn all<'t>(words: &Words<'t>) -> Vec<Hit<'t>> {
    let mut hits = exact(words);
    if hits
        .iter()
        .all(|hit| hit.sentence.meaning == Meaning::Detail)
    {
        hits.extend(retyped(words));
    }
    hits
}

fn exact<'t>(words: &Words<'t>) -> Vec<Hit<'t>> {
    let mut hits = Vec::new();
    for (at, word) in words.list.iter().enumerate() {
        for sentence in DICTIONARY.beginning_with(word, words.list.get(at + 1)) {
            if let Some(found) = sentence.read(words, at, Reading::Exact) {
                hits.push(Hit { sentence, found });
            }
        }
    }
    // The text may lack the beginning of a sentence.
    let first = words.list.first().map_or("", |word| &word.fold);
    for (sentence, skipped) in DICTIONARY.ending_with(first) {
        if let Some(found) = sentence.read_end(words, skipped) {
            hits.push(Hit { sentence, found });
        }
    }
    let mut whole: Vec<_> = hits.iter().filter(|hit| hit.found.whole).cloned().collect();
    whole.sort_by_key(|hit| hit.found.first);
    hits.retain(|hit| hit.found.whole || !is_explained(hit, &whole));
    let mut lists: Vec<_> = hits.iter().filter(|hit| hit.is_list()).cloned().collect();
    lists.sort_by_key(|hit| hit.found.first);
    hits.retain(|hit| !nearby(hit, &lists).iter().any(|list| list.lists(hit)));
    hits.retain(|hit| !is_of_tool(words, hit));
    hits
}

/// Whether a program that downloads packages or code failed, and no page.
fn is_of_tool(words: &Words<'_>, hit: &Hit<'_>) -> bool {
    const TOOLS: [&str; 10] = [
        "git", "fatal", "npm", "pnpm", "yarn", "apt", "cargo", "pip", "docker", "brew",
    ];
    let first = hit.found.first;
    let before = words.list.get(first.saturating_sub(3)..first);
    hit.sentence.meaning == Meaning::Lookalike(Lookalike::NoReason)
        && before.is_some_and(|before| {
            before
                .iter()
                .any(|word| TOOLS.contains(&word.fold.as_str()))
        })
}

/// Whether a cut sentence is nothing but a part of another one. The others are in order.
fn is_explained(cut: &Hit<'_>, whole: &[Hit<'_>]) -> bool {
    nearby(cut, whole).iter().any(|hit| hit.explains(cut))
}

/// The sentences that a sentence can be a part of. They are in order.
fn nearby<'h, 't>(part: &Hit<'t>, hits: &'h [Hit<'t>]) -> &'h [Hit<'t>] {
    let first = part.found.first;
    let from = hits.partition_point(|hit| hit.found.first + LONGEST < first);
    let to = hits.partition_point(|hit| hit.found.first <= first);
    &hits[from..to]
}

/// Looks for sentences with small words missing and others misspelled.
fn retyped<'t>(words: &Words<'t>) -> Vec<Hit<'t>> {
    const MOST_WORDS: usize = 1000;
    if words.list.len() > MOST_WORDS {
        return Vec::new();
    }
    let mut hits = Vec::new();
    for (at, word) in words.list.iter().enumerate() {
        for sentence in DICTIONARY.beginning_nearly_with(&word.fold) {
            if let Some(found) = sentence.read(words, at, Reading::Retyped)
                && found.whole
            {
                hits.push(Hit { sentence, found });
            }
        }
    }
    hits
}

#[cfg(test)]
mod tests {
    use crate::{ConsoleLine, Kind, Lookalike};

    #[test]
    fn a_list_of_possible_reasons_names_no_cause() {
        for text in [
            "Error: Request has been terminated\nPossible causes: the network is offline, Origin is not allowed by Access-Control-Allow-Origin, the page is being unloaded, etc.",
            "Failed to fetch.\nPossible Reasons:\n\nCORS\nNetwork Failure\nURL scheme must be \"http\" or \"https\" for CORS request.",
            "Failed to fetch.Possible Reasons:CORSNetwork FailureURL scheme must be \"http\" or",
        ] {
            let line = ConsoleLine::read(text).expect(text);
            let no_reason = Kind::LooksLikeCors(Lookalike::NoReason);
            assert_eq!(
                (line.kind, &line.causes[..]),
                (no_reason, &[][..]),
                "{text}"
            );
        }
        let status = "Http failure response for http://a.example/api: 504 Gateway Timeout";
        let line = ConsoleLine::read(status).expect(status);
        assert_eq!(line.kind, Kind::LooksLikeCors(Lookalike::HttpStatus));
        let alone = "Origin https://b.example is not allowed by Access-Control-Allow-Origin.";
        let line = ConsoleLine::read(alone).expect(alone);
        assert_eq!(line.causes.first(), Some(&"allow-origin-missing"));
    }
}
