//! `cors explain`: the cause behind a message of a browser's console.

use std::io::{self, Write};

use serde::Serialize;

use crate::output::{Finding, Misuse, Report, Severity};

/// Explain a console message: what it means, whose fault it is, what to change.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The message, or a whole console; `-` or nothing reads standard input
    line: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Explanation {
    #[serde(skip)]
    findings: Vec<Finding>,
}

impl Report for Explanation {
    const VERB: &'static str = "explain";

    fn findings(&self) -> &[Finding] {
        &self.findings
    }

    fn write_text(&self, to: &mut dyn Write, min_severity: Severity) -> io::Result<()> {
        for finding in &self.findings {
            if finding.severity >= min_severity {
                writeln!(to, "{finding}")?;
            }
        }
        Ok(())
    }
}

pub(crate) fn run(args: &Args) -> Result<Explanation, Misuse> {
    let text = match args.line.as_deref() {
        Some("-") | None => io::read_to_string(io::stdin())
            .map_err(|error| Misuse::new(format!("standard input cannot be read: {error}")))?,
        Some(line) => line.to_owned(),
    };
    let _ = text;
    Ok(Explanation {
        findings: Vec::new(),
    })
}
