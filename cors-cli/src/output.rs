//! What every verb prints: findings as text, one line each, JSON or SARIF, and the
//! exit code.

mod finding;
mod labels;
pub(crate) mod log;
mod sarif;
mod terminal;
mod uri;

use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::ValueEnum;
use serde::Serialize;

pub(crate) use finding::{Finding, Place, Severity};
pub(crate) use labels::{block, count, fault, paragraph, row};
pub(crate) use terminal::{one_line, printable};

/// The variable with the format of the result.
pub(crate) const OUTPUT_FORMAT: &str = "CORS_OUTPUT_FORMAT";

/// The options that every verb has.
#[derive(Debug, clap::Args)]
pub(crate) struct OutputArgs {
    /// The format of the result
    #[arg(long, global = true, value_enum, default_value_t, env = OUTPUT_FORMAT)]
    output_format: OutputFormat,
    /// Exit with 0 if there are findings
    #[arg(long, global = true)]
    exit_zero: bool,
    /// Leave out findings that are less severe
    #[arg(long, global = true, value_enum, default_value_t = Severity::Note)]
    min_severity: Severity,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum OutputFormat {
    /// For people
    #[default]
    Text,
    /// One line for each finding
    Concise,
    /// One JSON object; its keys are documented and stable
    Json,
    /// SARIF 2.1.0
    Sarif,
}

/// The result of a verb.
pub(crate) trait Report: Serialize {
    /// The verb, as the user typed it.
    const VERB: &'static str;

    fn findings(&self) -> &[Finding];

    /// Writes the result for people. Findings that are less severe than
    /// `min_severity` are left out.
    fn write_text(&self, to: &mut dyn Write, min_severity: Severity) -> io::Result<()>;
}

impl OutputArgs {
    /// Prints the result, and returns 1 if there is a finding that is no note.
    pub(crate) fn print<R: Report>(&self, report: &R) -> Result<ExitCode, Misuse> {
        let has_styles = match self.output_format {
            OutputFormat::Text | OutputFormat::Concise => true,
            // JSON has no escape sequences, so nothing has to be removed from it.
            OutputFormat::Json | OutputFormat::Sarif => false,
        };
        print_by(has_styles, |to| self.write(report, to))?;
        let fails = |finding: &Finding| finding.severity > Severity::Note;
        Ok(match self.shown(report).any(fails) && !self.exit_zero {
            true => ExitCode::from(1),
            false => ExitCode::SUCCESS,
        })
    }

    /// Refuses every other format, for a verb without a result.
    pub(crate) fn text_only(&self, verb: &str) -> Result<(), Misuse> {
        if self.output_format == OutputFormat::Text {
            return Ok(());
        }
        Err(Misuse::new(format!(
            "`cors {verb}` prints text while it runs, and has no result in another format. Leave \
             out --output-format and the variable {OUTPUT_FORMAT}"
        )))
    }

    pub(crate) fn min_severity(&self) -> Severity {
        self.min_severity
    }

    fn shown<'r, R: Report>(&self, report: &'r R) -> impl Iterator<Item = &'r Finding> {
        let min_severity = self.min_severity;
        let findings = report.findings().iter();
        findings.filter(move |finding| finding.severity >= min_severity)
    }

    fn write<R: Report>(&self, report: &R, to: &mut dyn Write) -> io::Result<()> {
        match self.output_format {
            OutputFormat::Text => report.write_text(to, self.min_severity),
            OutputFormat::Concise => {
                for finding in self.shown(report) {
                    writeln!(to, "{finding}")?;
                }
                Ok(())
            }
            OutputFormat::Json => {
                #[derive(Serialize)]
                struct Document<'r, R> {
                    verb: &'static str,
                    version: &'static str,
                    findings: Vec<&'r Finding>,
                    #[serde(flatten)]
                    report: &'r R,
                }
                let document = Document {
                    verb: R::VERB,
                    version: env!("CARGO_PKG_VERSION"),
                    findings: self.shown(report).collect(),
                    report,
                };
                serde_json::to_writer_pretty(&mut *to, &document)?;
                writeln!(to)
            }
            OutputFormat::Sarif => {
                let log = sarif::log(&self.shown(report).collect::<Vec<_>>());
                serde_json::to_writer_pretty(&mut *to, &log)?;
                writeln!(to)
            }
        }
    }
}

/// Prints a text that is the whole result.
pub(crate) fn print_text(text: &str) -> Result<ExitCode, Misuse> {
    print_by(true, |to| to.write_all(text.as_bytes()))?;
    Ok(ExitCode::SUCCESS)
}

fn print_by(
    has_styles: bool,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Misuse> {
    let to: &mut dyn Write = if has_styles {
        &mut anstream::stdout().lock()
    } else {
        &mut io::stdout().lock()
    };
    // Without a buffer, every line would be a call of the system.
    let mut out = io::BufWriter::new(to);
    let written = write(&mut out).and_then(|()| out.flush());
    written.or_else(|error| match error.kind() {
        // The reader of a pipe, such as `head`, has seen enough.
        io::ErrorKind::BrokenPipe => Ok(()),
        _ => Err(Misuse::new(format!(
            "the result cannot be printed: {error}"
        ))),
    })
}

/// The command cannot do what the user asked for. The exit code is 2.
#[derive(Debug)]
pub(crate) struct Misuse(String);

impl fmt::Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<String> for Misuse {
    fn from(message: String) -> Self {
        Misuse(message)
    }
}

impl Misuse {
    /// One clear sentence without a full stop.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Misuse(message.into())
    }

    pub(crate) fn print(&self) -> ExitCode {
        log::line(&format!("error: {}", one_line(&self.0)));
        ExitCode::from(2)
    }
}
