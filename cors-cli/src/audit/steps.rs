//! The steps of an audit.

use super::attacks::{self, Candidate};
use super::prober::{Access, NoResponse};
use super::report::AuditReport;
use super::state::Audit;
use crate::output::Severity;
use crate::redact::hide_in_urls;

/// The largest number of origins of the policy that are tried.
const MOST_EXAMPLES: usize = 20;

/// The number of origins that attack origins are made from.
const BASES: usize = 3;

impl Audit {
    pub(super) fn run(mut self, baseline: &[(String, String)]) -> AuditReport {
        match self.steps() {
            Ok(()) => {}
            Err(NoResponse::Failure(failure)) => self.find(
                "network",
                Severity::Error,
                format!("a probe has no response: {failure}"),
            ),
            Err(NoResponse::Limited(status)) => self.find(
                "rate-limited",
                Severity::Warning,
                format!(
                    "the server limits the number of requests: the status of its response is \
                     {status}; the audit stopped, and the rest was not tried"
                ),
            ),
            Err(NoResponse::Budget) => self.find(
                "budget",
                Severity::Warning,
                "the audit stopped after the largest number of requests or the longest time; the \
                 rest was not tried",
            ),
        }
        // Nothing is known about a server that answered no probe.
        let policy = (self.expected.is_none() && !self.probes.is_empty())
            .then(|| self.observed.policy_file(&hide_in_urls(self.url.as_str())));
        AuditReport::new(
            &self.url,
            self.prober.sent,
            policy,
            self.probes,
            self.findings,
            baseline,
        )
    }

    fn steps(&mut self) -> Result<(), NoResponse> {
        let own = cors_browser::Origin::of(&self.url).to_string();
        let mut trusted = self.of_policy(attacks::examples);
        // CORS does not apply to the server's own pages.
        trusted.retain(|origin| *origin != own);
        if trusted.len() > MOST_EXAMPLES {
            self.find(
                "not-tried",
                Severity::Note,
                format!(
                    "the policy has {} origins, and the first {MOST_EXAMPLES} were tried",
                    trusted.len()
                ),
            );
            trusted.truncate(MOST_EXAMPLES);
        }
        let mut trusted_and_read = None;
        for origin in &trusted {
            let class = match self.expected.is_some() {
                true => "expected",
                false => "guess",
            };
            let access = self.probe_origin(class, origin)?;
            if access > Access::Nothing && trusted_and_read.is_none() {
                trusted_and_read = Some(origin.clone());
            }
        }
        let mut bases = self.of_policy(attacks::bases);
        bases.retain(|origin| *origin != own);
        bases.truncate(BASES);
        if bases.is_empty() {
            bases.push("https://example.com".to_owned());
        }
        let attacks = attacks::against(&bases, &trusted);
        for Candidate { class, origin } in attacks.into_iter().filter(|one| one.origin != own) {
            let access = self.probe_origin(class, &origin)?;
            if access > Access::Nothing && trusted_and_read.is_none() {
                trusted_and_read = Some(origin);
            }
            if class == "reflection" && access == Access::WithCredentials {
                // Every other origin would be let through as well.
                break;
            }
        }
        self.probe_caches(
            trusted
                .first()
                .map_or("https://cors-audit.example", |one| one),
        )?;
        if let Some(origin) = trusted_and_read {
            self.probe_two_origins(&origin)?;
            self.probe_preflights(&origin)?;
        }
        Ok(())
    }

    /// Origins of each pattern of the policy, or of those that a server often has.
    fn of_policy(&self, of: fn(&str) -> Vec<String>) -> Vec<String> {
        match &self.expected {
            Some(expected) => expected.policy.origins().flat_map(of).collect(),
            None => attacks::guesses(&self.url),
        }
    }
}
