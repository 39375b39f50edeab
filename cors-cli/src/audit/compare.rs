//! The steps of an audit: what the server allows, and what the policy allows.

use cors_browser::{Request, Response, Url};
use cors_engine::Policy;
use cors_engine::routes::Policies;

use super::attacks::{self, Candidate};
use super::observed::Observed;
use super::probe::{Access, NoResponse, Prober, access};
use super::report::{AuditReport, Probe};
use crate::output::{Finding, Place, Severity};
use crate::policy_server::PolicyServer;
use crate::redact::hide_in_urls;

/// The largest number of origins of the policy that are tried.
const MOST_EXAMPLES: usize = 20;

/// The number of origins that attack origins are made from.
const BASES: usize = 3;

pub(super) struct Audit {
    pub(super) url: Url,
    pub(super) expected: Option<Expected>,
    pub(super) prober: Prober,
    probes: Vec<Probe>,
    findings: Vec<Finding>,
    pub(super) observed: Observed,
    /// What a page of an unknown origin can do, and so every page.
    everyone: Access,
}

pub(super) struct Expected {
    server: PolicyServer,
    /// The policy that applies to a GET of the URL.
    pub(super) policy: Policy,
}

impl Audit {
    pub(super) fn new(url: Url, policies: Option<Policies>, prober: Prober) -> Self {
        let expected = policies.map(|policies| {
            let server = PolicyServer::new(policies);
            let policy = server.policy(url.path());
            Expected { server, policy }
        });
        Self {
            url,
            expected,
            prober,
            probes: Vec::new(),
            findings: Vec::new(),
            observed: Observed::default(),
            everyone: Access::Nothing,
        }
    }

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

    /// Asks as a page of this origin, and compares.
    fn probe_origin(&mut self, class: &'static str, origin: &str) -> Result<Access, NoResponse> {
        let response = self.prober.get(origin)?;
        self.redirect(&response);
        let found = access(origin, &self.url, "GET", None, |_| response.clone());
        let wanted = self.wanted(origin, "GET", None);
        self.observed.origin(class, origin, found, &response);
        let who = match class {
            "reflection" => format!("any page, such as one at {origin} ({class}),"),
            _ => format!("a page at {origin} ({class})"),
        };
        self.compare(&who, class, found, wanted);
        if class == "reflection" {
            self.everyone = found;
        }
        self.wildcard_with_credentials(&response);
        self.probes.push(Probe {
            class,
            origin: origin.to_owned(),
            found,
            wanted,
        });
        Ok(found)
    }

    /// What the policy allows.
    pub(super) fn wanted(
        &self,
        origin: &str,
        method: &str,
        header: Option<&str>,
    ) -> Option<Access> {
        let expected = self.expected.as_ref()?;
        let respond = |request: &Request| expected.server.respond(request);
        Some(access(origin, &self.url, method, header, respond))
    }

    fn compare(&mut self, who: &str, class: &str, found: Access, wanted: Option<Access>) {
        let Some(wanted) = wanted else {
            self.without_policy(who, class, found);
            return;
        };
        if found > wanted {
            if found <= self.everyone && class != "expected" {
                // The finding about any page says so.
                return;
            }
            let (severity, what) = match found {
                Access::WithCredentials => (Severity::Error, "with the user's cookies"),
                _ => (Severity::Warning, "without cookies"),
            };
            self.find(
                "wider",
                severity,
                format!(
                    "the server allows {who} to read responses {what}, and the policy does not"
                ),
            );
        } else if found < wanted {
            let what = match wanted {
                Access::WithCredentials => "with the user's cookies",
                _ => "without cookies",
            };
            self.find(
                "narrower",
                Severity::Error,
                format!(
                    "the policy allows {who} to read responses {what}, and the server does not"
                ),
            );
        }
    }

    /// Without a policy, only what is wrong for every policy is a finding.
    fn without_policy(&mut self, who: &str, class: &str, found: Access) {
        let is_foreign = !matches!(
            class,
            "guess" | "subdomain" | "parent" | "sibling" | "local"
        );
        if found == Access::WithCredentials && is_foreign {
            self.find(
                "open-with-credentials",
                Severity::Error,
                format!("the server allows {who} to read responses with the user's cookies"),
            );
        }
    }

    fn wildcard_with_credentials(&mut self, response: &Response) {
        let is = |name: &str, value: &[u8]| response.headers.get(name).as_deref() == Some(value);
        let name = "wildcard-with-credentials";
        if is("access-control-allow-origin", b"*")
            && is("access-control-allow-credentials", b"true")
            && self.findings.iter().all(|one| one.name != name)
        {
            self.find(
                name,
                Severity::Warning,
                "the server sends Access-Control-Allow-Origin: * with \
                 Access-Control-Allow-Credentials: true, which browsers refuse: requests with \
                 cookies fail, and nothing is exposed",
            );
        }
    }

    fn redirect(&mut self, response: &Response) {
        let location = response.headers.get("location").unwrap_or_default();
        let name = "redirect";
        let is_redirect = matches!(response.status, 301 | 302 | 303 | 307 | 308);
        if is_redirect && self.findings.iter().all(|one| one.name != name) {
            let location = hide_in_urls(&cors_browser::text(&location));
            self.find(
                name,
                Severity::Warning,
                format!(
                    "the URL redirects to {location:?}, which was not contacted; audit that URL"
                ),
            );
        }
    }

    pub(super) fn find(&mut self, name: &str, severity: Severity, message: impl Into<String>) {
        self.findings.push(Finding {
            place: Some(Place::Url(hide_in_urls(self.url.as_str()))),
            ..Finding::new(name, severity, message)
        });
    }
}
