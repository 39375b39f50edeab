//! What an audit knows and has found so far.

use cors_browser::{Request, Url};
use cors_engine::Policy;
use cors_engine::routes::Policies;

use super::observed::Observed;
use super::prober::{Access, Prober, access};
use super::report::Probe;
use crate::output::{Finding, Place, Severity};
use crate::policy_server::PolicyServer;
use crate::redact::hide_in_urls;

pub(super) struct Audit {
    pub(super) url: Url,
    pub(super) expected: Option<Expected>,
    pub(super) prober: Prober,
    pub(super) probes: Vec<Probe>,
    pub(super) findings: Vec<Finding>,
    pub(super) observed: Observed,
    /// What a page of an unknown origin can do, and so every page.
    pub(super) everyone: Access,
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

    pub(super) fn find(&mut self, name: &str, severity: Severity, message: impl Into<String>) {
        self.findings.push(Finding {
            place: Some(Place::Url(hide_in_urls(self.url.as_str()))),
            ..Finding::new(name, severity, message)
        });
    }
}
