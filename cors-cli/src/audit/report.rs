//! The result of `cors audit`.

use std::io::{self, Write};
use std::path::Path;

use cors_browser::Url;
use serde::{Deserialize, Serialize};

use super::question::Access;
use crate::input;
use crate::output::{Finding, Misuse, Report, Severity, count, printable};
use crate::redact::hide_in_urls;

#[derive(Debug, Serialize)]
pub(crate) struct AuditReport {
    url: String,
    requests: usize,
    /// What the server allows, as a policy file; without `--expect` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<String>,
    probes: Vec<Probe>,
    /// The number of findings that the baseline has.
    known: usize,
    #[serde(skip)]
    findings: Vec<Finding>,
}

/// An origin that was tried.
#[derive(Debug, Serialize)]
pub(super) struct Probe {
    pub(super) class: &'static str,
    pub(super) origin: String,
    pub(super) found: Access,
    /// What the policy allows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) wanted: Option<Access>,
}

impl AuditReport {
    pub(super) fn new(
        url: &Url,
        requests: usize,
        policy: Option<String>,
        probes: Vec<Probe>,
        mut findings: Vec<Finding>,
        baseline: &Baseline,
    ) -> Self {
        let before = findings.len();
        findings.retain(|finding| !baseline.has(finding));
        Self {
            url: hide_in_urls(url.as_str()),
            requests,
            policy,
            probes,
            known: before - findings.len(),
            findings,
        }
    }
}

/// The output of an audit is never larger.
const MAX_BYTES: u64 = 4 << 20;

/// The findings of an earlier audit of the same URL.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Baseline {
    verb: String,
    url: String,
    findings: Vec<Known>,
}

#[derive(Debug, Deserialize)]
struct Known {
    name: String,
    message: String,
}

impl Baseline {
    /// Reads the JSON output of an audit of this URL.
    pub(super) fn load(path: &Path, url: &Url) -> Result<Self, Misuse> {
        let name = path.display();
        let text = input::file(path, MAX_BYTES)?;
        let no_output =
            |why| Misuse::new(format!("{name} is no JSON output of `cors audit`: {why}"));
        let baseline: Self =
            serde_json::from_str(&text).map_err(|error| no_output(error.to_string()))?;
        if baseline.verb != AuditReport::VERB {
            return Err(no_output(format!("it is that of `cors {}`", baseline.verb)));
        }
        if baseline.url != hide_in_urls(url.as_str()) {
            return Err(Misuse::new(format!(
                "{name} is the output of an audit of another URL, {}",
                baseline.url
            )));
        }
        Ok(baseline)
    }

    fn has(&self, finding: &Finding) -> bool {
        let mut findings = self.findings.iter();
        findings.any(|known| known.name == finding.name && known.message == finding.message)
    }
}

impl Report for AuditReport {
    const VERB: &'static str = "audit";

    fn findings(&self) -> &[Finding] {
        &self.findings
    }

    fn write_text(&self, to: &mut dyn Write, min_severity: Severity) -> io::Result<()> {
        // With a policy, the output is a policy file.
        let comment = if self.policy.is_some() { "# " } else { "" };
        let findings = self.findings.iter();
        let shown: Vec<_> = findings
            .filter(|finding| finding.severity >= min_severity)
            .collect();
        for finding in &shown {
            let message = printable(&finding.message);
            writeln!(to, "{comment}{}: {message}", finding.title())?;
            if let Some(help) = &finding.help {
                writeln!(to, "{comment}  help: {}", printable(help))?;
            }
        }
        if let Some(policy) = &self.policy {
            writeln!(to, "{}", printable(policy))?;
        }
        let known = match self.known {
            0 => String::new(),
            known => format!("; {} left out", count(known, "known finding")),
        };
        writeln!(
            to,
            "# {}, {}, {}{known}",
            count(self.requests, "request"),
            count(self.probes.len(), "origin"),
            count(shown.len(), "finding")
        )
    }
}
