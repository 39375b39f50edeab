//! `cors check`: every problem of policy files, and the fixes that never widen a policy.

mod diff;
mod draw;
mod edit;
mod fix;
#[cfg(test)]
mod tests;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use cors_rules::RuleKind;
use serde::Serialize;

use crate::output::{Finding, Misuse, Place, Report, Severity, count};
use crate::policy_file::{self, LocatedProblem, PolicyFile};

/// The largest number of problems that are drawn. A file can have very many.
const MOST_DRAWN: usize = 200;

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
    #[arg(long, conflicts_with = "fix")]
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
    /// How many problems stay after `--diff` is applied.
    #[serde(skip)]
    staying: usize,
    /// What `--diff` would change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    diff: Vec<String>,
}

/// `--fix` leaves problems alone that are less severe than `min_severity`.
pub(crate) fn run(args: &Args, min_severity: Severity) -> Result<Checked, Misuse> {
    let stdin = args.files.iter().filter(|path| *path == Path::new("-"));
    if stdin.clone().count() > 1 {
        return Err(Misuse::new("standard input is read once: write `-` once"));
    }
    if args.fix && stdin.count() > 0 {
        let message = "`--fix` cannot write to standard input; `--diff` shows the fixes";
        return Err(Misuse::new(message));
    }
    let key = args.key.as_deref();
    // Every file is read before one is written.
    let load = |path: &PathBuf| policy_file::load(path, key);
    let mut files = args.files.iter().map(load).collect::<Result<Vec<_>, _>>()?;
    let (mut fixed, mut staying, mut diffs) = (0, 0, Vec::new());
    if args.fix || args.diff {
        let fix = |file: &PolicyFile| fix::fix(file, key, min_severity);
        let fixes = files.iter().map(fix).collect::<Result<Vec<_>, _>>()?;
        let mut written = Vec::new();
        for (file, fixes) in files.iter_mut().zip(fixes) {
            if fixes.count > 0 && args.diff {
                diffs.push(diff::diff(&file.name, &file.text, &fixes));
            } else if fixes.count > 0 {
                write(&file.name, &fixes.text, &written)?;
                written.push(file.name.clone());
            }
            let after = PolicyFile::parse(file.name.clone(), fixes.text, file.format, key)?;
            fixed += fixes.count;
            staying += problems(&after, min_severity);
            if args.fix {
                *file = after;
            }
        }
    }
    let of_file = |file: &PolicyFile| {
        let findings = file.problems.iter().map(|located| finding(file, located));
        findings.collect::<Vec<_>>()
    };
    Ok(Checked {
        findings: files.iter().flat_map(of_file).collect(),
        checked: files.len(),
        files,
        fixed,
        staying,
        diff: diffs,
    })
}

/// Writes the fixed text of a file. `written` are the files that were written before.
fn write(name: &str, text: &str, written: &[String]) -> Result<(), Misuse> {
    std::fs::write(name, text).map_err(|error| {
        let before = match written {
            [] => String::new(),
            written => format!("; these files are fixed already: {}", written.join(", ")),
        };
        Misuse::new(format!("{name} cannot be written: {error}{before}"))
    })
}

/// How many problems a file has, without its notes.
fn problems(file: &PolicyFile, min_severity: Severity) -> usize {
    let severities = file.problems.iter().map(severity);
    let counts = |one: &Severity| *one >= min_severity && *one > Severity::Note;
    severities.filter(counts).count()
}

fn severity(located: &LocatedProblem) -> Severity {
    let problem = &located.problem;
    if problem.is_warning() {
        Severity::Warning
    } else if problem.is_note() || problem.rule.kind() == RuleKind::Note {
        Severity::Note
    } else {
        Severity::Error
    }
}

fn finding(file: &PolicyFile, located: &LocatedProblem) -> Finding {
    let (line, column) = file.line_and_column(located.span.start);
    let (end_line, end_column) = file.line_and_column(located.span.end);
    let problem = &located.problem;
    Finding {
        help: file.help(located),
        place: Some(Place::File {
            path: file.name.clone(),
            line,
            column,
            end_line,
            end_column,
        }),
        ..Finding::new(
            problem.rule.name(),
            severity(located),
            problem.message.clone(),
        )
    }
}

impl Report for Checked {
    const VERB: &'static str = "check";

    fn findings(&self) -> &[Finding] {
        &self.findings
    }

    fn write_text(&self, to: &mut dyn Write, min_severity: Severity) -> io::Result<()> {
        for diff in &self.diff {
            to.write_all(diff::shown(diff).as_bytes())?;
        }
        if !self.diff.is_empty() {
            write!(to, "{} would be fixed", count(self.fixed, "problem"))?;
            return match self.staying {
                0 => writeln!(to),
                staying => writeln!(to, ", and {staying} would stay"),
            };
        }
        let all = self.files.iter().flat_map(|file| {
            let problems = file.problems.iter();
            problems.map(move |located| (file, located, severity(located)))
        });
        let (mut drawn, mut shown) = (0, 0);
        for (file, located, severity) in all.filter(|(_, _, one)| *one >= min_severity) {
            if drawn < MOST_DRAWN {
                writeln!(to, "{}\n", draw::draw(file, located, severity))?;
            }
            drawn += 1;
            shown += usize::from(severity > Severity::Note);
        }
        if drawn > MOST_DRAWN {
            let more = drawn - MOST_DRAWN;
            writeln!(to, "{more} more: `--output-format concise` shows them all")?;
        }
        if self.fixed > 0 {
            writeln!(to, "{} fixed", count(self.fixed, "problem"))?;
        }
        let files = count(self.checked, "file");
        match shown {
            0 => writeln!(to, "no problem in {files}"),
            _ => writeln!(to, "{} in {files}", count(shown, "problem")),
        }
    }
}
