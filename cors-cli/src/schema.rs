//! `cors schema`: the JSON Schema of policy files, for editors.

use std::process::ExitCode;

use crate::output::{Misuse, print_text};

/// Print the JSON Schema of policy files.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// The schema says which keys there are and which types they take. Only `cors check`
/// knows every rule.
const SCHEMA: &str = include_str!("../policy.schema.json");

pub(crate) fn run(_: &Args) -> Result<ExitCode, Misuse> {
    print_text(SCHEMA)
}
