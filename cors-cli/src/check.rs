//! `cors check`: every problem of policy files, and the fixes that never widen a policy.

mod draw;
mod edit;
mod fix;
#[cfg(test)]
mod tests;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use cors_rules::RuleKind;
use serde::Serialize;

use crate::output::{Finding, Misuse, Place, Report, Severity};
use crate::policy_file::{self, LocatedProblem, PolicyFile, line_and_column};

/// Check policy files: every problem at its line and column.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Policy files in TOML, JSON or YAML; `-` reads standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The path to the policy in a larger file
    #[arg(long, value_name = "PATH.TO.CORS")]
    key: Option<String>,
    /// Write what the helps propose into the files; never widens a policy
    #[arg(long)]
    fix: bool,
    /// Show what `--fix` would write, and write nothing
    #[arg(long)]
    diff: bool,
}

#[derive(Debug, Serialize)]
pub(crate) struct Checked {
    #[serde(skip)]
    files: Vec<PolicyFile>,
    #[serde(skip)]
    findings: Vec<Finding>,
    /// How many files were checked.
    checked: usize,
    /// How many problems `--fix` removed, or `--diff` would remove.
    fixed: usize,
    /// What `--diff` would change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    diff: Vec<String>,
}

pub(crate) fn run(args: &Args) -> Result<Checked, Misuse> {
    let mut checked = Checked {
        files: Vec::new(),
        findings: Vec::new(),
        checked: args.files.len(),
        fixed: 0,
        diff: Vec::new(),
    };
    let mut stdin_is_read = false;
    for path in &args.files {
        let is_stdin = path == Path::new("-");
        if is_stdin && (std::mem::replace(&mut stdin_is_read, true) || args.fix && !args.diff) {
            let message =
                "`-` is read once, and `--fix` cannot write to it; `--diff` shows the fixes";
            return Err(Misuse::new(message));
        }
        let mut file = policy_file::load(path, args.key.as_deref())?;
        if args.fix || args.diff {
            let fixed = fix::fix(&file, args.key.as_deref())?;
            checked.fixed += fixed.count;
            if fixed.count > 0 && args.diff {
                checked.diff.push(diff(&file, &fixed.text));
            } else if fixed.count > 0 {
                write(path, &fixed.text)?;
                file = policy_file::load(path, args.key.as_deref())?;
            }
        }
        let findings = file.problems.iter().map(|located| finding(&file, located));
        checked.findings.extend(findings);
        checked.files.push(file);
    }
    Ok(checked)
}

fn write(path: &Path, text: &str) -> Result<(), Misuse> {
    std::fs::write(path, text)
        .map_err(|error| Misuse::new(format!("{} cannot be written: {error}", path.display())))
}

fn diff(file: &PolicyFile, fixed: &str) -> String {
    let diff = similar::TextDiff::from_lines(&*file.text, fixed);
    let (name, fixed) = (&*file.name, format!("{} (fixed)", file.name));
    diff.unified_diff().header(name, &fixed).to_string()
}

fn severity(located: &LocatedProblem) -> Severity {
    match located.problem.is_note() || located.problem.rule.kind() == RuleKind::Note {
        true => Severity::Note,
        false => Severity::Error,
    }
}

fn finding(file: &PolicyFile, located: &LocatedProblem) -> Finding {
    let (line, column) = line_and_column(&file.text, located.span.start);
    let (end_line, end_column) = line_and_column(&file.text, located.span.end);
    let problem = &located.problem;
    Finding {
        name: problem.rule.name().to_owned(),
        severity: severity(located),
        message: problem.message.clone(),
        help: problem.help.clone(),
        page: None,
        place: Some(Place::File {
            path: file.name.clone(),
            line,
            column,
            end_line,
            end_column,
        }),
    }
}

impl Report for Checked {
    const VERB: &'static str = "check";

    fn findings(&self) -> &[Finding] {
        &self.findings
    }

    fn write_text(&self, to: &mut dyn Write, min_severity: Severity) -> io::Result<()> {
        for diff in &self.diff {
            write!(to, "{}", crate::output::printable(diff))?;
        }
        if !self.diff.is_empty() {
            let s = if self.fixed == 1 { "" } else { "s" };
            return writeln!(to, "{} problem{s} would be fixed", self.fixed);
        }
        let mut shown = 0;
        for file in &self.files {
            for located in &file.problems {
                if severity(located) >= min_severity {
                    writeln!(to, "{}\n", draw::draw(file, located, severity(located)))?;
                    shown += usize::from(severity(located) > Severity::Note);
                }
            }
        }
        if self.fixed > 0 {
            let s = if self.fixed == 1 { "" } else { "s" };
            writeln!(to, "{} problem{s} fixed", self.fixed)?;
        }
        let files = match self.checked {
            1 => "1 file".to_owned(),
            many => format!("{many} files"),
        };
        match shown {
            0 => writeln!(to, "no problem in {files}"),
            1 => writeln!(to, "1 problem in {files}"),
            many => writeln!(to, "{many} problems in {files}"),
        }
    }
}
