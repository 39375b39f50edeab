//! What the fuzz targets check.
//!
//! Each module is one target. Its `run` takes the bytes of the fuzzer, and panics if an
//! answer is wrong. An input that the target cannot read is skipped.

#![forbid(unsafe_code)]
// The modules of other crates have unit tests, which run there.
#![cfg(not(test))]

pub mod browser_model;
pub mod config;
pub mod console_line;
mod exchange;
pub mod origin_pattern;
mod policies;
pub mod request_http02;
pub mod request_http1;
pub mod routes;

/// The modules of the command that read files and messages. The command has no library.
#[path = "../../../cors-cli/src"]
#[allow(dead_code, unused_imports)]
mod cli {
    pub(crate) mod input;
    pub(crate) mod output;
    pub(crate) mod policy_file;
    pub(crate) mod redact;

    pub(crate) mod check {
        mod diff;
        mod draw;
        mod edit;
        mod fix;

        use super::output::Severity;
        use super::policy_file::{LocatedProblem, PolicyFile};

        fn severity(located: &LocatedProblem) -> Severity {
            match located.problem.is_note() {
                true => Severity::Note,
                false => Severity::Error,
            }
        }

        pub(crate) fn drawn(file: &PolicyFile, located: &LocatedProblem) -> String {
            draw::draw(file, located, severity(located))
        }

        /// The text that `--fix` writes, and what `--diff` prints.
        pub(crate) fn fixed(file: &PolicyFile) -> Option<(String, String)> {
            let fixed = fix::fix(file, None, Severity::Note).ok()?;
            let diff = diff::diff(&file.name, &file.text, &fixed);
            let shown = diff::shown(&diff);
            Some((fixed.text, shown))
        }
    }

    pub(crate) mod explain {
        mod entry;
        mod secrets;

        use cors_browser::ConsoleLine;

        /// What the command prints for a text, with the escape sequences of styles.
        pub(crate) fn printed(text: &str) -> String {
            let shown = secrets::without_secrets(text);
            let mut printed = Vec::new();
            for entry in ConsoleLine::read_all(&shown) {
                let entry = entry::Entry::new(&entry);
                let finding = entry.finding(true);
                printed.extend_from_slice(finding.to_string().as_bytes());
                let _ = entry.write(&mut printed, &finding);
            }
            String::from_utf8_lossy(&printed).into_owned()
        }
    }
}

/// The module of the engine that reads an environment variable. A target cannot set one.
#[path = "../../../cors-core/src"]
#[allow(dead_code)]
mod engine {
    pub(crate) mod policy {
        pub(crate) use cors_engine::Policy;
    }

    pub(crate) mod deployment {
        mod variable;

        use cors_engine::{Entry, Policy, Problem, Problems};

        /// The policy with the origins that a variable with this name and value lists.
        pub(crate) fn with_origins_from(
            policy: &Policy,
            name: &str,
            value: &str,
        ) -> Result<(Policy, Vec<Problem>), Problems> {
            let variable = variable::Variable::with_value(name, Ok(value.to_owned()));
            variable.build(&|origins: Vec<Entry>| policy.with_origins(origins).build_with_notes())
        }
    }
}

use cli::{input, output, policy_file, redact};
use engine::policy;
