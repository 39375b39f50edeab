//! Policy files as `cors check` reads them, and the environment variable with origins.

use cors_engine::routes::Policies;
use cors_engine::{Config, Policy, Problem, Problems, cors};

use crate::cli::check;
use crate::cli::policy_file::{Format, PolicyFile};
use crate::engine::deployment;

/// How many problems of a file are drawn.
const MOST_DRAWN: usize = 8;

/// Checks a text. Its first byte selects the format: `t` for TOML, `y` for YAML, `j` for JSON
/// and `o` for a variable with origins.
pub fn run(data: &[u8]) {
    let Some((first, text)) = data.split_first() else {
        return;
    };
    let Ok(text) = str::from_utf8(text) else {
        return;
    };
    match first % 4 {
        0 => check_file(text, Format::Toml),
        1 => check_file(text, Format::Yaml),
        2 => check_file(text, Format::Json),
        _ => check_variable(text),
    }
}

fn parse(text: &str, format: Format) -> PolicyFile {
    let file = PolicyFile::parse("file".to_owned(), text.to_owned(), format, None);
    file.expect("only a path to a key can be wrong")
}

fn check_file(text: &str, format: Format) {
    let file = parse(text, format);
    for (index, located) in file.problems.iter().enumerate() {
        assert!(text.get(located.span.clone()).is_some(), "{located:?}");
        if let Some(other) = &located.other {
            assert!(text.get(other.clone()).is_some(), "{located:?}");
        }
        let (line, column) = file.line_and_column(located.span.start);
        assert!(line >= 1 && column >= 1);
        let _ = file.help(located);
        if index < MOST_DRAWN {
            let _ = check::drawn(&file, located);
        }
    }
    if let Some((fixed, _)) = check::fixed(&file) {
        check_fixed(&file, &fixed, format);
    }
    if let Ok(policies) = file.policies() {
        check_accepted(text, format, &policies);
    }
}

/// A fix leaves a file that can be read, and leaves a file without problems as it is.
fn check_fixed(file: &PolicyFile, fixed: &str, format: Format) {
    let after = parse(fixed, format);
    assert_eq!(after.root.is_some(), file.root.is_some(), "{fixed:?}");
    if file.problems.is_empty() {
        assert_eq!(fixed, file.text);
    }
}

/// An application reads the same policies, and what a policy is written as is read as the same
/// policy.
fn check_accepted(text: &str, format: Format, policies: &Policies) {
    let read = match format {
        Format::Toml => toml::from_str::<Config>(text).map_err(|error| error.to_string()),
        Format::Json => serde_json::from_str(text).map_err(|error| error.to_string()),
        // No parser is the one that everybody uses.
        Format::Yaml => Err(String::new()),
    };
    // Applications differ on a byte order mark.
    if format != Format::Yaml && !text.starts_with('\u{feff}') {
        let read = read.unwrap_or_else(|error| panic!("an application refuses the file: {error}"));
        let read = read.build_policies().expect("no problem was found");
        assert_same(&read, policies);
    }
    let entries = policies.entries().map(|entry| entry.policy);
    for policy in entries.chain([policies.application()]) {
        // A policy without origins cannot be written.
        if policy.origins().next().is_none() {
            continue;
        }
        let json = serde_json::to_string(policy).expect("a policy is JSON");
        let toml = toml::to_string(policy).expect("a policy is TOML");
        for (text, format) in [
            (&json, Format::Json),
            (&json, Format::Yaml),
            (&toml, Format::Toml),
        ] {
            let file = parse(text, format);
            let read = file
                .policies()
                .unwrap_or_else(|misuse| panic!("{misuse}: {text}"));
            assert_eq!(read.application(), policy, "{text}");
        }
    }
}

fn assert_same(one: &Policies, other: &Policies) {
    assert_eq!(one.application(), other.application());
    let entries = |policies: &Policies| {
        let entries = policies.entries().map(|entry| {
            let methods = entry.methods.map(<[String]>::to_vec);
            (methods, entry.path.to_owned(), entry.policy.clone())
        });
        entries.collect::<Vec<_>>()
    };
    assert_eq!(entries(one), entries(other));
}

static BASE: Policy = cors! {
    origins = ["https://example.com"],
    methods = [PUT],
    credentials,
};

fn check_variable(value: &str) {
    match deployment::with_origins_from(&BASE, "CORS_ORIGINS", value) {
        Ok((policy, notes)) => {
            let written = value.split(|c: char| c == ',' || c.is_whitespace());
            let written: Vec<&str> = written.collect();
            assert!(policy.origins().all(|origin| written.contains(&origin)));
            assert!(policy.origins().next().is_some());
            assert!(notes.iter().all(Problem::is_note));
            let listed = policy.origins().collect::<Vec<_>>().join(",");
            let again = deployment::with_origins_from(&BASE, "CORS_ORIGINS", &listed);
            let (again, notes) = again.expect("a list that was accepted");
            assert_eq!(again, policy);
            assert!(notes.is_empty(), "{notes:?}");
        }
        Err(problems) => check_helps(&problems),
    }
}

/// A value that a help proposes is accepted.
fn check_helps(problems: &Problems) {
    for problem in problems {
        assert_eq!(problem.source_name(), Some("CORS_ORIGINS"));
        let _ = problem.to_string();
        let help = problem.help.as_deref().unwrap_or_default();
        if let Some(value) = help.strip_prefix("write CORS_ORIGINS=") {
            let built = deployment::with_origins_from(&BASE, "CORS_ORIGINS", value);
            assert!(built.is_ok(), "{help}");
        }
    }
}
