//! What is in a text, and what it means.

use std::cmp::Reverse;

use super::hit::{self, Hit};
use super::reason::{self, Reason};
use super::sentence::Meaning;
use super::source::{Era, Source};
use super::words::Words;
use super::{ConsoleLine, Kind, Lookalike};
use crate::message::{chromium, firefox, help, webkit};

/// The sentences in a text.
pub(super) struct Scan<'t> {
    text: &'t str,
    pub(super) hits: Vec<Hit<'t>>,
}

impl<'t> Scan<'t> {
    pub(super) fn of(words: &Words<'t>) -> Self {
        Self {
            text: words.text,
            hits: hit::all(words),
        }
    }

    /// The content of the text, or `None` if it is unknown.
    pub(super) fn line(&self) -> Option<ConsoleLine> {
        let cause = self.best(|hit| hit.code().is_some() && !hit.says_no_reason());
        let lookalike = self.lookalike();
        if let Some(cause) = cause {
            return Some(self.cors(&self.with_ties(cause)));
        }
        if let Some(hit) = lookalike.filter(|hit| is_specific(hit)) {
            return self.looks_like_cors(hit);
        }
        if let Some(hit) = self.best(Hit::says_no_reason) {
            return Some(self.firefox_without_reason(hit));
        }
        let blocked = self.best(|hit| hit.sentence.meaning == Meaning::Blocked);
        if let Some(hit) = blocked {
            return Some(self.cors(&[hit]));
        }
        if let Some(url) = reason::url(self.text) {
            let mut line = self.values(Source::Firefox);
            line.url = Some(url.to_owned());
            return Some(self.in_unknown_words(line));
        }
        self.looks_like_cors(lookalike?)
    }

    /// The first sentence; of multiple ones at the same place, the longest.
    fn best(&self, is_wanted: impl Fn(&Hit<'t>) -> bool) -> Option<&Hit<'t>> {
        let hits = self.hits.iter().filter(|hit| is_wanted(hit));
        hits.min_by_key(|hit| (hit.found.first, !hit.found.whole, Reverse(hit.found.weight)))
    }

    /// The sentences that a cut text may be the beginning of.
    fn with_ties<'h>(&'h self, best: &'h Hit<'t>) -> Vec<&'h Hit<'t>> {
        let is_tie = |hit: &&Hit<'t>| {
            !best.found.whole
                && !hit.found.whole
                && hit.code().is_some_and(|code| Some(code) != best.code())
                && hit.found.first == best.found.first
                && hit.found.weight == best.found.weight
        };
        let mut hits = vec![best];
        hits.extend(self.hits.iter().filter(is_tie));
        hits
    }

    /// The most specific lookalike.
    fn lookalike(&self) -> Option<&Hit<'t>> {
        let rank = |hit: &Hit<'t>| match hit.sentence.meaning {
            Meaning::Lookalike(Lookalike::NoReason) => 6,
            Meaning::Lookalike(Lookalike::Network | Lookalike::Notice) => 5,
            Meaning::Lookalike(Lookalike::Aborted) => 4,
            Meaning::Lookalike(Lookalike::HttpStatus) => 3,
            Meaning::Lookalike(Lookalike::ResponseWithheld) => 2,
            // Programs also say that the connection failed.
            Meaning::Lookalike(Lookalike::NotHttp) => 0,
            _ => 1,
        };
        let hits = self.hits.iter();
        let hits = hits.filter(|hit| matches!(hit.sentence.meaning, Meaning::Lookalike(_)));
        let hits = hits.filter(|hit| is_of_a_failed_request(hit));
        hits.min_by_key(|hit| {
            let weight = Reverse(hit.found.weight);
            (rank(hit), weight, !hit.found.whole, hit.found.first)
        })
    }

    fn looks_like_cors(&self, hit: &Hit<'t>) -> Option<ConsoleLine> {
        let Meaning::Lookalike(what) = hit.sentence.meaning else {
            return None;
        };
        let mut line = self.values(hit.sentence.source);
        // Pages send no OPTIONS requests of their own.
        let options = self.text.split_once("OPTIONS ").map(|(_, url)| url);
        let options =
            options.filter(|url| what == Lookalike::HttpStatus && url.starts_with("http"));
        if let Some(url) = options {
            let mut words = url.split_whitespace();
            line.url = words.next().map(str::to_owned);
            line.status = words.next().and_then(|status| status.parse().ok());
            line.causes.push("preflight-status-not-ok");
            return Some(line);
        }
        line.kind = Kind::LooksLikeCors(what);
        if what == Lookalike::ResourcePolicy {
            line.causes.push("corp");
        }
        Some(line)
    }

    /// Firefox prints the same line for a failed connection and for a few mistakes
    /// that it does not distinguish.
    fn firefox_without_reason(&self, hit: &Hit<'t>) -> ConsoleLine {
        let mut line = self.cors(&[hit]);
        line.kind = Kind::LooksLikeCors(if hit.code() == Some("CORSDisabled") {
            Lookalike::BlockedByClient
        } else {
            Lookalike::Network
        });
        line
    }

    fn cors(&self, hits: &[&Hit<'t>]) -> ConsoleLine {
        let source = hits
            .first()
            .map_or(Source::Other, |hit| hit.sentence.source);
        let mut line = self.values(source);
        line.code = hits
            .first()
            .and_then(|hit| hit.code())
            .filter(|code| code.starts_with(|first: char| first.is_ascii_uppercase()));
        for hit in hits {
            for name in self.narrow(hit, line.status) {
                if !line.causes.contains(&name) {
                    line.causes.push(name);
                }
            }
        }
        if line.causes.is_empty() && source == Source::Firefox {
            return self.in_unknown_words(line);
        }
        line
    }

    /// A line of Firefox whose reason no sentence has.
    fn in_unknown_words(&self, mut line: ConsoleLine) -> ConsoleLine {
        match reason::of(self.text, line.url.as_deref()) {
            Reason::Causes(causes) => line.causes = causes.to_vec(),
            Reason::NoResponse => {
                line.causes = firefox::causes("CORSDidNotSucceed2").to_vec();
                line.kind = Kind::LooksLikeCors(Lookalike::Network);
            }
            Reason::Unknown => {}
        }
        line
    }

    /// The values of all sentences.
    fn values(&self, source: Source) -> ConsoleLine {
        let value = |name: &str| {
            let values = self.hits.iter().filter_map(|hit| hit.found.get(name));
            values.map(str::trim).next()
        };
        let word = |name: &str| {
            let is_word = |value: &&str| !value.is_empty() && !value.contains(char::is_whitespace);
            value(name).filter(is_word).map(str::to_owned)
        };
        // WebKit's "Failed to load resource: …" looks like Chromium's "Failed to
        // load {url}: …".
        let urls = self.hits.iter().filter_map(|hit| hit.found.get("url"));
        let is_url =
            |url: &&str| url.contains(['/', ':', '.']) && !url.contains(char::is_whitespace);
        let url = urls.map(str::trim).find(is_url).map(str::to_owned);
        let status = self.hits.iter().filter_map(|hit| hit.found.get("status"));
        let mut line = ConsoleLine::of(source);
        line.era = self.era();
        line.url = url;
        line.redirected_from = word("first");
        line.origin = word("origin");
        line.initiator = value("kind")
            .or_else(|| value("element"))
            .or_else(|| webkit::initiator(self.text))
            .map(str::to_owned);
        line.method = word("method");
        line.header = word("name");
        line.value = value("value").map(str::to_owned);
        line.status = status.filter_map(|status| status.parse().ok()).next();
        line
    }

    /// A cut sentence can be the beginning of a current and of an older one.
    fn era(&self) -> Option<Era> {
        let older = self
            .hits
            .iter()
            .filter(|hit| hit.sentence.era == Some(Era::Older));
        match older.clone().next() {
            Some(_) => older
                .clone()
                .any(|hit| hit.found.whole)
                .then_some(Era::Older),
            None => self.hits.iter().find_map(|hit| hit.sentence.era),
        }
    }

    /// The possible causes of a sentence, reduced by what the rest of the text
    /// says.
    fn narrow(&self, hit: &Hit<'t>, status: Option<u16>) -> Vec<&'static str> {
        let causes = hit.names();
        let says = |text: &str| self.hits.iter().any(|hit| hit.sentence.says(text));
        let is_success = status.is_none_or(|status| (200..=299).contains(&status));
        let is_redirect = matches!(status, Some(301 | 302 | 303 | 307 | 308));
        let is_webkit = hit.sentence.source == Source::WebKit;
        // WebKit names the redirect that it did not follow, and checks the status
        // of a preflight first.
        let in_actual = says(webkit::REDIRECT.0) || is_webkit && !is_success;
        match causes {
            ["preflight-status-not-ok", redirect] if is_redirect => vec![redirect],
            ["preflight-status-not-ok", _] if status.is_some() => vec!["preflight-status-not-ok"],
            _ if says(chromium::PREFLIGHT.0) => {
                causes.iter().map(|name| help::of_preflight(name)).collect()
            }
            _ if in_actual && causes.len() > 1 => {
                let causes = causes.iter().copied();
                causes
                    .filter(|name| !name.starts_with("preflight-"))
                    .collect()
            }
            _ => causes.to_vec(),
        }
    }
}

/// Whether a status such as `403 (Forbidden)` is an error and follows a request. Pages and logs
/// of every kind contain such words alone.
fn is_of_a_failed_request(hit: &Hit<'_>) -> bool {
    if hit.sentence.meaning != Meaning::Lookalike(Lookalike::HttpStatus) {
        return true;
    }
    let status = hit.found.get("status");
    let is_error = status.is_none_or(|status| status >= "400");
    is_error && (hit.found.first > 0 || hit.sentence.is_long() && hit.found.weight >= 30)
}

/// Whether a lookalike says more than that something failed.
fn is_specific(hit: &Hit<'_>) -> bool {
    !matches!(
        hit.sentence.meaning,
        Meaning::Lookalike(
            Lookalike::NoReason
                | Lookalike::ResponseWithheld
                | Lookalike::Network
                | Lookalike::Notice
                | Lookalike::Aborted
                | Lookalike::HttpStatus
        )
    )
}
