//! The result of `cors audit`.

use std::io::{self, Write};
use std::path::Path;

use cors_browser::Url;
use serde::{Deserialize, Serialize};

use super::prober::Access;
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
        baseline: &[(String, String)],
    ) -> Self {
        let before = findings.len();
        findings.retain(|finding| {
            let is_same = |(name, message): &(String, String)| {
                *name == finding.name && *message == finding.message
            };
            !baseline.iter().any(is_same)
        });
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

/// Reads the names and the messages of the findings of an earlier audit.
pub(super) fn baseline(path: &Path) -> Result<Vec<(String, String)>, Misuse> {
    #[derive(Deserialize)]
    struct Document {
        findings: Vec<Known>,
    }
    #[derive(Deserialize)]
    struct Known {
        name: String,
        message: String,
    }
    let name = path.display();
    let text = input::file(path, MAX_BYTES)?;
    let document: Document = serde_json::from_str(&text).map_err(|error| {
        Misuse::new(format!("{name} is no JSON output of `cors audit`: {error}"))
    })?;
    let known = document.findings.into_iter();
    Ok(known.map(|known| (known.name, known.message)).collect())
}

impl Report for AuditReport {
    const VERB: &'static str = "audit";

    fn findings(&self) -> &[Finding] {
        &self.findings
    }

    fn write_text(&self, to: &mut dyn Write, min_severity: Severity) -> io::Result<()> {
        // With a policy, the output is a policy file.
        let comment = if self.policy.is_some() { "# " } else { "" };
        for finding in &self.findings {
            if finding.severity < min_severity {
                continue;
            }
            writeln!(
                to,
                "{comment}{}: {}",
                finding.title(),
                printable(&finding.message)
            )?;
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
            count(self.findings.len(), "finding")
        )
    }
}
