//! What an audit knows and has found so far.

use cors_browser::{Response, Url};
use cors_engine::routes::Policies;

use super::attacks::Candidate;
use super::expected::Expected;
use super::observed::Observed;
use super::outages::Outages;
use super::prober::Prober;
use super::question::{Access, Question};
use super::report::Probe;
use crate::output::{Finding, Place, Severity};
use crate::redact::hide_in_urls;

pub(super) struct Audit {
    pub(super) url: Url,
    pub(super) expected: Option<Expected>,
    pub(super) prober: Prober,
    pub(super) probes: Vec<Probe>,
    pub(super) findings: Vec<Finding>,
    pub(super) outages: Outages,
    /// The origins whose requests had no response.
    pub(super) unanswered: Vec<Candidate>,
    pub(super) observed: Observed,
    /// The responses to a GET, each with the origin of the page.
    pub(super) responses: Vec<(Option<String>, Response)>,
    /// What a page of an unknown origin can do, and so every page.
    pub(super) everyone: Access,
}

impl Audit {
    pub(super) fn new(url: Url, policies: Option<&Policies>, prober: Prober) -> Self {
        let expected = policies.map(|policies| Expected::new(policies, &url));
        Self {
            url,
            expected,
            prober,
            probes: Vec::new(),
            findings: Vec::new(),
            outages: Outages::default(),
            unanswered: Vec::new(),
            observed: Observed::default(),
            responses: Vec::new(),
            everyone: Access::Nothing,
        }
    }

    /// What the policy allows.
    pub(super) fn wanted(&self, question: Question<'_>) -> Option<Access> {
        let expected = self.expected.as_ref()?;
        Some(expected.access(question, &self.url))
    }

    /// Whether the server answers GET.
    pub(super) fn has_get(&self) -> bool {
        let first = self.responses.first();
        first.is_none_or(|(_, response)| response.status != 405)
    }

    pub(super) fn find(&mut self, name: &str, severity: Severity, message: impl Into<String>) {
        self.find_with_help(name, severity, message, None);
    }

    pub(super) fn find_with_help(
        &mut self,
        name: &str,
        severity: Severity,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        self.findings.push(Finding {
            place: Some(Place::Url(hide_in_urls(self.url.as_str()))),
            help,
            ..Finding::new(name, severity, message)
        });
    }

    /// Adds a finding unless there is one of this name.
    pub(super) fn find_once(
        &mut self,
        name: &str,
        severity: Severity,
        message: impl Into<String>,
        help: &str,
    ) {
        if self.findings.iter().all(|one| one.name != name) {
            self.find_with_help(name, severity, message, Some(help.to_owned()));
        }
    }
}
