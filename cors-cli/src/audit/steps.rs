//! The steps of an audit.

use cors_browser::Explanation;

use super::attack_preflights::MOST_ATTACK_PREFLIGHTS;
use super::attacks::{self, Candidate};
use super::prober::{CHECKS, NoResponse};
use super::question::Access;
use super::report::{AuditReport, Baseline};
use super::state::Audit;
use crate::output::Severity;
use crate::redact::hide_in_urls;

impl Audit {
    pub(super) fn run(mut self, baseline: &Baseline) -> AuditReport {
        let ended = self.steps().and_then(|()| self.prober.confirm());
        if let Err(reason) = ended {
            self.stopped(&reason);
        }
        self.compare_vary();
        for outage in std::mem::take(&mut self.outages).into_all() {
            let message = outage.message();
            self.find_with_help(outage.name, Severity::Error, message, outage.refusal.help);
        }
        self.find_unanswered();
        if self.expected.is_none() && self.findings.is_empty() {
            self.find_with_help(
                "not-tried",
                Severity::Note,
                "nothing wrong was found, but no policy says which origins your pages have, so \
                 the mistakes near them (a prefix, a suffix, a subdomain) were not tried",
                Some("pass the policy with --expect".to_owned()),
            );
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

    fn stopped(&mut self, reason: &NoResponse) {
        match reason {
            // Every step remembers it.
            NoResponse::Unanswered => {}
            NoResponse::Failure(failure) => self.find_with_help(
                "network",
                Severity::Error,
                format!("a probe has no response: {failure}; the rest was not tried"),
                Explanation::of(failure.name()).map(|explanation| explanation.fix()),
            ),
            NoResponse::Limited(status) => self.find(
                "rate-limited",
                Severity::Warning,
                format!(
                    "the server limits the number of requests: the status of its response is \
                     {status}; the audit stopped, and the rest was not tried"
                ),
            ),
            NoResponse::Budget => self.find(
                "budget",
                Severity::Warning,
                "the audit stopped after the largest number of requests or the longest time; the \
                 rest was not tried",
            ),
        }
    }

    fn steps(&mut self) -> Result<(), NoResponse> {
        let own = cors_browser::Origin::of(&self.url).to_string();
        let without = self.prober.send("GET", &[])?;
        self.responses.push((None, without));
        if !self.has_get() {
            self.find(
                "not-tried",
                Severity::Note,
                "the status of the response to GET is 405, so only preflights are compared; the \
                 responses to other methods need CORS headers too",
            );
        }
        let mut tried = self.pages(&own);
        let is_over_https = |page: &Candidate| page.origin.starts_with("https://");
        if attacks::is_closed_to_https(&self.url) && tried.iter().any(is_over_https) {
            self.find(
                "not-tried",
                Severity::Note,
                "browsers let no page over https: request this http: URL, so what the server allows \
                 these pages is not compared; audit the URL over https:",
            );
        }
        self.probe_pages(&tried)?;
        let named = self.named(&own);
        self.probe_pages(&named)?;
        // A server can be so slow that there is no time for later steps.
        let is_read = self.read_most().is_some();
        if is_read {
            self.compare_read()?;
        }
        let mut bases = self.bases(&own);
        bases.extend(named.iter().map(|one| one.origin.clone()));
        tried.extend(named);
        let known: Vec<_> = tried.iter().map(|one| one.origin.clone()).collect();
        let mut attacks = attacks::against(&bases, &known);
        attacks.retain(|attack| attack.origin != own);
        self.limit(&mut attacks, is_read);
        if self.everyone < Access::WithCredentials {
            self.probe_pages(&attacks)?;
        }
        tried.extend(attacks);
        if !is_read {
            self.compare_read()?;
        }
        self.probe_attack_preflights(&tried, bases.len())?;
        self.error_status();
        Ok(())
    }

    /// Compares what a page that can read responses can do, and the preflights of the policy.
    fn compare_read(&mut self) -> Result<(), NoResponse> {
        let read = self.read_most();
        if let Some(origin) = &read {
            self.compare_exposed(origin);
            self.probe_two_origins(origin)?;
        }
        self.probe_preflights(read.as_deref())
    }

    /// Leaves out the attack origins for which there are not enough requests. `is_read` is
    /// whether the preflights of the policy are sent already.
    fn limit(&mut self, attacks: &mut Vec<Candidate>, is_read: bool) {
        let preflights = match is_read {
            true => 0,
            false => self.preflights(Some("null")).0.len() + 1,
        };
        let later = preflights + MOST_ATTACK_PREFLIGHTS + CHECKS;
        let most = self.prober.left().saturating_sub(later);
        let left_out = attacks.len().saturating_sub(most);
        attacks.truncate(most);
        if left_out > 0 && self.everyone < Access::WithCredentials {
            self.find(
                "not-tried",
                Severity::Note,
                format!(
                    "an audit sends at most 150 requests, so {left_out} attack origins were left \
                     out"
                ),
            );
        }
    }

    /// Asks as a page of each origin.
    fn probe_pages(&mut self, pages: &[Candidate]) -> Result<(), NoResponse> {
        for Candidate { class, origin } in pages {
            let access = self.probe_origin(class, origin);
            let access = self.unless_unanswered(class, origin, access)?;
            if *class == "reflection" && access == Some(Access::WithCredentials) {
                // Every other origin would be let through as well.
                break;
            }
        }
        Ok(())
    }

    /// Without a policy, a server that does not know the URL seems to allow nothing.
    fn error_status(&mut self) {
        let first = self.responses.first().map(|(_, response)| response.status);
        let allows = self
            .probes
            .iter()
            .any(|probe| probe.found > Access::Nothing);
        if let (Some(status @ 400..), None, false) = (first, &self.expected, allows) {
            self.find_with_help(
                "error-status",
                Severity::Warning,
                format!(
                    "the status of the response is {status}, and it allows no origin: what the \
                     server allows if it succeeds is unknown"
                ),
                Some("audit a URL that the server answers without an error".to_owned()),
            );
        }
    }
}
