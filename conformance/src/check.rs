//! Reads a policy file and reports its problems.

use std::path::Path;
use std::{fs, io};

use cors_engine::{Config, Policy, Problem, Problems};
use serde_json::json;

/// The reason why a file has no policy.
#[derive(Debug)]
pub(crate) enum Failure {
    Problems(Problems),
    Unreadable(String),
}

/// Reads a policy. Notes go to standard error.
pub(crate) fn read(path: &Path) -> Result<Policy, Failure> {
    let unreadable = |error: io::Error| Failure::Unreadable(format!("{}: {error}", path.display()));
    let bytes = fs::read(path).map_err(unreadable)?;
    let (policy, notes) = parse(&bytes).map_err(Failure::Problems)?;
    print_notes(&notes);
    Ok(policy)
}

/// Prints one JSON object per problem.
pub(crate) fn print(problems: &Problems) {
    for problem in problems {
        println!("{}", line(problem));
    }
    print_notes(problems.notes());
}

fn print_notes(notes: &[Problem]) {
    for note in notes {
        eprintln!("{}", line(note));
    }
}

fn parse(bytes: &[u8]) -> Result<(Policy, Vec<Problem>), Problems> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| Problem::syntax(format!("the file is not UTF-8: {error}")))?;
    let config: Config = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let number = 1 + text[..at].matches('\n').count();
        Problem::syntax(format!("line {number}: {}", error.message()))
    })?;
    config.build_with_notes()
}

fn line(problem: &Problem) -> serde_json::Value {
    json!({
        "rule": problem.rule.name(),
        // A problem that belongs to no key has none.
        "key": Some(&problem.key).filter(|key| !key.is_empty() || problem.value.is_some()),
        "value": problem.value,
        "message": problem.message,
        "help": problem.help,
    })
}
