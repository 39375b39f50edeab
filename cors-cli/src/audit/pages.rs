//! The origins whose pages are tried.

use cors_engine::Policy;

use super::attacks::{self, Candidate};
use super::question::Access;
use super::state::Audit;
use crate::output::Severity;
use crate::url::is_origin;

/// The largest number of origins of the policies that are tried.
const MOST_EXAMPLES: usize = 20;

/// The largest number of origins that the server names for others and that are tried.
const MOST_NAMED: usize = 3;

impl Audit {
    /// Origins that the policy allows, or that a server often allows. Then an unknown one,
    /// and origins that only the policies of other URLs allow.
    pub(super) fn pages(&mut self, own: &str) -> Vec<Candidate> {
        let is_closed_to_https = attacks::is_closed_to_https(&self.url);
        let mut pages: Vec<Candidate> = Vec::new();
        let mut add = |class, origins: Vec<String>| {
            for origin in origins {
                // CORS does not apply to the server's own pages.
                if origin != own && pages.iter().all(|page| page.origin != origin) {
                    pages.push(Candidate { class, origin });
                }
            }
        };
        match &self.expected {
            Some(expected) => {
                let trusted = examples(expected.policy());
                add("expected", trusted.clone());
                add("reflection", vec![attacks::unknown(&self.url).to_owned()]);
                add("other-policy", examples(expected.others()));
                if is_closed_to_https {
                    let trusted = trusted.iter().map(|origin| attacks::over_http(origin));
                    add("other-scheme", trusted.collect());
                }
            }
            None => {
                add("guess", attacks::guesses(&self.url));
                add("reflection", vec![attacks::unknown(&self.url).to_owned()]);
            }
        }
        if pages.len() > MOST_EXAMPLES + 1 {
            let left_out = pages.len() - MOST_EXAMPLES - 1;
            pages.retain({
                let mut kept = 0;
                move |page| {
                    kept += 1;
                    kept <= MOST_EXAMPLES || page.class == "reflection"
                }
            });
            self.find(
                "not-tried",
                Severity::Note,
                format!(
                    "the policies have more origins than an audit tries: {left_out} were left out"
                ),
            );
        }
        pages
    }

    /// Origins that the server allows in responses to others, if no policy says which it
    /// should allow.
    pub(super) fn named(&self, own: &str) -> Vec<Candidate> {
        if self.expected.is_some() {
            return Vec::new();
        }
        let mut named: Vec<Candidate> = Vec::new();
        for (asked, response) in &self.responses {
            let allowed = response.headers.get("access-control-allow-origin");
            let Some(allowed) = allowed.map(|value| cors_browser::text(&value)) else {
                continue;
            };
            let is_tried = self.probes.iter().any(|probe| probe.origin == allowed)
                || named.iter().any(|one| one.origin == allowed);
            let is_other = asked.as_deref() != Some(&*allowed) && allowed != own;
            if is_other && !is_tried && allowed != "null" && is_origin(&allowed) {
                named.push(Candidate {
                    class: "named",
                    origin: allowed,
                });
            }
        }
        named.truncate(MOST_NAMED);
        named
    }

    /// The origins that attack origins are made from.
    pub(super) fn bases(&self, own: &str) -> Vec<String> {
        let mut bases = match &self.expected {
            Some(expected) => {
                let of = |policies: Vec<&Policy>| -> Vec<String> {
                    let patterns = policies.into_iter().flat_map(Policy::origins);
                    patterns.flat_map(attacks::bases).collect()
                };
                let own_bases = of(expected.policy().into_iter().collect());
                match own_bases.is_empty() {
                    true => of(expected.others().collect()),
                    false => own_bases,
                }
            }
            None => attacks::guesses(&self.url),
        };
        if attacks::is_closed_to_https(&self.url) {
            bases = bases
                .iter()
                .map(|origin| attacks::over_http(origin))
                .collect();
            bases.dedup();
        }
        bases.retain(|origin| origin != own);
        if bases.is_empty() {
            bases.push("https://example.com".to_owned());
        }
        bases
    }

    /// The origin that can read most, one that the policy allows first.
    pub(super) fn read_most(&self) -> Option<String> {
        let readable = self
            .probes
            .iter()
            .filter(|probe| probe.found > Access::Nothing);
        let rank = |probe: &&super::report::Probe| {
            let is_expected = probe.wanted != Some(Access::Nothing);
            (is_expected, probe.found)
        };
        // Of equal ones, the first.
        let most = readable.rev().max_by_key(rank);
        most.map(|probe| probe.origin.clone())
    }
}

fn examples<'p>(policies: impl IntoIterator<Item = &'p Policy>) -> Vec<String> {
    let patterns = policies.into_iter().flat_map(Policy::origins);
    patterns.flat_map(attacks::examples).collect()
}
